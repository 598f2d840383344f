/**
 * What somebody may do in a thread and what comes of it: pure functions from a thread as it is to what is written. They run in
 * the transaction that writes, so what they have seen is what is there.
 */

import type { Anchor } from '../../shared/article/anchor.ts'
import type { PersonId } from '../../shared/ids.ts'
import {
  actsBeyondMax,
  actUnitsBeyondMax,
  entriesPerThreadMax,
  mentionsPerCommentMax,
  threadsPerArticleMax,
  threadUnitsMax,
  unitsPerThread,
} from '../../shared/limits.ts'
import { Refused } from '../../shared/refusals.ts'
import { can, type Role } from '../../shared/roles.ts'
import {
  mentionOf,
  mentionsIn,
  type Reaction,
  type Thread,
  type ThreadEntry,
  type ThreadStatus,
} from '../../shared/threads.ts'
import { takenBackIn } from '../../shared/withheld.ts'
import { growthOf, type NewEntry, type ThreadNow, type ThreadWrites } from '../store/threads.ts'

/** Who does it, and when. */
export type Actor = {
  readonly person: PersonId
  readonly role: Role
  readonly at: number
  /** Ids for what they did not name. */
  readonly newId: () => string
  /** Of those whom the request names: who may not see threads here. */
  readonly outsiders: ReadonlySet<PersonId>
}

/** Somebody whom nobody asks what they may. */
export type Doer = Pick<Actor, 'person' | 'at' | 'newId'>

export type Rule = (now: ThreadNow) => ThreadWrites | null

/** What `rule` says, where the article has room for it: for what is done in a full one still, and for what makes it less. */
export const withinSpace =
  (rule: Rule): Rule =>
  (now) => {
    const writes = rule(now)
    if (writes === null) return null
    const growth = growthOf(now, writes)
    const acts = (writes.added ?? []).filter(({ kind }) => kind !== 'comment').length
    const max = growth <= acts * unitsPerThread ? threadUnitsMax + actUnitsBeyondMax : threadUnitsMax
    if (growth > 0 && now.size + growth > max)
      throw new Refused('too-large', 'This article holds as many comments as it can.')
    return writes
  }

/** `id`: null leaves it to us. */
export type Said = { readonly id: string | null; readonly body: string; readonly assignee: PersonId | null }

/** A thread with its first comment. Sent again, it is there once. */
export const start =
  (actor: Actor, anchor: Anchor | null, said: Said): Rule =>
  ({ thread, entries, threads }) => {
    if (thread !== null) {
      const first = entries.find(({ kind }) => kind === 'comment')
      const isSame = thread.removed || (first !== undefined && isRepeated(first, said))
      if (thread.by === actor.person && isSame) return null
      throw new Refused('conflict', 'There is another thread of this id.')
    }
    if (threads >= threadsPerArticleMax)
      throw new Refused('too-large', `An article has at most ${threadsPerArticleMax} threads.`)
    assertNamed(actor, said.body, '')
    assertAssignable(actor, said.assignee)
    const { person: by, at } = actor
    const { assignee } = said
    return {
      thread: { by, at, anchor, status: 'open', assignee, removed: false },
      added: [commentBy(actor, said)],
    }
  }

/** A comment; on a resolved thread it opens it again. */
export const reply =
  (actor: Actor, said: Said): Rule =>
  (now) => {
    const { entries } = now
    const known = entries.find(({ id }) => id === said.id)
    if (known !== undefined) {
      if (known.by === actor.person && isRepeated(known, said)) return null
      throw new Refused('conflict', 'There is another comment of this id.')
    }
    const thread = there(now)
    assertRoom(entries, entriesPerThreadMax)
    assertNamed(actor, said.body, '')
    assertAssignable(actor, said.assignee)
    const added = [commentBy(actor, said)]
    if (thread.status === 'open' && said.assignee === null) return { added }
    const next = { ...thread, status: 'open' as const, assignee: said.assignee ?? thread.assignee }
    return { thread: next, added: thread.status === 'open' ? added : [act(actor, 'reopened'), ...added] }
  }

