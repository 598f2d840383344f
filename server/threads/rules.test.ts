/** What comes of a thread, for each way it can be and each who asks. */

import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../shared/ids.ts'
import { entriesPerThreadMax } from '../../shared/limits.ts'
import { Refused } from '../../shared/refusals.ts'
import { ROLES, type Role } from '../../shared/roles.ts'
import type { Thread, ThreadEntry } from '../../shared/threads.ts'
import type { ThreadNow } from '../store/threads.ts'
import { type Actor, edit, type Rule, remove, reply, setStatus } from './rules.ts'

const [ann, bob, eve] = ['ann', 'bob', 'eve'] as PersonId[] as [PersonId, PersonId, PersonId]

const thread: Thread = {
  id: 't',
  by: ann,
  at: 1,
  anchor: null,
  status: 'open',
  assignee: null,
  removed: false,
  rev: 1,
}
const entry = (id: string, by: PersonId, some: Partial<ThreadEntry> = {}): ThreadEntry => ({
  id,
  thread: 't',
  order: 1,
  rev: 1,
  kind: 'comment',
  by,
  at: 1,
  body: id,
  assignee: null,
  editedAt: null,
  deletedBy: null,
  reactions: [],
  ...some,
})
const now = (...entries: ThreadEntry[]): ThreadNow => ({
  person: ann,
  thread,
  entries,
  threads: 1,
  size: 0,
})
const as = (person: PersonId, role: Role = 'commenter'): Actor => ({
  person,
  role,
  at: 9,
  newId: () => 'new',
  outsiders: new Set(),
})

/** What comes of it in a word. */
function outcome(rule: Rule, state: ThreadNow): string {
  try {
    const writes = rule(state)
    if (writes === null) return 'nothing'
    if (writes.thread?.removed) return 'removed'
    return [
      ...(writes.added ?? []).map(({ kind }) => kind),
      ...(writes.changed ?? []).map(() => 'changed'),
    ].join()
  } catch (error) {
    if (error instanceof Refused) return error.code
    throw error
  }
}

const own = entry('c', ann)
const act = (by: PersonId) => entry('r', by, { kind: 'resolved', body: '' })

describe('deleting', () => {
  it.each([
    ['the only comment', [own], 'removed'],
    ['the only one, resolved by oneself', [own, act(ann)], 'removed'],
    ['the only one, resolved by another', [own, act(bob)], 'changed'],
    ['one of two of one’s own', [own, entry('d', ann)], 'changed'],
    ['the last of one’s own', [own, entry('d', ann, { deletedBy: ann })], 'removed'],
    ['the last, where a moderator deleted the other', [own, entry('d', ann, { deletedBy: eve })], 'changed'],
    ['one that another has answered', [own, entry('d', bob)], 'changed'],
    ['one that another answered and deleted', [own, entry('d', bob, { deletedBy: bob })], 'changed'],
    ['one that is gone', [entry('c', ann, { deletedBy: ann }), entry('d', bob)], 'nothing'],
    ['none', [entry('d', ann)], 'not-found'],
  ])('%s', (_, entries, expected) => {
    expect(outcome(remove(as(ann), 'c'), now(...entries))).toBe(expected)
  })

  it.each(ROLES)('somebody else’s, as %s', (role) => {
    expect(outcome(remove(as(bob, role), 'c'), now(own))).toBe(role === 'owner' ? 'changed' : 'forbidden')
    expect(outcome(edit(as(bob, role), 'c', 'x'), now(own))).toBe('forbidden')
  })
})

it.each(ROLES.filter((role) => role !== 'viewer'))('resolving and reopening, as %s', (role) => {
  const resolves = role === 'editor' || role === 'owner'
  const resolved = { ...now(own), thread: { ...thread, status: 'resolved' as const } }
  const given = { ...now(own), thread: { ...thread, assignee: bob } }
  expect(outcome(setStatus(as(bob, role), 'resolved'), now(own))).toBe(resolves ? 'resolved' : 'forbidden')
  expect(outcome(setStatus(as(bob, role), 'resolved'), given)).toBe('resolved')
  expect(outcome(setStatus(as(ann, role), 'resolved'), now(own))).toBe('resolved')
  expect(outcome(setStatus(as(ann, role), 'resolved'), resolved)).toBe('nothing')
  expect(outcome(setStatus(as(bob, role), 'open'), resolved)).toBe('reopened')
  expect(outcome(reply(as(bob, role), { id: null, body: 'x', assignee: null }), resolved)).toBe(
    'reopened,comment',
  )
})

it('a full thread takes no comment, but is resolved', () => {
  const full = now(...Array.from({ length: entriesPerThreadMax }, (_, n) => entry(`${n}`, ann)))
  const almost = { ...full, entries: full.entries.slice(1) }
  const said = { id: null, body: 'x', assignee: null }
  expect(outcome(reply(as(ann), said), full)).toBe('too-large')
  expect(outcome(reply(as(ann), said), almost)).toBe('comment')
  expect(outcome(setStatus(as(ann), 'resolved'), full)).toBe('resolved')
})
