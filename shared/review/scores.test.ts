/** The tables of docs/scores.md, worked by hand, read and done again. */

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Graded, gradeRows } from './grades.ts'
import { helpfulness, type Remark, type Reviewed, reviewerScore, uptake } from './reviewer-scores.ts'
import { type Answers, type Criterion, lacksOf } from './rubric.ts'
import { reviewPercent, textScore } from './scores.ts'

const docs = readFileSync(new URL('../../docs/scores.md', import.meta.url), 'utf8')

/** The rows below the line of a table that has these words in its head. */
function table(...head: readonly string[]): Record<string, string>[] {
  const lines = docs.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  const start = lines.findIndex((cells) => head.every((word) => cells.includes(word)))
  const rows = lines.slice(start + 2)
  const columns = lines[start] ?? []
  return rows
    .slice(
      0,
      rows.findIndex((cells) => cells.length === 0),
    )
    .map((cells) => Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ''])))
}

const listed = (cell: string | undefined, by: string): string[] =>
  cell === '–' ? [] : (cell ?? '').split(by)
const numbered = (cell: string | undefined): number | null => (cell === '–' ? null : Number(cell))
const rounded = (value: number | null): number | null =>
  value === null ? null : Math.round(1_000 * value) / 1_000

const rubricOf = ([idea = 1, facts = 1, checks = 1]: readonly number[] = []): Criterion[] => {
  const asked = (id: string, weight: number, wordsMin = 0) => ({ id, title: id, weight, wordsMin })
  const levels = [0, 1, 2, 3, 4].map((points) => ({ label: `${points}`, points }))
  return [
    { ...asked('idea', idea), kind: 'levels', levels },
    { ...asked('facts', facts), kind: 'points', pointsMax: 10 },
    { ...asked('checks', checks), kind: 'checklist', items: ['a', 'b', 'c', 'd'] },
    { ...asked('note', 5), kind: 'comment' },
  ]
}

function answersOf(written: string): Answers {
  const [idea = null, facts = null, checked = null] = written.split(' ').map(numbered)
  const checks = checked === null ? null : [0, 1, 2, 3].map((item) => item < checked)
  const answer = (value: number | readonly boolean[] | null) => ({ comment: '', value })
  return { idea: answer(idea), facts: answer(facts), checks: answer(checks) }
}

describe("a text's score", () => {
  const rows = table('case', 'weights', 'override')

  it.each(rows)('$case', (row) => {
    const reviews = listed(row.reviews, '; ').map((written) => {
      const [answers = '', weight = '1'] = written.split(' ×')
      return { answers: answersOf(answers === '' ? '– – –' : answers), weight: Number(weight) }
    })
    const percent = numbered(row.override)
    const override = percent === null ? null : { percent, reason: 'because' }
    const by = row.by === 'mean' ? 'mean' : 'median'
    const score = textScore(rubricOf(row.weights?.split(' ').map(Number)), reviews, by, override)
    expect(rounded(score.percent)).toBe(numbered(row.score))
    expect(rounded(score.spread)).toBe(numbered(row.spread))
    expect(score.isFlagged).toBe(row.flagged === 'yes')
    expect(score.override).toBe(override)
  })

  it('is in a table of as many rows', () => {
    expect(rows).toHaveLength(18)
  })

  it('keeps what was computed beside what the teacher says, and names each criterion', () => {
    const reviews = [{ answers: answersOf('3 6 2'), weight: 1 }]
    const score = textScore(rubricOf([2, 1, 1]), reviews, 'median', { percent: 80, reason: 'late' })
    expect([score.percent, score.computed, score.override?.reason]).toEqual([80, 65, 'late'])
    expect(score.criteria.map(({ id, percent }) => [id, percent])).toEqual([
      ['idea', 75],
      ['facts', 60],
      ['checks', 50],
      ['note', null],
    ])
  })
})

const remark = (parts: Partial<Remark> = {}): Remark => ({
  describes: true,
  evaluates: true,
  suggests: false,
  isEndorsed: false,
  rating: null,
  fate: 'untouched',
  ...parts,
})

const reviewOf = (reviewer: string, text: string, parts: Partial<Reviewed> = {}): Reviewed => ({
  reviewer,
  text,
  state: 'submitted',
  weight: 1,
  wordsRead: 300,
  answers: answersOf('3 6 2'),
  remarks: [],
  ...parts,
})

describe("a reviewer's score", () => {
  const rows = table('case', 'assigned', 'threefold')

  it.each(rows)('$case', (row) => {
    const ratings = listed(row.ratings, ' ').map(Number)
    const submitted = listed(row.reviews, ' ').map((written, index) => {
      const [words = 0, remarks = 0, threefold = 0, endorsed = 0] = written
        .replace('!', '')
        .split('/')
        .map(Number)
      return reviewOf('ann', `t${index}`, {
        wordsRead: words,
        answers: answersOf(written.endsWith('!') ? '3 – 2' : '3 6 2'),
        remarks: Array.from({ length: remarks }, (_, place) =>
          remark({
            suggests: place < threefold,
            isEndorsed: place < endorsed,
            rating: ratings.shift() ?? null,
          }),
        ),
      })
    })
    const [assigned = 0, excused = 0] = [row.assigned, row.excused].map(Number)
    const rest = Array.from({ length: assigned - submitted.length }, (_, index) =>
      reviewOf('ann', `r${index}`, { state: index < excused ? 'excused' : 'assigned' }),
    )
    const isEndorsed = row.case?.startsWith('nobody is endorsed') !== true
    const other = reviewOf('ben', 't9', { remarks: [remark({ isEndorsed })] })
    const score = reviewerScore(rubricOf(), [...submitted, ...rest, other], 'ann')
    expect(rounded(score.completeness)).toBe(numbered(row.completeness))
    for (const [name, part] of Object.entries(score.parts))
      expect([name, rounded(part)]).toEqual([name, numbered(row[name])])
    expect(rounded(score.percent)).toBe(numbered(row.score))
    expect(score.assigned).toBe(assigned - excused)
  })

  it('is in a table of as many rows', () => {
    expect(rows).toHaveLength(9)
  })
})

