/** Judges what Yjs made of an update, inside the transaction, before anything merges: what bytes alone cannot tell. */

import * as Y from 'yjs'
import { isNewIn } from '../../../shared/article/touched.ts'
import { assert } from '../../../shared/assert.ts'
import { type ClientId, isSuggesting } from '../../../shared/ids.ts'
import { Refused } from '../../../shared/refusals.ts'
import { judgeAlias } from './aliases.ts'
import type { Arrival } from './arrival.ts'
import { judgeContentAt, type Place, placeOf } from './places.ts'
import { judgeRecord } from './records.ts'
import type { Content } from './update.ts'

/** Refuses new items of these clients that ended where they may not be, and updates that left something waiting. */
export function judgePlacedItems(
  transaction: Y.Transaction,
  arrival: Arrival,
  clients: readonly ClientId[],
): void {
  const { store } = transaction.doc
  if (store.pendingStructs || store.pendingDs)
    throw new Refused('malformed', 'items that wait for each other')
  for (const client of clients) {
    const structs = store.clients.get(client) ?? []
    const before = transaction.beforeState.get(client) ?? 0
    // Nothing came where every struct was part of another: then there is nothing at this clock to look for.
    if (Y.getState(store, client) <= before) continue
    for (let i = Y.findIndexSS(structs, before); i < structs.length; i++) {
      const struct = structs[i]
      if (struct instanceof Y.Item) judgeItem(transaction, arrival, struct)
    }
  }
}

function judgeItem(transaction: Y.Transaction, arrival: Arrival, item: Y.Item): void {
  const place = placeOf(item, arrival.text)
  const content = contentOf(item.content)
  judgeContentAt(place, content)
  for (const neighbour of [item.left, item.right]) {
    if (neighbour && (neighbour.parent !== item.parent || neighbour.parentSub !== item.parentSub)) {
      throw new Refused('malformed', 'neighbours in two places')
    }
  }
  if (place.kind === 'record') judgeRecord(arrival, place.key, content)
  else if (place.kind === 'alias') judgeAlias(transaction, arrival, item, place.key, content)
  else if (isSuggesting(item.id.client)) judgeSuggested(transaction, item, place)
}

/** Who suggests formats nothing, and sets attributes only of blocks that come with them: the rest are records. */
function judgeSuggested(transaction: Y.Transaction, item: Y.Item, place: Place): void {
  if (place.kind === 'text' && item.content instanceof Y.ContentFormat) {
    throw new Refused('format', 'a format item by who suggests')
  }
  if (place.kind !== 'attribute') return
  const marker = (item.parent as Y.AbstractType<unknown>)._item
  const isOwn = marker !== null && marker.id.client === item.id.client && isNewIn(transaction, marker)
  if (!isOwn) throw new Refused('attribute', "an attribute of somebody else's block by who suggests")
}

/** The content as the rules of a place know it; its own worth was judged when it was read. */
function contentOf(content: Y.Item['content']): Content {
  if (content instanceof Y.ContentString) return { type: 'string', text: content.str }
  if (content instanceof Y.ContentFormat) return { type: 'format', key: content.key, value: content.value }
  if (content instanceof Y.ContentEmbed) return { type: 'embed', value: content.embed }
  if (content instanceof Y.ContentAny) return { type: 'values', values: content.arr }
  if (content instanceof Y.ContentType) return { type: 'map' }
  assert(content instanceof Y.ContentDeleted, 'content of a kind that was read')
  return { type: 'deleted' }
}
