/** What a durable store keeps of review sessions: the same SQL for both databases. */

import type { Kysely, Selectable, Transaction } from 'kysely'
import { Refused } from '../../shared/refusals.ts'
import { NO_REVIEW, type SessionPair, type SessionText } from '../../shared/review/session.ts'
import { addChanges } from './changes.ts'
import { clockOf } from './review-grants.ts'
import { reviewedArticles } from './reviewed-articles.ts'
import type { NewCopy, ReviewRecords, SessionNow, SessionRow, SessionWrites, SnapshotRow } from './reviews.ts'
import { keepPens } from './session-removal.ts'
import type { Tables } from './tables.ts'

type Database = Kysely<Tables>
type Part<K extends keyof ReviewRecords> = (database: Database) => Pick<ReviewRecords, K>

export const reviewRecords = (database: Database): ReviewRecords => ({
  ...sessions(database),
  ...changes(database),
  ...content(database),
  ...reviewedArticles(database),
})

// ---- reading

const sessions: Part<
  'createSession' | 'sessionsOf' | 'sessionNow' | 'runningSessions' | 'landingSessions' | 'dueReviews'
> = (database) => ({
  async createSession(row) {
    await database
      .insertInto('review_sessions')
      .values(columnsOf({ ...row, rev: 0 }))
      .execute()
  },
  async sessionsOf(classId) {
    const rows = await database
      .selectFrom('review_sessions')
      .selectAll()
      .where('class', '=', classId)
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .execute()
    return rows.map(sessionOf)
  },
  async sessionNow(id) {
    const row = await database
      .selectFrom('review_sessions')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst()
    return row === undefined ? null : nowOf(database, row)
  },
  async runningSessions() {
    const rows = await database
      .selectFrom('review_sessions')
      .selectAll()
      .where('ends_at', 'is not', null)
      .where('paused_at', 'is', null)
      .orderBy('id')
      .execute()
    return rows.map(sessionOf)
  },
  async landingSessions() {
    const rows = await database
      .selectFrom('review_sessions')
      .innerJoin('review_pairs', (join) =>
        join
          .onRef('review_pairs.session', '=', 'review_sessions.id')
          .onRef('review_pairs.round', '=', 'review_sessions.round'),
      )
      .select('review_sessions.id')
      .distinct()
      .where('released_at', 'is not', null)
      .where('landed', '=', 0)
      .where('ended', '=', 0)
      .execute()
    return rows.map(({ id }) => id)
  },
  // What somebody has written stands there with its quotation marks escaped.
  dueReviews: () =>
    database
      .selectFrom('review_answers')
      .select(['session', 'pair'])
      .where('kept', 'like', '%"isDue":true%')
      .orderBy('session')
      .orderBy('pair')
      .execute(),
})

async function nowOf(database: Database, row: SessionColumns): Promise<SessionNow> {
  const [texts, authors, pairs] = await Promise.all([
    database
      .selectFrom('review_texts')
      .selectAll()
      .where('session', '=', row.id)
      .orderBy('number')
      .orderBy('id')
      .execute(),
    database
      .selectFrom('review_authors')
      .selectAll()
      .where('session', '=', row.id)
      .orderBy('student')
      .execute(),
    database.selectFrom('review_pairs').selectAll().where('session', '=', row.id).orderBy('number').execute(),
  ])
  const of = new Map<string, string[]>()
  for (const { text, student } of authors) of.set(text, [...(of.get(text) ?? []), student])
  return {
    session: sessionOf(row),
    texts: texts.map((text) => textOf(text, of.get(text.id) ?? [])),
    pairs: pairs.map(pairOf),
  }
}

// ---- changing

const changes: Part<'changeSession' | 'changeReview'> = (database) => ({
  changeSession: (id, decide) =>
    database.transaction().execute(async (transaction) => {
      const row = await lockSession(transaction, id)
      const now = await nowOf(transaction, row)
      return keep(transaction, row, decide(now))
    }),

  changeReview: (id, pair, decide) =>
    database.transaction().execute(async (transaction) => {
      const row = await lockSession(transaction, id)
      const found = await transaction
        .selectFrom('review_pairs')
        .selectAll()
        .where('session', '=', id)
        .where('id', '=', pair)
        .executeTakeFirst()
      if (found === undefined) throw noSession()
      const text = await transaction
        .selectFrom('review_texts')
        .selectAll()
        .where('session', '=', id)
        .where('id', '=', found.text)
        .executeTakeFirst()
      if (text === undefined) throw noSession()
      const authors = await transaction
        .selectFrom('review_authors')
        .select('student')
        .where('session', '=', id)
        .where('text', '=', found.text)
        .orderBy('student')
        .execute()
      const answers = await transaction
        .selectFrom('review_answers')
        .select('kept')
        .where('session', '=', id)
        .where('pair', '=', pair)
        .executeTakeFirst()
      const now = {
        session: sessionOf(row),
        text: textOf(
          text,
          authors.map(({ student }) => student),
        ),
        pair: pairOf(found),
        review: answers === undefined ? NO_REVIEW : JSON.parse(answers.kept),
      }
      return keep(transaction, row, decide(now))
    }),
})

