/** What somebody is told of that happened in threads, and where mail about it goes. */

import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'
import type { Dialect, Migration } from './migration.ts'

export const notices: Migration = {
  name: 'notices',
  async up(database, dialect) {
    await createNotices(database, dialect)
    await createMail(database)
  },
}

async function createNotices({ schema }: Kysely<Tables>, dialect: Dialect) {
  await schema
    .createTable('noticed_revisions')
    .addColumn('article', 'text', (column) => column.primaryKey().references('articles.id'))
    .addColumn('rev', 'integer', (column) => column.notNull())
    .execute()
  await schema
    .createTable('notices')
    .addColumn('id', dialect === 'sqlite' ? 'integer' : 'bigserial', (column) =>
      dialect === 'sqlite' ? column.primaryKey().autoIncrement() : column.primaryKey(),
    )
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('article', 'text', (column) => column.notNull().references('articles.id'))
    .addColumn('thread', 'text', (column) => column.notNull())
    .addColumn('entry', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('by', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('read_at', 'bigint')
    .addColumn('mailed_at', 'bigint')
    .addUniqueConstraint('notices_key', ['account', 'article', 'entry'])
    .execute()
  await schema.createIndex('notices_by_account').on('notices').columns(['account', 'read_at', 'id']).execute()
  await schema.createIndex('notices_by_time').on('notices').column('at').execute()
}

async function createMail({ schema }: Kysely<Tables>) {
  await schema
    .createTable('mail')
    .addColumn('account', 'text', (column) => column.primaryKey())
    .addColumn('address', 'text', (column) => column.notNull())
    .addColumn('language', 'text', (column) => column.notNull())
    .addColumn('confirmed_at', 'bigint')
    .addColumn('at_once', 'integer', (column) => column.notNull())
    .addColumn('digest', 'integer', (column) => column.notNull())
    .addColumn('token', 'text', (column) => column.notNull().unique())
    .execute()
  await schema
    .createTable('mail_codes')
    .addColumn('account', 'text', (column) => column.primaryKey())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('tries', 'integer', (column) => column.notNull())
    .execute()
  await schema
    .createTable('mail_mutes')
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('article', 'text', (column) => column.notNull().references('articles.id'))
    .addPrimaryKeyConstraint('mail_mutes_key', ['account', 'article'])
    .execute()
}
