/** Notes, in the transaction that makes it, what open sockets and other processes must hear of. */

import type { Transaction } from 'kysely'
import type { AccountId, ArticleId } from '../../shared/ids.ts'
import type { Tables } from './tables.ts'

/** Changes older than this many are forgotten: pollers ask every second and never lag so far. */
const changesKept = 10_000

/** The counter's row stays locked to the end of the transaction, so nobody reads a change before an earlier one. */
export async function addChange(
  transaction: Transaction<Tables>,
  article: ArticleId | null,
  account: AccountId | null,
) {
  const { seq } = await transaction
    .updateTable('change_counter')
    .set((columns) => ({ seq: columns('seq', '+', 1) }))
    .returning('seq')
    .executeTakeFirstOrThrow()
  await transaction.insertInto('changes').values({ seq, article, account }).execute()
  await transaction
    .deleteFrom('changes')
    .where('seq', '<=', seq - changesKept)
    .execute()
}
