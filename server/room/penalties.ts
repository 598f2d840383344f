/** Who makes the room build its doc again too often may only read for a while, and how many trials one may ask for. */

import type { PersonId } from '../../shared/ids.ts'
import { readOnlyAfterRebuildsMs, rebuildsPerMinuteMax, trialsPerMinuteMax } from '../../shared/limits.ts'

const MINUTE_MS = 60_000

export class Penalties {
  /** When each person caused a rebuild, within the last minute. */
  readonly #rebuilds = new Map<PersonId, readonly number[]>()
  /** When an update of each person was tried, within the last minute. */
  readonly #trials = new Map<PersonId, readonly number[]>()
  readonly #readOnlyUntil = new Map<PersonId, number>()

  /** True when this was one too many: from now on the person may only read. A rebuild costs everybody in the room. */
  noteRebuild(person: PersonId, now: number): boolean {
    const recent = note(this.#rebuilds, person, now)
    if (recent < rebuildsPerMinuteMax || this.readsOnly(person, now)) return false
    this.#readOnlyUntil.set(person, now + readOnlyAfterRebuildsMs)
    return true
  }

  /** False when this is one too many. Everybody in the room waits for a trial. */
  mayTry(person: PersonId, now: number): boolean {
    return note(this.#trials, person, now) <= trialsPerMinuteMax
  }

  readsOnly(person: PersonId, now: number): boolean {
    return now < (this.#readOnlyUntil.get(person) ?? 0)
  }
}

/** How many there were within the last minute, this one included. */
function note(times: Map<PersonId, readonly number[]>, person: PersonId, now: number): number {
  const recent = [...(times.get(person) ?? []), now].filter((at) => now - at < MINUTE_MS)
  times.set(person, recent)
  return recent.length
}
