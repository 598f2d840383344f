/** A room so large that its readers are written to only every so often: what is written meanwhile shares a commit, and nobody is told before. */

import { beforeEach, expect, test, vi } from 'vitest'
import { type RoomTab, RoomWorld } from './room-world.ts'

/** Windows of 25 ms: commits are begun 10 ms before they open. */
const PEOPLE = 200

let world: RoomWorld
let tabs: RoomTab[]
beforeEach(async () => {
  world = await RoomWorld.open()
  tabs = []
  for (let n = 0; n < PEOPLE; n++) tabs.push(await world.join(`person ${n}`))
  await world.advance(100)
}, 60_000)

test('rows of one window are one commit, begun before it opens; then everybody has them', async () => {
  const append = vi.spyOn(world.store.log, 'append')
  const sizes = () => append.mock.calls.map(([rows]) => rows.length)
  const [ada, ben, reader] = tabs as [RoomTab, RoomTab, RoomTab]
  const words = () => {
    reader.follow()
    return reader.text.toString()
  }
  ada.type(1, 'a')
  await world.settle()
  expect(sizes()).toEqual([1])
  expect(words()).toContain('a')
  ada.type(1, 'b')
  await world.advance(5)
  ben.type(1, 'c')
  await world.advance(9)
  expect(sizes()).toEqual([1])
  expect(words()).not.toMatch(/[bc]/)
  await world.advance(1)
  expect(sizes()).toEqual([1, 2])
  expect(words()).not.toMatch(/[bc]/)
  await world.advance(10)
  expect(words()).toMatch(/(?=.*b)(?=.*c)/)
  world.crash()
  expect(await world.stored()).toBe(words())
})
