/** Records that their authors extend while a part of them is decided, or a decision taken back: the server's word stands. */

import * as Y from 'yjs'
import { suggestionsOf } from '../../../shared/article/layout.ts'
import { decidedIn, type IdRange, readRecord, trimmedValue } from '../../../shared/article/record.ts'
import { SERVER_CLIENT } from '../../../shared/ids.ts'
import { united, without } from '../ranges.ts'
import type { Arrival } from './arrival.ts'

/**
 * Takes out of records that came with the transaction what was decided already, where their author did not know it, and puts in what
 * was given back since. Returns how many it changed. To be called in the transaction, before anything is collected.
 */
export function trimDecided(transaction: Y.Transaction, { doc }: Arrival): number {
  const records = suggestionsOf(doc)
  let trimmed = 0
  for (const key of transaction.changed.get(records as never) ?? []) {
    const entry = key === null ? undefined : records._map.get(key)
    const before = entry?.left
    if (key === null || !entry || !before || !isBehindUnknown(entry, before)) continue
    const value: unknown = before.content instanceof Y.ContentAny ? before.content.arr[0] : null
    const decided = decidedIn(value)
    const back = knewDecision(entry) ? decidedIn(value, 'b') : []
    const record = readRecord(records.get(key))
    if (record?.kind !== 'delete' && record?.kind !== 'format') continue
    if (decided.length + back.length === 0) continue
    records.set(key, trimmedValue(record, withBack(without(record.ranges, decided), back), decided, back))
    trimmed++
  }
  return trimmed
}

/** Whether an entry stands behind one of the server's that its author had not seen: it names another one as the one before. */
const isBehindUnknown = (entry: Y.Item, before: Y.Item): boolean =>
  before.id.client === SERVER_CLIENT &&
  entry.id.client !== SERVER_CLIENT &&
  !(entry.origin !== null && Y.compareIDs(entry.origin, before.lastId))

/** Who knew an entry of the server's left out what was decided because of that, and not because they would not propose it any more. */
const knewDecision = ({ origin }: Y.Item): boolean => origin?.client === SERVER_CLIENT

const withBack = (ranges: readonly IdRange[], back: readonly IdRange[]): readonly IdRange[] =>
  back.length === 0 ? ranges : united(ranges, back)
