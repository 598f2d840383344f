/** What a durable store keeps of one account, and its removal: in SQL, for both databases. */

import type { Kysely } from 'kysely'
import { Refused } from '../../shared/refusals.ts'
import { addChange } from './changes.ts'
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
      await transaction.deleteFrom('people').where('account', '=', account).execute()
      await transaction.deleteFrom('access_tokens').where('account', '=', account).execute()
      await transaction.deleteFrom('invites').where('created_by', '=', account).execute()
      await addChange(transaction, null, account)
    }),
})

export const noHeir = () =>
  new Refused('last-owner', 'Somebody must become owner of the articles that only this person owns.')
