/** The audit log in SQL, for both databases. */

import type { Kysely } from 'kysely'
import type { AuditLog, AuditRow } from './store.ts'
import type { Tables } from './tables.ts'

export const auditOf = (database: Kysely<Tables>): AuditLog => ({
  async addAudit({ at, act, by, account, article, detail }) {
    await database.insertInto('audit').values({ at, act, by_account: by, account, article, detail }).execute()
  },

  async auditBefore(seq, limit) {
    const rows = await database
      .selectFrom('audit')
      .selectAll()
      .$if(seq !== null, (query) => query.where('seq', '<', seq))
      .orderBy('seq', 'desc')
      .limit(limit)
      .execute()
    return rows.map(({ by_account: by, ...row }): AuditRow => ({ ...row, by }))
  },

  async forgetAudit(before) {
    await database.deleteFrom('audit').where('at', '<', before).execute()
  },
})
