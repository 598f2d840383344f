import { describe, expect, it } from 'vitest'
import { plainClass, standing } from '../../tests/review/classes.ts'
import { allocate } from './allocation.ts'
import { checkMove, type Verdict, type Wish } from './moves.ts'
import type { AllocationInput } from './pairs.ts'

const pair = (reviewer: string, text: string) => ({ reviewer, text })
/** Five people, one review each: 1→2, 2→3, 3→4, 4→5; the last is not placed. */
const chain = standing([pair('s01', 't02'), pair('s02', 't03'), pair('s03', 't04'), pair('s04', 't05')])
const five: AllocationInput = { ...plainClass(5, 1), pairs: chain }

function says(wish: Partial<Wish>, input: AllocationInput = five): string {
  const verdict: Verdict = checkMove(input, { take: null, place: null, hasReason: false, ...wish })
  if (verdict.kind === 'refused') return `${verdict.law} ${verdict.code}`
  return ['yes', ...verdict.worse.map(({ code }) => code)].join(' ')
}

const change = (parts: Partial<AllocationInput>): AllocationInput => ({ ...five, ...parts })
const loose = change({
  reviewers: five.reviewers.map((one) => ({ ...one, extra: 1 })),
  texts: five.texts.map((text) => ({ ...text, cap: 2 })),
})

describe('a move by hand', () => {
  it('is refused by the law that it breaks', () => {
    expect(says({ place: pair('s05', 't05') })).toBe('L1 author')
    expect(says({ place: pair('s01', 't02') })).toBe('L1 duplicate')
    expect(says({ place: pair('s01', 't03') })).toBe('L2 above-quota')
    expect(says({ place: pair('s05', 't02') })).toBe('L2 above-cap')
    const mustNot = [pair('s05', 't01')]
    expect(says({ place: mustNot[0]! }, change({ rules: { ...five.rules, mustNot } }))).toBe('L1 must-not')
    const reviewers = five.reviewers.map((one) => ({ ...one, present: false }))
    expect(says({ place: pair('s05', 't01') }, change({ reviewers }))).toBe('L2 absent')
    const texts = five.texts.map((text) => ({ ...text, withdrawn: true }))
    expect(says({ place: pair('s05', 't01') }, change({ texts }))).toBe('L2 withdrawn')
    expect(says({ take: pair('s05', 't01') })).toBe('null no-such-pair')
    expect(says({ place: pair('s05', 't99') })).toBe('null no-such-pair')
  })

  it('takes a review that is begun only for a reason, and a pinned one without', () => {
    const begun = change({ pairs: chain.map((one) => ({ ...one, state: 'started' })) })
    expect(says({ take: pair('s01', 't02') }, begun)).toBe('L6 begun')
    expect(says({ take: pair('s01', 't02'), hasReason: true }, begun)).toBe('yes text-short below-quota')
    const pinned = change({ pairs: chain.map((one) => ({ ...one, pinned: true })) })
    expect(says({ take: pair('s01', 't02') }, pinned)).toBe('yes text-short below-quota')
  })

  it('is allowed, and says what it makes worse and nothing else', () => {
    expect(says({ place: pair('s05', 't01') })).toBe('yes')
    expect(says({ take: pair('s01', 't02'), place: pair('s05', 't02') })).toBe('yes below-quota')
    expect(says({ take: pair('s02', 't03'), place: pair('s02', 't01') })).toBe('yes text-short each-other')
    expect(says({ place: pair('s05', 't04') }, loose)).toBe('yes above-target each-other')
    expect(says({ place: pair('s01', 't03') }, loose)).toBe('yes above-target beyond-share')
    const wishes = [{ ...pair('s05', 't01'), weight: -2 }]
    expect(says({ place: pair('s05', 't01') }, change({ rules: { ...five.rules, wishes } }))).toBe(
      'yes against-wish',
    )
  })

  it('stays where it is when everybody else is allocated again', () => {
    const verdict = checkMove(five, { take: pair('s02', 't03'), place: pair('s02', 't01'), hasReason: false })
    if (verdict.kind !== 'allowed') throw new Error('the move is refused')
    const { pairs, unmet } = allocate({ ...five, pairs: verdict.pairs })
    expect(pairs).toContainEqual(pair('s02', 't01'))
    expect([pairs.length, unmet]).toEqual([5, []])
  })
})