describe('helpfulness', () => {
  const rows = table('case', 'others', 'left out')
  /** A rubric of one criterion of 0 to 100 points, so that a review's score can be chosen. */
  const rubric: Criterion[] = [
    { id: 'all', title: 'all', weight: 1, wordsMin: 0, kind: 'points', pointsMax: 100 },
  ]
  const scored = (percent: number) => ({ all: { comment: '', value: percent } })

  it.each(rows)('$case', (row) => {
    const others = listed(row.others, ' ').map((percent, index) =>
      reviewOf('ben', `o${index}`, { answers: scored(Number(percent)) }),
    )
    const ratings = listed(row.ratings, '; ')
    const theirs = listed(row.scores, '; ').map((percent, index) =>
      reviewOf('ann', `t${index}`, {
        answers: scored(Number(percent)),
        remarks: listed(ratings[index], ' ').map((rating) => remark({ rating: Number(rating) })),
      }),
    )
    const { mean, possiblyRetaliatory } = helpfulness(rubric, [...others, ...theirs], 'ann')
    expect(rounded(mean)).toBe(numbered(row.helpfulness))
    expect(possiblyRetaliatory.reduce((sum, one) => sum + one.ratings, 0)).toBe(Number(row['left out']))
    for (const { text } of possiblyRetaliatory) expect(text).toBe('t0')
  })

  it('is in a table of as many rows', () => {
    expect(rows).toHaveLength(8)
  })
})

describe('uptake', () => {
  it('is what was accepted or adapted of all', () => {
    const fates = ['accepted', 'accepted', 'adapted', 'declined', 'untouched'] as const
    const all = [reviewOf('ann', 't1', { remarks: fates.map((fate) => remark({ fate })) })]
    expect(uptake(all, 'ann')).toEqual({ accepted: 2, adapted: 1, declined: 1, untouched: 1, share: 0.6 })
    expect(uptake(all, 'ben').share).toBeNull()
  })
})

describe('the rows of the CSV', () => {
  it('have a number only where there is one', () => {
    const reviews = [
      reviewOf('ann', 'b', {
        remarks: [remark({ rating: 4, fate: 'accepted' }), remark({ rating: 5 }), remark()],
      }),
      reviewOf('cho', 'b', { answers: answersOf('1 8 4') }),
      reviewOf('ben', 'a', { state: 'assigned' }),
      reviewOf('ben', 'c', { state: 'excused' }),
    ]
    const session: Graded = {
      rubric: rubricOf([2, 1, 1]),
      by: 'median',
      students: ['ann', 'ben', 'cho'].map((id) => ({ id, handle: `@${id}`, isLate: id === 'cho' })),
      texts: [
        { id: 'a', authors: ['ann'], override: null },
        { id: 'b', authors: ['ben'], override: null },
      ],
      reviews,
    }
    const none = { textScore: null, spread: null, helpfulness: null, uptake: null, isLate: false }
    expect(gradeRows(session)).toEqual([
      { ...none, handle: '@ann', reviewsAssigned: 1, reviewsSubmitted: 1, helpfulness: 4.5, uptake: 33.3 },
      { ...none, handle: '@ben', reviewsAssigned: 1, reviewsSubmitted: 0, textScore: 61.3, spread: 7.5 },
      { ...none, handle: '@cho', reviewsAssigned: 1, reviewsSubmitted: 1, isLate: true },
    ])
  })
})

describe('a rubric', () => {
  const rubric: Criterion[] = rubricOf().map((one) => (one.id === 'note' ? { ...one, wordsMin: 3 } : one))
  const lacks = (answers: Answers) =>
    lacksOf(rubric, answers).map(({ criterion, code }) => `${criterion} ${code}`)
  const note = (comment: string) => ({ note: { comment, value: null } })

  it('says what a review still lacks', () => {
    expect(lacks({ ...answersOf('3 6 2'), ...note('a clear lead') })).toEqual([])
    expect(lacks({ ...answersOf('3 – 2'), ...note('… – too short') })).toEqual([
      'facts unanswered',
      'note comment-too-short',
    ])
    expect(lacks({ ...answersOf('5 11 2'), ...note('한국어 세 낱말') })).toEqual([
      'idea off-scale',
      'facts off-scale',
    ])
    expect(lacks({})).toEqual([
      'idea unanswered',
      'facts unanswered',
      'checks unanswered',
      'note unanswered',
      'note comment-too-short',
    ])
  })

  it('takes what is off its scale for no score', () => {
    expect(reviewPercent(rubric, answersOf('5 11 2'))).toBe(50)
    expect(reviewPercent(rubric, { checks: { comment: '', value: [true] } })).toBeNull()
    expect(reviewPercent([], {})).toBeNull()
  })
})
