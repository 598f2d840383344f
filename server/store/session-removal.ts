/** Removes the sessions of a class for good, and what only they were for: in SQL, for both databases. */

import type { Transaction } from 'kysely'
import type { ArticleId } from '../../shared/ids.ts'
import { addChanges } from './changes.ts'
import type { Tables } from './tables.ts'

/**
 * With their copies, which nobody else has. Texts stay, each its owners' again, and what has landed in them keeps the number of its
 * reader. Open pages of all of them hear of it.
 */
export async function removeSessionsOf(transaction: Transaction<Tables>, classId: string): Promise<void> {
  // A write that changes nothing locks: whoever changes one of them is done before this, or finds none.
  const rows = await transaction
    .updateTable('review_sessions')
    .set({ class: classId })
    .where('class', '=', classId)
    .returning('id')
    .execute()
  const sessions = rows.map(({ id }) => id)
  if (sessions.length === 0) return
  const articles = await transaction
    .selectFrom('review_articles')
    .select(['article', 'pair'])
    .where('session', 'in', sessions)
    .execute()
  await keepPens(transaction, sessions)
  for (const table of OF_SESSION)
    await transaction.deleteFrom(table).where('session', 'in', sessions).execute()
  await transaction.deleteFrom('review_sessions').where('id', 'in', sessions).execute()
  await removeArticles(
    transaction,
    articles.flatMap(({ article, pair }) => (pair === null ? [] : [article])),
  )
  await addChanges(
    transaction,
    articles.map(({ article }) => ({ article, account: null })),
  )
}

/** Each before what it belongs to. */
const OF_SESSION = [
  'review_articles',
  'review_answers',
  'review_pairs',
  'review_snapshots',
  'review_authors',
  'review_texts',
  'review_sample_answers',
  'review_samples',
] as const

/** Under which numbers readers have landed, of one text or of all, before the session knows nothing of it any more. */
export async function keepPens(
  transaction: Transaction<Tables>,
  sessions: readonly string[],
  text: string | null = null,
): Promise<void> {
  const texts = await transaction
    .selectFrom('review_texts')
    .select(['article', 'teacher as person'])
    .where('session', 'in', sessions)
    .where('teacher', 'is not', null)
    .$if(text !== null, (query) => query.where('id', '=', text))
    .execute()
  const pairs = await transaction
    .selectFrom('review_pairs')
    .innerJoin('review_texts', (join) =>
      join
        .onRef('review_texts.session', '=', 'review_pairs.session')
        .onRef('review_texts.id', '=', 'review_pairs.text'),
    )
    .select(['review_texts.article', 'review_pairs.person', 'review_pairs.pen'])
    .where('review_pairs.session', 'in', sessions)
    .where('review_pairs.person', 'is not', null)
    .$if(text !== null, (query) => query.where('review_texts.id', '=', text))
    .execute()
  for (const { article, person, pen } of [...texts.map((text) => ({ ...text, pen: 0 })), ...pairs])
    if (person !== null)
      await transaction
        .insertInto('review_pens')
        .values({ article, person, pen })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
}

/** A statement holds some thousands. */
const ARTICLES_AT_ONCE = 500

async function removeArticles(transaction: Transaction<Tables>, all: readonly ArticleId[]) {
  for (let at = 0; at < all.length; at += ARTICLES_AT_ONCE) {
    const articles = all.slice(at, at + ARTICLES_AT_ONCE)
    const links = transaction.selectFrom('links').select('id').where('article', 'in', articles)
    await transaction.deleteFrom('link_uses').where('link', 'in', links).execute()
    for (const table of OF_ARTICLE)
      await transaction.deleteFrom(table).where('article', 'in', articles).execute()
    const images = await transaction
      .deleteFrom('images')
      .where('article', 'in', articles)
      .returning('hash')
      .execute()
    await removeUnused(transaction, [...new Set(images.map(({ hash }) => hash))])
    await transaction.deleteFrom('articles').where('id', 'in', articles).execute()
  }
}

/** The lease first: with it goes whoever would still write. */
const OF_ARTICLE = [
  'leases',
  'log',
  'checkpoints',
  'clients',
  'members',
  'people',
  'group_shares',
  'links',
  'access_requests',
  'freezes',
  'versions',
  'invites',
  'decided',
  'decisions',
  'thread_reads',
  'thread_reactions',
  'thread_entries',
  'threads',
  'thread_revisions',
  'notices',
  'noticed_revisions',
  'mail_mutes',
  'late_changes',
  'review_pens',
  'erased_persons',
] as const

/** Equal images are kept once: their bytes go with the last that has them. */
async function removeUnused(transaction: Transaction<Tables>, hashes: readonly string[]) {
  if (hashes.length === 0) return
  await transaction
    .deleteFrom('image_bytes')
    .where('hash', 'in', hashes)
    .where('hash', 'not in', transaction.selectFrom('images').select('hash'))
    .execute()
}
