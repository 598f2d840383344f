import { describe, expect, it } from 'vitest'
import {
  nextChangeIn,
  nextState,
  OPENING,
  type Status,
  type SyncEvent,
  type SyncState,
  statusOf,
} from './status.ts'

const open: SyncState = { ...OPENING, link: 'open', role: 'editor' }
const down: SyncState = { ...open, link: 'down' }
const typed = (state: SyncState): SyncState => ({ ...state, unsavedSince: 0 })

describe('the status says', () => {
  const table: [what: string, state: SyncState, ageMs: number, status: Status][] = [
    ['nothing before anything is known', OPENING, 0, { kind: 'opening' }],
    ['saved', { ...open, savedAt: 5 }, 0, { kind: 'saved', at: 5 }],
    ['saved where nothing was typed', open, 0, { kind: 'saved', at: null }],
    ['saving at first', typed(open), 2_999, { kind: 'saving' }],
    ['saving at first without a connection too', typed(down), 2_999, { kind: 'saving' }],
    ['unsaved from 3 s on', typed(open), 3_000, { kind: 'unsaved', doing: 'trying', red: false }],
    ['that it reconnects', typed(down), 3_000, { kind: 'unsaved', doing: 'reconnecting', red: false }],
    ['it in red from 30 s on', typed(down), 30_000, { kind: 'unsaved', doing: 'reconnecting', red: true }],
    [
      'not "kept" while that is not confirmed',
      typed({ ...down, kept: 'writing' }),
      3_000,
      { kind: 'keepOpen' },
    ],
    [
      'to keep the page open where nothing is kept',
      typed({ ...down, kept: 'unable' }),
      3_000,
      { kind: 'keepOpen' },
    ],
    ['offline', down, 0, { kind: 'offline' }],
    ['that the server cannot store', typed({ ...down, storeFails: true }), 0, { kind: 'cannotStore' }],
    [
      'to keep the page open where neither stores',
      typed({ ...down, storeFails: true, kept: 'unable' }),
      3_000,
      { kind: 'keepOpen' },
    ],
    ['slowed', typed({ ...open, slowed: true }), 5_000, { kind: 'slowed' }],
    [
      'unsaved where slowed has lasted 30 s',
      typed({ ...open, slowed: true }),
      30_000,
      { kind: 'unsaved', doing: 'trying', red: true },
    ],
    ['refused', typed({ ...open, refused: true }), 0, { kind: 'refused' }],
    ['saving while the server is asked to keep it', { ...open, late: 'asking' }, 60_000, { kind: 'saving' }],
    ['late', { ...open, role: 'commenter', demoted: true, late: 'kept' }, 0, { kind: 'late' }],
    ['late without a connection too', { ...down, role: 'commenter', late: 'kept' }, 0, { kind: 'late' }],
    ['nothing of it to who may write', { ...open, late: 'kept' }, 0, { kind: 'saved', at: null }],
    ['refused before late', { ...open, refused: true, late: 'kept' }, 0, { kind: 'refused' }],
    ['sign in again', typed({ ...down, end: 'signedOut' }), 0, { kind: 'signedOut' }],
    ['access ended', { ...down, end: 'accessEnded', refused: true }, 0, { kind: 'accessEnded' }],
    ['trash, of an article that was open', { ...down, end: 'notFound' }, 0, { kind: 'trash' }],
    ['not found, of one that was not', { ...down, role: null, end: 'notFound' }, 0, { kind: 'notFound' }],
    ['old page', { ...down, end: 'oldPage' }, 0, { kind: 'oldPage' }],
    ['too large', { ...down, end: 'tooLarge' }, 0, { kind: 'tooLarge' }],
    ['read-only for want of an id', { ...down, without: 'noClientId' }, 0, { kind: 'noClientId' }],
    ['read-only for too many ids', { ...open, without: 'tooManyIds' }, 0, { kind: 'tooManyIds' }],
    ['view only', { ...open, role: 'viewer' }, 0, { kind: 'viewOnly' }],
    ['comment only', { ...open, role: 'commenter' }, 0, { kind: 'commentOnly' }],
    [
      'a changed role',
      { ...open, role: 'commenter', demoted: true },
      0,
      { kind: 'roleChanged', role: 'commenter' },
    ],
  ]
  it.each(table)('%s', (_what, state, age, status) => {
    expect(statusOf(state, age)).toEqual(status)
  })
})

