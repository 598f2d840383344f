/** What a durable store keeps of what came late: the same SQL for both databases. */

import type { Kysely } from 'kysely'
import type { LateName, LateRecords, LateRow } from './late.ts'
import { lockArticle } from './role-changes.ts'
import type { Tables } from './tables.ts'

export const lateRecords = (database: Kysely<Tables>): LateRecords => ({
  addLate: (row, most) =>
    database.transaction().execute(async (transaction) => {
      const { article, account, id, update, ...rest } = row
      await lockArticle(transaction, article)
      const kept = await transaction
        .selectFrom('late_changes')
        .select(['id', 'size'])
        .where('article', '=', article)
        .where('account', '=', account)
        .execute()
      if (kept.some((one) => one.id === id)) return true
      const size = kept.reduce((sum, one) => sum + one.size, update.length)
      if (kept.length >= most.count || size > most.bytes) return false
      await transaction
        .insertInto('late_changes')
        .values({ article, account, id, bytes: update, size: update.length, ...rest })
        .execute()
      return true
    }),
  async lateOf(article) {
    const rows = await database
      .selectFrom('late_changes')
      .selectAll()
      .where('article', '=', article)
      .orderBy('at')
      .orderBy('id')
      .execute()
    return rows.map(({ bytes, size: _, ...row }): LateRow => ({ ...row, update: new Uint8Array(bytes) }))
  },
  async lateArticles() {
    const rows = await database
      .selectFrom('late_changes')
      .select('article')
      .distinct()
      .where('refused', 'is', null)
      .orderBy('article')
      .execute()
    return rows.map(({ article }) => article)
  },
  lateIn: (session) =>
    wordsIn(database)
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom('review_articles')
            .select('review_articles.article')
            .whereRef('review_articles.article', '=', 'late_changes.article')
            .where('session', '=', session)
            .where('pair', 'is', null),
        ),
      )
      .execute(),
  lateBy: (account) => wordsIn(database).where('account', '=', account).execute(),
  async refuseLate({ article, account, id }, reason) {
    await database
      .updateTable('late_changes')
      .set({ refused: reason })
      .where('article', '=', article)
      .where('account', '=', account)
      .where('id', '=', id)
      .execute()
  },
  async dropLate({ article, account, id }: LateName) {
    await database
      .deleteFrom('late_changes')
      .where('article', '=', article)
      .where('account', '=', account)
      .where('id', '=', id)
      .execute()
  },
})

const wordsIn = (database: Kysely<Tables>) =>
  database
    .selectFrom('late_changes')
    .select(['article', 'account', 'id', 'at', 'words', 'refused'])
    .orderBy('at')
    .orderBy('id')
