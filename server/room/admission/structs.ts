/** What an update may insert: judged from its bytes and what the doc holds, so that a refusal costs nothing. */

import * as Y from 'yjs'
import { ROOTS } from '../../../shared/article/layout.ts'
import type { ClientId } from '../../../shared/ids.ts'
import { deletedUnitsMax, updateStructsMax } from '../../../shared/limits.ts'
import { Refused } from '../../../shared/refusals.ts'
import { type Arrival, broughtAt, cutsPair, isPairAt, knownAt, nextClock } from './arrival.ts'
import { judgeContent, judgeContentAt, type Place, placeIn } from './places.ts'
import type { Content, Id, Section, Struct } from './update.ts'

const ROOT_NAMES: ReadonlySet<string> = new Set(Object.values(ROOTS))

/** Whether something before it is missing. */
export type Completeness = 'complete' | 'gap'

/** Refuses what may not be inserted. Structs that the doc has already are judged where Yjs would still split at them. */
export function judgeStructs(arrival: Arrival): Completeness {
  const { doc, update } = arrival
  const places = new Map<Struct, Place>()
  let complete = true
  let count = 0
  for (const section of update.sections.values()) {
    for (const struct of section.structs) judgeCuts(arrival, struct)
    const next = nextClock(doc, section.client)
    if (section.end <= next) continue
    if (section.clock > next) complete = false
    for (const struct of newStructs(section, next)) {
      if (++count > updateStructsMax) throw new Refused('too-large', 'too many items')
      judgeContent(struct.content)
      judgeLength(struct)
      if (struct.content.type === 'skipped' || !hasAll(arrival, struct)) complete = false
      else judgePlace(arrival, struct, places)
    }
  }
  return complete ? 'complete' : 'gap'
}

/** The part of a section that the doc does not have: what Yjs will integrate. */
export function newStructs({ clock, structs }: Section, next: number): readonly Struct[] {
  if (clock >= next) return structs
  return structs
    .filter((struct) => struct.clock + struct.length > next)
    .map((struct) => (struct.clock >= next ? struct : restOf(struct, next)))
}

function restOf(struct: Struct, next: number): Struct {
  const known = next - struct.clock
  const origin = struct.content.type === 'collected' ? null : { client: struct.client, clock: next - 1 }
  const content: Content =
    struct.content.type === 'string'
      ? { type: 'string', text: struct.content.text.slice(known) }
      : struct.content
  return { ...struct, clock: next, length: struct.length - known, origin, parent: null, key: null, content }
}

function judgeCuts(arrival: Arrival, struct: Struct): void {
  const { origin, rightOrigin, content } = struct
  if (typeof struct.parent === 'string' && !ROOT_NAMES.has(struct.parent)) {
    throw new Refused('root', 'a root that the doc does not have')
  }
  const known = nextClock(arrival.doc, struct.client) - struct.clock
  const cuts =
    (origin !== null && cutsPair(arrival, origin.client, origin.clock + 1)) ||
    (rightOrigin !== null && cutsPair(arrival, rightOrigin.client, rightOrigin.clock)) ||
    (content.type === 'string' && known > 0 && known < struct.length && isPairAt(content.text, known - 1))
  if (cuts) throw new Refused('surrogate-pair', 'an origin inside a character')
}

function judgeLength({ content, length }: Struct): void {
  const unseen = content.type === 'deleted' || content.type === 'collected'
  if (unseen && length > deletedUnitsMax) throw new Refused('too-large', 'a deleted run too long')
}

/** Whether everything it refers to is there or comes with it. What follows itself can never come. */
function hasAll({ doc, update }: Arrival, struct: Struct): boolean {
  const parent = typeof struct.parent === 'string' ? null : struct.parent
  let all = true
  for (const id of [struct.origin, struct.rightOrigin, parent]) {
    if (id === null) continue
    const isAfter = id.client === struct.client && id.clock >= struct.clock
    if (isAfter) throw new Refused('malformed', 'an item that refers to what comes after it')
    if (id.clock >= nextClock(doc, id.client) && broughtAt(update, id) === null) all = false
  }
  return all
}

function judgePlace(arrival: Arrival, struct: Struct, places: Map<Struct, Place>): void {
  if (struct.content.type === 'collected') return
  judgeSameParent(arrival, struct)
  const place = expectedPlace(arrival, struct, places)
  // Beside an item of another client in the same update: only Yjs can tell, and what it made of it is judged then.
  if (place === null) return
  places.set(struct, place)
  judgeContentAt(place, struct.content)
}

/** Yjs takes the parent from the left neighbour and the place from both: neighbours of two parents would tie lists together. */
function judgeSameParent({ doc }: Arrival, { origin, rightOrigin }: Struct): void {
  if (origin === null || rightOrigin === null) return
  const left = knownAt(doc, origin)
  const right = knownAt(doc, rightOrigin)
  if (!(left instanceof Y.Item) || !(right instanceof Y.Item)) return
  if (left.parent !== right.parent || left.parentSub !== right.parentSub) {
    throw new Refused('malformed', 'neighbours in two places')
  }
}

const NOWHERE: Place = { kind: 'nowhere' }

/** Where Yjs will put it (Item.getMissing), as far as that can be said before. */
function expectedPlace(arrival: Arrival, struct: Struct, places: Map<Struct, Place>): Place | null {
  const { origin, rightOrigin, parent, key } = struct
  const { text } = arrival
  if (typeof parent === 'string') {
    return parent === ROOTS.article ? placeIn(text, key, text, true) : { kind: 'elsewhere' }
  }
  if (parent !== null) return placeUnder(arrival, parent, key, places)
  const left = origin && placeBeside(arrival, origin, origin === null, places)
  const right = rightOrigin && placeBeside(arrival, rightOrigin, origin === null, places)
  return right?.kind === 'nowhere' ? right : origin ? left : right
}

function placeBeside(arrival: Arrival, id: Id, first: boolean, places: Map<Struct, Place>): Place | null {
  const known = knownAt(arrival.doc, id)
  if (known instanceof Y.GC) return NOWHERE
  if (known) return placeIn(known.parent, known.parentSub, arrival.text, first)
  const brought = broughtAt(arrival.update, id)
  if (brought?.content.type === 'collected') return NOWHERE
  const place = brought && places.get(brought)
  return place?.kind === 'text' ? { kind: 'text', first } : (place ?? null)
}

function placeUnder(arrival: Arrival, id: Id, key: string | null, places: Map<Struct, Place>): Place | null {
  const known = knownAt(arrival.doc, id)
  if (known) {
    if (known instanceof Y.GC || known.content instanceof Y.ContentDeleted) return NOWHERE
    const type = known.content instanceof Y.ContentType ? known.content.type : null
    return placeIn(type, key, arrival.text, true)
  }
  const brought = broughtAt(arrival.update, id)
  if (!brought) return null
  if (brought.content.type === 'deleted' || brought.content.type === 'collected') return NOWHERE
  if (brought.content.type !== 'map') return { kind: 'elsewhere' }
  const place = places.get(brought)
  if (!place) return null
  if (place.kind !== 'text') return place.kind === 'nowhere' ? NOWHERE : { kind: 'elsewhere' }
  return key === null ? { kind: 'inside-marker' } : { kind: 'attribute', key }
}

/** The clients of new structs. */
export const writingClients = ({ doc, update }: Arrival): readonly ClientId[] =>
  [...update.sections.values()]
    .filter(({ client, end }) => end > nextClock(doc, client))
    .map(({ client }) => client)
