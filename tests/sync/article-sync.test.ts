/** An open article against a real room: what a refusal, a lost sign-in and a farewell do to it. */

import { expect, it } from 'vitest'
import { changeOf } from '../../client/editor/unsent-change.ts'
import { listSuggestions } from '../../shared/article/suggestion-list.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import { World } from '../simulation/world.ts'

/** Runs in a newsroom in which everything flows by itself. */
function inNewsroom(run: (world: World) => Promise<void>, refuses = (): boolean => false): Promise<void> {
  const world = new World(1, { refuses })
  return world.time.own(async () => {
    await world.start()
    world.disk.flow(true)
    for (const device of world.devices) device.flow()
    await world.quieten()
    await run(world)
    expect(world.failures).toEqual([])
    world.end()
  })
}

it('a refusal keeps the words in a rescue copy and goes on with a fresh doc under another id', async () => {
  let refusing = false
  const refuses = () => refusing
  await inNewsroom(async (world) => {
    const { sync } = world.tabs[0]!
    const before = sync.opened.get()
    refusing = true
    await world.apply({ type: 'type', slot: 0, at: 0.5, count: 3 })
    const words = [...world.tabs[0]!.typed].join('')
    await world.apply({ type: 'deliver', slot: 0, count: 10 })
    refusing = false
    await world.quieten()
    const after = sync.opened.get()
    expect(sync.status.get()).toEqual({ kind: 'refused' })
    expect([...(sync.rescues.get()[0]?.text ?? '')].sort()).toEqual([...words].sort())
    expect([after.generation, after.writable]).toEqual([before.generation + 1, true])
    expect(after.clientId).not.toBe(before.clientId)
    expect(world.devices[0]!.rescues).toHaveLength(1)
    sync.takeRescues()
    expect(sync.status.get().kind).toBe('saved')
  }, refuses)
})

it('what was refused is suggested by one page, and its rescue copy goes when that is saved and not before', async () => {
  let refusing = false
  await inNewsroom(
    async (world) => {
      const { sync } = world.tabs[0]!
      refusing = true
      await world.apply({ type: 'type', slot: 0, at: 0.5, count: 3 })
      await world.apply({ type: 'deliver', slot: 0, count: 10 })
      refusing = false
      await world.quieten()
      const [rescue] = sync.rescues.get()
      expect(world.devices[0]!.rescues[0]?.unsent).toEqual(rescue?.unsent)

      const unsent = (await sync.takeUnsent())!
      expect([await sync.takeUnsent(), world.devices[0]!.rescues[0]?.unsent]).toEqual([null, undefined])
      const { binding } = world.tabs[0]!.writer!
      sync.suggest(true)
      expect(binding.suggest(unsent, sync.opened.get().person!, changeOf)).toBe('suggested')
      sync.suggestedUnsent()
      expect(world.devices[0]!.rescues).toHaveLength(1)
      expect(sync.status.get().kind).toBe('saving')
      await world.quieten()
      expect(sync.status.get().kind).toBe('saved')
      expect(world.devices[0]!.rescues).toEqual([])
      const suggested = listSuggestions(new Suggestions(sync.doc)).map(({ text }) => text)
      expect([...suggested.join('')].sort()).toEqual([...rescue!.text.replaceAll('\n', '')].sort())
    },
    () => refusing,
  )
})

it('a sign-in that has ended is final until the page tries again, and typing goes on meanwhile', async () => {
  await inNewsroom(async (world) => {
    const { sync } = world.tabs[0]!
    const line = world.wires[0]!.lines[0]!
    line.down.push({ close: 4401 })
    await world.apply({ type: 'deliver', slot: 0, count: 1 })
    expect(sync.status.get().kind).toBe('signedOut')
    expect(sync.opened.get().writable).toBe(true)
    await world.time.advance(60_000)
    expect(world.wires[0]!.lines).toHaveLength(0)
    sync.retry()
    await world.quieten()
    expect(sync.status.get().kind).toBe('saved')
  })
})

it('access that has ended keeps nothing of the article on this device but the rescue copy', async () => {
  await inNewsroom(async (world) => {
    await world.apply({ type: 'type', slot: 4, at: 0.5, count: 2 })
    world.wires[4]!.lines[0]!.down.unshift({ close: 4403 })
    world.wires[4]!.lines[0]!.up = []
    await world.apply({ type: 'deliver', slot: 4, count: 1 })
    const { sync, typed } = world.tabs[4]!
    expect(sync.status.get().kind).toBe('accessEnded')
    expect(sync.opened.get().writable).toBe(false)
    expect(world.devices[2]!.rows).toEqual([])
    expect(new Set(world.devices[2]!.rescues[0]?.text)).toEqual(typed)
  })
})

it('a page that leaves with everything saved gives its id back, and writes no more', async () => {
  await inNewsroom(async (world) => {
    const { sync } = world.tabs[0]!
    const { clientId } = sync.opened.get()
    expect(clientId).not.toBeNull()
    sync.leave()
    expect(sync.opened.get().writable).toBe(false)
    expect(world.wires[0]!.lines[0]!.up.at(-1)?.[0]).toBe(105)
  })
})
