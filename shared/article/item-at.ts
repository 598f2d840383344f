/** Items by their ids, without splitting any. */

import * as Y from 'yjs'
import type { ClientId } from '../ids.ts'
import type { IdRange } from './record.ts'

/** The item that holds an id; null when the doc has none there: not yet, or only its length. */
export function itemAt(doc: Y.Doc, { client, clock }: { client: ClientId; clock: number }): Y.Item | null {
  const structs = doc.store.clients.get(client)
  if (structs === undefined || clock < 0 || clock >= Y.getState(doc.store, client)) return null
  const struct = structs[Y.findIndexSS(structs, clock)]
  return struct instanceof Y.Item ? struct : null
}

/** The items that hold any id of a range, in the order of their clocks. */
export function* itemsIn(doc: Y.Doc, { client, clock, length }: IdRange): Generator<Y.Item> {
  const structs = doc.store.clients.get(client)
  if (structs === undefined || clock >= Y.getState(doc.store, client)) return
  for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
    const struct = structs[i]
    if (struct === undefined || struct.id.clock >= clock + length) return
    if (struct instanceof Y.Item) yield struct
  }
}
