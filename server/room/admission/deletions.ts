/**
 * What an update may delete, and which of its deletions are carried out.
 *
 * A suggester: its own records. An editor: those, and anything in the article but the first marker and what is suggested and not
 * accepted yet (a record hides that). Format items are kept, whoever deletes them, because a stock Yjs replica tidies
 * them away on behalf of others and a missing end lets bold run on; only what opens a format is deleted, and only by whom set it:
 * that is how undo takes a format back. The rest of such an update is admitted as if it had left the format items alone.
 */

import * as Y from 'yjs'
import { Refused } from '../../../shared/refusals.ts'
import { can } from '../../../shared/roles.ts'
import { type Arrival, broughtAt, cutsPair, knownAt, nextClock } from './arrival.ts'
import { placeOf } from './places.ts'
import { judgeRecordOwner } from './records.ts'
import type { DeletedRange } from './update.ts'

export type Deletions = {
  /** Whether it deletes anything that is still there and that it may delete. */
  readonly any: boolean
  /** Its ranges without those that are deleted already: a whole state names all that was ever deleted. */
  readonly ranges: readonly DeletedRange[]
  /** Living format items that stay although the update deletes them. */
  readonly spared: readonly Y.Item[]
  /** Whether it deletes what has not come yet. */
  readonly gap: boolean
}

/** Refuses a deletion that nobody may make. */
export function judgeDeletions(arrival: Arrival): Deletions {
  const { doc, update } = arrival
  const ranges = update.deletions.filter((range) => !isDeleted(doc, range))
  const spared: Y.Item[] = []
  let any = false
  let gap = false
  for (const range of ranges) {
    const { client, clock, end } = range
    const next = nextClock(doc, client)
    if (end > next && broughtAt(update, { client, clock: end - 1 }) === null) gap = true
    if (cutsPair(arrival, client, clock) || cutsPair(arrival, client, end)) {
      throw new Refused('surrogate-pair', 'a deletion that ends inside a character')
    }
    for (const item of livingIn(doc, range)) {
      if (isCarriedOut(arrival, item, range)) any = true
      else spared.push(item)
    }
  }
  return { any, ranges, spared, gap }
}

function isCarriedOut(arrival: Arrival, item: Y.Item, range: DeletedRange): boolean {
  const { text, owners, sender, suggestions } = arrival
  const place = placeOf(item, text)
  if (place.kind === 'record') {
    judgeRecordOwner(arrival, place.key)
    return true
  }
  if (place.kind !== 'text' && place.kind !== 'attribute') {
    throw new Refused('deletion', 'a deletion outside the article')
  }
  if (!can(sender.role, 'edit')) throw new Refused('deletion', 'a deletion by who only suggests')
  if (item === text._start) throw new Refused('first-marker', 'a deletion of the first marker')
  const from = Math.max(range.clock, item.id.clock)
  const length = Math.min(range.end, item.id.clock + item.length) - from
  if (place.kind === 'text' && suggestions.hasOnlySuggested(item.id.client, from, length)) {
    throw new Refused('deletion', 'a deletion of what is suggested')
  }
  if (!(item.content instanceof Y.ContentFormat)) return true
  return item.content.value !== null && owners.ownerOf(item.id.client) === sender.person
}

/** Whether one struct that is deleted holds the whole range. */
function isDeleted(doc: Y.Doc, { client, clock, end }: DeletedRange): boolean {
  const known = knownAt(doc, { client, clock })
  return known?.deleted === true && end <= known.id.clock + known.length
}

function* livingIn(doc: Y.Doc, { client, clock, end }: DeletedRange): Generator<Y.Item> {
  const structs = doc.store.clients.get(client)
  if (!structs || clock >= nextClock(doc, client)) return
  for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
    const struct = structs[i]
    if (!struct || struct.id.clock >= end) return
    if (struct instanceof Y.Item && !struct.deleted) yield struct
  }
}

/** Brings format items back to life in the transaction that deleted them, before anything is collected or sent. */
export function spare(transaction: Y.Transaction, items: readonly Y.Item[]): void {
  const { clients } = transaction.deleteSet
  const spared = new Set<string>()
  for (const item of items) {
    item.deleted = false
    spared.add(`${item.id.client}:${item.id.clock}`)
  }
  for (const client of new Set(items.map((item) => item.id.client))) {
    const left = (clients.get(client) ?? []).filter(({ clock }) => !spared.has(`${client}:${clock}`))
    if (left.length > 0) clients.set(client, left)
    else clients.delete(client)
  }
}
