/** What an update may insert: judged from its bytes and what the doc holds, so that a refusal costs nothing. */

import * as Y from 'yjs'
import { ROOTS } from '../../../shared/article/layout.ts'
import { deletedUnitsMax, updateStructsMax } from '../../../shared/limits.ts'
import { Refused } from '../../../shared/refusals.ts'
import { type Arrival, broughtAt, cutsPair, isPairAt, knownAt, newStructs, nextClock } from './arrival.ts'
import { type ExpectedPlaces, expectedPlace } from './expected.ts'
import { judgeNeighbours } from './neighbours.ts'
import { judgeContent, judgeContentAt } from './places.ts'
import type { Struct } from './update.ts'

const ROOT_NAMES: ReadonlySet<string> = new Set(Object.values(ROOTS))

/** Whether something before it is missing. */
export type Completeness = 'complete' | 'gap'

/** Refuses what may not be inserted. Structs that the doc has already are judged where Yjs would still split at them. */
export function judgeStructs(arrival: Arrival): Completeness {
  const { doc, update } = arrival
  const places: ExpectedPlaces = new Map()
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

function judgePlace(arrival: Arrival, struct: Struct, places: ExpectedPlaces): void {
  if (struct.content.type === 'collected') return
  judgeSameParent(arrival, struct)
  judgeNeighbours(arrival, struct)
  const place = expectedPlace(arrival, struct, places)
  // Beside an item of another client in the same update: only Yjs can tell, and what it made of it is judged then.
  if (place === null) return
  places.set(struct, place)
  judgeContentAt(place, struct.content)
}

/** Yjs takes the parent from one neighbour and the place from the other: an item between two lists would be in neither. */
function judgeSameParent({ doc }: Arrival, { origin, rightOrigin }: Struct): void {
  if (origin === null || rightOrigin === null) return
  const left = knownAt(doc, origin)
  const right = knownAt(doc, rightOrigin)
  if (!(left instanceof Y.Item) || !(right instanceof Y.Item)) return
  if (left.parent !== right.parent || left.parentSub !== right.parentSub) {
    throw new Refused('malformed', 'neighbours in two places')
  }
}
