/** What a teacher takes along of a session: one row for each student. */

import { helpfulness, type Reviewed, uptake } from './reviewer-scores.ts'
import type { Criterion } from './rubric.ts'
import { type Override, type TextScore, textScore } from './scores.ts'

export type Graded = {
  readonly rubric: readonly Criterion[]
  readonly by: 'median' | 'mean'
  readonly students: readonly { readonly id: string; readonly handle: string; readonly isLate: boolean }[]
  readonly texts: readonly {
    readonly id: string
    readonly authors: readonly string[]
    readonly override: Override | null
  }[]
  readonly reviews: readonly Reviewed[]
}

/** The columns in their order. Whoever writes them to a file quotes handles so that no table takes one for a formula. */
export type GradeRow = {
  readonly handle: string
  /** Percent; null is an empty cell: no grade, not 0. */
  readonly textScore: number | null
  readonly spread: number | null
  readonly reviewsAssigned: number
  readonly reviewsSubmitted: number
  /** 1 to 5. */
  readonly helpfulness: number | null
  /** Percent of remarks that were accepted or adapted. */
  readonly uptake: number | null
  readonly isLate: boolean
}

/** In the order of the roster. Of several texts of one student the first counts. */
export function gradeRows(session: Graded): readonly GradeRow[] {
  const { rubric, reviews, students, texts } = session
  return students.map(({ id, handle, isLate }) => {
    const text = texts.find(({ authors }) => authors.includes(id))
    const score = text === undefined ? null : scoreOfText(session, text.id)
    const theirs = reviews.filter(({ reviewer, state }) => reviewer === id && state !== 'excused')
    const { share } = uptake(reviews, id)
    return {
      handle,
      textScore: tenths(score?.percent ?? null),
      spread: tenths(score?.spread ?? null),
      reviewsAssigned: theirs.length,
      reviewsSubmitted: theirs.filter(({ state }) => state === 'submitted').length,
      helpfulness: tenths(helpfulness(rubric, reviews, id).mean),
      uptake: tenths(share === null ? null : 100 * share),
      isLate,
    }
  })
}

/** A text's score from the reviews of it that are handed in. */
export function scoreOfText(
  { rubric, by, texts, reviews }: Omit<Graded, 'students'>,
  text: string,
): TextScore {
  const submitted = reviews.filter((one) => one.text === text && one.state === 'submitted')
  return textScore(rubric, submitted, by, texts.find(({ id }) => id === text)?.override ?? null)
}

const tenths = (value: number | null): number | null => (value === null ? null : Math.round(10 * value) / 10)
