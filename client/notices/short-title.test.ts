import { expect, test } from 'vitest'
import { shortTitle } from './short-title.ts'

test.each([
  ['The night bus is back', 'The night bus is back'],
  ['x'.repeat(70), 'x'.repeat(70)],
  [
    'The photographers of the second and the third year and what they found behind the gym last week',
    'The photographers of the second and the third year and what they…',
  ],
  ['가'.repeat(80), `${'가'.repeat(70)}…`],
  // Never half a character.
  [`${'x'.repeat(69)}😀 and more`, `${'x'.repeat(69)}…`],
])('%s is shown as %s', (title, short) => {
  expect(shortTitle(title)).toBe(short)
})
