/** What a class has answered about the one text that everybody reads to try the questions: how it is spread, and its middle. Nothing of it counts. */

import { unreachable } from '../assert.ts'
import { type Answer, type Answers, type Criterion, wordsIn } from './rubric.ts'

export type ClassAnswer = {
  readonly criterion: string
  /** How many have answered it. */
  readonly answered: number
  /**
   * The two answers in the middle, which are the same one unless as many are below as above: of `levels` the place of a level, of
   * `points` the points, of a `checklist` how many items are checked. Null: nobody has answered, or there is no scale.
   */
  readonly median: readonly [lower: number, upper: number] | null
  /** How many answers lie at each step of the scale (`stepsOf`); of a checklist how many have checked each item. */
  readonly counts: readonly number[]
}

export type Told = Omit<ClassAnswer, 'counts'>

/** A class of fewer would tell each of them what the others have answered. */
export const toldFrom = 3
/** More points than these are told in as many equal parts. */
const pointsInRowMax = 10

export const classAnswers = (rubric: readonly Criterion[], all: readonly Answers[]): readonly ClassAnswer[] =>
  rubric.map((criterion) =>
    classAnswer(
      criterion,
      all.flatMap((answers) => answers[criterion.id] ?? []),
    ),
  )

/** What a student is told of it: no spread, and no middle of so few that it would be somebody's. */
export const toldOf = ({ counts: _, median, ...rest }: ClassAnswer): Told => ({
  ...rest,
  median: rest.answered < toldFrom ? null : median,
})

function classAnswer(criterion: Criterion, answers: readonly Answer[]): ClassAnswer {
  const values = answers.flatMap((answer) => onScale(criterion, answer) ?? [])
  const counts = Array.from({ length: stepsOf(criterion).length }, () => 0)
  for (const answer of answers)
    for (const step of stepsIn(criterion, answer)) counts[step] = (counts[step] ?? 0) + 1
  return {
    criterion: criterion.id,
    answered: criterion.kind === 'comment' ? answers.filter(hasWords).length : values.length,
    median: middleOf(criterion, values),
    counts,
  }
}

/** The steps of a scale by their beginnings: of levels and items the places, of points those that can be given or parts of as many. */
export function stepsOf(criterion: Criterion): readonly number[] {
  switch (criterion.kind) {
    case 'levels':
      return criterion.levels.map((_, place) => place)
    case 'checklist':
      return criterion.items.map((_, place) => place)
    case 'points': {
      const { pointsMax } = criterion
      if (isRow(pointsMax)) return Array.from({ length: pointsMax + 1 }, (_, points) => points)
      return Array.from({ length: pointsInRowMax }, (_, part) => (part * pointsMax) / pointsInRowMax)
    }
    case 'comment':
      return []
    default:
      return unreachable(criterion)
  }
}

/** On which steps an answer lies: on one, or for a checklist on each item that is checked. */
export function stepsIn(criterion: Criterion, answer: Answer | undefined): readonly number[] {
  const value = answer === undefined ? null : onScale(criterion, answer)
  if (value === null || answer === undefined) return []
  if (criterion.kind === 'checklist')
    return (answer.value as readonly boolean[]).flatMap((isChecked, place) => (isChecked ? [place] : []))
  if (criterion.kind !== 'points') return [value]
  const steps = stepsOf(criterion)
  return [steps.findLastIndex((begins) => begins <= value)]
}

const isRow = (pointsMax: number): boolean => pointsMax <= pointsInRowMax && Number.isInteger(pointsMax)

/** Null: not answered, or not on the scale. */
function onScale(criterion: Criterion, { value }: Answer): number | null {
  switch (criterion.kind) {
    case 'levels':
      return typeof value === 'number' && criterion.levels[value] !== undefined ? value : null
    case 'points':
      return typeof value === 'number' && value >= 0 && value <= criterion.pointsMax ? value : null
    case 'checklist': {
      const isWhole = typeof value === 'object' && value?.length === criterion.items.length
      return isWhole ? value.filter(Boolean).length : null
    }
    case 'comment':
      return null
    default:
      return unreachable(criterion)
  }
}

/** Levels are ordered by their points, in whichever order they stand. */
function middleOf(criterion: Criterion, values: readonly number[]): ClassAnswer['median'] {
  const worth = (value: number) =>
    criterion.kind === 'levels' ? (criterion.levels[value]?.points ?? 0) : value
  const sorted = [...values].sort((a, b) => worth(a) - worth(b) || a - b)
  const lower = sorted[Math.floor((sorted.length - 1) / 2)]
  const upper = sorted[Math.floor(sorted.length / 2)]
  return lower === undefined || upper === undefined ? null : [lower, upper]
}

const hasWords = ({ comment }: Answer): boolean => wordsIn(comment) > 0
