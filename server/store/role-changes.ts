/** The steps of transactions that change who may do what, in a durable store: each notes what open sockets must hear. */

import type { Transaction } from 'kysely'
import type { AccountId, ArticleId } from '../../shared/ids.ts'
import { Refused } from '../../shared/refusals.ts'
import type { Role } from '../../shared/roles.ts'
import { addChange } from './changes.ts'
import type { Tables } from './tables.ts'

/** Two who change the members of one article do so one after the other: a write that changes nothing locks in both databases. */
export async function lockArticle(transaction: Transaction<Tables>, article: ArticleId) {
  const { numUpdatedRows } = await transaction
    .updateTable('articles')
    .set({ id: article })
    .where('id', '=', article)
    .executeTakeFirstOrThrow()
  if (numUpdatedRows === 0n) throw new Refused('not-found', `There is no article ${article}.`)
}

/** In an article that is locked. */
export async function setMember(
  transaction: Transaction<Tables>,
  article: ArticleId,
  account: AccountId,
  role: Role | null,
) {
  const members = await transaction
    .selectFrom('members')
    .select(['account', 'role'])
    .where('article', '=', article)
    .execute()
  const before = members.find((member) => member.account === account)?.role ?? null
  // Whatever the answer is, also the role that was there already, it settles what was asked.
  const { numDeletedRows: settled } = await transaction
    .deleteFrom('access_requests')
    .where('article', '=', article)
    .where('account', '=', account)
    .executeTakeFirstOrThrow()
  if (before === role) {
    if (settled > 0n) await addChange(transaction, article, account)
    return
  }
  const ownerLeft = members.some((member) => member.role === 'owner' && member.account !== account)
  if (role !== 'owner' && !ownerLeft) throw new Refused('last-owner', 'An article keeps at least one owner.')
  if (role === null)
    await transaction
      .deleteFrom('members')
      .where('article', '=', article)
      .where('account', '=', account)
      .execute()
  else
    await transaction
      .insertInto('members')
      .values({ article, account, role })
      .onConflict((conflict) => conflict.columns(['article', 'account']).doUpdateSet({ role }))
      .execute()
  await addChange(transaction, article, account)
  if (before === 'owner') await endLinksOf(transaction, article, account)
}

/** Ends what an account has made in an article of which it is no owner any more. */
async function endLinksOf(transaction: Transaction<Tables>, article: ArticleId, account: AccountId) {
  const made = await transaction
    .selectFrom('links')
    .select('id')
    .where('article', '=', article)
    .where('created_by', '=', account)
    .execute()
  const ended = await endLinks(
    transaction,
    made.map(({ id }) => id),
    article,
  )
  if (ended > 0) await addChange(transaction, article, null)
}

export async function endLinks(transaction: Transaction<Tables>, ids: readonly string[], article: ArticleId) {
  let ended = 0n
  for (const id of ids) {
    const found = await transaction
      .selectFrom('links')
      .select('id')
      .where('id', '=', id)
      .where('article', '=', article)
      .executeTakeFirst()
    if (!found) continue
    await transaction.deleteFrom('link_uses').where('link', '=', id).execute()
    const { numDeletedRows } = await transaction
      .deleteFrom('links')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    ended += numDeletedRows
  }
  return Number(ended)
}
