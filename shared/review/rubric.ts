/** A rubric: what a reader is asked about a text, what they answer, and which of it is still missing. */

import { unreachable } from '../assert.ts'

type Asked = {
  readonly id: string
  readonly title: string
  /** How much it counts, from 0 (not at all) up. */
  readonly weight: number
  /** Words that the comment must have; 0 where it may be left out. */
  readonly wordsMin: number
}

export type Criterion = Asked &
  (
    | {
        readonly kind: 'levels'
        readonly levels: readonly { readonly label: string; readonly points: number }[]
      }
    | { readonly kind: 'points'; readonly pointsMax: number }
    | { readonly kind: 'checklist'; readonly items: readonly string[] }
    | { readonly kind: 'comment' }
  )

export type Answer = {
  readonly comment: string
  /** Of `levels` the place of the level, of `points` the points, of a `checklist` what is checked; null is not answered. */
  readonly value: number | readonly boolean[] | null
}

export type Answers = Readonly<Record<string, Answer>>

export type Lack =
  | { readonly criterion: string; readonly code: 'unanswered' | 'off-scale' }
  | {
      readonly criterion: string
      readonly code: 'comment-too-short'
      readonly words: number
      readonly wordsMin: number
    }

/** Where on the criterion's scale the answer is, from 0 to 1; null where there is no scale or no answer on it. */
export function scoreOf(criterion: Criterion, answer: Answer | undefined): number | null {
  const value = answer?.value ?? null
  switch (criterion.kind) {
    case 'levels': {
      const level = typeof value === 'number' ? criterion.levels[value] : undefined
      const most = Math.max(0, ...criterion.levels.map(({ points }) => points))
      return level === undefined || most === 0 ? null : level.points / most
    }
    case 'points': {
      const isOnScale = typeof value === 'number' && value >= 0 && value <= criterion.pointsMax
      return isOnScale && criterion.pointsMax > 0 ? value / criterion.pointsMax : null
    }
    case 'checklist': {
      const isWhole = value !== null && typeof value !== 'number' && value.length === criterion.items.length
      return isWhole && value.length > 0 ? value.filter(Boolean).length / value.length : null
    }
    case 'comment':
      return null
    default:
      return unreachable(criterion)
  }
}

/** What a review still lacks, in the rubric's order; it can be handed in when there is nothing. */
export function lacksOf(rubric: readonly Criterion[], answers: Answers): readonly Lack[] {
  return rubric.flatMap((criterion): Lack[] => {
    const { id, wordsMin } = criterion
    const answer = answers[id]
    const words = wordsIn(answer?.comment ?? '')
    return [
      ...valueLack(criterion, answer),
      ...(words < wordsMin ? [{ criterion: id, code: 'comment-too-short' as const, words, wordsMin }] : []),
    ]
  })
}

function valueLack(criterion: Criterion, answer: Answer | undefined): Lack[] {
  const isAnswered =
    criterion.kind === 'comment' ? wordsIn(answer?.comment ?? '') > 0 : (answer?.value ?? null) !== null
  if (!isAnswered) {
    const mayBeLeftOut = criterion.kind === 'comment' && criterion.wordsMin === 0
    return mayBeLeftOut ? [] : [{ criterion: criterion.id, code: 'unanswered' }]
  }
  const isOnScale = criterion.kind === 'comment' || scoreOf(criterion, answer) !== null
  return isOnScale ? [] : [{ criterion: criterion.id, code: 'off-scale' }]
}

/** Counted as an article's are: what has no letter or digit is no word. */
export const wordsIn = (text: string): number => text.match(/[\p{L}\p{N}]\S*/gu)?.length ?? 0
