/** What is said about an article beside its text, and how far everybody has read it. */

import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'
import type { Migration } from './migration.ts'

export const threads: Migration = {
  name: 'threads',
  async up(database) {
    await createThreads(database)
    await createEntries(database)
    await createReads(database)
  },
}

async function createThreads({ schema }: Kysely<Tables>) {
  await schema
    .createTable('thread_revisions')
    .addColumn('article', 'text', (column) => column.primaryKey().references('articles.id'))
    .addColumn('rev', 'integer', (column) => column.notNull())
    .addColumn('size', 'integer', (column) => column.notNull())
    .execute()
  await schema
    .createTable('threads')
    .addColumn('article', 'text', (column) => column.notNull().references('articles.id'))
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('by', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('anchor', 'text')
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('assignee', 'text')
    .addColumn('removed', 'integer', (column) => column.notNull())
    .addColumn('rev', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('threads_key', ['article', 'id'])
    .execute()
  await schema.createIndex('threads_by_revision').on('threads').columns(['article', 'rev']).execute()
}

async function createEntries({ schema }: Kysely<Tables>) {
  await schema
    .createTable('thread_entries')
    .addColumn('article', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('thread', 'text', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('rev', 'integer', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('by', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('assignee', 'text')
    .addColumn('edited_at', 'bigint')
    .addColumn('deleted_by', 'text')
    .addPrimaryKeyConstraint('thread_entries_key', ['article', 'id'])
    .addForeignKeyConstraint('thread_entries_thread', ['article', 'thread'], 'threads', ['article', 'id'])
    .execute()
  await schema.createIndex('entries_by_revision').on('thread_entries').columns(['article', 'rev']).execute()
  await schema.createIndex('entries_by_thread').on('thread_entries').columns(['article', 'thread']).execute()
  await schema.createIndex('entries_by_person').on('thread_entries').columns(['article', 'by']).execute()
  await schema
    .createTable('thread_reactions')
    .addColumn('article', 'text', (column) => column.notNull())
    .addColumn('entry', 'text', (column) => column.notNull())
    .addColumn('reaction', 'text', (column) => column.notNull())
    .addColumn('person', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('thread_reactions_key', ['article', 'entry', 'reaction', 'person'])
    .addForeignKeyConstraint('thread_reactions_entry', ['article', 'entry'], 'thread_entries', [
      'article',
      'id',
    ])
    .execute()
}

async function createReads({ schema }: Kysely<Tables>) {
  await schema
    .createTable('thread_reads')
    .addColumn('article', 'text', (column) => column.notNull())
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('thread', 'text', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('thread_reads_key', ['article', 'person', 'thread'])
    .addForeignKeyConstraint('thread_reads_thread', ['article', 'thread'], 'threads', ['article', 'id'])
    .execute()
  await schema.createIndex('reads_by_thread').on('thread_reads').columns(['article', 'thread']).execute()
}
