/** Writes what landing a review has come to. */

import * as Y from 'yjs'
import { decisionsOf } from '../../shared/article/layout.ts'
import { repairOrphans } from '../../shared/article/repair.ts'
import type { Suggestions } from '../../shared/article/suggestions.ts'
import { assert } from '../../shared/assert.ts'
import { type ClientId, type PersonId, SERVER_CLIENT } from '../../shared/ids.ts'

/** In whose name. */
export type Pen = {
  /** Odd, of a pair that is reserved for this person in the article. */
  readonly client: ClientId
  readonly person: PersonId
  /** When it is said to be written; null: that is not said. */
  readonly at: number | null
  /** The address under which the article's readers may load a picture that was put into the copy; null: under none. */
  readonly imageOf: (src: string) => string | null
}

/** Writes what was planned, in one transaction; once more it changes nothing. */
export function writeLanding(
  live: Suggestions,
  update: Uint8Array,
  pen: Pick<Pen, 'client' | 'person'>,
): void {
  const { doc } = live
  assert(doc.clientID === SERVER_CLIENT, "the room's doc writes under the server's client id")
  doc.transact((transaction) => {
    Y.applyUpdate(doc, update)
    // What follows is the server's own.
    transaction.local = true
    settle(transaction, live, pen)
  })
}

/** Says whose the pen's id is, as it is said with the first thing that anybody writes; and no text stands outside of a block. */
export function settle(
  transaction: Y.Transaction,
  live: Suggestions,
  { client, person }: Pick<Pen, 'client' | 'person'>,
): void {
  const { doc } = transaction
  const has = Y.getState(doc.store, client) > (transaction.beforeState.get(client) ?? 0)
  if (has && !decisionsOf(doc).has(`c${client}`)) decisionsOf(doc).set(`c${client}`, person)
  live.feed(transaction)
  repairOrphans(transaction, live)
}
