/** What a durable store keeps of notices: the same SQL for both databases. */

import { type Kysely, type Selectable, sql } from 'kysely'
import type { ArticleId } from '../../shared/ids.ts'
import { noticeBodyUnits } from '../../shared/limits.ts'
import type { MailRow, NoticeRecords, ToldRow } from './notices.ts'
import type { Tables } from './tables.ts'
import { threadNow } from './thread-records.ts'

type Database = Kysely<Tables>
type Part<K extends keyof NoticeRecords> = (database: Database) => Pick<NoticeRecords, K>

export const noticeRecords = (database: Database): NoticeRecords => ({
  ...noticed(database),
  ...reading(database),
  ...mailing(database),
  ...mail(database),
})

const noticed: Part<'noticedUpTo' | 'articlesToNotice' | 'threadNow' | 'addNotices'> = (database) => ({
  noticedUpTo: (article) => markOf(database, article),

  async articlesToNotice() {
    const rows = await database
      .selectFrom('thread_revisions')
      .leftJoin('noticed_revisions', 'noticed_revisions.article', 'thread_revisions.article')
      .select('thread_revisions.article')
      .where(({ eb, fn, lit, ref }) =>
        eb(fn.coalesce('noticed_revisions.rev', lit(0)), '<', ref('thread_revisions.rev')),
      )
      .execute()
    return rows.map(({ article }) => article)
  },

  threadNow: (article, thread) => threadNow(database, article, thread),

  addNotices: (article, from, to, notices) =>
    database.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('noticed_revisions')
        .values({ article, rev: 0 })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      const { numUpdatedRows } = await transaction
        .updateTable('noticed_revisions')
        .set({ rev: to })
        .where('article', '=', article)
        .where('rev', '=', from)
        .executeTakeFirstOrThrow()
      if (numUpdatedRows === 0n) return false
      for (let at = 0; at < notices.length; at += ROWS_AT_ONCE)
        await transaction
          .insertInto('notices')
          .values(
            notices
              .slice(at, at + ROWS_AT_ONCE)
              .map((notice) => ({ article, ...notice, read_at: null, mailed_at: null })),
          )
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      return true
    }),
})

/** Nine values each; a statement holds some thousands. */
const ROWS_AT_ONCE = 500

async function markOf(database: Database, article: ArticleId): Promise<number> {
  const row = await database
    .selectFrom('noticed_revisions')
    .select('rev')
    .where('article', '=', article)
    .executeTakeFirst()
  return row?.rev ?? 0
}

const reading: Part<'noticesOf' | 'unreadNotices' | 'readNotices' | 'readNoticesIn'> = (database) => ({
  async noticesOf(account, before, limit) {
    const rows = await told(database)
      .where('notices.account', '=', account)
      .$if(before !== null, (query) => query.where('notices.id', '<', before))
      .orderBy('notices.id', 'desc')
      .limit(limit)
      .execute()
    return rows.map(toldRow)
  },

  async unreadNotices(account) {
    const rows = await database
      .selectFrom('notices')
      .select(({ fn }) => ['article', fn.countAll<number>().as('count')])
      .where('account', '=', account)
      .where('read_at', 'is', null)
      .groupBy('article')
      .execute()
    return new Map(rows.map(({ article, count }) => [article, Number(count)]))
  },

  async readNotices(account, upTo, at) {
    const { numUpdatedRows } = await database
      .updateTable('notices')
      .set({ read_at: at })
      .where('account', '=', account)
      .where('read_at', 'is', null)
      .where('id', '<=', upTo)
      .executeTakeFirstOrThrow()
    return Number(numUpdatedRows)
  },

  readNoticesIn: (account, article, read, at) =>
    database.transaction().execute(async (transaction) => {
      let count = 0n
      for (const [thread, order] of Object.entries(read)) {
        const { numUpdatedRows } = await transaction
          .updateTable('notices')
          .set({ read_at: at })
          .where('account', '=', account)
          .where('article', '=', article)
          .where('thread', '=', thread)
          .where('read_at', 'is', null)
          .where('entry', 'in', entriesUpTo(transaction, article, thread, order))
          .executeTakeFirstOrThrow()
        count += numUpdatedRows
      }
      return Number(count)
    }),
})

const entriesUpTo = (database: Database, article: ArticleId, thread: string, order: number) =>
  database
    .selectFrom('thread_entries')
    .select('id')
    .where('article', '=', article)
    .where('thread', '=', thread)
    .where('number', '<=', order)

const told = (database: Database) =>
  database
    .selectFrom('notices')
    .innerJoin('articles', 'articles.id', 'notices.article')
    .leftJoin('thread_entries', (join) =>
      join
        .onRef('thread_entries.article', '=', 'notices.article')
        .onRef('thread_entries.id', '=', 'notices.entry'),
    )
    .selectAll('notices')
    .select([
      'articles.title',
      sql<string | null>`substr(thread_entries.body, 1, ${sql.lit(noticeBodyUnits)})`.as('body'),
    ])

type Told = Selectable<Tables['notices']> & { readonly title: string; readonly body: string | null }
const toldRow = ({ read_at: readAt, mailed_at: mailedAt, body, ...row }: Told): ToldRow => ({
  ...row,
  readAt,
  mailedAt,
  body: body ?? '',
})

