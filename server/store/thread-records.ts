/** What a durable store keeps of threads: the same SQL for both databases. */

import type { Kysely, Selectable, Transaction } from 'kysely'
import type { AccountId, ArticleId, PersonId } from '../../shared/ids.ts'
import { Refused } from '../../shared/refusals.ts'
import type { Reaction, Thread, ThreadEntry } from '../../shared/threads.ts'
import type { Tables } from './tables.ts'
import {
  growthOf,
  inOrder,
  type NewEntry,
  newEntryRow,
  reactionsOf,
  type ThreadNow,
  type ThreadRecords,
  type ThreadWrites,
} from './threads.ts'

type Database = Kysely<Tables>
type Part<K extends keyof ThreadRecords> = (database: Database) => Pick<ThreadRecords, K>

export const threadRecords = (database: Database): ThreadRecords => ({
  ...changes(database),
  ...reads(database),
  ...people(database),
})

const changes: Part<'threadsSince' | 'changeThread'> = (database) => ({
  async threadsSince(article, since) {
    const { rev, threads } = await threadsAfter(database, article, since)
    const entries = threads.length === 0 && rev <= since ? [] : await entriesAfter(database, article, since)
    // What has come since the threads were read belongs to a revision that this answer does not reach.
    return { rev, threads, entries: entries.filter(({ order }) => order <= rev) }
  },

  changeThread: (article, id, asker, decide) =>
    database.transaction().execute(async (transaction) => {
      const { rev: before, size } = await lockThreads(transaction, article)
      const person =
        'person' in asker ? asker.person : await personIn(transaction, article, asker.account, asker.proposed)
      const threads = await countThreads(transaction, article)
      const now = { person, ...(await threadNow(transaction, article, id)), threads, size }
      const writes = decide(now)
      if (writes === null) {
        const threads = now.thread === null ? [] : [now.thread]
        return { isChanged: false, person, rev: before, threads, entries: now.entries }
      }
      const rev = before + 1
      await transaction
        .updateTable('thread_revisions')
        .set({ rev, size: size + growthOf(now, writes) })
        .where('article', '=', article)
        .execute()
      return { isChanged: true, person, rev, ...(await write(transaction, article, id, now, writes, rev)) }
    }),
})

/** The article's revision and size now; nobody else changes its threads before this transaction ends. */
async function lockThreads(transaction: Transaction<Tables>, article: ArticleId) {
  const row = await transaction
    .insertInto('thread_revisions')
    .columns(['article', 'rev', 'size'])
    .expression((query) =>
      query
        .selectFrom('articles')
        .select(({ lit }) => ['id', lit(0).as('rev'), lit(0).as('size')])
        .where('id', '=', article),
    )
    .onConflict((conflict) => conflict.column('article').doUpdateSet({ article }))
    .returning(['rev', 'size'])
    .executeTakeFirst()
  if (row === undefined) throw new Refused('not-found', `There is no article ${article}.`)
  return row
}

async function personIn(
  transaction: Transaction<Tables>,
  article: ArticleId,
  account: AccountId,
  person: PersonId,
): Promise<PersonId> {
  await transaction
    .insertInto('people')
    .values({ article, account, person })
    .onConflict((conflict) => conflict.columns(['article', 'account']).doNothing())
    .execute()
  const known = await transaction
    .selectFrom('people')
    .select('person')
    .where('article', '=', article)
    .where('account', '=', account)
    .executeTakeFirstOrThrow()
  return known.person
}

export async function threadNow(
  transaction: Database,
  article: ArticleId,
  id: string,
): Promise<Pick<ThreadNow, 'thread' | 'entries'>> {
  const row = await transaction
    .selectFrom('threads')
    .selectAll()
    .where('article', '=', article)
    .where('id', '=', id)
    .executeTakeFirst()
  const entries = await selectEntries(transaction, article).where('thread_entries.thread', '=', id).execute()
  return { thread: row ? threadOf(row) : null, entries: entriesOf(entries) }
}

async function countThreads(transaction: Transaction<Tables>, article: ArticleId): Promise<number> {
  const { count } = await transaction
    .selectFrom('threads')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('article', '=', article)
    .executeTakeFirstOrThrow()
  return Number(count)
}

async function write(
  transaction: Transaction<Tables>,
  article: ArticleId,
  id: string,
  now: ThreadNow,
  { thread, added = [], changed = [] }: ThreadWrites,
  rev: number,
) {
  if (thread !== undefined) await writeThread(transaction, article, { ...thread, id, rev })
  if (thread?.removed) await forgetEntries(transaction, article, now)
  for (const entry of added) await addEntry(transaction, article, id, entry, rev)
  for (const entry of changed) {
    const before = now.entries.find((one) => one.id === entry.id)
    if (before !== undefined) await changeEntry(transaction, article, before, entry, rev)
  }
  const threads = thread === undefined ? [] : [{ ...thread, id, rev }]
  const come = added.map((entry) => newEntryRow(entry, id, rev))
  return { threads, entries: [...changed.map((entry) => ({ ...entry, rev })), ...come].sort(inOrder) }
}

