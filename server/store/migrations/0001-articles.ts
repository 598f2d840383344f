/** Articles with their log, members and people, tokens, invites, images, settings and changes. */

import { type Kysely, sql } from 'kysely'
import type { Tables } from '../tables.ts'
import type { Dialect, Migration } from './migration.ts'

export const articles: Migration = {
  name: 'articles',
  async up(database, dialect) {
    await createLog(database, dialect)
    await createPeople(database)
    await createRest(database, dialect)
  },
}

const bytesOf = (dialect: Dialect) => (dialect === 'sqlite' ? 'blob' : 'bytea')

async function createLog(database: Kysely<Tables>, dialect: Dialect) {
  const { schema } = database
  await schema
    .createTable('articles')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('trashed_at', 'bigint')
    .execute()
  await schema
    .createTable('leases')
    .addColumn('article', 'text', (column) => column.primaryKey().references('articles.id'))
    .addColumn('epoch', 'integer', (column) => column.notNull())
    .execute()
  const log = schema
    .createTable('log')
    .addColumn('article', 'text', (column) => column.notNull().references('articles.id'))
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('person', 'text')
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('bytes', bytesOf(dialect), (column) => column.notNull())
    .addPrimaryKeyConstraint('log_key', ['article', 'seq'])
  // One tree instead of a table and its index: an article's rows lie together, and an append touches one page.
  await (dialect === 'sqlite' ? log.modifyEnd(sql`without rowid`) : log).execute()
  await schema
    .createTable('checkpoints')
    .addColumn('article', 'text', (column) => column.primaryKey().references('articles.id'))
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('bytes', bytesOf(dialect), (column) => column.notNull())
    .execute()
  await schema
    .createTable('clients')
    .addColumn('article', 'text', (column) => column.notNull().references('articles.id'))
    .addColumn('client', 'bigint', (column) => column.notNull())
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('returned', 'integer', (column) => column.notNull().defaultTo(0))
    .addPrimaryKeyConstraint('clients_key', ['article', 'client'])
    .execute()
}

async function createPeople({ schema }: Kysely<Tables>) {
  await schema
    .createTable('members')
    .addColumn('article', 'text', (column) => column.notNull().references('articles.id'))
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('members_key', ['article', 'account'])
    .execute()
  await schema.createIndex('members_by_account').on('members').column('account').execute()
  await schema
    .createTable('people')
    .addColumn('article', 'text', (column) => column.notNull().references('articles.id'))
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('person', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('people_key', ['article', 'account'])
    .addUniqueConstraint('people_person', ['article', 'person'])
    .execute()
  await schema
    .createTable('access_tokens')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('hash', 'text', (column) => column.notNull().unique())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('used_at', 'bigint')
    .execute()
  await schema
    .createTable('invites')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('hash', 'text', (column) => column.notNull().unique())
    .addColumn('created_by', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('article', 'text', (column) => column.references('articles.id'))
    .addColumn('role', 'text')
    .addColumn('uses_left', 'integer', (column) => column.notNull())
    .execute()
}

async function createRest(database: Kysely<Tables>, dialect: Dialect) {
  const { schema } = database
  await schema
    .createTable('image_bytes')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('bytes', bytesOf(dialect), (column) => column.notNull())
    .execute()
  await schema
    .createTable('images')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('article', 'text', (column) => column.notNull().references('articles.id'))
    .addColumn('hash', 'text', (column) => column.notNull().references('image_bytes.hash'))
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('width', 'integer', (column) => column.notNull())
    .addColumn('height', 'integer', (column) => column.notNull())
    .execute()
  await schema
    .createTable('settings')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute()
  await schema
    .createTable('changes')
    .addColumn('seq', 'bigint', (column) => column.primaryKey())
    .addColumn('article', 'text')
    .addColumn('account', 'text')
    .execute()
  await schema
    .createTable('change_counter')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .execute()
  await database.insertInto('change_counter').values({ id: 1, seq: 0 }).execute()
}
