/** One pair that a teacher places or takes away by hand: which law refuses it, or what it makes worse. */

import {
  type AllocationInput,
  type Forbidden,
  forbidding,
  isBegun,
  type Pair,
  pairKey,
  type ReviewedText,
  type Reviewer,
  type StandingPair,
} from './pairs.ts'
import { countBy } from './plan.ts'

/** Both together move somebody from one text to another. */
export type Wish = {
  readonly take: Pair | null
  readonly place: Pair | null
  /** The teacher has said why a review that is begun may go. */
  readonly hasReason: boolean
}

export type Verdict =
  | { readonly kind: 'refused'; readonly law: 'L1'; readonly code: Forbidden | 'duplicate' }
  | {
      readonly kind: 'refused'
      readonly law: 'L2'
      readonly code: 'absent' | 'withdrawn' | 'above-quota' | 'above-cap'
    }
  | { readonly kind: 'refused'; readonly law: 'L6'; readonly code: 'begun' }
  /** Somebody else was faster, or nobody knows such a person or text. */
  | { readonly kind: 'refused'; readonly law: null; readonly code: 'no-such-pair' }
  /** The pairs as they would be: what is placed by hand is pinned. */
  | { readonly kind: 'allowed'; readonly pairs: readonly StandingPair[]; readonly worse: readonly Worse[] }

export type Worse =
  | { readonly code: 'text-short'; readonly text: string; readonly gets: number; readonly target: number }
  | { readonly code: 'above-target'; readonly text: string; readonly gets: number; readonly target: number }
  | { readonly code: 'below-quota'; readonly reviewer: string; readonly does: number; readonly quota: number }
  | {
      readonly code: 'beyond-share'
      readonly reviewer: string
      readonly does: number
      readonly quota: number
    }
  /** Two people would review each other. */
  | { readonly code: 'each-other'; readonly people: readonly string[] }
  | { readonly code: 'against-wish'; readonly pair: Pair; readonly weight: number }

/** Judges one wish against the pairs as they stand. It says nothing of what an allocation afterwards would improve. */
export function checkMove(input: AllocationInput, wish: Wish): Verdict {
  const people = new Map(input.reviewers.map((one) => [one.id, one]))
  const texts = new Map(input.texts.map((one) => [one.id, one]))
  const left = taken(input.pairs, wish)
  if (left === null) return { kind: 'refused', law: null, code: 'no-such-pair' }
  if (left === 'begun') return { kind: 'refused', law: 'L6', code: 'begun' }
  if (wish.place === null) return { kind: 'allowed', pairs: left, worse: worseOf(input, left, wish) }
  const [reviewer, text] = [people.get(wish.place.reviewer), texts.get(wish.place.text)]
  if (!reviewer || !text) return { kind: 'refused', law: null, code: 'no-such-pair' }
  const refusal = refusalOf(input, left, reviewer, text)
  if (refusal !== null) return refusal
  const pairs: StandingPair[] = [...left, { ...wish.place, state: 'allocated', pinned: true }]
  return { kind: 'allowed', pairs, worse: worseOf(input, pairs, wish) }
}

function taken(
  pairs: readonly StandingPair[],
  { take, hasReason }: Wish,
): readonly StandingPair[] | 'begun' | null {
  if (take === null) return pairs
  const pair = pairs.find((one) => pairKey(one) === pairKey(take))
  if (pair === undefined) return null
  // What the teacher has pinned the teacher may take away; only what its reviewer has begun needs a reason.
  if (isBegun(pair) && !hasReason) return 'begun'
  return pairs.filter((one) => one !== pair)
}

function refusalOf(
  input: AllocationInput,
  pairs: readonly StandingPair[],
  reviewer: Reviewer,
  text: ReviewedText,
): Verdict | null {
  const forbidden = forbidding(input)(reviewer, text)
  if (forbidden !== null) return { kind: 'refused', law: 'L1', code: forbidden }
  const theirs = pairs.filter((pair) => pair.reviewer === reviewer.id)
  if (theirs.some((pair) => pair.text === text.id)) return { kind: 'refused', law: 'L1', code: 'duplicate' }
  if (!reviewer.present) return { kind: 'refused', law: 'L2', code: 'absent' }
  if (text.withdrawn) return { kind: 'refused', law: 'L2', code: 'withdrawn' }
  if (theirs.length >= reviewer.quota + reviewer.extra)
    return { kind: 'refused', law: 'L2', code: 'above-quota' }
  const gets = pairs.filter((pair) => pair.text === text.id).length
  return gets >= text.cap ? { kind: 'refused', law: 'L2', code: 'above-cap' } : null
}

/** Only what the wish itself changes for the worse, not what has been bad before. */
function worseOf(input: AllocationInput, after: readonly Pair[], { place }: Wish): readonly Worse[] {
  const before = [gotBy(input.pairs), doneBy(input.pairs)] as const
  const now = [gotBy(after), doneBy(after)] as const
  const change = (which: 0 | 1, id: string) => ({
    was: before[which].get(id) ?? 0,
    is: now[which].get(id) ?? 0,
  })
  const ofTexts = input.texts.flatMap(({ id: text, target, withdrawn }): Worse[] => {
    const { was, is } = change(0, text)
    if (is < was && is < target && !withdrawn) return [{ code: 'text-short', text, gets: is, target }]
    return is > was && is > target ? [{ code: 'above-target', text, gets: is, target }] : []
  })
  const ofReviewers = input.reviewers.flatMap(({ id: reviewer, quota, present }): Worse[] => {
    const { was, is } = change(1, reviewer)
    if (is < was && is < quota && present) return [{ code: 'below-quota', reviewer, does: is, quota }]
    return is > was && is > quota ? [{ code: 'beyond-share', reviewer, does: is, quota }] : []
  })
  return [...ofTexts, ...ofReviewers, ...(place === null ? [] : ofPair(input, after, place))]
}

const gotBy = (pairs: readonly Pair[]) => countBy(pairs, ({ text }) => text)
const doneBy = (pairs: readonly Pair[]) => countBy(pairs, ({ reviewer }) => reviewer)

function ofPair({ texts, rules }: AllocationInput, pairs: readonly Pair[], place: Pair): Worse[] {
  const authors = new Map(texts.map((text) => [text.id, text.authors]))
  const opposite = (author: string) =>
    pairs.some(({ reviewer, text }) => reviewer === author && authors.get(text)?.includes(place.reviewer))
  const each = (authors.get(place.text) ?? []).filter(opposite)
  const weight = rules.wishes.find((wish) => pairKey(wish) === pairKey(place))?.weight ?? 0
  return [
    ...each.map((author): Worse => ({ code: 'each-other', people: [place.reviewer, author].sort() })),
    ...(weight < 0 ? [{ code: 'against-wish' as const, pair: place, weight }] : []),
  ]
}