/** A statement holds some thousands. */
const IDS_AT_ONCE = 5_000

const mailing: Part<'noticesToMail' | 'noteMailed' | 'dropNotices' | 'forgetNotices'> = (database) => ({
  async noticesToMail() {
    const rows = await told(database)
      .innerJoin('mail', 'mail.account', 'notices.account')
      .where('notices.read_at', 'is', null)
      .where('notices.mailed_at', 'is', null)
      .where('mail.confirmed_at', 'is not', null)
      .whereRef('notices.at', '>=', 'mail.confirmed_at')
      .orderBy('notices.id')
      .execute()
    return rows.map(toldRow)
  },

  async noteMailed(ids, at) {
    for (let from = 0; from < ids.length; from += IDS_AT_ONCE)
      await database
        .updateTable('notices')
        .set({ mailed_at: at })
        .where('id', 'in', ids.slice(from, from + IDS_AT_ONCE))
        .execute()
  },

  async dropNotices(article, threads) {
    if (threads.length === 0) return []
    const rows = await database
      .deleteFrom('notices')
      .where('article', '=', article)
      .where('thread', 'in', [...threads])
      .returning('account')
      .execute()
    return [...new Set(rows.map(({ account }) => account))]
  },

  async forgetNotices(before) {
    await database.deleteFrom('notices').where('at', '<', before).execute()
  },
})

const mail: Part<
  | 'mailOf'
  | 'mailByToken'
  | 'setMail'
  | 'changeMail'
  | 'confirmMail'
  | 'tryMailCode'
  | 'setMailCode'
  | 'isMuted'
  | 'setMuted'
> = (database) => ({
  async mailOf(account) {
    const row = await database
      .selectFrom('mail')
      .selectAll()
      .where('account', '=', account)
      .executeTakeFirst()
    return row === undefined ? null : mailRow(row)
  },

  async mailByToken(token) {
    const row = await database.selectFrom('mail').selectAll().where('token', '=', token).executeTakeFirst()
    return row === undefined ? null : mailRow(row)
  },

  setMail: (account, given) =>
    database.transaction().execute(async (transaction) => {
      if (given === null) {
        await transaction.deleteFrom('mail').where('account', '=', account).execute()
        await transaction.deleteFrom('mail_codes').where('account', '=', account).execute()
        await transaction.deleteFrom('mail_mutes').where('account', '=', account).execute()
        return
      }
      const { address, language, confirmedAt, atOnce, digest, token } = given
      const row = {
        address,
        language,
        confirmed_at: confirmedAt,
        at_once: bit(atOnce),
        digest: bit(digest),
        token,
      }
      await transaction
        .insertInto('mail')
        .values({ account, ...row })
        .onConflict((conflict) => conflict.column('account').doUpdateSet(row))
        .execute()
    }),

  async changeMail(account, { language, atOnce, digest }) {
    const row = await database
      .updateTable('mail')
      .set((columns) => ({
        language: language ?? columns.ref('language'),
        at_once: atOnce === undefined ? columns.ref('at_once') : bit(atOnce),
        digest: digest === undefined ? columns.ref('digest') : bit(digest),
      }))
      .where('account', '=', account)
      .returningAll()
      .executeTakeFirst()
    return row === undefined ? null : mailRow(row)
  },

  async confirmMail({ account, token }, at) {
    const row = await database
      .updateTable('mail')
      .set({ confirmed_at: at })
      .where('account', '=', account)
      .where('token', '=', token)
      .returningAll()
      .executeTakeFirst()
    return row === undefined ? null : mailRow(row)
  },

  async tryMailCode(account) {
    const row = await database
      .updateTable('mail_codes')
      .set((columns) => ({ tries: columns('tries', '+', 1) }))
      .where('account', '=', account)
      .returning(['hash', 'at', 'tries'])
      .executeTakeFirst()
    return row === undefined ? null : { ...row, tries: row.tries - 1 }
  },

  async setMailCode(account, code) {
    if (code === null) await database.deleteFrom('mail_codes').where('account', '=', account).execute()
    else
      await database
        .insertInto('mail_codes')
        .values({ account, ...code })
        .onConflict((conflict) => conflict.column('account').doUpdateSet(code))
        .execute()
  },

  async isMuted(account, article) {
    const row = await database
      .selectFrom('mail_mutes')
      .select('article')
      .where('account', '=', account)
      .where('article', '=', article)
      .executeTakeFirst()
    return row !== undefined
  },

  async setMuted(account, article, muted) {
    if (muted)
      await database
        .insertInto('mail_mutes')
        .values({ account, article })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    else
      await database
        .deleteFrom('mail_mutes')
        .where('account', '=', account)
        .where('article', '=', article)
        .execute()
  },
})

const bit = (is: boolean) => (is ? (1 as const) : (0 as const))

const mailRow = ({ confirmed_at: confirmedAt, at_once: atOnce, ...row }: Tables['mail']): MailRow => ({
  ...row,
  confirmedAt,
  atOnce: atOnce === 1,
  digest: row.digest === 1,
})
