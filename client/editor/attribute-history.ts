/**
 * What undo brings back of a block's attributes where Yjs leaves them out: it gives up the old value as soon as somebody
 * else has written one, also when that one has lost or went with the block. A heading would come back as a paragraph, a
 * figure without its picture.
 */

import * as Y from 'yjs'
import { isBlockAttribute } from '../../shared/article/blocks.ts'
import { isMarker, type MarkerMap } from '../../shared/article/items.ts'

/** What a stack item of the undo manager inserted and deleted. */
export type Change = Pick<Y.UndoManager['undoStack'][0], 'insertions' | 'deletions'>

/**
 * To be called in the transaction in which the change has been taken back. `isTaken`: whether this page has taken off the value of
 * an attribute, so that nobody else has.
 */
export function restoreAttributes(
  transaction: Y.Transaction,
  text: Y.Text,
  change: Change,
  isTaken: (value: Y.Item) => boolean,
): void {
  const markers = new Set<Y.Item>()
  Y.iterateDeletedStructs(transaction, change.deletions, (struct) => {
    const marker = struct instanceof Y.Item ? markerOf(struct, text) : null
    if (marker !== null) markers.add(marker)
  })
  for (const marker of markers) {
    const now = living(transaction, marker)
    if (now !== null && isMarker(marker)) restoreOn(now, marker.content.type, change, isTaken)
  }
}

/** The marker that the item is, or an attribute of. */
export function markerOf(item: Y.Item, text: Y.Text): Y.Item | null {
  const marker = item.parentSub === null ? item : (item.parent as Y.AbstractType<unknown>)._item
  return marker !== null && marker.parent === text && isMarker(marker) ? marker : null
}

/** The map that stands for the marker now: undo gives a deleted one a new id. */
function living(transaction: Y.Transaction, marker: Y.Item): MarkerMap | null {
  let item = marker
  while (item.deleted && item.redone !== null) item = Y.getItemCleanStart(transaction, item.redone)
  return !item.deleted && isMarker(item) ? item.content.type : null
}

function restoreOn(
  now: MarkerMap,
  then: MarkerMap,
  { insertions, deletions }: Change,
  isTaken: (value: Y.Item) => boolean,
): void {
  const isOurs = (value: Y.Item) =>
    Y.isDeleted(insertions, value.id) || Y.isDeleted(deletions, value.id) || isTaken(value)
  for (const [key, last] of then._map) {
    // What somebody else has taken off a block that was never gone stays off.
    if (now.has(key) || (now === then && !isOurs(last))) continue
    const value = valueBefore(last, { insertions, deletions })
    if (isBlockAttribute(key, value)) now.set(key, value)
  }
}

/** The last value that the change found, among those that the attribute has had. */
function valueBefore(last: Y.Item, { insertions, deletions }: Change): unknown {
  for (let item: Y.Item | null = last; item !== null; item = item.left) {
    const found = Y.isDeleted(deletions, item.id) && !Y.isDeleted(insertions, item.id)
    if (found && item.content instanceof Y.ContentAny) return item.content.arr.at(-1)
  }
  return undefined
}
