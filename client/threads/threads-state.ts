/** An article's threads as this page knows them. What changes them comes from the server, in the order of its revisions. */

import type { PersonId } from '../../shared/ids.ts'
import type { Thread, ThreadChange, ThreadEntry, ThreadPerson } from '../../shared/threads.ts'

export type ThreadsState = {
  /** Everything up to this revision of the article is known; null: nothing yet. */
  readonly rev: number | null
  readonly threads: ReadonlyMap<string, Thread>
  /** Of each thread, in the server's order. */
  readonly entries: ReadonlyMap<string, readonly ThreadEntry[]>
  readonly people: ReadonlyMap<PersonId, ThreadPerson>
  /** Up to which entry this person has read each thread. */
  readonly read: Readonly<Record<string, number>>
}

export const NO_THREADS: ThreadsState = {
  rev: null,
  threads: new Map(),
  entries: new Map(),
  people: new Map(),
  read: {},
}

/** Whether there are revisions before this change that nobody has told us of. */
export const leavesGap = ({ rev }: ThreadsState, change: ThreadChange): boolean =>
  rev === null || change.rev > rev + 1

/**
 * With what one request has changed. Known twice or out of order it does no harm: the later revision of a thing stays. What came
 * before it may be missing still: see `leavesGap`.
 */
export function withChange(state: ThreadsState, change: ThreadChange): ThreadsState {
  const { rev } = state
  return { ...merged(state, change), rev: rev !== null && change.rev === rev + 1 ? change.rev : rev }
}

/**
 * With everything that has changed since the revision that was asked with, or with everything there is: so it is also where the
 * answer's revision is lower than that one, because the server has been restored from a backup. Lower than `state.rev` alone it is
 * where changes that were told meanwhile have overtaken it.
 */
export function withAnswer(
  state: ThreadsState,
  answer: ThreadChange & Pick<ThreadsState, 'read'>,
  asked: number | null,
): ThreadsState {
  const known = answer.rev < (asked ?? 0) ? NO_THREADS : state
  return withRead({ ...merged(known, answer), rev: Math.max(known.rev ?? 0, answer.rev) }, answer.read)
}

export function withRead(state: ThreadsState, read: Readonly<Record<string, number>>): ThreadsState {
  const news = Object.entries(read).filter(([thread, order]) => order > (state.read[thread] ?? 0))
  return news.length === 0 ? state : { ...state, read: { ...state.read, ...Object.fromEntries(news) } }
}

function merged(state: ThreadsState, { threads, entries, people }: ThreadChange): ThreadsState {
  const allThreads = new Map(state.threads)
  for (const thread of threads)
    if (thread.rev >= (allThreads.get(thread.id)?.rev ?? 0)) allThreads.set(thread.id, thread)
  const allEntries = new Map(state.entries)
  for (const [thread, changed] of byThread(entries))
    allEntries.set(thread, inOrder(allEntries.get(thread) ?? [], changed))
  const allPeople = new Map(state.people)
  for (const person of people) allPeople.set(person.person, person)
  return { ...state, threads: allThreads, entries: allEntries, people: allPeople }
}

function byThread(entries: readonly ThreadEntry[]): ReadonlyMap<string, readonly ThreadEntry[]> {
  const groups = new Map<string, ThreadEntry[]>()
  for (const entry of entries) {
    const group = groups.get(entry.thread)
    if (group) group.push(entry)
    else groups.set(entry.thread, [entry])
  }
  return groups
}

function inOrder(known: readonly ThreadEntry[], changed: readonly ThreadEntry[]): readonly ThreadEntry[] {
  const all = new Map(known.map((entry) => [entry.id, entry]))
  for (const entry of changed) if (entry.rev >= (all.get(entry.id)?.rev ?? 0)) all.set(entry.id, entry)
  return [...all.values()].sort((a, b) => a.order - b.order || rank(a) - rank(b))
}

/** Of two that came at once the comment is the later one. */
const rank = ({ kind }: ThreadEntry): number => (kind === 'comment' ? 1 : 0)
