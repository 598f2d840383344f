/** Looks through a whole store for what contradicts itself. Safe beside a running server: each check is one query. */

import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { assert } from '../../shared/assert.ts'
import type { ArticleId, PersonId } from '../../shared/ids.ts'
import type { Checkpoint, LogRow, Store } from './store.ts'
import type { Tables } from './tables.ts'

/** Looks into an article's bytes, which the store itself never does. A sentence when something is wrong. */
export type Inspect = (
  article: ArticleId,
  checkpoint: Checkpoint | null,
  rows: readonly LogRow[],
) => string | null

/** One sentence for each finding; none when all is well. */
export async function verifyStore({ database, log }: Store, inspect?: Inspect): Promise<readonly string[]> {
  assert(database, 'the store has tables to look at')
  const tables = database.kysely as unknown as Kysely<Tables>
  return [
    ...(database.type === 'sqlite' ? await fileFindings(tables) : []),
    ...(await logFindings(tables)),
    ...(await peopleFindings(tables)),
    ...(await threadFindings(tables)),
    ...(await imageFindings(tables)),
    ...(inspect ? await articleFindings(tables, log, inspect) : []),
  ]
}

async function fileFindings(tables: Kysely<Tables>): Promise<string[]> {
  const integrity = await tables
    .selectFrom(sql<{ integrity_check: string }>`pragma_integrity_check`.as('found'))
    .select('integrity_check')
    .execute()
  const foreignKeys = await tables
    .selectFrom(sql<{ table: string }>`pragma_foreign_key_check`.as('found'))
    .select('table')
    .execute()
  return [
    ...integrity.flatMap(({ integrity_check: said }) =>
      said === 'ok' ? [] : [`The file is damaged: ${said}.`],
    ),
    ...foreignKeys.map(({ table }) => `A row of ${table} belongs to nothing.`),
  ]
}

async function logFindings(tables: Kysely<Tables>): Promise<string[]> {
  const gaps = await tables
    .selectFrom('log')
    .select(({ fn }) => [
      'article',
      fn.count<number>('seq').as('rows'),
      fn.min('seq').as('first'),
      fn.max('seq').as('last'),
    ])
    .groupBy('article')
    .having(({ fn, eb, or }) =>
      or([eb(fn.min('seq'), '<>', 1), eb(fn.max('seq'), '<>', fn.count<number>('seq'))]),
    )
    .execute()
  const withoutLog = await tables
    .selectFrom('articles')
    .leftJoin('log', (join) => join.onRef('log.article', '=', 'articles.id').on('log.seq', '=', 1))
    .leftJoin('leases', 'leases.article', 'articles.id')
    .select('articles.id')
    .where(({ eb, or }) => or([eb('log.seq', 'is', null), eb('leases.epoch', 'is', null)]))
    .execute()
  const versions = await tables
    .selectFrom('versions')
    .leftJoin('log', (join) =>
      join.onRef('log.article', '=', 'versions.article').onRef('log.seq', '=', 'versions.seq'),
    )
    .select(['versions.article', 'versions.name', 'versions.seq'])
    .where('log.seq', 'is', null)
    .execute()
  const checkpoints = await tables
    .selectFrom('checkpoints')
    .leftJoin('log', (join) =>
      join.onRef('log.article', '=', 'checkpoints.article').onRef('log.seq', '=', 'checkpoints.seq'),
    )
    .select(['checkpoints.article', 'checkpoints.seq'])
    .where('log.seq', 'is', null)
    .execute()
  return [
    ...gaps.map(
      ({ article, rows, first, last }) =>
        `The log of article ${article} has ${rows} rows from ${first} to ${last}.`,
    ),
    ...withoutLog.map(({ id }) => `Article ${id} has no log or no lease.`),
    ...versions.map(
      ({ article, name, seq }) =>
        `The version “${name}” of article ${article} stands for row ${seq}, which is not there.`,
    ),
    ...checkpoints.map(
      ({ article, seq }) => `The checkpoint of article ${article} stands for row ${seq}, which is not there.`,
    ),
  ]
}

