/** What authors brought when their text was locked, kept until it opens again. */

import type { Migration } from './migration.ts'

export const lateChanges: Migration = {
  name: 'late changes',
  async up({ schema }, dialect) {
    await schema
      .createTable('late_changes')
      .addColumn('article', 'text', (column) => column.notNull().references('articles.id'))
      .addColumn('account', 'text', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('bytes', dialect === 'sqlite' ? 'blob' : 'bytea', (column) => column.notNull())
      .addColumn('size', 'integer', (column) => column.notNull())
      .addColumn('words', 'text', (column) => column.notNull())
      .addColumn('refused', 'text')
      .addPrimaryKeyConstraint('late_changes_key', ['article', 'account', 'id'])
      .execute()
    await schema.createIndex('late_changes_by_account').on('late_changes').column('account').execute()
  },
}
