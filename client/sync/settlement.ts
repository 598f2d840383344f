/**
 * Counts what was typed here against what the server has settled, by number and not by state vector: a deletion leaves
 * the vector as it was. Each step 2 and update message carries everything typed before it; `saved n` settles the first n
 * of this connection.
 */

import { assert } from '../../shared/assert.ts'

/** A number of characters under each id of a page's pair. */
export type OwnClocks = { readonly editing: number; readonly suggesting: number }
const NO_CLOCKS: OwnClocks = { editing: 0, suggesting: 0 }

type Sent = {
  /** How many changes had been typed when it was sent: it settles all of them. */
  readonly changes: number
  /** The clocks of this page's own client ids then: their characters below them are settled with this message. */
  readonly clocks: OwnClocks
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
  #settledClocks = NO_CLOCKS

  typed(at: number): void {
    this.#typed += 1
    this.#heldSince ??= at
  }

  /** A step 2 or update message goes out; it carries everything typed so far. */
  sent(clocks: OwnClocks): void {
    this.#sent.push({ changes: this.#typed, clocks, typedAt: this.#heldSince })
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
    this.#settledClocks = {
      editing: Math.max(this.#settledClocks.editing, last.clocks.editing),
      suggesting: Math.max(this.#settledClocks.suggesting, last.clocks.suggesting),
    }
  }

  /** The connection is gone, or the server asks anew: what was sent and not settled must be sent again. */
  unsend(connection: 'gone' | 'asks again'): void {
    this.#heldSince = this.unsavedSince
    if (connection === 'gone') {
      this.#sent = []
      this.#settledMessages = 0
      return
    }
    const nothing = { changes: this.#settled, clocks: this.#settledClocks, typedAt: null }
    this.#sent = this.#sent.map(() => nothing)
  }

  /** Since when the oldest unsettled change waits; null when everything typed is settled. */
  get unsavedSince(): number | null {
    if (this.#settled === this.#typed) return null
    return this.#sent.find((message) => message.typedAt !== null)?.typedAt ?? this.#heldSince
  }

  /** Own characters with a smaller clock are on the server. */
  get settledClocks(): OwnClocks {
    return this.#settledClocks
  }

  /** Whether no message of this connection waits for its answer. */
  get quiet(): boolean {
    return this.#sent.length === 0
  }
}
