/** The text on which a class tries the questions of a review session, and what each of them answered about it. */

import type { Migration } from './migration.ts'

export const samples: Migration = {
  name: 'samples',
  async up({ schema }, dialect) {
    await schema
      .createTable('review_samples')
      .addColumn('session', 'text', (column) => column.primaryKey().references('review_sessions.id'))
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('shown', 'integer', (column) => column.notNull())
      .addColumn('bytes', dialect === 'sqlite' ? 'blob' : 'bytea', (column) => column.notNull())
      .execute()
    await schema
      .createTable('review_sample_answers')
      .addColumn('session', 'text', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('student', 'text', (column) => column.notNull())
      .addColumn('copy', 'text', (column) => column.notNull().references('articles.id'))
      .addColumn('kept', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('review_sample_answers_key', ['session', 'id'])
      .addUniqueConstraint('review_sample_answers_one', ['session', 'student'])
      .execute()
  },
}
