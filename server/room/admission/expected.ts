/** Where Yjs will put a new struct (Item.getMissing), as far as that can be said before it does. */

import * as Y from 'yjs'
import { type Arrival, broughtAt, knownAt } from './arrival.ts'
import { type Place, placeIn, placeInRoot } from './places.ts'
import type { Id, Struct } from './update.ts'

/** Of the structs that have been looked at; a later one may stand beside them. */
export type ExpectedPlaces = Map<Struct, Place>

const NOWHERE: Place = { kind: 'nowhere' }

/** Its place; null when it depends on a struct that has not been looked at. */
export function expectedPlace(arrival: Arrival, struct: Struct, places: ExpectedPlaces): Place | null {
  const { origin, rightOrigin, parent, key } = struct
  const { text } = arrival
  if (typeof parent === 'string') return placeInRoot(parent, key, text)
  if (parent !== null) return placeUnder(arrival, parent, key, places)
  const left = origin && placeBeside(arrival, origin, origin === null, places)
  const right = rightOrigin && placeBeside(arrival, rightOrigin, origin === null, places)
  return right?.kind === 'nowhere' ? right : origin ? left : right
}

function placeBeside(arrival: Arrival, id: Id, first: boolean, places: ExpectedPlaces): Place | null {
  const known = knownAt(arrival.doc, id)
  if (known instanceof Y.GC) return NOWHERE
  if (known) return placeIn(known.parent, known.parentSub, arrival.text, first)
  const brought = broughtAt(arrival.update, id)
  if (brought?.content.type === 'collected') return NOWHERE
  const place = brought && places.get(brought)
  return place?.kind === 'text' ? { kind: 'text', first } : (place ?? null)
}

function placeUnder(arrival: Arrival, id: Id, key: string | null, places: ExpectedPlaces): Place | null {
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
