/** What it costs to allocate a class, and one that is ten times as large: when nothing stands, and when one more comes to what stands. */

import { allocate } from '../../shared/review/allocation.ts'
import { joins } from '../../shared/review/late.ts'
import type { AllocationInput } from '../../shared/review/pairs.ts'
import { inGroups, plainClass, reviewer, standing, textBy } from '../review/classes.ts'

type Print = (line: Readonly<Record<string, unknown>>) => void

const ROUNDS = 5

export async function bench(print: Print): Promise<void> {
  for (const { people, targetMs } of [
    { people: 30, targetMs: 100 },
    { people: 300, targetMs: 3_000 },
  ]) {
    const plain = plainClass(people, 3)
    const crooked = inGroups(plain, [people / 2, people / 6, people / 6, people / 6])
    const kept = { ...plain, pairs: standing(allocate(plain).pairs) }
    const late = joins(kept, reviewer('s999', 3), [textBy('s999', 3)])
    print({
      people,
      reviewsEach: 3,
      targetMs,
      ...timed('new', plain),
      ...timed('groups', crooked),
      ...timed('joiner', late),
    })
  }
}

/** The middle and the longest of some rounds. */
function timed(name: string, input: AllocationInput): Record<string, number> {
  const all = Array.from({ length: ROUNDS }, () => {
    const start = performance.now()
    allocate(input)
    return Math.round(performance.now() - start)
  }).sort((a, b) => a - b)
  return { [`${name}Ms`]: all[Math.floor(ROUNDS / 2)] ?? 0, [`${name}LongestMs`]: all[ROUNDS - 1] ?? 0 }
}
