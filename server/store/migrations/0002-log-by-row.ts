/** SQLite keeps the log's rows in the order in which they come, with an index beside them; PostgreSQL always has. */

import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'
import type { Dialect, Migration } from './migration.ts'

/**
 * In a tree by key every insertion compares whole rows on its way down, and a row as large as an article is read whole for it:
 * 13 KB, again and again, for each key that somebody types.
 */
export const logByRow: Migration = {
  name: 'log by row',
  async up(database: Kysely<Tables>, dialect: Dialect) {
    if (dialect === 'postgres') return
    await database.schema
      .createTable('log_by_row')
      .addColumn('article', 'text', (column) => column.notNull().references('articles.id'))
      .addColumn('seq', 'integer', (column) => column.notNull())
      .addColumn('person', 'text')
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('bytes', 'blob', (column) => column.notNull())
      .addPrimaryKeyConstraint('log_key', ['article', 'seq'])
      .execute()
    await sql`insert into log_by_row select article, seq, person, at, bytes from log order by article, seq`.execute(
      database,
    )
    await database.schema.dropTable('log').execute()
    await database.schema.alterTable('log_by_row').renameTo('log').execute()
  },
}
