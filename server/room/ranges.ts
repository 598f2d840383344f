/** Lists of ids, and what two of them have in common; and what a list must name to cut no character and no pair in two. */

import * as Y from 'yjs'
import { IdSet } from '../../shared/article/idset.ts'
import { itemAt, itemsIn } from '../../shared/article/item-at.ts'
import { partnerOf } from '../../shared/article/pairs.ts'
import type { IdRange } from '../../shared/article/record.ts'
import { rangesOf, type Suggestions } from '../../shared/article/suggestions.ts'

/** The parts of ranges that are in others. */
export const intersection = (ranges: readonly IdRange[], others: readonly IdRange[]): readonly IdRange[] =>
  parted(ranges, others, true)

/** The parts of ranges that are not in others. */
export const without = (ranges: readonly IdRange[], others: readonly IdRange[]): readonly IdRange[] =>
  parted(ranges, others, false)

/** Each id once, however often it is named. */
export function united(...lists: readonly (readonly IdRange[])[]): readonly IdRange[] {
  return [...rangesOf(idsOf(lists.flat()))]
}

export function idsOf(ranges: readonly IdRange[]): IdSet {
  const ids = new IdSet()
  for (const { client, clock, length } of ranges) ids.add(client, clock, length)
  return ids
}

function parted(ranges: readonly IdRange[], others: readonly IdRange[], wanted: boolean): readonly IdRange[] {
  const set = idsOf(others)
  const parts: IdRange[] = []
  for (const { client, clock, length } of ranges) {
    set.cut(client, clock, length, (at, count, inSet) => {
      if (inSet === wanted) parts.push({ client, clock: at, length: count })
    })
  }
  return parts
}

/** Ranges that cut no surrogate pair. */
export function ofWholeCharacters(doc: Y.Doc, ranges: readonly IdRange[]): readonly IdRange[] {
  return ranges.map(({ client, clock, length }) => {
    const from = cutsPair(doc, client, clock) ? clock - 1 : clock
    const end = clock + length
    const until = cutsPair(doc, client, end) ? end + 1 : end
    return { client, clock: from, length: until - from }
  })
}

/** Ranges that cut no surrogate pair, and that name ends and markers of one client's pairs together. */
export function wholeRanges(suggestions: Suggestions, ranges: readonly IdRange[]): readonly IdRange[] {
  const { doc, text } = suggestions
  const whole = idsOf(ofWholeCharacters(doc, ranges))
  for (const range of ranges) {
    for (const item of itemsIn(doc, range)) {
      const partner = item.parent === text && !item.deleted ? partnerOf(item) : null
      if (partner === null || isOpen(partner) !== isOpen(item)) continue
      whole.add(partner.id.client, partner.id.clock, 1)
    }
  }
  return [...rangesOf(whole)]

  function isOpen({ id }: Y.Item): boolean {
    return suggestions.isOpen(id.client, id.clock)
  }
}

/** Whether a cut before this clock goes through a character of two UTF-16 units. */
function cutsPair(doc: Y.Doc, client: number, clock: number): boolean {
  const item = itemAt(doc, { client, clock: clock - 1 })
  if (item === null || !(item.content instanceof Y.ContentString)) return false
  const offset = clock - 1 - item.id.clock
  const unit = item.content.str.charCodeAt(offset)
  return unit >= 0xd800 && unit <= 0xdbff && offset + 1 < item.length
}
