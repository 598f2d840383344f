import { expect, it } from 'vitest'
import type { RandomBytes } from '../../shared/ids.ts'
import { seededRandom } from '../../tests/text/random.ts'
import { drawnNumber } from './allocating.ts'

const TEXTS = 29
const LESSONS = 2_000

/** How often the text that came last has the highest number of all. */
function oftenHighest(draw: (taken: ReadonlySet<number>, random: RandomBytes) => number): number {
  let highest = 0
  for (let seed = 0; seed < LESSONS; seed++) {
    const { below } = seededRandom(seed)
    const bytes: RandomBytes = (size) => Uint8Array.from({ length: size }, () => below(256))
    const taken = new Set<number>()
    for (let i = 0; i < TEXTS; i++) taken.add(draw(taken, bytes))
    expect(taken.size).toBe(TEXTS)
    const late = draw(taken, bytes)
    expect(taken).not.toContain(late)
    if (late > Math.max(...taken)) highest++
  }
  return highest / LESSONS
}

it('the number of a text that comes late is as any other', () => {
  const fair = 1 / (TEXTS + 1)
  expect(oftenHighest(drawnNumber)).toBeLessThan(2 * fair)
  // Planted: the next number, as one would count.
  expect(oftenHighest((taken) => taken.size + 1)).toBe(1)
})

it('there are numbers for more texts than have two digits', () => {
  const taken = new Set<number>()
  for (let i = 0; i < 300; i++) taken.add(drawnNumber(taken, (size) => new Uint8Array(size)))
  expect([taken.size, Math.max(...taken)]).toEqual([300, 300])
})