async function peopleFindings(tables: Kysely<Tables>): Promise<string[]> {
  // Who a review landed under, or who was erased, is somebody in the article, without an account of their own.
  const pens = tables
    .selectFrom('review_pairs')
    .select('person')
    .where('person', 'is not', null)
    .union(tables.selectFrom('review_texts').select('teacher as person').where('teacher', 'is not', null))
    .union(tables.selectFrom('review_pens').select('person'))
    .union(tables.selectFrom('erased_persons').select('person'))
  const clients = await tables
    .selectFrom('clients')
    .leftJoin('people', (join) =>
      join.onRef('people.article', '=', 'clients.article').onRef('people.person', '=', 'clients.person'),
    )
    .select(['clients.article', 'clients.client'])
    .where('people.person', 'is', null)
    .where('clients.person', 'not in', pens.$castTo<{ person: PersonId }>())
    .execute()
  const authors = await tables
    .selectFrom('log')
    .leftJoin('people', (join) =>
      join.onRef('people.article', '=', 'log.article').onRef('people.person', '=', 'log.person'),
    )
    .select(['log.article', 'log.person'])
    .distinct()
    .where('log.person', 'is not', null)
    .where('people.person', 'is', null)
    .where('log.person', 'not in', pens.$castTo<{ person: PersonId }>())
    .execute()
  const unowned = await tables
    .selectFrom('articles')
    .leftJoin('members', (join) =>
      join.onRef('members.article', '=', 'articles.id').on('members.role', '=', 'owner'),
    )
    .leftJoin('review_articles', 'review_articles.article', 'articles.id')
    .select('articles.id')
    .where('members.account', 'is', null)
    .where('review_articles.pair', 'is', null)
    .execute()
  return [
    ...clients.map(({ article, client }) => `Client ${client} of article ${article} belongs to nobody.`),
    ...authors.map(({ article, person }) => `${person}, who wrote in article ${article}, is nobody.`),
    ...unowned.map(({ id }) => `Article ${id} has no owner.`),
  ]
}

async function threadFindings(tables: Kysely<Tables>): Promise<string[]> {
  const ahead = await tables
    .selectFrom('threads')
    .leftJoin('thread_revisions', 'thread_revisions.article', 'threads.article')
    .leftJoin('thread_entries', (join) =>
      join
        .onRef('thread_entries.article', '=', 'threads.article')
        .onRef('thread_entries.thread', '=', 'threads.id'),
    )
    .select(['threads.article', 'threads.id'])
    .distinct()
    .where(({ eb, or, ref }) =>
      or([
        eb('thread_revisions.rev', 'is', null),
        eb('threads.rev', '>', ref('thread_revisions.rev')),
        eb('thread_entries.rev', '>', ref('thread_revisions.rev')),
      ]),
    )
    .execute()
  const left = await tables
    .selectFrom('threads')
    .innerJoin('thread_entries', (join) =>
      join
        .onRef('thread_entries.article', '=', 'threads.article')
        .onRef('thread_entries.thread', '=', 'threads.id'),
    )
    .select(['threads.article', 'threads.id'])
    .distinct()
    .where(({ eb, or, and }) =>
      or([
        eb('threads.removed', '=', 1),
        and([eb('thread_entries.deleted_by', 'is not', null), eb('thread_entries.body', '<>', '')]),
      ]),
    )
    .execute()
  const empty = await tables
    .selectFrom('threads')
    .leftJoin('thread_entries', (join) =>
      join
        .onRef('thread_entries.article', '=', 'threads.article')
        .onRef('thread_entries.thread', '=', 'threads.id'),
    )
    .select(['threads.article', 'threads.id'])
    .where('threads.removed', '=', 0)
    .where('thread_entries.id', 'is', null)
    .execute()
  return [
    ...ahead.map(
      ({ article, id }) => `Thread ${id} of article ${article} is ahead of its article’s revision.`,
    ),
    ...left.map(({ article, id }) => `Thread ${id} of article ${article} holds what was deleted.`),
    ...empty.map(({ article, id }) => `Thread ${id} of article ${article} has no entry.`),
  ]
}

async function imageFindings(tables: Kysely<Tables>): Promise<string[]> {
  const findings: string[] = []
  const hashes = await tables.selectFrom('image_bytes').select('hash').execute()
  for (const { hash } of hashes) {
    const image = await tables
      .selectFrom('image_bytes')
      .select('bytes')
      .where('hash', '=', hash)
      .executeTakeFirst()
    if (image && createHash('sha256').update(image.bytes).digest('hex') !== hash)
      findings.push(`The image ${hash} has other bytes than it was kept with.`)
  }
  return findings
}

async function articleFindings(
  tables: Kysely<Tables>,
  log: Store['log'],
  inspect: Inspect,
): Promise<string[]> {
  const findings: string[] = []
  for (const { id } of await tables.selectFrom('articles').select('id').orderBy('id').execute()) {
    const found = await tables
      .selectFrom('checkpoints')
      .select(['seq', 'bytes'])
      .where('article', '=', id)
      .executeTakeFirst()
    const checkpoint = found ? { seq: found.seq, update: found.bytes } : null
    const rows = await log.read(id, checkpoint?.seq ?? 0, Number.MAX_SAFE_INTEGER)
    const finding = inspect(id, checkpoint, rows)
    if (finding !== null) findings.push(`Article ${id}: ${finding}`)
  }
  return findings
}
