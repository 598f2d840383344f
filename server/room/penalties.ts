/** Who makes the room build its doc again too often may only read for a while: a rebuild costs everybody in it. */

import type { PersonId } from '../../shared/ids.ts'
import { readOnlyAfterRebuildsMs, rebuildsPerMinuteMax } from '../../shared/limits.ts'

const MINUTE_MS = 60_000

export class Penalties {
  /** When each person caused a rebuild, within the last minute. */
  readonly #rebuilds = new Map<PersonId, readonly number[]>()
  readonly #readOnlyUntil = new Map<PersonId, number>()

  /** True when this was one too many: from now on the person may only read. */
  noteRebuild(person: PersonId, now: number): boolean {
    const recent = (this.#rebuilds.get(person) ?? []).filter((at) => now - at < MINUTE_MS)
    this.#rebuilds.set(person, [...recent, now])
    if (recent.length + 1 < rebuildsPerMinuteMax || this.readsOnly(person, now)) return false
    this.#readOnlyUntil.set(person, now + readOnlyAfterRebuildsMs)
    return true
  }

  readsOnly(person: PersonId, now: number): boolean {
    return now < (this.#readOnlyUntil.get(person) ?? 0)
  }
}
