/** Records that their authors extend while a part of them is decided: the decision stands. */

import * as Y from 'yjs'
import { suggestionsOf } from '../../../shared/article/layout.ts'
import { decidedIn, readRecord, trimmedValue } from '../../../shared/article/record.ts'
import { SERVER_CLIENT } from '../../../shared/ids.ts'
import { without } from '../decisions.ts'
import type { Arrival } from './arrival.ts'

/**
 * Takes out of records that came with the transaction what was decided already, where their author did not know it. Returns how
 * many it trimmed. To be called in the transaction, before anything is collected.
 */
export function trimDecided(transaction: Y.Transaction, { doc }: Arrival): number {
  const records = suggestionsOf(doc)
  let trimmed = 0
  for (const key of transaction.changed.get(records as never) ?? []) {
    const entry = key === null ? undefined : records._map.get(key)
    const before = entry?.left
    if (key === null || !entry || !before || !isBehindUnknown(entry, before)) continue
    const decided = before.content instanceof Y.ContentAny ? decidedIn(before.content.arr[0]) : []
    const record = readRecord(records.get(key))
    if (decided.length === 0 || (record?.kind !== 'delete' && record?.kind !== 'format')) continue
    records.set(key, trimmedValue(record, without(record.ranges, decided), decided))
    trimmed++
  }
  return trimmed
}

/** Whether an entry stands behind one of the server's that its author had not seen: it names another one as the one before. */
const isBehindUnknown = (entry: Y.Item, before: Y.Item): boolean =>
  before.id.client === SERVER_CLIENT &&
  entry.id.client !== SERVER_CLIENT &&
  !(entry.origin !== null && Y.compareIDs(entry.origin, before.lastId))
