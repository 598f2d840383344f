/**
 * The server's repair of orphans: text whose block somebody deleted, or whose block was hidden or decided about, while its
 * author typed gets a marker again. Every view must be a valid article, so it looks at two: the base, and what is marked.
 */

import * as Y from 'yjs'
import { SERVER_CLIENT, SERVER_SUGGESTING } from '../ids.ts'
import { acceptRanges } from './accept.ts'
import type { IdSet } from './idset.ts'
import { itemsIn } from './item-at.ts'
import { isEnd, isInline, isMarker } from './items.ts'
import { endOf } from './pairs.ts'
import { rangesOf, type Suggestions } from './suggestions.ts'
import { touchedItems } from './touched.ts'
import { isShown, type Shown } from './view.ts'
import { insertMarker } from './writer.ts'

const isStructure = (item: Y.Item) => isMarker(item) || isEnd(item)

/**
 * An orphan of the base stands in a suggested block whose author another one's words have joined: then its frame is
 * accepted, and not its words; else it gets a paragraph's marker. An orphan only of what is marked gets a marker that is
 * itself suggested, so that the base does not move.
 *
 * Looks only at the gaps that the transaction touched, and those around `touched`, about which something else is suggested
 * now, so its cost is that of the change, not of the article. Returns how many it repaired. Call inside the transaction, with
 * `doc.clientID` the server's, and `suggestions` up to date; they are so again when it returns.
 */
export function repairOrphans(
  transaction: Y.Transaction,
  suggestions: Suggestions,
  touched: IdSet | null = null,
): number {
  const items = [...touchedItems(transaction, suggestions.text), ...itemsAbout(suggestions, touched)]
  const [inBase, inMarked] = [suggestions.shownIn('base'), suggestions.shownIn('marked')]
  let repairs = 0
  // A frame that is accepted may end what stood behind it; each pass accepts or writes a frame, so they come to an end.
  for (
    let orphans = orphansAround(items, inBase);
    orphans.length > 0;
    orphans = orphansAround(items, inBase)
  ) {
    // Else Yjs takes our own writing for a stolen id and picks a random one.
    transaction.local = true
    for (const orphan of orphans) {
      const frame = suggestedFrame(orphan, inBase, inMarked)
      if (frame === null) insertBefore(transaction, suggestions.text, orphan, inBase, SERVER_CLIENT)
      else items.push(...acceptFrame(transaction, suggestions, frame))
    }
    repairs += orphans.length
  }
  const ofMarked = orphansAround(items, inMarked)
  if (ofMarked.length > 0) transaction.local = true
  for (const orphan of ofMarked)
    insertBefore(transaction, suggestions.text, orphan, inMarked, SERVER_SUGGESTING)
  return repairs + ofMarked.length
}

function* itemsAbout({ doc, text }: Suggestions, touched: IdSet | null): Generator<Y.Item> {
  if (touched === null) return
  for (const range of rangesOf(touched)) {
    for (const item of itemsIn(doc, range)) if (item.parent === text) yield item
  }
}

/** The first items of what follows an end without a marker between, in the gaps around these items. */
function orphansAround(items: readonly Y.Item[], shown: Shown): readonly Y.Item[] {
  const orphans = new Set<Y.Item>()
  const seen = new Set<Y.Item>()
  for (const item of items) {
    const orphan = orphanAround(item, shown, seen)
    if (orphan !== null) orphans.add(orphan)
  }
  return [...orphans]
}

/** The orphan that begins in the gap between what is shown around this item, if there is one. */
function orphanAround(item: Y.Item, shown: Shown, seen: Set<Y.Item>): Y.Item | null {
  const opensGap = isEnd(item) && isShown(item, shown)
  let left: Y.Item | null = opensGap ? item : item.left
  for (; left !== null && !counts(left, shown); left = left.left) {
    if (seen.has(left)) return null // its gap is this one and has been looked at
    seen.add(left)
  }
  let right: Y.Item | null = opensGap ? item.right : item
  while (right !== null && !counts(right, shown)) {
    seen.add(right)
    right = right.right
  }
  if (right === null || isStructure(right)) return null
  return left === null || isEnd(left) ? right : null
}

const counts = (item: Y.Item, shown: Shown): boolean =>
  (isInline(item) || isStructure(item)) && isShown(item, shown)

/** The suggested block in which an orphan of the base stands for whoever sees suggestions; null: in none. */
function suggestedFrame(orphan: Y.Item, inBase: Shown, inMarked: Shown): Y.Item | null {
  for (let item = orphan.left; item !== null && !counts(item, inBase); item = item.left) {
    if (!isShown(item, inMarked)) continue
    if (isEnd(item)) return null
    if (isMarker(item)) return item
  }
  return null
}

/** Returns the items that are accepted by it. */
function acceptFrame(
  transaction: Y.Transaction,
  suggestions: Suggestions,
  marker: Y.Item,
): readonly Y.Item[] {
  const end = endOf(marker)
  const isWhole = end !== null && isShown(end, suggestions.shownIn('marked'))
  const frame = isWhole ? [end, marker] : [marker]
  acceptRanges(
    transaction,
    suggestions,
    frame.map(({ id }) => ({ ...id, length: 1 })),
  )
  return frame
}

/** Before the first unit of the item that is shown: what stands before that in the item is another view's. */
function insertBefore(
  transaction: Y.Transaction,
  text: Y.Text,
  item: Y.Item,
  shown: Shown,
  client: number,
): void {
  let first = -1
  shown(item, (offset) => {
    if (first < 0) first = offset
  })
  const { id } = item
  const right = first > 0 ? Y.getItemCleanStart(transaction, Y.createID(id.client, id.clock + first)) : item
  insertMarker(transaction, text, right, client)
}