export const noSession = () => new Refused('not-found', 'There is no such thing here, or it is not yours.')

/** The session as it is; nobody else changes it before this transaction ends. */
export async function lockSession(transaction: Transaction<Tables>, id: string): Promise<SessionColumns> {
  const row = await transaction
    .updateTable('review_sessions')
    .set({ id })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  if (row === undefined) throw noSession()
  return row
}

async function keep(transaction: Transaction<Tables>, row: SessionColumns, writes: SessionWrites | null) {
  if (writes === null) return { isChanged: false, rev: row.rev }
  const {
    session = {},
    texts = [],
    gone = [],
    pairs = [],
    copies = [],
    snapshots = [],
    reviews = [],
  } = writes
  const rev = row.rev + 1
  await transaction
    .updateTable('review_sessions')
    .set(columnsOf({ ...sessionOf(row), ...session, rev }))
    .where('id', '=', row.id)
    .execute()
  for (const text of gone) await removeText(transaction, row.id, text)
  for (const text of texts) await putText(transaction, row.id, text)
  for (const copy of copies) await createCopy(transaction, copy)
  await putPairs(transaction, row.id, pairs)
  for (const snapshot of snapshots) await putSnapshot(transaction, row.id, snapshot)
  for (const { pair, review } of reviews)
    await transaction
      .insertInto('review_answers')
      .values({ session: row.id, pair, kept: JSON.stringify(review) })
      .onConflict((conflict) =>
        conflict.columns(['session', 'pair']).doUpdateSet({ kept: JSON.stringify(review) }),
      )
      .execute()
  await addChanges(
    transaction,
    (writes.roles ?? []).map((article) => ({ article, account: null })),
  )
  return { isChanged: true, rev }
}

async function removeText(transaction: Transaction<Tables>, session: string, text: string) {
  await keepPens(transaction, [session], text)
  await transaction
    .deleteFrom('review_articles')
    .where('session', '=', session)
    .where('text', '=', text)
    .where('pair', 'is', null)
    .execute()
  await transaction
    .deleteFrom('review_authors')
    .where('session', '=', session)
    .where('text', '=', text)
    .execute()
  await transaction.deleteFrom('review_texts').where('session', '=', session).where('id', '=', text).execute()
}

async function putText(transaction: Transaction<Tables>, session: string, text: SessionText) {
  const { id, number, article, authors, teacher, ...rest } = text
  const row = { number, article, teacher, kept: JSON.stringify(rest) }
  await transaction
    .insertInto('review_texts')
    .values({ session, id, ...row })
    .onConflict((conflict) => conflict.columns(['session', 'id']).doUpdateSet(row))
    .execute()
  await transaction
    .deleteFrom('review_authors')
    .where('session', '=', session)
    .where('text', '=', id)
    .execute()
  if (authors.length > 0)
    await transaction
      .insertInto('review_authors')
      .values(authors.map((student) => ({ session, text: id, student })))
      .execute()
  // The session that took it last has it; a copy is one for good.
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('review_articles')
    .values({ article, session, text: id, pair: null })
    .onConflict((conflict) =>
      conflict.column('article').doUpdateSet({ session, text: id }).where('review_articles.pair', 'is', null),
    )
    .executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows === 0n) throw new Refused('conflict', 'A copy is not reviewed itself.')
}

export async function createCopy(
  transaction: Transaction<Tables>,
  { article, title, at, update, images }: NewCopy,
) {
  await transaction
    .insertInto('articles')
    .values({ id: article, title, created_at: at, updated_at: at, trashed_at: null })
    .execute()
  await transaction.insertInto('leases').values({ article, epoch: 0 }).execute()
  await transaction.insertInto('log').values({ article, seq: 1, person: null, at, bytes: update }).execute()
  if (images.length > 0)
    await transaction
      .insertInto('images')
      .values([...images])
      .execute()
}

async function putPairs(transaction: Transaction<Tables>, session: string, pairs: readonly SessionPair[]) {
  if (pairs.length === 0) return
  const { count } = await transaction
    .selectFrom('review_pairs')
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where('session', '=', session)
    .executeTakeFirstOrThrow()
  let number = Number(count)
  for (const pair of pairs) {
    const { id, round, reviewer, text, copy, pen, person, isLanded, isReopened, ...rest } = pair
    const row = {
      round,
      reviewer,
      text,
      copy,
      pen,
      person,
      landed: truth(isLanded),
      ended: truth(pair.ended !== null),
      reopened: truth(isReopened),
      kept: JSON.stringify(rest),
    }
    number += 1
    await transaction
      .insertInto('review_pairs')
      .values({ session, id, number, ...row })
      .onConflict((conflict) => conflict.columns(['session', 'id']).doUpdateSet(row))
      .execute()
    await transaction
      .insertInto('review_articles')
      .values({ article: copy, session, text, pair: id })
      .onConflict((conflict) => conflict.column('article').doNothing())
      .execute()
  }
}

