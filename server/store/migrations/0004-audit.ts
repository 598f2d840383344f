/** What was done with accounts, roles and links, and by whom. */

import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'
import type { Dialect, Migration } from './migration.ts'

export const audit: Migration = {
  name: 'audit',
  async up({ schema }: Kysely<Tables>, dialect: Dialect) {
    await schema
      .createTable('audit')
      .addColumn('seq', dialect === 'sqlite' ? 'integer' : 'bigserial', (column) =>
        dialect === 'sqlite' ? column.primaryKey().autoIncrement() : column.primaryKey(),
      )
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('act', 'text', (column) => column.notNull())
      .addColumn('by_account', 'text')
      .addColumn('account', 'text')
      .addColumn('article', 'text')
      .addColumn('detail', 'text')
      .execute()
    await schema.createIndex('audit_by_time').on('audit').column('at').execute()
  },
}
