import { expect, test } from 'vitest'
import { Numbers } from './numbers.ts'

/** `n` an update, `s` a step 2 (both count), `g` an update with a gap. */
function received(story: string): Numbers {
  const numbers = new Numbers()
  for (const one of story) {
    if (one === 's') numbers.answered()
    else numbers.received++
    if (one === 'g') numbers.gaps.push(numbers.received)
  }
  return numbers
}

test.each([
  // story, settled one by one in the journal's order, what the other end is told
  ['nnn', [1, 2, 3], [1, 2, 3]],
  ['ng', [1], [1]],
  ['ngn', [1, 3], [1]],
  ['gs', [2], [2]],
  ['gns', [2, 3], [3]],
  ['ggs', [3], [3]],
  ['gsg', [2], [2]],
  ['gsgs', [2, 4], [4]],
])('[R3] %s: a gap is not called settled before its answer is', (story, settled, told) => {
  const numbers = received(story)
  expect(settled.filter((n) => numbers.settle(n))).toEqual(told)
})

test('the first gap may wait; one right after the answer may not; after something admitted it may again', () => {
  const numbers = received('g')
  expect(numbers.mayWait(1)).toBe(true)
  numbers.answered()
  expect(numbers.mayWait(2)).toBe(false)
  numbers.received++
  expect(numbers.mayWait(3)).toBe(false)
  numbers.admitted(3)
  numbers.received++
  expect(numbers.mayWait(4)).toBe(true)
})

test('an answer is counted once', () => {
  const numbers = received('ss')
  expect([numbers.received, numbers.unanswered]).toEqual([2, 0])
})
