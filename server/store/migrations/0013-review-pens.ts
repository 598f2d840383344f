/** Under which number somebody's review has landed in an article, for when its session is no more. */

import type { Migration } from './migration.ts'

export const reviewPens: Migration = {
  name: 'review pens',
  async up({ schema }) {
    await schema
      .createTable('review_pens')
      .addColumn('article', 'text', (column) => column.notNull().references('articles.id'))
      .addColumn('person', 'text', (column) => column.notNull())
      .addColumn('pen', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('review_pens_key', ['article', 'person'])
      .execute()
  },
}
