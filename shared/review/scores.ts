/**
 * What a text's reviews make of it: per criterion the weighted median, of these the weighted mean, and how far the reviews are apart.
 * docs/scores.md works it by hand.
 */

import { type Answers, type Criterion, scoreOf } from './rubric.ts'

/** What one review says in the rubric. */
export type Scored = {
  readonly answers: Answers
  /** How much it counts beside the others; 0 is left out. */
  readonly weight: number
}

export type Override = { readonly percent: number; readonly reason: string }

/** Of what `percent` is not known there is no grade, which is not a grade of 0. */
export type TextScore = {
  /** What counts: the teacher's, or else what was computed. */
  readonly percent: number | null
  readonly computed: number | null
  readonly override: Override | null
  /** Between the highest and the lowest review, in percent; null for fewer than two. */
  readonly spread: number | null
  /** The reviews, or their answers to one criterion, are more than `spreadMax` percent of the scale apart. */
  readonly isFlagged: boolean
  readonly criteria: readonly CriterionScore[]
}

export type CriterionScore = {
  readonly id: string
  readonly percent: number | null
  readonly spread: number | null
  readonly isFlagged: boolean
}

const spreadMax = 40

export function textScore(
  rubric: readonly Criterion[],
  reviews: readonly Scored[],
  by: 'median' | 'mean' = 'median',
  override: Override | null = null,
): TextScore {
  const counted = reviews.filter(({ weight }) => weight > 0)
  const criteria = rubric.map((criterion) => {
    const values = counted.flatMap(({ answers, weight }) =>
      weighed(scoreOf(criterion, answers[criterion.id]), weight),
    )
    const percent = percentOf(by === 'median' ? weightedMedian(values) : weightedMean(values))
    const spread = spreadOf(values.map(({ value }) => 100 * value))
    return { id: criterion.id, percent, spread, isFlagged: isWide(spread) }
  })
  const computed = weightedMean(
    rubric.flatMap(({ weight }, index) => weighed(criteria[index]?.percent ?? null, weight)),
  )
  const spread = spreadOf(counted.flatMap(({ answers }) => reviewPercent(rubric, answers) ?? []))
  return {
    percent: override?.percent ?? computed,
    computed,
    override,
    spread,
    isFlagged: isWide(spread) || criteria.some(({ isFlagged }) => isFlagged),
    criteria,
  }
}

/** What one review alone would give the text, in percent. */
export function reviewPercent(rubric: readonly Criterion[], answers: Answers): number | null {
  const values = rubric.flatMap((criterion) =>
    weighed(scoreOf(criterion, answers[criterion.id]), criterion.weight),
  )
  return percentOf(weightedMean(values))
}

type Weighed = { readonly value: number; readonly weight: number }

const weighed = (value: number | null, weight: number): Weighed[] =>
  value === null ? [] : [{ value, weight }]
const percentOf = (share: number | null): number | null => (share === null ? null : 100 * share)

export function weightedMean(values: readonly Weighed[]): number | null {
  const all = values.reduce((sum, { weight }) => sum + weight, 0)
  return all > 0 ? values.reduce((sum, { value, weight }) => sum + value * weight, 0) / all : null
}

/** The value below and above which there is no more than half of the weight; between two such values their middle. */
export function weightedMedian(values: readonly Weighed[]): number | null {
  const sorted = values.filter(({ weight }) => weight > 0).sort((a, b) => a.value - b.value)
  const half = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2
  let below = 0
  for (const [index, { value, weight }] of sorted.entries()) {
    below += weight
    if (below > half) return value
    if (below === half) return (value + (sorted[index + 1]?.value ?? value)) / 2
  }
  return null
}

const spreadOf = (values: readonly number[]): number | null =>
  values.length < 2 ? null : Math.max(...values) - Math.min(...values)

/** Tenths have no exact binary form: 90 − 50 shall not be more than 40. */
const isWide = (spread: number | null): boolean => spread !== null && spread > spreadMax + 1e-9