export const setStatus =
  (actor: Actor, status: ThreadStatus): Rule =>
  (now) => {
    const thread = there(now)
    const isTheirs = [thread.by, thread.assignee].includes(actor.person)
    if (status === 'resolved' && !isTheirs && !can(actor.role, 'resolveAny'))
      throw new Refused('forbidden', 'Who started it, who it is assigned to, or an editor resolves a thread.')
    if (thread.status === status) return null
    assertRoom(now.entries, entriesPerThreadMax + actsBeyondMax)
    const kind = status === 'resolved' ? 'resolved' : 'reopened'
    return { thread: { ...thread, status }, added: [act(actor, kind)] }
  }

export const assign =
  (actor: Actor, assignee: PersonId | null): Rule =>
  (now) => {
    const thread = there(now)
    if (thread.assignee === assignee) return null
    assertAssignable(actor, assignee)
    assertRoom(now.entries, entriesPerThreadMax + actsBeyondMax)
    return { thread: { ...thread, assignee }, added: [{ ...act(actor, 'assigned'), assignee }] }
  }

/** It is about something else from now on: words that were brought back under other ids. */
export const attach =
  (actor: Actor, anchor: Anchor): Rule =>
  (now) => {
    const thread = there(now)
    if (thread.by !== actor.person && !can(actor.role, 'edit'))
      throw new Refused('forbidden', 'Who started a thread, or an editor, says what it is about.')
    if (JSON.stringify(thread.anchor) === JSON.stringify(anchor)) return null
    assertRoom(now.entries, entriesPerThreadMax + actsBeyondMax)
    return { thread: { ...thread, anchor }, added: [act(actor, 'attached')] }
  }

export const edit =
  (actor: Actor, comment: string, body: string): Rule =>
  (now) => {
    const entry = commentIn(now, comment)
    if (entry.by !== actor.person) throw new Refused('forbidden', 'Nobody edits what somebody else has said.')
    if (entry.body === body) return null
    assertNamed(actor, body, entry.body)
    return { changed: [{ ...entry, body, editedAt: actor.at }] }
  }

/** One's own, or anybody's by a moderator. What is gone already stays so. */
export const remove =
  (actor: Actor, comment: string): Rule =>
  ({ thread, entries }) => {
    if (thread?.removed) return null
    assertGiven(entries)
    const entry = entries.find(({ id, kind }) => id === comment && kind === 'comment')
    if (thread === null || entry === undefined) throw noComment()
    const isOwn = entry.by === actor.person
    if (!isOwn && !can(actor.role, 'moderate'))
      throw new Refused('forbidden', 'Only its author, or an owner of the article, deletes a comment.')
    if (entry.deletedBy !== null) return null
    if (isOwn && isAllTheirs(entries, entry))
      return { thread: { ...thread, removed: true, anchor: null, assignee: null } }
    return { changed: [{ ...entry, body: '', editedAt: null, deletedBy: actor.person, reactions: [] }] }
  }

export const react =
  (actor: Actor, comment: string, reaction: Reaction, isOn: boolean): Rule =>
  (now) => {
    const entry = commentIn(now, comment)
    const people = entry.reactions.find((one) => one.reaction === reaction)?.people ?? []
    if (people.includes(actor.person) === isOn) return null
    const next = isOn ? [...people, actor.person] : people.filter((one) => one !== actor.person)
    const others = entry.reactions.filter((one) => one.reaction !== reaction)
    const reactions = next.length === 0 ? others : [...others, { reaction, people: next }]
    return { changed: [{ ...entry, reactions }] }
  }

// ---- what a teacher does with a reader's remark

/**
 * It leaves the article: what was said is kept, and nobody is told of it (shared/withheld.ts). `starts`: where there is no thread, one
 * that says so.
 */
