/** What stands in a person's circle. */

import { expect, test } from 'vitest'
import { initials } from './avatar.tsx'

test.each([
  ['Ada Lovelace', 'AL'],
  ['ada', 'A'],
  ['Jean-Luc van der Berg', 'JB'],
  ['김민지', '민지'],
  ['남궁 민수', '민수'],
  ['이 솔', '솔'],
  ['👩‍🚀 Mae', '👩M'],
  ['  ', ''],
])('%s → %s', (name, expected) => {
  expect(initials(name)).toBe(expected)
})
