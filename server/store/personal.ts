/** What a durable store keeps of one account, and its removal: in SQL, for both databases. */

import type { Kysely, Transaction } from 'kysely'
import type { AccountId } from '../../shared/ids.ts'
import { Refused } from '../../shared/refusals.ts'
import { addChange } from './changes.ts'
import { classRecords } from './class-records.ts'
import { forgetSampleAnswers } from './sample-records.ts'
import type { AuditRow, PersonalRows } from './store.ts'
import type { Tables } from './tables.ts'

export const personalRowsOf = (database: Kysely<Tables>): Omit<PersonalRows, 'invitesOf'> => ({
  personsOf: (account) =>
    database.selectFrom('people').select(['article', 'person']).where('account', '=', account).execute(),

  async auditOf(account) {
    const rows = await database
      .selectFrom('audit')
      .selectAll()
      .where(({ or, eb }) => or([eb('by_account', '=', account), eb('account', '=', account)]))
      .orderBy('seq')
      .execute()
    return rows.map(({ by_account: by, ...row }): AuditRow => ({ ...row, by }))
  },

  async onlyOwnerOf(account) {
    const rows = await database
      .selectFrom('members as own')
      .select('own.article')
      .where('own.account', '=', account)
      .where('own.role', '=', 'owner')
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('members as other')
              .select('other.account')
              .whereRef('other.article', '=', 'own.article')
              .where('other.role', '=', 'owner')
              .where('other.account', '<>', account),
          ),
        ),
      )
      .orderBy('own.article')
      .execute()
    return rows.map(({ article }) => article)
  },

  eraseAccount: (account, heir) =>
    database.transaction().execute(async (transaction) => {
      const alone = await personalRowsOf(transaction).onlyOwnerOf(account)
      for (const article of alone) {
        if (heir === null) throw noHeir()
        await transaction
          .insertInto('members')
          .values({ article, account: heir, role: 'owner' })
          .onConflict((conflict) => conflict.columns(['article', 'account']).doUpdateSet({ role: 'owner' }))
          .execute()
        await addChange(transaction, article, heir)
      }
      await transaction.deleteFrom('members').where('account', '=', account).execute()
      await forgetReading(transaction, account)
      await transaction
        .insertInto('erased_persons')
        .columns(['article', 'person'])
        .expression(
          transaction.selectFrom('people').select(['article', 'person']).where('account', '=', account),
        )
        .execute()
      await transaction.deleteFrom('people').where('account', '=', account).execute()
      await transaction.deleteFrom('access_tokens').where('account', '=', account).execute()
      await transaction.deleteFrom('invites').where('created_by', '=', account).execute()
      await eraseSharing(transaction, account)
      await eraseClasses(transaction, account, heir)
      await eraseMail(transaction, account)
      await transaction.deleteFrom('late_changes').where('account', '=', account).execute()
      await addChange(transaction, null, account)
    }),
})

/** Their places on rosters, whose handles name them; a class that nobody else teaches is the heir's. */
async function eraseClasses(transaction: Transaction<Tables>, account: AccountId, heir: AccountId | null) {
  const places = await transaction
    .deleteFrom('class_students')
    .where('account', '=', account)
    .returning('id')
    .execute()
  await forgetSampleAnswers(
    transaction,
    places.map(({ id }) => id),
  )
  for (const id of await classRecords(transaction).onlyTeacherOf(account)) {
    if (heir === null) throw noHeir()
    await transaction.insertInto('class_teachers').values({ class: id, account: heir }).execute()
  }
  await transaction.deleteFrom('class_teachers').where('account', '=', account).execute()
}

/** What they were told of, and where mail about it went. */
async function eraseMail(transaction: Transaction<Tables>, account: AccountId) {
  for (const table of ['notices', 'mail', 'mail_codes', 'mail_mutes'] as const)
    await transaction.deleteFrom(table).where('account', '=', account).execute()
}

/** What they have read in threads; what they said there stays, like what they wrote. */
async function forgetReading(transaction: Transaction<Tables>, account: AccountId) {
  const persons = transaction.selectFrom('people').where('account', '=', account)
  await transaction
    .deleteFrom('thread_reads')
    .where('person', 'in', persons.select('person'))
    .where('article', 'in', persons.select('article'))
    .execute()
}

/** The groups they are in and the links they opened, what they asked for, and what they made: links end, deadlines and versions stay nobody's. */
async function eraseSharing(transaction: Transaction<Tables>, account: AccountId) {
  await transaction.deleteFrom('group_members').where('account', '=', account).execute()
  await transaction.deleteFrom('link_uses').where('account', '=', account).execute()
  await transaction.deleteFrom('access_requests').where('account', '=', account).execute()
  const made = await transaction.selectFrom('links').select('id').where('created_by', '=', account).execute()
  for (const { id } of made) {
    await transaction.deleteFrom('link_uses').where('link', '=', id).execute()
    await transaction.deleteFrom('links').where('id', '=', id).execute()
  }
  await transaction.updateTable('freezes').set({ by: NOBODY }).where('by', '=', account).execute()
  await transaction.updateTable('versions').set({ by: NOBODY }).where('by', '=', account).execute()
}

/** Who made what an erased account has made. */
export const NOBODY = '' as AccountId

export const noHeir = () =>
  new Refused(
    'last-owner',
    'Somebody must become owner of the articles, and teacher of the classes, that only this person has.',
  )
