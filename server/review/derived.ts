/** Ids and times of what a session writes into an article: ids that are the same each time, and times that tell little. */

import { createHash } from 'node:crypto'
import { randomToken } from '../../shared/ids.ts'

/** Of threads and their entries. */
export const ENTRY_ID_LENGTH = 16
/** Students are told when something was said to the hour. */
const roundedMs = 60 * 60_000

export const rounded = (at: number): number => Math.floor(at / roundedMs) * roundedMs

/** Always the same of the same. */
export function derivedId(...parts: readonly string[]): string {
  let round = 0
  const bytes = () =>
    new Uint8Array(
      createHash('sha512')
        .update(`${parts.join('\0')}\0${round++}`)
        .digest(),
    )
  return randomToken(bytes, ENTRY_ID_LENGTH)
}
