/**
 * Sees to moments: looks for them every so often, well ahead, and calls for each when it has come, never before. What has passed
 * meanwhile, or while no server ran, is for the look to make up for.
 */

import { changesPollMs } from '../shared/limits.ts'
import type { Clock, Timer } from './clock.ts'

/** Moments are waited for so far ahead: each is seen before it comes, however late a look is, and no timer is longer than there are. */
export const momentsAheadMs = 2 * changesPollMs

export type MomentsOptions = {
  readonly clock: Clock
  /** Finds what comes until `now + momentsAheadMs`, and what has come since the last look; throws where it has to look again. */
  readonly look: (now: number, lookedAt: number) => Promise<void>
  readonly onFailed: (cause: unknown) => void
}

export class Moments {
  readonly #options: MomentsOptions
  readonly #awaited = new Map<string, Timer>()
  #lookedAt: number
  #timer: Timer | null = null
  #ended = false

  constructor(options: MomentsOptions) {
    this.#options = options
    this.#lookedAt = options.clock.now()
  }

  start(): void {
    void this.#poll()
  }

  end(): void {
    this.#ended = true
    this.#timer?.cancel()
    for (const timer of this.#awaited.values()) timer.cancel()
  }

  /** Calls `arrive` at this moment; once, however often the same is asked meanwhile. */
  await(key: string, at: number, arrive: () => void): void {
    const { clock } = this.#options
    if (this.#ended || this.#awaited.has(key)) return
    const timer = clock.after(Math.max(0, at - clock.now()), () => {
      this.#awaited.delete(key)
      if (clock.now() < at)
        this.await(key, at, arrive) // a timer may be early
      else arrive()
    })
    this.#awaited.set(key, timer)
  }

  async #poll(): Promise<void> {
    const { clock, look, onFailed } = this.#options
    const now = clock.now()
    try {
      await look(now, this.#lookedAt)
      this.#lookedAt = now
    } catch (cause) {
      onFailed(cause)
    }
    if (!this.#ended) this.#timer = clock.after(changesPollMs, () => void this.#poll())
  }
}
