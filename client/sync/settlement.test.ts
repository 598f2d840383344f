import { expect, it } from 'vitest'
import { Settlement } from './settlement.ts'

it('nothing typed is nothing unsaved', () => {
  const settlement = new Settlement()
  settlement.sent({ editing: 0, suggesting: 0 })
  expect([settlement.unsavedSince, settlement.quiet]).toEqual([null, false])
  settlement.saved(1)
  expect([settlement.unsavedSince, settlement.quiet]).toEqual([null, true])
})

it('what waits longest counts, whether sent or held', () => {
  const settlement = new Settlement()
  settlement.typed(10)
  settlement.typed(11)
  expect(settlement.unsavedSince).toBe(10)
  settlement.sent({ editing: 2, suggesting: 0 })
  settlement.typed(12)
  settlement.sent({ editing: 3, suggesting: 0 })
  settlement.typed(13)
  expect(settlement.unsavedSince).toBe(10)
  settlement.saved(1)
  expect([settlement.unsavedSince, settlement.settledClocks.editing]).toEqual([12, 2])
  settlement.saved(2)
  expect([settlement.unsavedSince, settlement.settledClocks.editing]).toEqual([13, 3])
  settlement.sent({ editing: 4, suggesting: 0 })
  settlement.saved(3)
  expect([settlement.unsavedSince, settlement.settledClocks.editing]).toEqual([null, 4])
})

it('one word settles many messages', () => {
  const settlement = new Settlement()
  for (const at of [1, 2, 3]) {
    settlement.typed(at)
    settlement.sent({ editing: at, suggesting: 0 })
  }
  settlement.saved(3)
  expect([settlement.unsavedSince, settlement.settledClocks.editing]).toEqual([null, 3])
})

it('a deletion is unsaved although no clock moves', () => {
  const settlement = new Settlement()
  settlement.typed(1)
  settlement.sent({ editing: 5, suggesting: 0 })
  settlement.saved(1)
  settlement.typed(2)
  settlement.sent({ editing: 5, suggesting: 0 })
  expect(settlement.unsavedSince).toBe(2)
})

it('a lost connection makes what was not settled wait again, with its age', () => {
  const settlement = new Settlement()
  settlement.typed(1)
  settlement.sent({ editing: 1, suggesting: 0 })
  settlement.typed(2)
  settlement.sent({ editing: 2, suggesting: 0 })
  settlement.saved(1)
  settlement.unsend('gone')
  settlement.typed(3)
  expect(settlement.unsavedSince).toBe(2)
  settlement.sent({ editing: 3, suggesting: 0 })
  settlement.saved(1)
  expect(settlement.unsavedSince).toBe(null)
})

it('what was sent into a gap is not settled by its number, only by the answer to the server', () => {
  const settlement = new Settlement()
  settlement.typed(1)
  settlement.sent({ editing: 1, suggesting: 0 })
  settlement.unsend('asks again')
  settlement.saved(1)
  expect([settlement.unsavedSince, settlement.settledClocks.editing]).toEqual([1, 0])
  settlement.sent({ editing: 1, suggesting: 0 })
  settlement.saved(2)
  expect([settlement.unsavedSince, settlement.settledClocks.editing]).toEqual([null, 1])
})

it('more is never settled than was sent', () => {
  const settlement = new Settlement()
  settlement.sent({ editing: 0, suggesting: 0 })
  expect(() => settlement.saved(2)).toThrow('messages that were sent')
})
