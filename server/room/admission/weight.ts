/** Whether an update is too large to be judged where everybody waits: then it is tried in a thread of its own first. */

import { partsInRoomMax, updateStructsMax } from '../../../shared/limits.ts'
import { Refused } from '../../../shared/refusals.ts'
import { type Arrival, knownAt, newStructs, nextClock } from './arrival.ts'

/** Counts what is new in it, before anything is judged. Throws `too-large` for more items than any thread takes. */
export function isLarge({ doc, update }: Arrival): boolean {
  let parts = 0
  for (const section of update.sections.values()) {
    const next = nextClock(doc, section.client)
    if (section.end > next) parts += newStructs(section, next).length
    if (parts > updateStructsMax) throw new Refused('too-large', 'too many items')
  }
  for (const range of update.deletions) {
    if (parts > partsInRoomMax) return true
    // A whole state names all that was ever deleted.
    const known = knownAt(doc, range)
    if (!known?.deleted || range.end > known.id.clock + known.length) parts++
  }
  return parts > partsInRoomMax
}