async function writeThread(transaction: Transaction<Tables>, article: ArticleId, thread: Thread) {
  const { id, by, at, anchor, status, assignee, removed, rev } = thread
  const row = {
    by,
    at,
    anchor: anchor === null ? null : JSON.stringify(anchor),
    status,
    assignee,
    removed: removed ? (1 as const) : (0 as const),
    rev,
  }
  await transaction
    .insertInto('threads')
    .values({ article, id, ...row })
    .onConflict((conflict) => conflict.columns(['article', 'id']).doUpdateSet(row))
    .execute()
}

async function forgetEntries(
  transaction: Transaction<Tables>,
  article: ArticleId,
  { thread, entries }: ThreadNow,
) {
  for (const entry of entries) await forgetReactions(transaction, article, entry)
  if (thread === null) return
  const { id } = thread
  await transaction
    .deleteFrom('thread_entries')
    .where('article', '=', article)
    .where('thread', '=', id)
    .execute()
  await transaction
    .deleteFrom('thread_reads')
    .where('article', '=', article)
    .where('thread', '=', id)
    .execute()
}

async function forgetReactions(transaction: Transaction<Tables>, article: ArticleId, entry: ThreadEntry) {
  if (entry.reactions.length === 0) return
  await transaction
    .deleteFrom('thread_reactions')
    .where('article', '=', article)
    .where('entry', '=', entry.id)
    .execute()
}

async function addEntry(
  transaction: Transaction<Tables>,
  article: ArticleId,
  thread: string,
  { id, kind, by, at, body, assignee }: NewEntry,
  rev: number,
) {
  const row = { article, id, thread, number: rev, rev, kind, by, at, body, assignee }
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('thread_entries')
    .values({ ...row, edited_at: null, deleted_by: null })
    .onConflict((conflict) => conflict.columns(['article', 'id']).doNothing())
    .executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows === 0n) throw new Refused('conflict', `The id ${id} is taken.`)
}

async function changeEntry(
  transaction: Transaction<Tables>,
  article: ArticleId,
  before: ThreadEntry,
  entry: ThreadEntry,
  rev: number,
) {
  const { id, body, editedAt, deletedBy } = entry
  await transaction
    .updateTable('thread_entries')
    .set({ body, edited_at: editedAt, deleted_by: deletedBy, rev })
    .where('article', '=', article)
    .where('id', '=', id)
    .execute()
  const keyOf = ({ reaction, person }: { reaction: Reaction; person: string }) => `${reaction} ${person}`
  const [had, has] = [reactionsOf(before), reactionsOf(entry)]
  const [hadKeys, hasKeys] = [new Set(had.map(keyOf)), new Set(has.map(keyOf))]
  const come = has.filter((one) => !hadKeys.has(keyOf(one)))
  if (come.length > 0)
    await transaction
      .insertInto('thread_reactions')
      .values(come.map((one) => ({ article, entry: id, ...one })))
      .execute()
  if (has.length === 0) return forgetReactions(transaction, article, before)
  for (const { reaction, person } of had.filter((one) => !hasKeys.has(keyOf(one))))
    await transaction
      .deleteFrom('thread_reactions')
      .where('article', '=', article)
      .where('entry', '=', id)
      .where('reaction', '=', reaction)
      .where('person', '=', person)
      .execute()
}

// ---- reading

/** The revision and the threads that changed after another one, as they were at one moment. */
async function threadsAfter(database: Database, article: ArticleId, since: number) {
  const rows = await database
    .selectFrom('thread_revisions')
    .leftJoin('threads', (join) =>
      join
        .onRef('threads.article', '=', 'thread_revisions.article')
        .on('threads.rev', '>', since)
        // Whoever knows nothing yet need not hear of what is gone.
        .on('threads.removed', '<=', since === 0 ? 0 : 1),
    )
    .selectAll('threads')
    .select('thread_revisions.rev as now')
    .where('thread_revisions.article', '=', article)
    .execute()
  const threads = rows.flatMap(({ now: _, ...row }) => (row.id === null ? [] : [row as ThreadRow]))
  return { rev: rows[0]?.now ?? 0, threads: threads.map(threadOf).sort((a, b) => a.rev - b.rev) }
}

const entriesAfter = async (database: Database, article: ArticleId, since: number) =>
  entriesOf(await selectEntries(database, article).where('thread_entries.rev', '>', since).execute())

