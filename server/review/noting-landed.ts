/** What of a review has landed, as it is kept: what is about to be written comes first, and what was written has its place from then on. */

import { anchoredIds } from '../../shared/article/anchor.ts'
import type { Suggestion } from '../../shared/article/suggestion-list.ts'
import type { Carried, Landed, RemarkState, SessionReview } from '../../shared/review/session.ts'
import { carriedWith, flatWritten, writtenIn } from './landed-before.ts'
import type { Plan } from './landing.ts'
import { remarkIn } from './remarks.ts'

type ToWrite = NonNullable<SessionReview['landing']>

/** `left`: the suggestions of the copy that land now, and `remarkOf` to which remark each belongs. */
export function toWrite(
  { landing, written }: Plan,
  update: Uint8Array,
  left: readonly Suggestion[],
  remarkOf: (suggestion: Suggestion) => string,
): ToWrite {
  const remarks: Record<string, Carried & { readonly ids: readonly string[] }> = {}
  for (const { id, now } of landing.suggestions) {
    const suggestion = left.find((one) => one.id === id)
    if (suggestion === undefined) continue
    const { ranges: of } = suggestion
    const remark = remarkOf(suggestion)
    const own = { of, written: flatWritten(writtenIn(written, anchoredIds(of))) }
    const known = remarks[remark]
    remarks[remark] = { ...carriedWith(known, own), ids: eachOnce(known?.ids ?? [], now) }
  }
  return { update: Buffer.from(update).toString('base64'), remarks }
}

/** What was to be written is there. */
export function withWritten({ landing, ...review }: SessionReview): SessionReview {
  if (landing === undefined) return review
  const [remarks, carried] = [{ ...review.remarks }, { ...review.carried }]
  for (const [id, { ids, ...own }] of Object.entries(landing.remarks)) {
    const known = remarkIn(review, id)
    const before = known.landed?.as === 'suggestions' ? known.landed.ids : []
    remarks[id] = placed(known, { as: 'suggestions', ids: eachOnce(before, ids) })
    carried[id] = carriedWith(carried[id], own)
  }
  return { ...review, remarks, carried }
}

/** What has a place in the article already keeps it. */
export function withLanded(review: SessionReview, landed: ReadonlyMap<string, Landed>): SessionReview {
  const remarks = { ...review.remarks }
  for (const [id, where] of landed) {
    const known = remarkIn(review, id)
    const isThere = known.landed !== null && known.landed.as !== 'gone'
    remarks[id] = placed(known, isThere ? known.landed : where)
  }
  return { ...review, remarks }
}

/** It may have been hidden while it landed. */
const placed = (known: RemarkState, landed: Landed): RemarkState => ({
  ...known,
  landed,
  ...(known.hidden !== null && { isDue: true }),
})

const eachOnce = (some: readonly string[], more: readonly string[]): readonly string[] => [
  ...new Set([...some, ...more]),
]
