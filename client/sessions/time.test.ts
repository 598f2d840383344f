import { expect, test } from 'vitest'
import { clockWords, leftOf, leftWords } from './time.ts'

const minute = 60_000
const clock = { now: 1_000_000, endsAt: 1_000_000 + 12 * minute, pausedAt: null, heardAt: 5 }

test('what is left follows the server, whatever this device believes the time is', () => {
  expect(leftOf(clock, 5)).toBe(12 * minute)
  expect(leftOf(clock, 5 + minute)).toBe(11 * minute)
  expect(leftOf({ ...clock, heardAt: 9e12 }, 9e12 + minute)).toBe(11 * minute)
  expect(leftOf(clock, 5 + 13 * minute)).toBe(0)
  // A clock that is set back meanwhile gives no time.
  expect(leftOf(clock, -minute)).toBe(12 * minute)
})

test('while it is paused nothing passes, and without an end nothing is left', () => {
  expect(leftOf({ ...clock, pausedAt: 1_000_000 - minute }, 5 + 5 * minute)).toBe(13 * minute)
  expect(leftOf({ ...clock, endsAt: null }, 5)).toBeNull()
})

test.each([
  [0, '00:00'],
  [1, '00:01'],
  [59_001, '01:00'],
  [12 * minute + 5_000, '12:05'],
  [62 * minute + 5_000, '1:02:05'],
])('%d ms are shown as %s', (left, words) => {
  expect(clockWords(left)).toBe(words)
})

test.each([
  [30_000, '30 seconds', '30초'],
  [minute, '1 minute', '1분'],
  [12 * minute + 59_000, '12 minutes', '12분'],
  [90 * minute, '90 minutes', '90분'],
  [150 * minute, '2 hours', '2시간'],
  [72 * 60 * minute, '3 days', '3일'],
])('%d ms are called %s', (left, english, korean) => {
  expect(leftWords(left, 'en')).toBe(english)
  expect(leftWords(left, 'ko')).toBe(korean)
})
