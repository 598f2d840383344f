/** The server's repair of orphans: text whose block somebody deleted while its author typed gets a marker again. */

import type * as Y from 'yjs'
import { SERVER_CLIENT } from '../ids.ts'
import { isEnd, isInline, isMarker } from './items.ts'
import { touchedItems } from './touched.ts'
import { isShown, shownIn } from './view.ts'
import { insertMarker } from './writer.ts'

const inBase = shownIn('base')
const isStructure = (item: Y.Item) => isMarker(item) || isEnd(item)

/**
 * Writes a paragraph's marker under the server's own id before every orphan of the base: living text after a living
 * end without a marker between. Looks only at the gaps that the transaction touched, so its cost is that of the
 * update, not of the article. Returns how many it wrote. Call inside the transaction, with `doc.clientID` the server's.
 */
export function repairOrphans(transaction: Y.Transaction, text: Y.Text): number {
  const orphans = new Set<Y.Item>()
  const seen = new Set<Y.Item>()
  for (const item of touchedItems(transaction, text)) {
    const orphan = orphanAround(item, seen)
    if (orphan !== null) orphans.add(orphan)
  }
  if (orphans.size > 0) transaction.local = true // else Yjs takes our own writing for a stolen id and picks a random one
  for (const orphan of orphans) insertMarker(transaction, text, orphan, SERVER_CLIENT)
  return orphans.size
}

/** The orphan that begins in the gap between living content around this item, if there is one. */
function orphanAround(item: Y.Item, seen: Set<Y.Item>): Y.Item | null {
  const opensGap = isEnd(item) && isShown(item, inBase)
  let left: Y.Item | null = opensGap ? item : item.left
  for (; left !== null && !countsInBase(left); left = left.left) {
    if (seen.has(left)) return null // its gap is this one and has been looked at
    seen.add(left)
  }
  let right: Y.Item | null = opensGap ? item.right : item
  while (right !== null && !countsInBase(right)) {
    seen.add(right)
    right = right.right
  }
  if (right === null || isStructure(right)) return null
  return left === null || isEnd(left) ? right : null
}

const countsInBase = (item: Y.Item): boolean => (isInline(item) || isStructure(item)) && isShown(item, inBase)
