/** Makes suggested characters part of the article: the server's word about ids, never about places. */

import type * as Y from 'yjs'
import { isSuggesting } from '../ids.ts'
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
  writeAccepted(transaction, suggestions, ranges, (accepted, { client, clock, length }) =>
    accepted.add(client, clock, length),
  )
}

/** Takes ids out of those that are accepted: they are suggested again, as they were. */
export function reopenRanges(
  transaction: Y.Transaction,
  suggestions: Suggestions,
  ranges: readonly IdRange[],
): void {
  writeAccepted(transaction, suggestions, ranges, (accepted, { client, clock, length }) =>
    accepted.delete(client, clock, length),
  )
}

function writeAccepted(
  transaction: Y.Transaction,
  suggestions: Suggestions,
  ranges: readonly IdRange[],
  change: (accepted: IdSet, range: IdRange) => void,
): void {
  const accepted = new IdSet()
  const clients = new Set(ranges.map(({ client }) => client).filter(isSuggesting))
  for (const client of clients) {
    for (const { clock, length } of suggestions.acceptedOf(client)) accepted.add(client, clock, length)
  }
  for (const range of ranges) if (clients.has(range.client)) change(accepted, range)
  for (const client of clients) {
    const flat: number[] = []
    accepted.each(client, (clock, length) => flat.push(clock, length))
    decisionsOf(suggestions.doc).set(`a${client}`, flat)
  }
  suggestions.feed(transaction)
}