describe('an event', () => {
  const table: [what: string, state: SyncState, event: SyncEvent, changes: Partial<SyncState>][] = [
    ['of the link opens it', down, { type: 'linkOpened' }, { link: 'open' }],
    [
      'of a link that opens ends an end',
      { ...down, end: 'signedOut' },
      { type: 'linkOpened' },
      { link: 'open', end: null },
    ],
    [
      'of a lost link',
      { ...open, slowed: true },
      { type: 'linkLost', code: 1006 },
      { link: 'down', slowed: false },
    ],
    ['4401', open, { type: 'linkLost', code: 4401 }, { link: 'down', end: 'signedOut' }],
    ['4403', open, { type: 'linkLost', code: 4403 }, { link: 'down', end: 'accessEnded' }],
    ['4404', open, { type: 'linkLost', code: 4404 }, { link: 'down', end: 'notFound' }],
    ['4409', open, { type: 'linkLost', code: 4409 }, { link: 'down', end: 'oldPage' }],
    ['4413', open, { type: 'linkLost', code: 4413 }, { link: 'down', end: 'tooLarge' }],
    [
      'of a final code of a newer server',
      open,
      { type: 'linkLost', code: 4477 },
      { link: 'down', end: 'oldPage' },
    ],
    ['4529, which passes', open, { type: 'linkLost', code: 4529 }, { link: 'down' }],
    ['1013', open, { type: 'linkLost', code: 1013 }, { link: 'down', storeFails: true }],
    ['of a lost link keeps an end', { ...down, end: 'oldPage' }, { type: 'linkLost', code: null }, {}],
    ['of typing', open, { type: 'unsaved', since: 7, at: 8 }, { unsavedSince: 7 }],
    ['of the oldest being saved', typed(open), { type: 'unsaved', since: 7, at: 8 }, { unsavedSince: 7 }],
    [
      'of all being saved',
      typed({ ...open, storeFails: true }),
      { type: 'unsaved', since: null, at: 9 },
      { unsavedSince: null, savedAt: 9, storeFails: false },
    ],
    ['of nothing to save is not "saved at"', open, { type: 'unsaved', since: null, at: 9 }, {}],
    [
      'of an open link proves no store',
      typed({ ...down, storeFails: true }),
      { type: 'linkOpened' },
      { link: 'open' },
    ],
    ['of keeping', open, { type: 'kept', kept: 'writing' }, { kept: 'writing' }],
    ['of slowing', open, { type: 'slowed', on: true }, { slowed: true }],
    ['of a first role', OPENING, { type: 'role', role: 'viewer' }, { role: 'viewer', demoted: false }],
    ['of a lost role', open, { type: 'role', role: 'viewer' }, { role: 'viewer', demoted: true }],
    [
      'of a role lost further',
      { ...open, role: 'commenter', demoted: true },
      { type: 'role', role: 'viewer' },
      { role: 'viewer', demoted: true },
    ],
    [
      'of a lost role that allowed no editing',
      { ...open, role: 'commenter' },
      { type: 'role', role: 'viewer' },
      { role: 'viewer', demoted: true },
    ],
    [
      'of the same role said again',
      { ...open, role: 'viewer', demoted: true },
      { type: 'role', role: 'viewer' },
      {},
    ],
    [
      'of more given than was left',
      { ...open, role: 'viewer', demoted: true },
      { type: 'role', role: 'commenter' },
      { role: 'commenter', demoted: false },
    ],
    [
      'of a role given back',
      { ...open, role: 'viewer', demoted: true },
      { type: 'role', role: 'owner' },
      { role: 'owner', demoted: false },
    ],
    ['of a refusal', open, { type: 'refused' }, { refused: true }],
    ['of a rescue copy taken', { ...open, refused: true }, { type: 'rescueTaken' }, { refused: false }],
    ['of no id', open, { type: 'without', without: 'noClientId' }, { without: 'noClientId' }],
  ]
  it.each(table)('%s', (_what, state, event, changes) => {
    expect(nextState(state, event)).toEqual({ ...state, ...changes })
  })
})

it.each([
  [open, 0, null],
  [typed(open), 0, 3_000],
  [typed(open), 1_000, 2_000],
  [typed(open), 3_000, 27_000],
  [typed(open), 30_000, null],
])('the next change by time alone is known', (state, now, wait) => {
  expect(nextChangeIn(state, now)).toBe(wait)
})
