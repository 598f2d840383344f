/**
 * What the store keeps of threads: what is said about an article, beside its text. It knows no rule of theirs: whoever changes
 * one decides on what is there, in the transaction that keeps it.
 *
 * Laws:
 * - Each change gives its article the next revision, without a gap, in the transaction that makes it: also of two that come at
 *   once, from two processes, each decides on what the other has left.
 * - Where `decide` throws, nothing has changed: not even has who was nobody in the article become somebody. Where it answers
 *   `null`, the threads and their revision have not.
 * - An id means something in its article only. One that is taken there is never given to another entry: `conflict`.
 * - A body that is empty now, and everything of a thread that was removed, is in no row any more.
 */

import type { AccountId, ArticleId, PersonId } from '../../shared/ids.ts'
import { unitsPerReaction, unitsPerThread } from '../../shared/limits.ts'
import type { Thread, ThreadChange, ThreadEntry } from '../../shared/threads.ts'

/** A thread as it is, for whoever is to decide what becomes of it. */
export type ThreadNow = {
  /** Who decides, in this article. */
  readonly person: PersonId
  /** null: there is none of this id. */
  readonly thread: Thread | null
  /** In order. */
  readonly entries: readonly ThreadEntry[]
  /** How many threads the article has, those removed included. */
  readonly threads: number
  /** How much all of them are, as `growthOf` counts it. */
  readonly size: number
}

/** What becomes of it. */
export type ThreadWrites = {
  /** As it is from now on; left out: as it was. Removed, it keeps no entry. */
  readonly thread?: Omit<Thread, 'id' | 'rev'>
  /** What is new, in order. */
  readonly added?: readonly NewEntry[]
  /** Entries of it that are another now: in body, `editedAt`, `deletedBy` and reactions. */
  readonly changed?: readonly ThreadEntry[]
}
export type NewEntry = Omit<ThreadEntry, 'thread' | 'order' | 'rev' | 'reactions' | 'editedAt' | 'deletedBy'>

/** Who changes a thread; `proposed` is who they are in the article from then on, where they are nobody yet. */
export type ThreadAsker =
  | { readonly account: AccountId; readonly proposed: PersonId }
  /** Somebody there who is no account: under whom a review has landed. */
  | { readonly person: PersonId }

/** Threads and entries that have changed; nobody is named yet. */
export type ThreadRows = Omit<ThreadChange, 'people'>
/** What a change has left: what has changed, or, where nothing has, the thread with all its entries. */
export type ThreadOutcome = ThreadRows & { readonly isChanged: boolean; readonly person: PersonId }

/** Up to which entry, by its order, somebody has read a thread. */
export type ThreadReads = Readonly<Record<string, number>>

/** One comment of somebody, for their own copy. */
export type OwnComment = {
  readonly article: ArticleId
  readonly thread: string
  readonly at: number
  readonly body: string
}

export interface ThreadRecords {
  /** What has changed after this revision, entries in order; of 0 everything that is there. An article without threads: nothing, at 0. */
  threadsSince(article: ArticleId, since: number): Promise<ThreadRows>
  /** Rejects with `not-found` without the article, `conflict` for an id that is taken, and with whatever `decide` throws. */
  changeThread(
    article: ArticleId,
    thread: string,
    asker: ThreadAsker,
    decide: (now: ThreadNow) => ThreadWrites | null,
  ): Promise<ThreadOutcome>

  threadReads(article: ArticleId, person: PersonId): Promise<ThreadReads>
  /** Only ever onwards, and no further than the article's revision. Answers where that changed something. */
  noteThreadReads(article: ArticleId, person: PersonId, read: ThreadReads): Promise<ThreadReads>

  /** Everybody who has done something in the article's threads, each once. */
  threadPeople(article: ArticleId): Promise<readonly PersonId[]>
  /** Every comment of this account that is still there, the oldest first. */
  commentsOf(account: AccountId): Promise<readonly OwnComment[]>
}

/** By how much an article's threads are more afterwards. */
export function growthOf(
  now: Pick<ThreadNow, 'thread' | 'entries'>,
  { thread, added = [], changed = [] }: ThreadWrites,
): number {
  const before = new Map(now.entries.map((entry) => [entry.id, entry]))
  const gone = thread?.removed ? now.entries : changed.flatMap(({ id }) => before.get(id) ?? [])
  const grown = thread === undefined ? 0 : sizeOfThread(thread) - (now.thread ? sizeOfThread(now.thread) : 0)
  return grown + sum(added) + sum(changed) - sum(gone)
}

const sizeOfThread = ({ anchor }: Pick<Thread, 'anchor'>): number =>
  unitsPerThread + (anchor === null ? 0 : JSON.stringify(anchor).length)
const sum = (entries: readonly (NewEntry | ThreadEntry)[]): number =>
  entries.reduce((size, entry) => size + sizeOfEntry(entry), 0)
const sizeOfEntry = (entry: NewEntry | ThreadEntry): number =>
  unitsPerThread +
  entry.body.length +
  ('reactions' in entry ? unitsPerReaction * reactionsOf(entry).length : 0)

/** The order in which entries stand: as they came, and a comment behind what came with it. */
export const inOrder = (a: ThreadEntry, b: ThreadEntry): number =>
  a.order - b.order || Number(a.kind === 'comment') - Number(b.kind === 'comment')

/** The entry as it is kept under this revision. */
export const newEntryRow = (entry: NewEntry, thread: string, rev: number): ThreadEntry => ({
  ...entry,
  thread,
  order: rev,
  rev,
  editedAt: null,
  deletedBy: null,
  reactions: [],
})

/** Who reacts how, one pair each. */
export const reactionsOf = ({ reactions }: Pick<ThreadEntry, 'reactions'>) =>
  reactions.flatMap(({ reaction, people }) => people.map((person) => ({ reaction, person })))
