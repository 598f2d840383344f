/** Formats characters by their ids, wherever they stand by now. Formatting only adds: what stands beside them keeps what it had. */

import * as Y from 'yjs'
import type { FormatValue } from '../../shared/article/formats.ts'
import { formatValue, isFormatItem, isInline, sameValue } from '../../shared/article/items.ts'
import type { IdRange } from '../../shared/article/record.ts'
import { insertFormat } from '../../shared/article/writer.ts'
import type { IdMap } from './id-map.ts'

/** Calls `use` for each stretch of these characters, in order, with what the text says of a format there. One walk over the article. */
export function eachFormatted<T>(
  text: Y.Text,
  key: string,
  asked: IdMap<T>,
  use: (range: IdRange, present: FormatValue, asked: T) => void,
): void {
  let present: FormatValue = null
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted) continue
    if (isFormatItem(item)) {
      if (item.content.key === key) present = (formatValue(item) ?? null) as FormatValue
      continue
    }
    if (!isInline(item)) continue
    const { client, clock } = item.id
    asked.cut(client, clock, item.length, (at, length, given) => {
      if (given !== null) use({ client, clock: at, length }, present, given.value)
    })
  }
}

/** Gives each of these characters its value. One walk over the article: a decision is not a keystroke. */
export function formatRanges(
  transaction: Y.Transaction,
  text: Y.Text,
  key: string,
  wanted: IdMap<FormatValue>,
): void {
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
    let meant: unknown = said
    let first = true
    wanted.cut(item.id.client, item.id.clock, item.length, (_clock, length, given) => {
      if (!first) return
      first = false
      meant = given === null ? said : given.value
      count = length
    })
    if (count < item.length)
      Y.getItemCleanStart(transaction, Y.createID(item.id.client, item.id.clock + count))
    change(item, meant)
  }
  change(null, said)
}
