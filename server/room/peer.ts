/** The seam between a room and whatever carries its messages: a socket, or a test's link. */

import type { RefusalCode } from '../../shared/refusals.ts'

/** Messages that go out in one write, in order. One batch goes to many peers, so what is made of it is made once. */
export type Batch = {
  readonly messages: readonly Uint8Array[]
  /** The carrier's: all of it as the carrier writes it, piece by piece, once some peer has taken it. */
  frames: readonly Uint8Array[] | null
}

/** The other end of one connection, as a room sees it. */
export interface Peer {
  /** Takes the batch at once and keeps its order; never calls back into the room. */
  write(batch: Batch): void
  /** Bytes taken but not yet with the network: how far behind a slow reader is. */
  readonly unsentBytes: number
  /** Ends the connection with this refusal's close code. Nothing is written after it. */
  close(code: RefusalCode, reason: string): void
}
