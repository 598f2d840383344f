import { describe, expect, it } from 'vitest'
import { type Random, seededRandom } from '../../tests/text/random.ts'
import { type ClassAnswer, classAnswers, stepsIn, stepsOf, toldOf } from './calibration.ts'
import { type Answer, type Answers, type Criterion, scoreOf } from './rubric.ts'
import { weightedMedian } from './scores.ts'

const seeds = Array.from({ length: 150 }, (_, seed) => seed)
const asked = { id: 'c', title: 'Facts', weight: 1, wordsMin: 0 }
const levels = (...points: number[]): Criterion => ({
  ...{ ...asked, kind: 'levels' },
  levels: points.map((one) => ({ label: `worth ${one}`, points: one })),
})
const points = (pointsMax: number): Criterion => ({ ...asked, kind: 'points', pointsMax })
const checklist = (...items: string[]): Criterion => ({ ...asked, kind: 'checklist', items })
const comment: Criterion = { ...asked, kind: 'comment' }
const answer = (value: Answer['value'], said = ''): Answers => ({ c: { value, comment: said } })
const of = (criterion: Criterion, all: readonly Answers[]): ClassAnswer => classAnswers([criterion], all)[0]!

function randomCriterion({ below, chance }: Random): Criterion {
  if (chance() < 0.4) return levels(...Array.from({ length: 2 + below(4) }, () => below(5)))
  if (chance() < 0.6) return points(1 + below(30))
  return checklist(...Array.from({ length: 1 + below(4) }, (_, i) => `item ${i}`))
}

/** Mostly on the scale. */
function randomAnswer(criterion: Criterion, { below, chance }: Random): Answer {
  const comment = chance() < 0.3 ? 'because' : ''
  if (chance() < 0.1) return { value: null, comment }
  switch (criterion.kind) {
    case 'levels':
      return { value: below(criterion.levels.length + (chance() < 0.1 ? 2 : 0)), comment }
    case 'points':
      return { value: (below(2 * criterion.pointsMax + 1) + (chance() < 0.1 ? 2 : 0)) / 2, comment }
    case 'checklist':
      return { value: criterion.items.map(() => chance() < 0.5), comment }
    case 'comment':
      return { value: null, comment }
  }
}

function randomClass(seed: number) {
  const random = seededRandom(seed)
  const criterion = randomCriterion(random)
  const all = Array.from({ length: random.below(31) }, () => ({ c: randomAnswer(criterion, random) }))
  return { random, criterion, all, found: of(criterion, all) }
}

describe('what a class has answered', () => {
  it('has every answer on the scale in it once, and no other', () => {
    for (const seed of seeds) {
      const { criterion, all, found } = randomClass(seed)
      const valid = all.filter(({ c }) => stepsIn(criterion, c).length > 0 || isNone(criterion, c))
      expect([seed, found.answered]).toEqual([seed, valid.length])
      const counted = found.counts.reduce((sum, one) => sum + one, 0)
      const checked = valid.reduce((sum, { c }) => sum + stepsIn(criterion, c).length, 0)
      expect([seed, counted]).toEqual([seed, checked])
      if (criterion.kind !== 'checklist') expect([seed, counted]).toEqual([seed, found.answered])
      expect(found.counts).toHaveLength(stepsOf(criterion).length)
    }
  })

  it('has as many answers below the middle as above it, at most half of them', () => {
    for (const seed of seeds) {
      const { criterion, all, found } = randomClass(seed)
      const values = all.flatMap(({ c }) => worthOf(criterion, c) ?? [])
      if (found.median === null) {
        expect([seed, values]).toEqual([seed, []])
        continue
      }
      const [lower, upper] = found.median.map((value) => worth(criterion, value)) as [number, number]
      expect([seed, lower <= upper]).toEqual([seed, true])
      expect([seed, values.includes(lower), values.includes(upper)]).toEqual([seed, true, true])
      expect(values.filter((one) => one < lower).length).toBeLessThanOrEqual(values.length / 2)
      expect(values.filter((one) => one > upper).length).toBeLessThanOrEqual(values.length / 2)
      if (values.length % 2 === 1) expect([seed, lower]).toEqual([seed, upper])
    }
  })

  it('has the same middle as the scores of a text would', () => {
    for (const seed of seeds) {
      const { criterion, all, found } = randomClass(seed)
      const scores = all.flatMap(({ c }) => scoreOf(criterion, c) ?? [])
      const median = weightedMedian(scores.map((value) => ({ value, weight: 1 })))
      if (median === null || found.median === null) continue
      const shares = found.median.map((value) => scoreOf(criterion, like(criterion, value)) ?? 0)
      expect((shares[0]! + shares[1]!) / 2).toBeCloseTo(median, 9)
    }
  })

  it('is the same in whichever order they came', () => {
    for (const seed of seeds) {
      const { random, criterion, all, found } = randomClass(seed)
      const mixed = all.map((one) => ({ one, at: random.chance() })).sort((a, b) => a.at - b.at)
      expect(
        of(
          criterion,
          mixed.map(({ one }) => one),
        ),
      ).toEqual(found)
    }
  })

  it('is told to a student without its spread, and of fewer than three without a middle', () => {
    for (const seed of seeds) {
      const { found } = randomClass(seed)
      const told = toldOf(found)
      expect(Object.keys(told).sort()).toEqual(['answered', 'criterion', 'median'])
      expect(told.median).toEqual(found.answered < 3 ? null : found.median)
    }
  })
})

