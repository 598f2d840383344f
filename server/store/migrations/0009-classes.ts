/** Classes: who teaches them, their rosters, and the codes by which people join. */

import type { Migration } from './migration.ts'

export const classes: Migration = {
  name: 'classes',
  async up({ schema }) {
    await schema
      .createTable('classes')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('keep_until', 'bigint')
      .addColumn('code', 'text', (column) => column.unique())
      .addColumn('code_until', 'bigint')
      .addColumn('lists_handles', 'integer', (column) => column.notNull())
      .execute()
    await schema
      .createTable('class_teachers')
      .addColumn('class', 'text', (column) => column.notNull().references('classes.id'))
      .addColumn('account', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('class_teachers_key', ['class', 'account'])
      .execute()
    await schema.createIndex('class_teachers_by_account').on('class_teachers').column('account').execute()
    await schema
      .createTable('class_students')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('class', 'text', (column) => column.notNull().references('classes.id'))
      .addColumn('handle', 'text', (column) => column.notNull())
      .addColumn('handle_key', 'text', (column) => column.notNull())
      .addColumn('group_name', 'text')
      .addColumn('account', 'text')
      .addColumn('joined_at', 'bigint')
      .addColumn('quota', 'integer')
      .addColumn('time_percent', 'integer', (column) => column.notNull())
      .addUniqueConstraint('class_students_handle', ['class', 'handle_key'])
      .addUniqueConstraint('class_students_account', ['class', 'account'])
      .execute()
    await schema.createIndex('class_students_by_account').on('class_students').column('account').execute()
  },
}
