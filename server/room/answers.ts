/** What a connection does not have yet: the answer to its state vector, and what a slow reader has missed [R3]. */

import { encode } from '../../shared/protocol/codec.ts'
import type { Connection } from './connection.ts'
import type { Journal } from './journal.ts'
import type { Outbox } from './outbox.ts'
import type { Replica } from './replica.ts'

export class Answers {
  readonly #replica: Replica
  readonly #journal: Journal
  readonly #outbox: Outbox
  /** Answers by what they hold, while anybody is being sent them: a class that opens an article at once gets the same bytes. */
  readonly #messages = new WeakMap<Uint8Array, WeakRef<Uint8Array>>()

  constructor(replica: Replica, journal: Journal, outbox: Outbox) {
    this.#replica = replica
    this.#journal = journal
    this.#outbox = outbox
  }

  /**
   * Everything in the doc that `stateVector` does not have, sent when all of it is durable; from then on the connection
   * gets everything new. Of several that wait only the newest is sent: what it leaves out the other end has. False when the bytes are no state vector.
   */
  answer(connection: Connection, stateVector: Uint8Array): boolean {
    const { line } = connection
    if (line.behind !== null) return true // it will get all it missed when it has read what it was sent
    const update = this.#diff(stateVector)
    if (update === null) return false
    const answer = { message: this.#messageOf(update) }
    if (connection.answer !== null) connection.answer.message = null
    connection.answer = answer
    this.#journal.after(() => {
      if (connection.gone || connection.answer !== answer) return
      connection.answer = null
      this.#outbox.listen(line)
      this.#outbox.toOne(line, answer.message)
    })
    return true
  }

  /** A slow reader has read all it was sent: one update holds everything it missed. */
  catchUp(connection: Connection, then: () => void): void {
    const { line } = connection
    if (line.behind === null || connection.gone) return
    this.#outbox.flush() // what waits in this window is missed as well
    const { missed } = line.behind
    for (const update of this.#journal.pending()) missed.note(update)
    const update = this.#replica.diff(missed.vector(this.#replica.stateVector()))
    this.#journal.after(() => {
      if (connection.gone) return
      this.#outbox.resume(line, encode({ type: 'update', update }))
      then()
    })
  }

  #messageOf(update: Uint8Array): Uint8Array {
    const known = this.#messages.get(update)?.deref()
    if (known !== undefined) return known
    const message = encode({ type: 'syncStep2', update })
    this.#messages.set(update, new WeakRef(message))
    return message
  }

  #diff(stateVector: Uint8Array): Uint8Array | null {
    try {
      return this.#replica.diff(stateVector)
    } catch {
      return null // only bytes that are no state vector make Yjs throw here
    }
  }
}
