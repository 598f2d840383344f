/** How the numbered messages of one connection stand: sync step 2 and update messages, counted from 1. */

import { gapsHeldMax } from '../../shared/limits.ts'

export class Numbers {
  received = 0
  /** The first this many are settled. */
  settled = 0
  /** State vectors we have sent and that have not been answered. */
  unanswered = 0
  /** Those that were not applied because something before them is missing. */
  readonly gaps: number[] = []
  /** The step 2 that was to fill the gaps before it, once received. */
  #filledBy = Number.POSITIVE_INFINITY
  /** Gaps were answered and nothing has been admitted since: the next gap is no accident. */
  #gapAnswered = false

  /** A step 2 was received, which answers a state vector of ours. */
  answered(): void {
    this.received++
    this.unanswered = Math.max(0, this.unanswered - 1)
    if (this.gaps.length === 0) return
    this.#gapAnswered = true
    this.#filledBy = this.received
  }

  admitted(n: number): void {
    if (n !== this.#filledBy) this.#gapAnswered = false
  }

  /** Whether number `n`, before which something is missing, may wait for an answer. */
  mayWait(n: number): boolean {
    return !this.#gapAnswered && n !== this.#filledBy && this.gaps.length < gapsHeldMax
  }

  /** Number `n` is settled, and all before it but open gaps. True when the other end is to be told. */
  settle(n: number): boolean {
    if (n >= this.#filledBy) {
      while (this.gaps[0] !== undefined && this.gaps[0] < n) this.gaps.shift()
      this.#filledBy = Number.POSITIVE_INFINITY
    }
    const [firstGap] = this.gaps
    if (firstGap !== undefined && n >= firstGap) return false
    this.settled = n
    return true
  }
}
