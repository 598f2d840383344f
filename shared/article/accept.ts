/** Makes suggested characters part of the article: the server's word about ids, never about places. */

import type * as Y from 'yjs'
import { isSuggesting } from '../ids.ts'
import { type DecidedKey, decidedKey } from './decided.ts'
import { IdSet } from './idset.ts'
import { decisionsOf } from './layout.ts'
import type { IdRange } from './record.ts'
import type { Suggestions } from './suggestions.ts'

/** Adds ids to those that are accepted, and reads them: the server's transaction, and nobody else's. */
export function acceptRanges(
  transaction: Y.Transaction,
  suggestions: Suggestions,
  ranges: readonly IdRange[],
): void {
  write(suggestions, 'accepted', ranges, 'add')
  suggestions.feed(transaction)
}

/** Takes ids out of those that are accepted: they are suggested again, as they were. */
export function reopenRanges(
  transaction: Y.Transaction,
  suggestions: Suggestions,
  ranges: readonly IdRange[],
): void {
  write(suggestions, 'accepted', ranges, 'delete')
  write(suggestions, 'reopened', ranges, 'add')
  suggestions.feed(transaction)
}

function write(
  suggestions: Suggestions,
  kind: Exclude<DecidedKey['kind'], 'removed'>,
  ranges: readonly IdRange[],
  change: 'add' | 'delete',
): void {
  for (const client of new Set(ranges.map((range) => range.client))) {
    if (!isSuggesting(client)) continue
    const ids = new IdSet()
    for (const { clock, length } of suggestions.decidedOf(kind, client)) ids.add(client, clock, length)
    for (const range of ranges) if (range.client === client) ids[change](client, range.clock, range.length)
    decisionsOf(suggestions.doc).set(decidedKey({ kind, client }), flatClocks(ids, client))
  }
}

/** The value of a key of `dec`: clock and length, one behind the other. */
export function flatClocks(ids: IdSet, client: number): readonly number[] {
  const flat: number[] = []
  ids.each(client, (clock, length) => flat.push(clock, length))
  return flat
}
