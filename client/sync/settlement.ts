/**
 * Counts what was typed here against what the server has settled, by number and not by state vector: a deletion leaves
 * the vector as it was. Each step 2 and update message carries everything typed before it; `saved n` settles the first n
 * of this connection.
 */

import { assert } from '../../shared/assert.ts'

type Sent = {
  /** How many changes had been typed when it was sent: it settles all of them. */
  readonly changes: number
  /** The clock of this page's own client id then: its characters below it are settled with this message. */
  readonly clock: number
  readonly typedAt: number | null
}

export class Settlement {
  /** Changes typed in this page so far; what an earlier visit left unsaved counts as one. */
  #typed = 0
  #settled = 0
  /** When the oldest change was typed that no message of this connection carries yet. */
  #heldSince: number | null = null
  #sent: Sent[] = []
  /** Messages of this connection that are settled and no longer in `#sent`. */
  #settledMessages = 0
  #settledClock = 0

  typed(at: number): void {
    this.#typed += 1
    this.#heldSince ??= at
  }

  /** A step 2 or update message goes out; it carries everything typed so far. */
  sent(clock: number): void {
    this.#sent.push({ changes: this.#typed, clock, typedAt: this.#heldSince })
    this.#heldSince = null
  }

  /** The server has settled the first `n` messages of this connection. */
  saved(n: number): void {
    const count = n - this.#settledMessages
    assert(count >= 0 && count <= this.#sent.length, `saved ${n} is about messages that were sent`)
    const last = this.#sent.splice(0, count).at(-1)
    this.#settledMessages = n
    if (last === undefined) return
    this.#settled = Math.max(this.#settled, last.changes)
    this.#settledClock = Math.max(this.#settledClock, last.clock)
  }

  /** The connection is gone, or the server asks anew: what was sent and not settled must be sent again. */
  unsend(connection: 'gone' | 'asks again'): void {
    this.#heldSince = this.unsavedSince
    if (connection === 'gone') {
      this.#sent = []
      this.#settledMessages = 0
      return
    }
    const nothing = { changes: this.#settled, clock: this.#settledClock, typedAt: null }
    this.#sent = this.#sent.map(() => nothing)
  }

  /** Since when the oldest unsettled change waits; null when everything typed is settled. */
  get unsavedSince(): number | null {
    if (this.#settled === this.#typed) return null
    return this.#sent.find((message) => message.typedAt !== null)?.typedAt ?? this.#heldSince
  }

  /** Own characters with a smaller clock are on the server. */
  get settledClock(): number {
    return this.#settledClock
  }

  /** Whether no message of this connection waits for its answer. */
  get quiet(): boolean {
    return this.#sent.length === 0
  }
}