/** A row for each reaction of an entry, and one for an entry without. */
const selectEntries = (database: Database, article: ArticleId) =>
  database
    .selectFrom('thread_entries')
    .leftJoin('thread_reactions', (join) =>
      join
        .onRef('thread_reactions.article', '=', 'thread_entries.article')
        .onRef('thread_reactions.entry', '=', 'thread_entries.id'),
    )
    .selectAll('thread_entries')
    .select(['thread_reactions.reaction', 'thread_reactions.person'])
    .where('thread_entries.article', '=', article)
    .orderBy('thread_entries.number')
    .orderBy('thread_entries.id')
    .orderBy('thread_reactions.reaction')
    .orderBy('thread_reactions.person')

type ThreadRow = Selectable<Tables['threads']>
type EntryRow = Selectable<Tables['thread_entries']> & {
  readonly reaction: Reaction | null
  readonly person: PersonId | null
}

const threadOf = ({ id, by, at, anchor, status, assignee, removed, rev }: ThreadRow): Thread => ({
  id,
  by,
  at,
  anchor: anchor === null ? null : JSON.parse(anchor),
  status,
  assignee,
  removed: removed === 1,
  rev,
})

function entriesOf(rows: readonly EntryRow[]): readonly ThreadEntry[] {
  const entries = new Map<string, { entry: ThreadEntry; reactions: Map<Reaction, PersonId[]> }>()
  for (const row of rows) {
    const { reactions } = entries.get(row.id) ?? { reactions: new Map() }
    entries.set(row.id, { entry: entryOf(row), reactions })
    if (row.reaction === null || row.person === null) continue
    reactions.set(row.reaction, [...(reactions.get(row.reaction) ?? []), row.person])
  }
  return [...entries.values()]
    .map(({ entry, reactions }) => ({
      ...entry,
      reactions: [...reactions].map(([reaction, people]) => ({ reaction, people })),
    }))
    .sort(inOrder)
}

const entryOf = ({
  id,
  thread,
  number,
  rev,
  kind,
  by,
  at,
  body,
  assignee,
  ...row
}: EntryRow): ThreadEntry => ({
  id,
  thread,
  order: number,
  rev,
  kind,
  by,
  at,
  body,
  assignee,
  editedAt: row.edited_at,
  deletedBy: row.deleted_by,
  reactions: [],
})

// ---- what was read, and by whom it was said

const reads: Part<'threadReads' | 'noteThreadReads'> = (database) => {
  const read = async (from: Database, article: ArticleId, person: PersonId) => {
    const rows = await from
      .selectFrom('thread_reads')
      .select(['thread', 'number'])
      .where('article', '=', article)
      .where('person', '=', person)
      .execute()
    return Object.fromEntries(rows.map(({ thread, number }) => [thread, number]))
  }
  return {
    threadReads: (article, person) => read(database, article, person),
    noteThreadReads: (article, person, asked) =>
      database.transaction().execute(async (transaction) => {
        const { rev } = await lockThreads(transaction, article)
        const before = await read(transaction, article, person)
        const threads = await transaction
          .selectFrom('threads')
          .select('id')
          .where('article', '=', article)
          .where('removed', '=', 0)
          .execute()
        const onwards = threads.flatMap(({ id }) => {
          const number = Math.min(asked[id] ?? 0, rev)
          return number > (before[id] ?? 0) ? [{ article, person, thread: id, number }] : []
        })
        for (let at = 0; at < onwards.length; at += ROWS_AT_ONCE)
          await transaction
            .insertInto('thread_reads')
            .values(onwards.slice(at, at + ROWS_AT_ONCE))
            .onConflict((conflict) =>
              conflict
                .columns(['article', 'person', 'thread'])
                .doUpdateSet((update) => ({ number: update.ref('excluded.number') })),
            )
            .execute()
        return Object.fromEntries(onwards.map(({ thread, number }) => [thread, number]))
      }),
  }
}

/** Four values each; a statement holds some thousands. */
const ROWS_AT_ONCE = 500

const people: Part<'threadPeople' | 'commentsOf'> = (database) => ({
  async threadPeople(article) {
    const rows = await database
      .selectFrom('thread_entries')
      .select('by')
      .distinct()
      .where('article', '=', article)
      .execute()
    return rows.map(({ by }) => by)
  },
  commentsOf: (account) =>
    database
      .selectFrom('people')
      .innerJoin('thread_entries', (join) =>
        join
          .onRef('thread_entries.article', '=', 'people.article')
          .onRef('thread_entries.by', '=', 'people.person'),
      )
      .select(['thread_entries.article', 'thread_entries.thread', 'thread_entries.at', 'thread_entries.body'])
      .where('people.account', '=', account)
      .where('thread_entries.kind', '=', 'comment')
      .where('thread_entries.deleted_by', 'is', null)
      .orderBy('thread_entries.at')
      .orderBy('thread_entries.id')
      .execute(),
})
