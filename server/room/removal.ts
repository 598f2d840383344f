/** Removes characters of the article by their ids, wherever they stand: what was decided, and nothing beside it. */

import * as Y from 'yjs'
import { itemsIn } from '../../shared/article/item-at.ts'
import type { IdRange } from '../../shared/article/record.ts'
import type { Suggestions } from '../../shared/article/suggestions.ts'

/**
 * Deletes what lives of these ids in the article, but never the first marker. Returns how many units it deleted. Ranges that
 * end inside a surrogate pair are the caller's to round.
 */
export function removeRanges(
  transaction: Y.Transaction,
  { doc, text }: Pick<Suggestions, 'doc' | 'text'>,
  ranges: readonly IdRange[],
): number {
  let removed = 0
  for (const range of ranges) {
    const until = range.clock + range.length
    for (const item of [...itemsIn(doc, range)]) {
      if (item.deleted || item.parent !== text || !item.countable || item === text._start) continue
      const { client } = item.id
      const part =
        item.id.clock < range.clock ? Y.getItemCleanStart(transaction, Y.createID(client, range.clock)) : item
      if (part.id.clock + part.length > until) Y.getItemCleanStart(transaction, Y.createID(client, until))
      part.delete(transaction)
      removed += part.length
    }
  }
  return removed
}
