/**
 * Refuses an item that says it was put between two others although its author knew of something between them.
 *
 * Where Yjs puts an item depends on what stands between its origin and its right origin; honest ones were neighbours for whoever put it
 * there, so that only what came meanwhile can stand between. With far ones the order would depend on the order of arrival: whoever loads
 * the article later would have its characters in another one, also those that the sender may not touch.
 *
 * What an author knew is not said, but follows: of a client whose id it names, everything before that id, and what that names in turn.
 */

import * as Y from 'yjs'
import type { ClientId } from '../../../shared/ids.ts'
import { Refused } from '../../../shared/refusals.ts'
import { type Arrival, broughtAt, knownAt } from './arrival.ts'
import type { Id, Struct } from './update.ts'

/** Names are followed so often: each leads to items that were there longer, and soon to those that the article began with. */
const hopsMax = 64
/** So many items that came meanwhile are looked at. */
const itemsMax = 2_000

export function judgeNeighbours(arrival: Arrival, struct: Struct): void {
  const between = itemsBetween(arrival, struct)
  if (between === null) return
  let { item } = between
  if (item === between.until) return
  const knowledge = knowledgeOf(arrival, struct)
  for (
    let count = 0;
    item !== between.until && item !== null && count < itemsMax;
    item = item.right, count++
  ) {
    if (item.id.clock <= (knowledge.get(item.id.client) ?? -1)) {
      throw new Refused('malformed', 'an item between two that are no neighbours')
    }
  }
}

/** What of the doc stands between the neighbours that a struct names; null: nothing that can be told. */
function itemsBetween(
  { doc, update }: Arrival,
  { origin, rightOrigin }: Struct,
): { readonly item: Y.Item | null; readonly until: Y.Item | null } | null {
  const left = origin && neighbourAt(doc, origin)
  const right = rightOrigin && neighbourAt(doc, rightOrigin)
  // Beside one of the same update: from, or up to, where that one stands.
  const leftOfUpdate = origin && left === null ? broughtAt(update, origin) : null
  const rightOfUpdate = rightOrigin && right === null ? broughtAt(update, rightOrigin) : null
  if (leftOfUpdate !== null || rightOfUpdate !== null) {
    if (leftOfUpdate === rightOfUpdate) return null
    const from = leftOfUpdate === null ? left : neighbourOf(doc, leftOfUpdate.rightOrigin)
    const to = rightOfUpdate === null ? right : neighbourOf(doc, rightOfUpdate.origin)
    if (from === null || to === null) return null
    const item = leftOfUpdate === null ? from.right : from
    const until = rightOfUpdate === null ? to : to.right
    return isInOrder(item, until) ? { item, until } : null
  }
  if (left === null || (rightOrigin !== null && right === null)) return null
  // Inside one item they are neighbours, or Yjs would have to cut it between.
  if (left === right) return null
  return { item: left.right, until: right }
}

const neighbourOf = (doc: Y.Doc, id: Id | null): Y.Item | null => id && neighbourAt(doc, id)

function neighbourAt(doc: Y.Doc, id: Id): Y.Item | null {
  const known = knownAt(doc, id)
  return known instanceof Y.Item && known.parentSub === null ? known : null
}

function isInOrder(item: Y.Item | null, until: Y.Item | null): boolean {
  for (let count = 0; item !== null && count < itemsMax; item = item.right, count++) {
    if (item === until) return true
  }
  return false
}

/** Of each client, the last clock that its author must have known. */
function knowledgeOf({ doc, update }: Arrival, struct: Struct): ReadonlyMap<ClientId, number> {
  const known = new Map<ClientId, number>()
  const { client, clock, origin, rightOrigin } = struct
  const names: (Id | null)[] = [origin, rightOrigin, clock > 0 ? { client, clock: clock - 1 } : null]
  for (let hops = 0; hops < hopsMax && names.length > 0; hops++) {
    const id = names.shift() ?? null
    if (id === null || id.clock <= (known.get(id.client) ?? -1)) continue
    known.set(id.client, id.clock)
    const named = knownAt(doc, id) ?? broughtAt(update, id)
    if (named === null || named instanceof Y.GC) continue
    names.push(named.origin, named.rightOrigin)
  }
  return known
}