export const takeBack =
  (doer: Doer, starts = false): Rule =>
  ({ thread, entries }) => {
    const isThere = thread !== null && !thread.removed
    if ((!isThere && !starts) || takenBackIn(entries).size > 0) return null
    const { person: by, at } = doer
    const made = { by, at, anchor: null, status: 'open' as const, assignee: null, removed: false }
    return { thread: isThere ? thread : made, added: [act(doer, 'takenBack')], changed: entries }
  }

/** It is there again, as it was. */
export const giveBack =
  (doer: Doer): Rule =>
  ({ thread, entries }) => {
    if (thread === null || takenBackIn(entries).size === 0) return null
    // A thread that only said so.
    if (!entries.some(({ kind }) => kind === 'comment'))
      return { thread: { ...thread, removed: true, anchor: null, assignee: null } }
    return { thread, added: [act(doer, 'givenBack')], changed: entries }
  }

// ---- what they have in common

/** Everybody whom a request names. */
export const namedIn = (body: string, assignee: PersonId | null): readonly PersonId[] => {
  const mentions = mentionsIn(body)
  if (mentions.length > mentionsPerCommentMax)
    throw new Refused('invalid', `body: at most ${mentionsPerCommentMax} people are mentioned in a comment.`)
  return [...new Set([...mentions, ...(assignee === null ? [] : [assignee])])]
}

/** Nothing is left of a thread when its only comment goes, unless somebody else has done something in it. */
const isAllTheirs = (entries: readonly ThreadEntry[], going: ThreadEntry): boolean =>
  entries.every(
    (entry) =>
      entry === going ||
      (entry.by === going.by && (entry.kind !== 'comment' || entry.deletedBy === going.by)),
  )

/** Sent again: what was edited or deleted since cannot be compared any more. */
const isRepeated = (entry: ThreadEntry, { id, body, assignee }: Said): boolean =>
  entry.kind === 'comment' &&
  (id === null || entry.id === id) &&
  (entry.editedAt !== null ||
    entry.deletedBy !== null ||
    (entry.body === body && entry.assignee === assignee))

function there({ thread, entries }: ThreadNow): Thread {
  if (thread === null) throw new Refused('not-found', 'There is no such thread.')
  if (thread.removed) throw new Refused('gone', 'This thread has been deleted.')
  assertGiven(entries)
  return thread
}

/** Throws where a teacher has taken the thread out of the article. */
function assertGiven(entries: readonly ThreadEntry[]): void {
  if (takenBackIn(entries).size > 0) throw new Refused('gone', 'This remark was taken back by the teacher.')
}

function commentIn(now: ThreadNow, id: string): ThreadEntry {
  there(now)
  const entry = now.entries.find((one) => one.id === id && one.kind === 'comment')
  if (entry === undefined) throw noComment()
  if (entry.deletedBy !== null) throw new Refused('gone', 'This comment has been deleted.')
  return entry
}

const noComment = () => new Refused('not-found', 'There is no such comment.')

/** Throws where a mention that was not there before is of somebody who would not see it. */
function assertNamed({ outsiders }: Actor, body: string, before: string): void {
  const known = new Set(mentionsIn(before))
  const outside = mentionsIn(body).filter((person) => outsiders.has(person) && !known.has(person))
  if (outside.length > 0)
    throw new Refused('invalid', `body: ${outside.map(mentionOf).join(', ')} cannot see threads here.`)
}

function assertAssignable({ outsiders }: Actor, assignee: PersonId | null): void {
  if (assignee !== null && outsiders.has(assignee))
    throw new Refused('invalid', `assignee: ${assignee} cannot see threads here.`)
}

function assertRoom(entries: readonly ThreadEntry[], max: number): void {
  if (entries.length >= max) throw new Refused('too-large', 'This thread is full. Start another one.')
}

const commentBy = ({ person: by, at, newId }: Actor, said: Said): NewEntry => ({
  ...said,
  id: said.id ?? newId(),
  kind: 'comment',
  by,
  at,
})

const act = ({ person: by, at, newId }: Doer, kind: NewEntry['kind']): NewEntry => ({
  id: newId(),
  kind,
  by,
  at,
  body: '',
  assignee: null,
})