export const truth = (is: boolean): 0 | 1 => (is ? 1 : 0)

async function putSnapshot(transaction: Transaction<Tables>, session: string, snapshot: SnapshotRow) {
  const row = { bytes: snapshot.update, ids: snapshot.ids && JSON.stringify(snapshot.ids) }
  await transaction
    .insertInto('review_snapshots')
    .values({ session, text: snapshot.text, round: snapshot.round, ...row })
    .onConflict((conflict) => conflict.columns(['session', 'text', 'round']).doUpdateSet(row))
    .execute()
}

// ---- what was written, and where

const content: Part<'reviewsOf' | 'snapshotOf' | 'writtenOn' | 'insidersOf'> = (database) => ({
  async reviewsOf(session) {
    const rows = await database
      .selectFrom('review_answers')
      .select(['pair', 'kept'])
      .where('session', '=', session)
      .execute()
    return new Map(rows.map(({ pair, kept }) => [pair, JSON.parse(kept)]))
  },
  async writtenOn(copies) {
    if (copies.length === 0) return new Map()
    const [rows, entries] = await Promise.all([
      database
        .selectFrom('log')
        .select(({ fn }) => ['article', fn.max('seq').as('seq'), fn.max('at').as('at')])
        .where('article', 'in', copies)
        .where('seq', '>', 1)
        .groupBy('article')
        .execute(),
      database
        .selectFrom('thread_entries')
        .select(({ fn }) => ['article', fn.max('at').as('at')])
        .where('article', 'in', copies)
        .groupBy('article')
        .execute(),
    ])
    const written = new Map(
      rows.map(({ article, seq, at }) => [article, { seq: Number(seq), at: Number(at) }]),
    )
    for (const { article, at } of entries) {
      const { seq, at: before } = written.get(article) ?? { seq: 1, at: 0 }
      written.set(article, { seq, at: Math.max(before, Number(at)) })
    }
    return written
  },
  async insidersOf(articles) {
    if (articles.length === 0) return []
    return database
      .selectFrom('clients')
      .innerJoin('people', (join) =>
        join.onRef('people.article', '=', 'clients.article').onRef('people.person', '=', 'clients.person'),
      )
      .select(['people.article as article', 'people.account as account'])
      .where('clients.article', 'in', articles)
      .union(
        database
          .selectFrom('thread_entries')
          .innerJoin('people', (join) =>
            join
              .onRef('people.article', '=', 'thread_entries.article')
              .onRef('people.person', '=', 'thread_entries.by'),
          )
          .select(['people.article as article', 'people.account as account'])
          .where('thread_entries.article', 'in', articles),
      )
      .orderBy('article')
      .orderBy('account')
      .execute()
  },
  async snapshotOf(session, text, round) {
    const row = await database
      .selectFrom('review_snapshots')
      .select(['bytes', 'ids'])
      .where('session', '=', session)
      .where('text', '=', text)
      .where('round', '=', round)
      .executeTakeFirst()
    if (row === undefined) return null
    return {
      text,
      round,
      update: new Uint8Array(row.bytes),
      ids: row.ids === null ? null : JSON.parse(row.ids),
    }
  },
})

// ---- rows

export type SessionColumns = Selectable<Tables['review_sessions']>

function columnsOf(row: SessionRow): SessionColumns {
  const { id, class: classId, name, createdAt, rev, clock, settings, attendance, seed, round } = row
  return {
    id,
    class: classId,
    name,
    created_at: createdAt,
    rev,
    phase: clock.phase,
    since: clock.since,
    ends_at: clock.endsAt,
    paused_at: clock.pausedAt,
    resumed_at: clock.resumedAt,
    settings: JSON.stringify(settings),
    attendance: JSON.stringify(attendance),
    seed,
    round,
    released_at: row.releasedAt,
  }
}

export const sessionOf = (row: SessionColumns): SessionRow => ({
  id: row.id,
  class: row.class,
  name: row.name,
  createdAt: row.created_at,
  rev: row.rev,
  clock: clockOf(row),
  settings: JSON.parse(row.settings),
  attendance: JSON.parse(row.attendance),
  seed: row.seed,
  round: row.round,
  releasedAt: row.released_at,
})

const textOf = (
  { id, number, article, teacher, kept }: Tables['review_texts'],
  authors: readonly string[],
): SessionText => ({ ...JSON.parse(kept), id, number, article, authors, teacher })

const pairOf = ({
  id,
  round,
  reviewer,
  text,
  copy,
  pen,
  person,
  landed,
  reopened,
  kept,
}: Tables['review_pairs']): SessionPair => ({
  ...JSON.parse(kept),
  id,
  round,
  reviewer,
  text,
  copy,
  pen,
  person,
  isLanded: landed === 1,
  isReopened: reopened === 1,
})
