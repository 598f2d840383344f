/** Who was somebody in an article and was erased: what they wrote stays, and is nobody's by mistake. */

import type { Migration } from './migration.ts'

export const erasedPersons: Migration = {
  name: 'erased persons',
  async up({ schema }) {
    await schema
      .createTable('erased_persons')
      .addColumn('article', 'text', (column) => column.notNull().references('articles.id'))
      .addColumn('person', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('erased_persons_key', ['article', 'person'])
      .execute()
  },
}
