/**
 * Which end belongs to which marker. A split writes `E M`, a block `M … E`; both are suggested, hidden, decided and removed
 * together, because an end without its marker would take the words behind it out of their block.
 */

import type * as Y from 'yjs'
import { itemAt } from './item-at.ts'
import { isEnd, isMarker } from './items.ts'

/** The other half of a pair; null when it is gone, or when the item is neither marker nor end. */
export const partnerOf = (item: Y.Item): Y.Item | null =>
  isMarker(item) ? endOf(item) : isEnd(item) ? markerOf(item) : null

/** The end directly before the marker, written with it; else the next end of the same client behind it that is no split's. */
export function endOf(marker: Y.Item): Y.Item | null {
  const split = splitEndOf(marker)
  if (split !== null) return split
  for (let item = nextLiving(marker); item !== null; item = nextLiving(item)) {
    const after = splitMarkerOf(item)
    if (after !== null) item = after
    else if (isMarker(item)) return null
    else if (isEnd(item)) return item.id.client === marker.id.client ? item : null
  }
  return null
}

function markerOf(end: Y.Item): Y.Item | null {
  const split = splitMarkerOf(end)
  if (split !== null) return split
  for (let item = end.left; item !== null; item = item.left) {
    if (item.deleted || !item.countable) continue
    const before = splitEndOf(item)
    if (before !== null) item = before
    else if (isEnd(item)) return null
    else if (isMarker(item)) return item.id.client === end.id.client ? item : null
  }
  return null
}

function splitEndOf(marker: Y.Item): Y.Item | null {
  const before = isMarker(marker) ? neighbourInTime(marker, -1) : null
  return before !== null && isEnd(before) && nextLiving(before) === marker ? before : null
}

function splitMarkerOf(end: Y.Item): Y.Item | null {
  const after = isEnd(end) ? neighbourInTime(end, 1) : null
  return after !== null && isMarker(after) && nextLiving(end) === after ? after : null
}

/** The living item in the same list that its author wrote directly before or after this one. */
function neighbourInTime({ id, parent }: Y.Item, by: -1 | 1): Y.Item | null {
  const { doc } = parent as Y.AbstractType<unknown>
  const item = doc === null ? null : itemAt(doc, { client: id.client, clock: id.clock + by })
  return item !== null && item.parent === parent && !item.deleted ? item : null
}

function nextLiving({ right }: Y.Item): Y.Item | null {
  while (right !== null && (right.deleted || !right.countable)) right = right.right
  return right
}
