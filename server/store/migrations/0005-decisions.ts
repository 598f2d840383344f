/** What was decided about suggestions: the doc holds what came of it, this who decided it, when and why. */

import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'
import type { Migration } from './migration.ts'

export const decisions: Migration = {
  name: 'decisions',
  async up({ schema }: Kysely<Tables>) {
    await schema
      .createTable('decisions')
      .addColumn('article', 'text', (column) => column.notNull().references('articles.id'))
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('suggestion', 'text', (column) => column.notNull())
      .addColumn('verb', 'text', (column) => column.notNull())
      .addColumn('person', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('reason', 'text')
      .addPrimaryKeyConstraint('decisions_key', ['article', 'number'])
      .execute()
    await schema
      .createIndex('decisions_by_suggestion')
      .on('decisions')
      .columns(['article', 'suggestion'])
      .execute()
  },
}
