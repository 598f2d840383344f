/** Formats characters by their ids, wherever they stand by now. Formatting only adds: what stands beside them keeps what it had. */

import * as Y from 'yjs'
import type { FormatValue } from '../../shared/article/formats.ts'
import { IdSet } from '../../shared/article/idset.ts'
import { formatValue, isFormatItem, isInline, sameValue } from '../../shared/article/items.ts'
import type { IdRange } from '../../shared/article/record.ts'
import { insertFormat } from '../../shared/article/writer.ts'

/** One walk over the article: a decision is not a keystroke. */
export function formatRanges(
  transaction: Y.Transaction,
  text: Y.Text,
  ranges: readonly IdRange[],
  key: string,
  value: FormatValue,
): void {
  const ids = new IdSet()
  for (const { client, clock, length } of ranges) ids.add(client, clock, length)
  let said: unknown = null // what the text says without us
  let inForce: unknown = null // what holds with what we have written
  let last: Y.Item | null = null
  const change = (right: Y.Item | null, to: unknown) => {
    if (sameValue(inForce, to)) return
    insertFormat(
      transaction,
      text,
      right === null ? last : right.left,
      right,
      key,
      (to ?? null) as FormatValue,
    )
    inForce = to
  }
  for (let item = text._start; item !== null; item = item.right) {
    last = item
    if (item.deleted) continue
    if (isFormatItem(item)) {
      if (item.content.key === key) said = inForce = formatValue(item)
      continue
    }
    if (!isInline(item)) continue
    // Up to where the answer changes; what is cut off is the next item of the walk.
    let count = item.length
    let isMeant = false
    let first = true
    ids.cut(item.id.client, item.id.clock, item.length, (_clock, length, inSet) => {
      if (!first) return
      first = false
      isMeant = inSet
      count = length
    })
    if (count < item.length)
      Y.getItemCleanStart(transaction, Y.createID(item.id.client, item.id.clock + count))
    change(item, isMeant ? value : said)
  }
  change(null, said)
}
