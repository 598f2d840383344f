/** How well somebody has reviewed: completeness, quality in parts that they can see, what authors found helpful, and what came of it. */

import { type Criterion, lacksOf } from './rubric.ts'
import { reviewPercent, type Scored } from './scores.ts'

/** A remark that has reached the author. What a teacher has hidden is not handed in here. */
export type Remark = {
  readonly describes: boolean
  readonly evaluates: boolean
  readonly suggests: boolean
  readonly isEndorsed: boolean
  /** How helpful the author finds it, 1 to 5. */
  readonly rating: number | null
  readonly fate: Fate
}

/** `adapted`: not taken as it is, but its passage was edited while revising. `declined` is with a reason. */
export type Fate = 'accepted' | 'adapted' | 'declined' | 'untouched'

/** One text given to one reviewer. */
export type Reviewed = Scored & {
  readonly reviewer: string
  readonly text: string
  /** `excused`: taken back through no fault of the reviewer. */
  readonly state: 'assigned' | 'submitted' | 'excused'
  readonly wordsRead: number
  readonly remarks: readonly Remark[]
}

export type ReviewerScore = {
  /** Percent: completeness × (0.5 + 0.5 × quality); null when there is nothing to go by. */
  readonly percent: number | null
  readonly assigned: number
  readonly submitted: number
  /** Shares from 0 to 1; null is not measured and not counted. */
  readonly completeness: number | null
  readonly quality: number | null
  readonly parts: {
    /** Reviews in which nothing is missing. */
    readonly answered: number | null
    /** Reviews with a remark for each `wordsPerRemark` words read; fewer count in part. */
    readonly remarks: number | null
    /** Remarks that describe, evaluate and suggest. */
    readonly threefold: number | null
    readonly helpful: number | null
    /** Endorsed remarks, one for each review; null until the teacher has endorsed any of anybody's. */
    readonly endorsed: number | null
  }
}

const wordsPerRemark = 150

/** One reviewer's score. `all` is every review of the session: ratings and endorsements are judged beside those of the others. */
export function reviewerScore(
  rubric: readonly Criterion[],
  all: readonly Reviewed[],
  reviewer: string,
): ReviewerScore {
  const theirs = all.filter((one) => one.reviewer === reviewer && one.state !== 'excused')
  const submitted = theirs.filter(({ state }) => state === 'submitted')
  const completeness = theirs.length > 0 ? submitted.length / theirs.length : null
  const remarks = submitted.flatMap((one) => one.remarks)
  const mean = helpfulness(rubric, all, reviewer).mean
  const isAnyEndorsed = all.some((one) => one.remarks.some(({ isEndorsed }) => isEndorsed))
  const parts = {
    answered: average(submitted.map(({ answers }) => (lacksOf(rubric, answers).length === 0 ? 1 : 0))),
    remarks: average(submitted.flatMap(remarkShare)),
    threefold: average(remarks.map((one) => (one.describes && one.evaluates && one.suggests ? 1 : 0))),
    helpful: mean === null ? null : (mean - 1) / 4,
    endorsed:
      isAnyEndorsed && submitted.length > 0
        ? Math.min(1, remarks.filter(({ isEndorsed }) => isEndorsed).length / submitted.length)
        : null,
  }
  const quality = average(Object.values(parts).flatMap((part) => part ?? []))
  return {
    percent: percentOf(completeness, quality),
    assigned: theirs.length,
    submitted: submitted.length,
    completeness,
    quality,
    parts,
  }
}

function percentOf(completeness: number | null, quality: number | null): number | null {
  if (completeness === 0) return 0
  return completeness === null || quality === null ? null : 100 * completeness * (0.5 + 0.5 * quality)
}

/** A text without words asks for no remark. */
const remarkShare = ({ wordsRead, remarks }: Reviewed): number[] =>
  wordsRead > 0 ? [Math.min(1, (wordsPerRemark * remarks.length) / wordsRead)] : []

const average = (values: readonly number[]): number | null =>
  values.length > 0 ? values.reduce((sum, one) => sum + one, 0) / values.length : null

// ---- what authors found helpful

export type Helpfulness = {
  /** From 1 to 5, without what is left out. */
  readonly mean: number | null
  /** Texts whose authors' low ratings may be a retaliation, with how many were left out. */
  readonly possiblyRetaliatory: readonly { readonly text: string; readonly ratings: number }[]
}

const lowRating = 2
const goodMean = 3.5

/**
 * What the authors' ratings say of a reviewer. A rating of 2 or less is left out when the reviewer scored that text in the bottom
 * quarter of all that reviews of the session gave, and the ratings of the reviewer's other texts average 3.5 or more.
 */
export function helpfulness(
  rubric: readonly Criterion[],
  all: readonly Reviewed[],
  reviewer: string,
): Helpfulness {
  const submitted = all.filter(({ state }) => state === 'submitted')
  const given = submitted.flatMap(({ answers }) => reviewPercent(rubric, answers) ?? [])
  const theirs = submitted.filter((one) => one.reviewer === reviewer)
  const possiblyRetaliatory: { text: string; ratings: number }[] = []
  const counted = theirs.flatMap((one) => {
    const others = average(theirs.filter((other) => other !== one).flatMap(ratingsOf))
    const isSuspect =
      others !== null && others >= goodMean && isInBottomQuarter(reviewPercent(rubric, one.answers), given)
    const kept = ratingsOf(one).filter((rating) => !isSuspect || rating > lowRating)
    const ratings = ratingsOf(one).length - kept.length
    if (ratings > 0) possiblyRetaliatory.push({ text: one.text, ratings })
    return kept
  })
  return { mean: average(counted), possiblyRetaliatory }
}

const ratingsOf = ({ remarks }: Reviewed): number[] => remarks.flatMap(({ rating }) => rating ?? [])

/** Fewer than a quarter of all are lower, and some are higher: where all are equal nobody is at the bottom. */
function isInBottomQuarter(percent: number | null, all: readonly number[]): boolean {
  if (percent === null) return false
  const lower = all.filter((one) => one < percent).length
  return lower < all.length / 4 && all.some((one) => one > percent)
}

// ---- what came of it

export type Uptake = Readonly<Record<Fate, number>> & {
  /** Accepted and adapted ones of all, from 0 to 1; null without any. */
  readonly share: number | null
}

export function uptake(all: readonly Reviewed[], reviewer: string): Uptake {
  const fates = all.flatMap((one) => (one.reviewer === reviewer ? one.remarks.map(({ fate }) => fate) : []))
  const count = (fate: Fate) => fates.filter((one) => one === fate).length
  const counts = {
    accepted: count('accepted'),
    adapted: count('adapted'),
    declined: count('declined'),
    untouched: count('untouched'),
  }
  return { ...counts, share: fates.length > 0 ? (counts.accepted + counts.adapted) / fates.length : null }
}
