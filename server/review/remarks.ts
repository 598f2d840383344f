/** What is said about single remarks of a review, by the ids that whoever says it gives them: any word, and so no word of the language's own. */

import { reviewRemarksMax } from '../../shared/limits.ts'
import { Refused } from '../../shared/refusals.ts'
import { NEW_REMARK, type RemarkState, type SessionReview } from '../../shared/review/session.ts'

export const remarkIn = ({ remarks }: SessionReview, id: string): RemarkState =>
  (Object.hasOwn(remarks, id) ? remarks[id] : undefined) ?? NEW_REMARK

/** Throws `conflict` where that is one too many. */
export function withRemark(
  review: SessionReview,
  id: string,
  state: RemarkState,
  max = reviewRemarksMax,
): SessionReview {
  const { remarks } = review
  if (!Object.hasOwn(remarks, id) && Object.keys(remarks).length >= max)
    throw new Refused('conflict', 'There are as many remarks as there may be.')
  return { ...review, remarks: { ...remarks, [id]: state } }
}

/** Hidden for this reason, or not any more. `units`: what it consists of on the copy, where it is an insertion. */
export function withHidden(
  { heldBack = [], ...state }: RemarkState,
  hidden: string | null,
  units: readonly number[],
): RemarkState {
  const kept = heldBack.length > 0 ? heldBack : units
  return {
    ...state,
    hidden,
    ...(hidden !== null && kept.length > 0 && { heldBack: kept }),
    ...(state.landed !== null && { isDue: true }),
  }
}
