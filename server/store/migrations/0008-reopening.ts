/** A decision may be about many suggestions, and can be taken back: what it was about, and how. */

import type { Kysely } from 'kysely'
import type { DecidedPart } from '../../../shared/decisions.ts'
import type { ArticleId, PersonId } from '../../../shared/ids.ts'
import type { Tables } from '../tables.ts'
import type { Migration } from './migration.ts'

/** What the table held before. */
type Before = {
  decisions: {
    article: ArticleId
    number: number
    suggestion: string
    verb: string
    person: PersonId
    at: number
  }
}

export const reopening: Migration = {
  name: 'reopening',
  async up(database: Kysely<Tables>) {
    const { schema } = database
    await schema
      .createTable('decided')
      .addColumn('article', 'text', (column) => column.notNull())
      .addColumn('suggestion', 'text', (column) => column.notNull())
      .addColumn('number', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('decided_key', ['article', 'suggestion', 'number'])
      .addForeignKeyConstraint('decided_decision', ['article', 'number'], 'decisions', ['article', 'number'])
      .execute()
    const table = schema.alterTable('decisions')
    await table.addColumn('parts', 'text', (column) => column.notNull().defaultTo('[]')).execute()
    await table.addColumn('count', 'integer', (column) => column.notNull().defaultTo(1)).execute()
    await table.addColumn('reopened_by', 'text').execute()
    await table.addColumn('reopened_at', 'bigint').execute()
    await table.addColumn('reversal', 'text').execute()
    await carryOver(database)
    await schema.dropIndex('decisions_by_suggestion').execute()
    await table.dropColumn('suggestion').execute()
  },
}

/**
 * A decision of before says only which suggestion it was about; that one was taken back was a decision of its own, whose number
 * nothing has from now on.
 */
async function carryOver(database: Kysely<Tables>) {
  const before = database as unknown as Kysely<Before>
  const rows = await before.selectFrom('decisions').selectAll().orderBy('article').orderBy('number').execute()
  const last = new Map<string, number>()
  for (const { article, number, suggestion, verb, person, at } of rows) {
    const about = `${article} ${suggestion}`
    const taken = last.get(about)
    if (verb === 'reopen') {
      await database
        .deleteFrom('decisions')
        .where('article', '=', article)
        .where('number', '=', number)
        .execute()
      if (taken === undefined) continue
      await database
        .updateTable('decisions')
        .set({ reopened_by: person, reopened_at: at })
        .where('article', '=', article)
        .where('number', '=', taken)
        .execute()
      continue
    }
    last.set(about, number)
    const kind = suggestion.startsWith('i') ? 'insertion' : 'deletion'
    const part: DecidedPart = { suggestion, kind, person: null, text: '', change: null }
    await database
      .updateTable('decisions')
      .set({ parts: JSON.stringify([part]) })
      .where('article', '=', article)
      .where('number', '=', number)
      .execute()
    await database.insertInto('decided').values({ article, suggestion, number }).execute()
  }
}
