/** Who is drawn in which colour: always the same one where possible, and nobody else's while both are here. */

import type { PersonId } from './ids.ts'
import { PALETTE_SIZE } from './palette.ts'

/** The colour for a person, given those of the others. With more people than colours some share. */
export function colorFor(person: PersonId, taken: ReadonlySet<number>): number {
  const first = preferredColor(person)
  for (let step = 0; step < PALETTE_SIZE; step++) {
    const color = (first + step) % PALETTE_SIZE
    if (!taken.has(color)) return color
  }
  return first
}

/** FNV-1a, 32 bits (Fowler, Noll, Vo): spreads short random ids evenly. */
function preferredColor(person: PersonId): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < person.length; index++) {
    hash = Math.imul(hash ^ person.charCodeAt(index), 0x01000193) >>> 0
  }
  return hash % PALETTE_SIZE
}
