/** Times as people read them. */

import { expect, test } from 'vitest'
import { ago, clockTime, dateTime, longDate, percent } from './when.ts'

const now = Date.UTC(2026, 10, 23, 14, 3, 22)
const hour = 3_600_000

test.each([
  [now, 'now', '지금'],
  [now - 59_000, 'now', '지금'],
  [now - 60_000, '1 minute ago', '1분 전'],
  [now - 3 * hour, '3 hours ago', '3시간 전'],
  [now - 25 * hour, 'yesterday', '어제'],
  [now - 400 * 24 * hour, 'last year', '작년'],
  // a clock that runs ahead is not a reason to speak of the future
  [now + 2 * hour, 'now', '지금'],
])('%d', (at, english, korean) => {
  expect(ago(at, now, 'en')).toBe(english)
  expect(ago(at, now, 'ko')).toBe(korean)
})

test('a date is written out, a time has its seconds', () => {
  expect(longDate(now, 'en')).toMatch(/^Monday,? 23 November 2026$/)
  expect(longDate(now, 'ko')).toBe('2026년 11월 23일 월요일')
  expect(clockTime(now, 'en')).toMatch(/^\d\d:03:22$/)
  expect(dateTime(now, 'en')).toMatch(/^23 Nov 2026, \d\d:03$/)
  expect(dateTime(now, 'ko')).toMatch(/^2026\. 11\. 23\..*:03$/)
})

test('a share is a whole percentage, and what is not nothing is never called 0%', () => {
  expect([percent(1, 3, 'en'), percent(1, 1, 'en'), percent(0, 5, 'en')]).toEqual(['33%', '100%', '0%'])
  expect([percent(1, 1_000, 'en'), percent(1, 1_000, 'ko')]).toEqual(['<1%', '<1%'])
})
