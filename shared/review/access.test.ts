import { describe, expect, it } from 'vitest'
import { NO_GRANTS, type Position, type Role, roleFrom } from '../roles.ts'
import type { ReviewGrant } from './access.ts'
import type { Facts, Party } from './permission.ts'
import { beginPhase, PHASES, type PhaseClock, pausePhase } from './phase.ts'

type Asking = {
  readonly of: ReviewGrant['of']
  readonly parties?: readonly Party[]
  readonly facts?: Facts
  readonly member?: Role | null
  readonly position?: Position
  readonly times?: number
}

function roleAt(clock: PhaseClock, now: number, asking: Asking): Role | null {
  const { of, parties = [], facts = {}, member = null, position = 'writer', times = 1 } = asking
  return roleFrom({ position }, { ...NO_GRANTS, member, review: { of, parties, facts, clock, times } }, now)
}

const [none, reads, comments, suggests, edits, owns] = [
  null,
  'viewer',
  'commenter',
  'suggester',
  'editor',
  'owner',
] as const

/** By phase, in their order: setup, drafting, calibrate, lock, review, hold, release, closed. */
const LINES: readonly (readonly [string, Asking, readonly (Role | null)[]])[] = [
  [
    'the author who owns the text',
    { of: 'live', parties: ['author'], member: 'owner' },
    [owns, owns, owns, comments, comments, comments, owns, owns],
  ],
  [
    'the author, whom nothing else lets in',
    { of: 'live', parties: ['author'] },
    [edits, edits, edits, comments, comments, comments, edits, edits],
  ],
  [
    'the author where authors write on',
    { of: 'live', parties: ['author'], facts: { keepsWriting: true } },
    [edits, edits, edits, comments, edits, edits, edits, edits],
  ],
  [
    'the teacher',
    { of: 'live', parties: ['teacher'] },
    [suggests, suggests, suggests, comments, comments, comments, suggests, suggests],
  ],
  [
    'the teacher who owns the text',
    { of: 'live', parties: ['teacher'], member: 'owner' },
    [owns, suggests, suggests, comments, comments, comments, suggests, owns],
  ],
  [
    'an invited editor',
    { of: 'live', member: 'editor' },
    [edits, edits, edits, none, none, none, suggests, edits],
  ],
  [
    'an invited viewer',
    { of: 'live', member: 'viewer' },
    [reads, reads, reads, none, none, none, reads, reads],
  ],
  [
    'an adviser who is not the teacher',
    { of: 'live', position: 'adviser' },
    [comments, comments, comments, none, none, none, comments, comments],
  ],
  ['a classmate', { of: 'live' }, [none, none, none, none, none, none, none, none]],
  [
    'the reviewer of a copy',
    { of: 'copy', parties: ['reviewer'] },
    [none, none, none, none, suggests, comments, comments, comments],
  ],
  [
    'the student whose copy of the sample it is',
    { of: 'sample', parties: ['reviewer'] },
    [none, none, suggests, none, none, none, none, none],
  ],
  [
    'the same when it was shown what the class has answered',
    { of: 'sample', parties: ['reviewer'], facts: { isShown: true } },
    [none, none, comments, none, none, none, none, none],
  ],
  [
    'a teacher at somebody’s copy of the sample',
    { of: 'sample', parties: ['teacher'] },
    [none, none, none, none, none, none, none, none],
  ],
  [
    'the reviewer whose review was opened again',
    { of: 'copy', parties: ['reviewer'], facts: { isReopened: true } },
    [none, none, none, none, suggests, suggests, comments, comments],
  ],
  [
    'the teacher at a copy',
    { of: 'copy', parties: ['teacher'] },
    [none, none, none, comments, comments, comments, comments, comments],
  ],
  [
    'the author at a copy of their text',
    { of: 'copy', parties: ['author'] },
    [none, none, none, none, none, none, none, none],
  ],
  [
    'an adviser at a copy',
    { of: 'copy', position: 'adviser' },
    [none, none, none, none, none, none, none, none],
  ],
  [
    'a desk editor at a copy, whatever says that it is theirs',
    { of: 'copy', position: 'deskEditor', member: 'owner' },
    [none, none, none, none, none, none, none, none],
  ],
]

describe('what a review session gives and takes', () => {
  it.each(LINES)('%s', (_, asking, roles) => {
    expect(PHASES.map((phase) => roleAt(beginPhase(phase, 0), 5, asking))).toEqual(roles)
  })

  it('ends with the time of each', () => {
    const clock = beginPhase('review', 0, 100)
    const reviewer: Asking = { of: 'copy', parties: ['reviewer'] }
    const at = (now: number, times: number) => roleAt(clock, now, { ...reviewer, times })
    expect([at(99, 1), at(100, 1)]).toEqual(['suggester', 'commenter'])
    expect([at(149, 1.5), at(150, 1.5)]).toEqual(['suggester', 'commenter'])
    const paused = pausePhase(clock, 60)
    expect(roleAt(paused, 1_000, reviewer)).toBe('suggester')
  })

  it('is no more than a freeze leaves', () => {
    const review: ReviewGrant = {
      of: 'live',
      parties: ['author'],
      facts: {},
      clock: beginPhase('release', 0),
      times: 1,
    }
    expect(roleFrom({ position: 'writer' }, { ...NO_GRANTS, review, freezeAt: 3 }, 5)).toBe('commenter')
  })
})
