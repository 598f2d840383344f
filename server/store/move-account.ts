/** The step of a transaction that gives one account what another one has, when both were the same person. */

import type { Transaction } from 'kysely'
import type { AccountId } from '../../shared/ids.ts'
import { isLower } from '../../shared/roles.ts'
import { addChange } from './changes.ts'
import { lockArticle, setMember } from './role-changes.ts'
import type { Tables } from './tables.ts'

/** Afterwards `from` is in no article, group or class; where `to` was already, it has the higher role of the two. */
export async function moveAccount(transaction: Transaction<Tables>, from: AccountId, to: AccountId) {
  await moveMemberships(transaction, from, to)
  await movePersons(transaction, from, to)
  await moveRows(transaction, from, to)
  await transaction.updateTable('late_changes').set({ account: to }).where('account', '=', from).execute()
  await transaction.updateTable('freezes').set({ by: to }).where('by', '=', from).execute()
  await transaction.updateTable('versions').set({ by: to }).where('by', '=', from).execute()
  for (const account of [from, to]) await addChange(transaction, null, account)
}

async function moveMemberships(transaction: Transaction<Tables>, from: AccountId, to: AccountId) {
  await transaction.updateTable('links').set({ created_by: to }).where('created_by', '=', from).execute()
  const given = await transaction.selectFrom('members').selectAll().where('account', '=', from).execute()
  for (const { article, role } of given) {
    await lockArticle(transaction, article)
    const has = await transaction
      .selectFrom('members')
      .select('role')
      .where('article', '=', article)
      .where('account', '=', to)
      .executeTakeFirst()
    if (has === undefined || isLower(has.role, role)) await setMember(transaction, article, to, role)
    await setMember(transaction, article, from, null)
  }
}

/** Who they were in articles in which the other one was nobody yet; elsewhere that stays nobody's. */
async function movePersons(transaction: Transaction<Tables>, from: AccountId, to: AccountId) {
  const known = await transaction.selectFrom('people').select('article').where('account', '=', to).execute()
  const taken = new Set(known.map(({ article }) => article))
  const persons = await transaction.selectFrom('people').selectAll().where('account', '=', from).execute()
  for (const { article } of persons) {
    if (taken.has(article)) continue
    await transaction
      .updateTable('people')
      .set({ account: to })
      .where('article', '=', article)
      .where('account', '=', from)
      .execute()
  }
}

/** Groups, opened links and classes. */
async function moveRows(transaction: Transaction<Tables>, from: AccountId, to: AccountId) {
  const groups = await transaction
    .deleteFrom('group_members')
    .where('account', '=', from)
    .returning('group_id')
    .execute()
  for (const { group_id } of groups)
    await transaction
      .insertInto('group_members')
      .values({ group_id, account: to })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  const links = await transaction
    .deleteFrom('link_uses')
    .where('account', '=', from)
    .returning('link')
    .execute()
  for (const { link } of links)
    await transaction
      .insertInto('link_uses')
      .values({ link, account: to })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  const own = await transaction
    .selectFrom('class_students')
    .select('class')
    .where('account', '=', to)
    .execute()
  const places = transaction.updateTable('class_students').where('account', '=', from)
  await places
    .where('class', 'not in', ['', ...own.map((row) => row.class)])
    .set({ account: to })
    .execute()
  // In a class in which both have a place, the second is free again.
  await places.set({ account: null, joined_at: null }).execute()
}
