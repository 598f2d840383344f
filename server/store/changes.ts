/** Notes, in the transaction that makes it, what open sockets and other processes must hear of. */

import type { Transaction } from 'kysely'
import type { AccountId, ArticleId } from '../../shared/ids.ts'
import type { Tables } from './tables.ts'

/** Changes older than this many are forgotten: pollers ask every second and never lag so far. */
const changesKept = 10_000

/** The counter's row stays locked to the end of the transaction, so nobody reads a change before an earlier one. */
export const addChange = (
  transaction: Transaction<Tables>,
  article: ArticleId | null,
  account: AccountId | null,
): Promise<void> => addChanges(transaction, [{ article, account }])

/** Many at once. */
export async function addChanges(
  transaction: Transaction<Tables>,
  changes: readonly { readonly article: ArticleId | null; readonly account: AccountId | null }[],
): Promise<void> {
  if (changes.length === 0) return
  const { seq } = await transaction
    .updateTable('change_counter')
    .set((columns) => ({ seq: columns('seq', '+', changes.length) }))
    .returning('seq')
    .executeTakeFirstOrThrow()
  const first = seq - changes.length + 1
  for (let at = 0; at < changes.length; at += ROWS_AT_ONCE)
    await transaction
      .insertInto('changes')
      .values(changes.slice(at, at + ROWS_AT_ONCE).map((one, i) => ({ seq: first + at + i, ...one })))
      .execute()
  await transaction
    .deleteFrom('changes')
    .where('seq', '<=', seq - changesKept)
    .execute()
}

/** Three values each; a statement holds some thousands. */
const ROWS_AT_ONCE = 500
