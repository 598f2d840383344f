import { describe, expect, it } from 'vitest'
import { plainClass, standing } from '../../tests/review/classes.ts'
import { allocate } from './allocation.ts'
import { checkMove } from './moves.ts'
import type { AllocationInput, Pair } from './pairs.ts'
import { checkAsking, readersOf } from './readers.ts'

const pair = (reviewer: string, text: string): Pair => ({ reviewer, text })
/** Six people with one review each, and texts that may have two: 1→2, 2→3, 3→4; three are free. */
const plain = plainClass(6, 1)
const six: AllocationInput = {
  ...plain,
  texts: plain.texts.map((text) => ({ ...text, cap: 2 })),
  pairs: standing([pair('s01', 't02'), pair('s02', 't03'), pair('s03', 't04')]),
}
const said = (input: AllocationInput, text: string, take: Pair | null = null) =>
  readersOf(input, text, take).readers.map(
    ({ student, does, refusal, isBeyond }) =>
      `${student} ${does} ${refusal ?? (isBeyond ? 'one more' : 'may')}`,
  )

describe('who could read a text', () => {
  it('is everybody: who may, who would be asked for one more, and why not', () => {
    const input = {
      ...six,
      reviewers: six.reviewers.map((one) => ({ ...one, present: one.id !== 's06' })),
      rules: { ...six.rules, earlier: [pair('s05', 't02')] },
    }
    expect(said(input, 't02')).toEqual([
      's01 1 duplicate',
      's02 1 author',
      's03 1 one more',
      's04 0 may',
      's05 0 earlier-round',
      's06 0 absent',
    ])
  })

  it('in place of a reviewer is not that one, and says what it costs when nobody comes', () => {
    const take = pair('s01', 't02')
    expect(said(six, 't02', take)[0]).toBe('s01 1 duplicate')
    const { release, readers, isBegun } = readersOf(six, 't02', take)
    expect([release.map(({ code }) => code), isBegun]).toEqual([['text-short', 'below-quota'], false])
    expect(readers.find(({ student }) => student === 's04')?.worse.map(({ code }) => code)).toEqual([
      'below-quota',
    ])
  })

  it('is allowed exactly what a move then is', () => {
    for (let seed = 0; seed < 40; seed++) {
      const people = 3 + (seed % 9)
      const before = { ...plainClass(people, 1 + (seed % 3)), seed: String(seed) }
      const input = { ...before, pairs: standing(allocate(before).pairs) }
      const { id: text } = input.texts[seed % people]!
      const take = input.pairs.find((one) => one.text === text) ?? null
      for (const beside of [null, take && pair(take.reviewer, take.text)])
        for (const { student, refusal, isBeyond } of readersOf(input, text, beside).readers) {
          const wish = { take: beside, place: pair(student, text), hasReason: true }
          if (student === beside?.reviewer) continue
          const share = checkMove(input, wish)
          expect(share.kind === 'allowed').toBe(refusal === null && !isBeyond)
          expect(checkAsking(input, wish).verdict.kind === 'allowed').toBe(refusal === null)
        }
    }
  })
})
