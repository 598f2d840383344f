/** What a slow reader did not get, as little as is needed to send all of it in one update later. */

import * as Y from 'yjs'
import type { ClientId } from '../../shared/ids.ts'

export class Missed {
  /** Of each client, the first clock that was not sent. */
  readonly #from = new Map<ClientId, number>()

  note(update: Uint8Array): void {
    for (const [client, clock] of Y.parseUpdateMeta(update).from) {
      this.#from.set(client, Math.min(clock, this.#from.get(client) ?? clock))
    }
  }

  /** What the reader knows of a doc with this state vector. Deletions are in no vector: a diff holds them all. */
  vector(ofDoc: Uint8Array): Uint8Array {
    const known = Y.decodeStateVector(ofDoc)
    for (const [client, clock] of this.#from) known.set(client, Math.min(clock, known.get(client) ?? 0))
    return Y.encodeStateVector(known)
  }
}
