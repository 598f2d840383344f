import { expect, it } from 'vitest'
import type { ArticleId } from '../../shared/ids.ts'
import { beginPhase } from '../../shared/review/phase.ts'
import type { SessionText } from '../../shared/review/session.ts'
import type { StudentRow } from '../store/classes.ts'
import type { SessionNow } from '../store/reviews.ts'
import { boardOf, lateOf, ownPart, pairsOf } from './seen.ts'

const student = (id: string, some: Partial<StudentRow> = {}): StudentRow => ({
  ...{ id, class: 'c', handle: id, group: null, account: null, joinedAt: null, quota: null },
  timePercent: 100,
  ...some,
})
const text = (id: string, authors: readonly string[]): SessionText => ({
  ...{ id, number: 7, article: `article-${id}` as ArticleId, authors, override: null, notes: [] },
  teacher: null,
  plan: 'Later.',
})
const now = (phase: 'setup' | 'drafting' | 'review', endsAt: number | null = null): SessionNow => ({
  session: {
    ...{ id: 's', class: 'c', name: 'Profiles', createdAt: 1, rev: 3, seed: 'seed', round: 1 },
    clock: beginPhase(phase, 100, endsAt),
    settings: {
      ...{ instructions: 'Read twice.', reviewsPerText: 2, acrossGroups: false, mustNot: [], wishes: [] },
      ...{ rubric: [], scoreBy: 'median', keepsWriting: false, isNamed: false },
    },
    attendance: { ann: { state: 'away', extra: 1 } },
    releasedAt: null,
  },
  texts: [text('t', ['ann', 'bob'])],
  pairs: [
    {
      ...{ id: 'p', round: 1, reviewer: 'cleo', text: 't', state: 'started', ended: null, pinned: false },
      ...{ copy: 'copy' as ArticleId, pen: 2, person: null, isLanded: false, submittedAt: null },
      ...{ isLate: false, isReopened: false },
    },
  ],
})
const progress = (late: Parameters<typeof boardOf>[2]['late']) => ({
  idleSince: new Map<string, number>(),
  bare: new Set<string>(),
  late,
})
const roster = [student('ann'), student('bob', { timePercent: 150 }), student('cleo')]

it('the board has what each text lacks, each student’s own phase, and nobody’s name beside a review', () => {
  const board = boardOf(now('review', 200), roster, progress([]), 210)
  expect(board.students.map(({ id, phase, state, extra }) => [id, phase, state, extra])).toEqual([
    ['ann', 'hold', 'away', 1],
    ['bob', 'review', 'here', 0],
    ['cleo', 'hold', 'here', 0],
  ])
  expect(board.texts[0]).not.toHaveProperty('teacher')
  expect(JSON.stringify(board.texts[0]?.reviews)).not.toContain('cleo')
  expect(pairsOf(now('review'))).toMatchObject([{ reviewer: 'cleo', text: 't' }])
})

it('what came late is counted by its text, and said without who brought it', () => {
  const rows = ['one two', 'three', ''].map((words, i) => ({
    ...{ article: 'article-t' as ArticleId, account: 'account-ann' as never, id: `${i}`, at: i, words },
    refused: i === 1 ? 'gap' : null,
  }))
  const elsewhere = { ...rows[0]!, article: 'other' as ArticleId }
  const all = [...rows, elsewhere]
  expect(boardOf(now('review'), roster, progress(all), 1).texts[0]?.late).toEqual({ words: 3 })
  expect(boardOf(now('review'), roster, progress([elsewhere]), 1).texts[0]?.late).toBeNull()
  const told = lateOf(now('review'), all)
  expect(told.map(({ text, isRefused }) => [text, isRefused])).toEqual([
    ['t', false],
    ['t', true],
    ['t', false],
  ])
  expect(JSON.stringify(told)).not.toContain('ann')
})

it('a student sees their own time and text, and before it begins nothing', () => {
  const bob = ownPart(now('review', 200), roster[1]!, { own: [], roster, at: 210 })
  expect(bob).toMatchObject({ phase: 'review', endsAt: 250, text: { plan: 'Later.' } })
  // By its number an author would know their text among those that are read.
  expect(bob.text).not.toHaveProperty('number')
  expect(ownPart(now('review'), roster[2]!, { own: [], roster, at: 210 }).text).toBeNull()
  expect(ownPart(now('setup'), roster[0]!, { own: [], roster, at: 210 })).toMatchObject({
    ...{ instructions: '', rubric: [], text: null, endsAt: null },
  })
})
