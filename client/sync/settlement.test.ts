import { expect, it } from 'vitest'
import { Settlement } from './settlement.ts'

it('nothing typed is nothing unsaved', () => {
  const settlement = new Settlement()
  settlement.sent(0)
  expect([settlement.unsavedSince, settlement.quiet]).toEqual([null, false])
  settlement.saved(1)
  expect([settlement.unsavedSince, settlement.quiet]).toEqual([null, true])
})

it('what waits longest counts, whether sent or held', () => {
  const settlement = new Settlement()
  settlement.typed(10)
  settlement.typed(11)
  expect(settlement.unsavedSince).toBe(10)
  settlement.sent(2)
  settlement.typed(12)
  settlement.sent(3)
  settlement.typed(13)
  expect(settlement.unsavedSince).toBe(10)
  settlement.saved(1)
  expect([settlement.unsavedSince, settlement.settledClock]).toEqual([12, 2])
  settlement.saved(2)
  expect([settlement.unsavedSince, settlement.settledClock]).toEqual([13, 3])
  settlement.sent(4)
  settlement.saved(3)
  expect([settlement.unsavedSince, settlement.settledClock]).toEqual([null, 4])
})

it('one word settles many messages', () => {
  const settlement = new Settlement()
  for (const at of [1, 2, 3]) {
    settlement.typed(at)
    settlement.sent(at)
  }
  settlement.saved(3)
  expect([settlement.unsavedSince, settlement.settledClock]).toEqual([null, 3])
})

it('a deletion is unsaved although no clock moves', () => {
  const settlement = new Settlement()
  settlement.typed(1)
  settlement.sent(5)
  settlement.saved(1)
  settlement.typed(2)
  settlement.sent(5)
  expect(settlement.unsavedSince).toBe(2)
})

it('a lost connection makes what was not settled wait again, with its age', () => {
  const settlement = new Settlement()
  settlement.typed(1)
  settlement.sent(1)
  settlement.typed(2)
  settlement.sent(2)
  settlement.saved(1)
  settlement.unsend('gone')
  settlement.typed(3)
  expect(settlement.unsavedSince).toBe(2)
  settlement.sent(3)
  settlement.saved(1)
  expect(settlement.unsavedSince).toBe(null)
})

it('what was sent into a gap is not settled by its number, only by the answer to the server', () => {
  const settlement = new Settlement()
  settlement.typed(1)
  settlement.sent(1)
  settlement.unsend('asks again')
  settlement.saved(1)
  expect([settlement.unsavedSince, settlement.settledClock]).toEqual([1, 0])
  settlement.sent(1)
  settlement.saved(2)
  expect([settlement.unsavedSince, settlement.settledClock]).toEqual([null, 1])
})

it('more is never settled than was sent', () => {
  const settlement = new Settlement()
  settlement.sent(0)
  expect(() => settlement.saved(2)).toThrow('messages that were sent')
})
