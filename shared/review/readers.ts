/** Who could read a text, in place of one of its reviewers or beside them: said of everybody before a teacher moves a pair by hand. */

import { asksOneMore } from './late.ts'
import { checkMove, type Verdict, type Wish, type Worse } from './moves.ts'
import { type AllocationInput, isBegun, type Pair, pairKey } from './pairs.ts'
import { countBy } from './plan.ts'

export type Refusal = Extract<Verdict, { readonly kind: 'refused' }>['code']

export type Reader = {
  readonly student: string
  /** Reviews that are theirs now. */
  readonly does: number
  /** Why they may not; null: they may. */
  readonly refusal: Refusal | null
  /** They have their share, and would be asked for one more. */
  readonly isBeyond: boolean
  /** What it would make worse. */
  readonly worse: readonly Worse[]
}

export type Readers = {
  /** The pair that goes; null: one is added. */
  readonly take: Pair | null
  /** Its reviewer has begun, so that it goes with a reason. */
  readonly isBegun: boolean
  /** What it makes worse when it goes and nobody comes in its place. */
  readonly release: readonly Worse[]
  /** Everybody, by id. */
  readonly readers: readonly Reader[]
}

/** `take`: a standing pair of this text, or null. */
export function readersOf(input: AllocationInput, text: string, take: Pair | null): Readers {
  const does = countBy(input.pairs, ({ reviewer }) => reviewer)
  const standing = input.pairs.find((pair) => take !== null && pairKey(pair) === pairKey(take))
  const judged = (reviewer: string) =>
    checkAsking(input, { take, place: { reviewer, text }, hasReason: true })
  const released = take && checkMove(input, { take, place: null, hasReason: true })
  return {
    take,
    isBegun: standing !== undefined && isBegun(standing),
    release: released?.kind === 'allowed' ? released.worse : [],
    readers: input.reviewers
      .map(({ id }): Reader => {
        const { verdict, isBeyond } = take?.reviewer === id ? SAME : judged(id)
        const isAllowed = verdict.kind === 'allowed'
        return {
          student: id,
          does: does.get(id) ?? 0,
          refusal: isAllowed ? null : verdict.code,
          isBeyond: isAllowed && isBeyond,
          worse: isAllowed ? verdict.worse : [],
        }
      })
      .sort((a, b) => (a.student < b.student ? -1 : 1)),
  }
}

const SAME = { verdict: { kind: 'refused', law: 'L1', code: 'duplicate' }, isBeyond: false } as const

/** What comes of a wish when who has their share already is asked for one more. */
export function checkAsking(
  input: AllocationInput,
  wish: Wish,
): { readonly verdict: Verdict; readonly isBeyond: boolean } {
  const verdict = checkMove(input, wish)
  if (wish.place === null || verdict.kind === 'allowed' || verdict.code !== 'above-quota')
    return { verdict, isBeyond: false }
  return { verdict: checkMove(asksOneMore(input, [wish.place.reviewer]), wish), isBeyond: true }
}
