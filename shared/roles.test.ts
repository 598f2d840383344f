import { describe, expect, it } from 'vitest'
import {
  ACTIONS,
  type Action,
  can,
  type Grants,
  may,
  NO_GRANTS,
  POSITIONS,
  type Position,
  PUBLICATION_ACTIONS,
  type PublicationAction,
  ROLES,
  type Role,
  roleFrom,
} from './roles.ts'

/** The table as people read it: each role may do what stands in its line, and nothing else. */
const MAY: Record<Role, readonly Action[]> = {
  viewer: ['read', 'seeAuthors'],
  commenter: ['read', 'seeAuthors', 'seeSuggestions', 'seeThreads', 'comment', 'resolveOwn'],
  suggester: [
    'read',
    'seeAuthors',
    'seeSuggestions',
    'seeThreads',
    'comment',
    'resolveOwn',
    'suggest',
    'withdrawOwn',
  ],
  editor: [
    'read',
    'seeAuthors',
    'seeSuggestions',
    'seeThreads',
    'comment',
    'resolveOwn',
    'suggest',
    'withdrawOwn',
    'edit',
    'decide',
    'resolveAny',
    'nameVersion',
    'restore',
  ],
  owner: ACTIONS,
}

describe('a role in an article', () => {
  it.each(ROLES.flatMap((role) => ACTIONS.map((action) => [role, action] as const)))(
    '%s, %s',
    (role, action) => {
      expect(can(role, action)).toBe(MAY[role].includes(action))
    },
  )

  it.each(ACTIONS)('without one, nobody may %s', (action) => {
    expect(can(null, action)).toBe(false)
  })

  it('only owners manage who has access', () => {
    const onlyOwners = ACTIONS.filter((action) => !can('editor', action))
    expect(onlyOwners).toEqual(['manageMembers', 'manageLinks', 'moderate', 'freeze', 'handOver', 'delete'])
  })
})

/** What each position may do; an administrator of the staff may do everything. */
const HERE: Record<Position, readonly PublicationAction[]> = {
  writer: ['createArticle', 'requestAccess', 'seePeople', 'ownAccount'],
  deskEditor: ['createArticle', 'requestAccess', 'seePeople', 'ownAccount'],
  adviser: ['createArticle', 'requestAccess', 'seePeople', 'ownAccount', 'manageClasses'],
  student: ['createArticle', 'requestAccess', 'ownAccount'],
  guest: [],
}

describe('a standing in the publication', () => {
  it.each(POSITIONS.flatMap((position) => PUBLICATION_ACTIONS.map((action) => [position, action] as const)))(
    '%s, %s',
    (position, action) => {
      const own = HERE[position].includes(action)
      expect(may({ position, administrator: false }, action)).toBe(own)
      const isOfStaff = position !== 'guest' && position !== 'student'
      expect(may({ position, administrator: true }, action)).toBe(own || isOfStaff)
    },
  )
})

const NOW = 1_000
const grants = (some: Partial<Grants>): Grants => ({ ...NO_GRANTS, ...some })
const link = (role: 'viewer' | 'commenter' | 'suggester' | 'editor', expiresAt: number | null = null) => ({
  role,
  expiresAt,
})

describe('the role that is given', () => {
  /** What is given → to a writer, a desk editor, an adviser, a guest. A student is given what a writer is. */
  const cases: readonly [string, Partial<Grants>, readonly (Role | null)[]][] = [
    ['nothing', {}, [null, null, 'commenter', null]],
    ['a membership', { member: 'suggester' }, ['suggester', 'suggester', 'suggester', null]],
    ['a low membership', { member: 'viewer' }, ['viewer', 'viewer', 'commenter', null]],
    ['ownership', { member: 'owner' }, ['owner', 'owner', 'owner', null]],
    ['a group', { groups: ['viewer'] }, ['viewer', 'editor', 'commenter', null]],
    [
      'the higher of two groups',
      { groups: ['viewer', 'suggester'] },
      ['suggester', 'editor', 'suggester', null],
    ],
    ['a link', { links: [link('commenter')] }, ['commenter', 'commenter', 'commenter', 'commenter']],
    [
      'the higher of two links',
      { links: [link('viewer'), link('editor')] },
      ['editor', 'editor', 'editor', 'editor'],
    ],
    ['an expired link', { links: [link('editor', NOW)] }, [null, null, 'commenter', null]],
    [
      'a link in its last moment',
      { links: [link('editor', NOW + 1)] },
      ['editor', 'editor', 'editor', 'editor'],
    ],
    [
      'the highest of all',
      { member: 'viewer', groups: ['commenter'], links: [link('suggester')] },
      ['suggester', 'editor', 'suggester', 'suggester'],
    ],
    ['a frozen editor', { member: 'editor', freezeAt: NOW }, ['commenter', 'commenter', 'commenter', null]],
    ['a frozen viewer', { member: 'viewer', freezeAt: NOW }, ['viewer', 'viewer', 'commenter', null]],
    ['a frozen owner', { member: 'owner', freezeAt: NOW }, ['owner', 'owner', 'owner', null]],
    ['a frozen group', { groups: ['editor'], freezeAt: 0 }, ['commenter', 'commenter', 'commenter', null]],
    [
      'a frozen link',
      { links: [link('editor')], freezeAt: 0 },
      ['commenter', 'commenter', 'commenter', 'commenter'],
    ],
    ['a frozen stranger', { freezeAt: 0 }, [null, null, 'commenter', null]],
    ['a freeze to come', { member: 'editor', freezeAt: NOW + 1 }, ['editor', 'editor', 'editor', null]],
  ]

  const COLUMNS: readonly (readonly [Position, number])[] = [
    ['writer', 0],
    ['deskEditor', 1],
    ['adviser', 2],
    ['guest', 3],
    ['student', 0],
  ]

  it.each(
    cases.flatMap(([name, given, roles]) =>
      COLUMNS.map(([position, column]) => [name, position, roles[column] ?? null, given] as const),
    ),
  )('%s gives a %s: %s', (_name, position: Position, role, given) => {
    expect(roleFrom({ position }, grants(given), NOW)).toBe(role)
  })
})
