/** Groups, links, requests for access, freezes and named versions. */

import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'
import type { Migration } from './migration.ts'

export const sharing: Migration = {
  name: 'sharing',
  async up(database) {
    await createGroups(database)
    await createLinks(database)
    await createDeadlines(database)
  },
}

async function createGroups({ schema }: Kysely<Tables>) {
  await schema
    .createTable('groups')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('kind', 'text', (column) => column.notNull())
    .execute()
  await schema
    .createTable('group_members')
    .addColumn('group_id', 'text', (column) => column.notNull().references('groups.id'))
    .addColumn('account', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('group_members_key', ['group_id', 'account'])
    .execute()
  await schema.createIndex('group_members_by_account').on('group_members').column('account').execute()
  await schema
    .createTable('group_shares')
    .addColumn('article', 'text', (column) => column.notNull().references('articles.id'))
    .addColumn('group_id', 'text', (column) => column.notNull().references('groups.id'))
    .addColumn('role', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('group_shares_key', ['article', 'group_id'])
    .execute()
  await schema.createIndex('group_shares_by_group').on('group_shares').column('group_id').execute()
}

async function createLinks({ schema }: Kysely<Tables>) {
  await schema
    .createTable('links')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('hash', 'text', (column) => column.notNull().unique())
    .addColumn('article', 'text', (column) => column.notNull().references('articles.id'))
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('created_by', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint')
    .execute()
  await schema.createIndex('links_by_article').on('links').column('article').execute()
  await schema.createIndex('links_by_expiry').on('links').column('expires_at').execute()
  await schema
    .createTable('link_uses')
    .addColumn('link', 'text', (column) => column.notNull().references('links.id'))
    .addColumn('account', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('link_uses_key', ['link', 'account'])
    .execute()
  await schema.createIndex('link_uses_by_account').on('link_uses').column('account').execute()
}

async function createDeadlines({ schema }: Kysely<Tables>) {
  await schema
    .createTable('access_requests')
    .addColumn('article', 'text', (column) => column.notNull().references('articles.id'))
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('access_requests_key', ['article', 'account'])
    .execute()
  await schema
    .createTable('freezes')
    .addColumn('article', 'text', (column) => column.primaryKey().references('articles.id'))
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('by', 'text', (column) => column.notNull())
    .addColumn('sealed', 'integer', (column) => column.notNull())
    .execute()
  await schema.createIndex('freezes_by_time').on('freezes').columns(['sealed', 'at']).execute()
  await schema
    .createTable('versions')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('article', 'text', (column) => column.notNull().references('articles.id'))
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('by', 'text', (column) => column.notNull())
    .execute()
  await schema.createIndex('versions_by_article').on('versions').column('article').execute()
}
