import { expect, it } from 'vitest'
import { reviewIdleMs } from '../limits.ts'
import { idleSince, type Moved } from './idle.ts'

const NOW = 10_000_000
const pair = (id: string, ago: number | null, some: Partial<Moved> = {}): Moved => ({
  id,
  reviewer: 'ann',
  state: 'started',
  movedAt: ago === null ? null : NOW - ago,
  ...some,
})
const idle = (pairs: readonly Moved[], since = 0) => [...idleSince(pairs, since, NOW)]

it('is who has done nothing for four minutes, to the millisecond', () => {
  expect(idle([pair('a', reviewIdleMs)])).toEqual([['a', NOW - reviewIdleMs]])
  expect(idle([pair('a', reviewIdleMs - 1)])).toEqual([])
  expect(idle([pair('a', null)])).toEqual([])
})

it('is nobody who is at another text, or has handed in the last one', () => {
  const old = pair('a', 9 * reviewIdleMs)
  expect(idle([old, pair('b', 5)])).toEqual([])
  expect(idle([pair('b', reviewIdleMs + 1), old])).toEqual([['b', NOW - reviewIdleMs - 1]])
  expect(idle([old, pair('b', reviewIdleMs, { state: 'submitted' })])).toEqual([])
  expect(idle([old, pair('b', 5, { reviewer: 'ben' })]).map(([id]) => id)).toEqual(['a'])
})

it('does not count what was before the phase began', () => {
  expect(idle([pair('a', 9 * reviewIdleMs)], NOW - reviewIdleMs + 1)).toEqual([])
  expect(idle([pair('a', 9 * reviewIdleMs)], NOW - reviewIdleMs)).toEqual([['a', NOW - reviewIdleMs]])
})