describe('by hand', () => {
  it('levels: the middle lies on one, or between two, by what they are worth', () => {
    const best = levels(4, 3, 2, 1)
    const all = [0, 0, 3].map((value) => answer(value))
    expect(of(best, all)).toMatchObject({ answered: 3, median: [0, 0], counts: [2, 0, 0, 1] })
    expect(of(best, [...all, answer(1)]).median).toEqual([1, 0])
  })

  it('points: each is a step where they are few, else they are told in ten parts', () => {
    expect(of(points(3), [answer(3), answer(0), answer(1)])).toMatchObject({
      ...{ median: [1, 1], counts: [1, 1, 0, 1] },
    })
    const many = of(points(100), [answer(0), answer(9.5), answer(10), answer(100)])
    expect(many).toMatchObject({ median: [9.5, 10], counts: [2, 1, 0, 0, 0, 0, 0, 0, 0, 1] })
  })

  it('a checklist: how many have checked each item, and the middle of how many', () => {
    const found = of(checklist('a', 'b'), [
      answer([true, true]),
      answer([false, false]),
      answer([true, false]),
    ])
    expect(found).toMatchObject({ answered: 3, median: [1, 1], counts: [2, 1] })
  })

  it('words alone are counted, and have no middle', () => {
    const found = of(comment, [answer(null, 'Good.'), answer(null, ' … '), {}])
    expect(found).toEqual({ criterion: 'c', answered: 1, median: null, counts: [] })
  })

  it('what is off the scale is left out, and nobody is no answer', () => {
    expect(of(points(3), [answer(4), answer(-1), answer(null)])).toMatchObject({ answered: 0, median: null })
    expect(of(levels(1, 2), [answer(2)])).toMatchObject({ answered: 0, counts: [0, 0] })
    expect(of(checklist('a', 'b'), [answer([true])])).toMatchObject({ answered: 0, counts: [0, 0] })
  })
})

const worth = (criterion: Criterion, value: number): number =>
  criterion.kind === 'levels' ? criterion.levels[value]!.points : value

/** What it is worth on its scale, told in another way than the code does; null: it is not on it. */
function worthOf(criterion: Criterion, { value }: Answer): number | null {
  if (typeof value === 'number')
    return criterion.kind === 'points'
      ? value <= criterion.pointsMax
        ? value
        : null
      : value < (criterion as { levels: readonly unknown[] }).levels.length
        ? worth(criterion, value)
        : null
  return value === null ? null : value.reduce((sum, one) => sum + (one ? 1 : 0), 0)
}

const isNone = (criterion: Criterion, { value }: Answer): boolean =>
  criterion.kind === 'checklist' && Array.isArray(value) && value.every((one) => !one)

const like = (criterion: Criterion, value: number): Answer => ({
  comment: '',
  value: criterion.kind === 'checklist' ? criterion.items.map((_, place) => place < value) : value,
})
