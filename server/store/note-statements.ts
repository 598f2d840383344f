/** Notes in SQL, for both databases: statements that a log runs in the transaction of the row that they are about. */

import { type CompiledQuery, type Kysely, sql } from 'kysely'
import type { ArticleId } from '../../shared/ids.ts'
import type { Note } from './notes.ts'
import type { Tables } from './tables.ts'

/** Of texts, numbers and nulls: they go to another thread as JSON. */
export type NoteStatement = { readonly sql: string; readonly values: readonly (string | number | null)[] }

export type StatementsOf = (article: ArticleId, note: Note) => readonly NoteStatement[]

/** How many names one statement writes. */
const NAMES_AT_ONCE = 500

/** The article's lease is locked while its log grows, so two that are noted at once get two numbers. */
export const noteStatements =
  (database: Kysely<Tables>): StatementsOf =>
  (article, note) =>
    (note.type === 'decided' ? decided(database, article, note) : [reopened(database, article, note)]).map(
      ({ sql, parameters }) => ({ sql, values: parameters as NoteStatement['values'] }),
    )

function decided(
  database: Kysely<Tables>,
  article: ArticleId,
  { decision, keptSince }: Extract<Note, { type: 'decided' }>,
): readonly CompiledQuery[] {
  const { verb, person, at, reason, parts, suggestions, reversal } = decision
  const lastNumber = database
    .selectFrom('decisions as made')
    .select(sql<number>`coalesce(max(made.number), 0)`.as('number'))
    .where('made.article', '=', article)
  const row = { article, verb, person, at, reason, reversal, count: suggestions.length }
  const names = Array.from({ length: Math.ceil(suggestions.length / NAMES_AT_ONCE) }, (_, i) =>
    suggestions.slice(i * NAMES_AT_ONCE, (i + 1) * NAMES_AT_ONCE),
  )
  return [
    database
      .insertInto('decisions')
      .values({ ...row, parts: JSON.stringify(parts), number: sql<number>`${lastNumber} + 1` })
      .compile(),
    ...names.map((some) =>
      database
        .insertInto('decided')
        .values(some.map((suggestion) => ({ article, suggestion, number: lastNumber })))
        .compile(),
    ),
    database
      .updateTable('decisions')
      .set({ reversal: null })
      .where('article', '=', article)
      .where('at', '<', keptSince)
      .where('reversal', 'is not', null)
      .compile(),
  ]
}

const reopened = (
  database: Kysely<Tables>,
  article: ArticleId,
  { number, by: { person, at }, rest }: Extract<Note, { type: 'reopened' }>,
): CompiledQuery =>
  database
    .updateTable('decisions')
    .set(rest === null ? { reopened_by: person, reopened_at: at, reversal: null } : { reversal: rest })
    .where('article', '=', article)
    .where('number', '=', number)
    .compile()
