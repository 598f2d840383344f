/** The table of docs/review-sessions.md, and what would harm somebody if it were otherwise. */

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { canInSession, type Facts, type Party, SESSION_ACTIONS, type SessionAction } from './permission.ts'
import { PHASES, type Phase } from './phase.ts'

const docs = readFileSync(new URL('../../docs/review-sessions.md', import.meta.url), 'utf8')
const PARTIES: readonly Party[] = ['teacher', 'author', 'reviewer', 'editor']
const FACTS = [
  'keepsWriting',
  'mayEdit',
  'isOwn',
  'isReopened',
  'hasSubmitted',
  'isNamed',
  'isAnswered',
] as const
/** Every combination of facts. */
const ALL_FACTS: readonly Facts[] = Array.from({ length: 2 ** FACTS.length }, (_, bits) =>
  Object.fromEntries(FACTS.map((fact, i) => [fact, (bits & (1 << i)) !== 0])),
)

const rows = docs
  .split('\n')
  .filter((line) => /^\| [a-z]\w*[A-Z]\w* \|/.test(line))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )

it('the docs have every action, and no other', () => {
  expect(rows.map(([action]) => action)).toEqual(SESSION_ACTIONS)
})

it.each(rows.map((row) => [row[0] as SessionAction, row.slice(1)] as const))(
  '%s is as documented',
  (action, cells) => {
    expect(cells).toHaveLength(PHASES.length)
    for (const [i, phase] of PHASES.entries()) {
      for (const party of PARTIES) {
        // "A R:isOwn,isReopened": by its letter, if all that is named holds.
        const granted = (cells[i] ?? '').split(' ').filter((grant) => grant[0]?.toLowerCase() === party[0])
        for (const facts of ALL_FACTS) {
          const wanted = granted.some((grant) =>
            (grant.split(':')[1] ?? '').split(',').every((fact) => fact === '' || facts[fact as keyof Facts]),
          )
          if (canInSession(action, phase, [party], facts) !== wanted)
            expect.fail(`${party} in ${phase} with ${JSON.stringify(facts)}: not ${wanted}`)
        }
      }
    }
  },
)

const everything: Facts = Object.fromEntries(FACTS.map((fact) => [fact, true]))
const may = (action: SessionAction, party: Party, facts: Facts = everything): readonly Phase[] =>
  PHASES.filter((phase) => canInSession(action, phase, [party], facts))

describe('whatever else holds', () => {
  it('an author reads no review before the release', () => {
    for (const action of ['readCopy', 'seeReviews', 'seeScores'] as const)
      expect(may(action, 'author')).toEqual(['release', 'closed'])
  })

  it('a reviewer never reads the live text, nor who is on it, and an author never writes on a copy', () => {
    for (const action of ['readLive', 'editLive', 'suggestLive', 'seePresence'] as const)
      expect(may(action, 'reviewer')).toEqual([])
    expect(may('writeReview', 'author')).toEqual([])
  })

  it('a reviewer reads another review only after the release and their own', () => {
    const others: Facts = { ...everything, isOwn: false }
    expect(may('seeReviews', 'reviewer', others)).toEqual(['release', 'closed'])
    expect(may('seeReviews', 'reviewer', { ...others, hasSubmitted: false })).toEqual(['closed'])
    expect(may('writeReview', 'reviewer', others)).toEqual([])
  })

  it('who reviews whom is told to students in a named session only', () => {
    for (const party of ['author', 'reviewer', 'editor'] as const)
      expect(may('seePairs', party, { ...everything, isNamed: false })).toEqual([])
  })

  it('who is nothing to a text may do nothing', () => {
    for (const action of SESSION_ACTIONS)
      expect(PHASES.filter((phase) => canInSession(action, phase, [], everything))).toEqual([])
  })

  it('who is two things may what either may', () => {
    expect(canInSession('rateRemarks', 'release', ['reviewer', 'author'])).toBe(true)
    expect(canInSession('editSettings', 'release', ['reviewer', 'author'])).toBe(false)
  })
})
