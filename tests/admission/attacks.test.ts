import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { ATTACKS as EDITING_ATTACKS } from './attacks.ts'
import { marker } from './forge.ts'
import { withoutTelling } from './planted.ts'
import { SUGGESTING_ATTACKS } from './suggesting-attacks.ts'
import { bytesOf, ed, READER, World } from './world.ts'

const ATTACKS = [...EDITING_ATTACKS, ...SUGGESTING_ATTACKS]
const names = ATTACKS.map(({ name }) => name)

test('the table is long enough and says nothing twice', () => {
  expect(new Set(names).size).toBe(names.length)
  expect(names.length).toBeGreaterThanOrEqual(177)
})

test.each(ATTACKS)('[R1] who $name is refused with “$code”, and the article is as before', (one) => {
  const { room } = new World()
  const before = bytesOf(room.doc)
  const verdict = room.receive(one.attacker ?? ed, one.attack(new World()))
  expect(verdict).toMatchObject({ kind: 'refused', code: one.code })
  expect(bytesOf(room.doc)).toBe(before)
  expect(room.sent).toEqual([])
})

test.each(ATTACKS)('the honest twin of who $name is admitted', (one) => {
  const { room } = new World()
  const verdict = room.receive(one.citizen ?? ed, one.twin(new World()))
  expect(verdict).toMatchObject({ kind: 'admitted' })
  expect(room.sent).toHaveLength(1)
  // Another tab that gets only what was sent has what the room has.
  const peer = new World().room.tab(READER)
  Y.applyUpdate(peer, room.sent[0]!)
  expect(bytesOf(peer)).toBe(bytesOf(room.doc))
})

test('a refusal that does not say it touched the doc is found', () => {
  const found = ATTACKS.filter((one) => {
    const { room } = new World(withoutTelling)
    const before = bytesOf(room.doc)
    try {
      room.receive(one.attacker ?? ed, one.attack(new World()))
    } catch {
      return true // the room says that something was emitted
    }
    return bytesOf(room.doc) !== before
  })
  expect(found.length).toBeGreaterThan(1)
})

test('a new block without a kind is a paragraph: undo may bring one back so, and nobody is refused for it', () => {
  const world = new World()
  expect(world.room.receive(ed, world.ed(marker(world.in('three', 2))))).toMatchObject({ kind: 'admitted' })
})
