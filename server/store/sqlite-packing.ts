/**
 * Rows on their way to the writer's thread: as one text and one piece of bytes. As an object and a buffer each they took
 * longer to get there than to be written.
 */

import type { ArticleId, ClientId, PersonId } from '../../shared/ids.ts'
import type { NoteStatement, StatementsOf } from './note-statements.ts'
import type { Append, AppendResult } from './store.ts'

export type PackedAppends = {
  /** A list of `PackedRow` as JSON. */
  readonly rows: string
  /** The updates of all rows, one behind the other. */
  readonly bytes: Uint8Array
}

export type PackedRow = readonly [
  article: ArticleId,
  epoch: number,
  person: PersonId | null,
  at: number,
  /** How many of the bytes are its update. */
  size: number,
  binds: readonly ClientId[],
  /** What notes it, in order. */
  statements: readonly NoteStatement[],
]

/** Of each row its seq; null: its epoch was stale. */
export type PackedResults = readonly (number | null)[]

export function packAppends(batch: readonly Append[], statementsOf: StatementsOf): PackedAppends {
  let size = 0
  for (const { update } of batch) size += update.length
  const bytes = new Uint8Array(size)
  let at = 0
  for (const { update } of batch) {
    bytes.set(update, at)
    at += update.length
  }
  return { rows: JSON.stringify(batch.map((row) => packed(row, statementsOf))), bytes }
}

export const unpackRows = ({ rows }: PackedAppends): readonly PackedRow[] => JSON.parse(rows)

export const unpackResults = (results: PackedResults): readonly AppendResult[] =>
  results.map((seq) => (seq === null ? STALE : { kind: 'stored', seq }))

const NONE: readonly NoteStatement[] = []
const STALE: AppendResult = { kind: 'stale' }

const packed = (
  { article, epoch, person, at, update, binds, note }: Append,
  statementsOf: StatementsOf,
): PackedRow => [
  article,
  epoch,
  person,
  at,
  update.length,
  binds,
  note === undefined ? NONE : statementsOf(article, note),
]
