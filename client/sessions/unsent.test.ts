/** What is not on the server yet: gathered, sent again, kept. The server is a list of answers. */

import { beforeEach, expect, test } from 'vitest'
import { createFakeClock, type FakeClock } from '../../tests/support/fake-clock.ts'
import type { FailureCode } from '../api.ts'
import { Unsent } from './unsent.ts'

let clock: FakeClock
let sent: Readonly<Record<string, string>>[]
let kept: Readonly<Record<string, string>>
/** What the server says next; then it takes everything. */
let refusals: FailureCode[]

beforeEach(() => {
  clock = createFakeClock()
  sent = []
  kept = {}
  refusals = []
})

/** Lets time pass, and in each step of it the server answer. */
async function pass(ms: number): Promise<void> {
  for (let step = 0; step <= ms / 100; step++) {
    clock.advance(step > 0 ? 100 : 0)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

const keep = (now: typeof kept) => {
  kept = now
}
const open = () =>
  new Unsent<string>({
    clock,
    kept: { load: () => kept, put: keep },
    send: async (some) => {
      sent.push(some)
      const code = refusals.shift()
      return code === undefined ? { ok: true, value: null } : { ok: false, code }
    },
  })

test('what is given within a moment is sent once, the last of each, and kept until it is there', async () => {
  const unsent = open()
  unsent.give('lead', 'a')
  unsent.give('lead', 'ab')
  unsent.give('proof', 'c')
  expect(unsent.shown.get().state.kind).toBe('saving')
  expect(kept).toEqual({ lead: 'ab', proof: 'c' })
  await pass(1_000)
  expect(sent).toEqual([{ lead: 'ab', proof: 'c' }])
  expect(unsent.shown.get()).toEqual({ given: { lead: 'ab', proof: 'c' }, state: { kind: 'saved' } })
  expect(kept).toEqual({})
})

test('who types on without a pause is saved all the same', async () => {
  const unsent = open()
  for (let i = 0; i < 20; i++) {
    unsent.give('lead', 'x'.repeat(i))
    await pass(200)
  }
  expect(sent.length).toBeGreaterThan(3)
})

test('where nobody answers it is kept, sent again and again, and then saved', async () => {
  refusals = ['offline', 'restarting']
  const unsent = open()
  unsent.give('lead', 'a')
  await pass(700)
  expect(unsent.shown.get().state).toEqual({ kind: 'waiting', code: 'offline' })
  expect(kept).toEqual({ lead: 'a' })
  await pass(10_000)
  expect(unsent.shown.get().state).toEqual({ kind: 'saved' })
  expect(sent).toEqual([{ lead: 'a' }, { lead: 'a' }, { lead: 'a' }])
})

test('the next page sends what an earlier one could not', async () => {
  kept = { lead: 'a' }
  const unsent = open()
  unsent.begin()
  expect(unsent.shown.get()).toEqual({ given: { lead: 'a' }, state: { kind: 'saving' } })
  await pass(0)
  expect(sent).toEqual([{ lead: 'a' }])
  expect(kept).toEqual({})
})

test('what is refused for good is not sent again by itself, and is not lost', async () => {
  refusals = ['forbidden']
  const unsent = open()
  unsent.give('lead', 'a')
  await pass(60_000)
  expect(sent).toHaveLength(1)
  expect(unsent.shown.get().state).toEqual({ kind: 'refused', code: 'forbidden' })
  expect(kept).toEqual({ lead: 'a' })
  unsent.retry()
  await pass(0)
  expect(unsent.shown.get().state).toEqual({ kind: 'saved' })
})

test('what was changed while it was sent is sent too before all of it counts as saved', async () => {
  const unsent = open()
  unsent.give('lead', 'a')
  const flushed = unsent.flush()
  unsent.give('lead', 'ab')
  expect(await flushed).toBe(false)
  expect(await unsent.flush()).toBe(true)
  expect(sent).toEqual([{ lead: 'a' }, { lead: 'ab' }])
})
