/** The only door to time and chance: everything that waits, dates or draws gets it through its constructor. */

import type { RandomBytes } from '../shared/ids.ts'

export type Timer = { readonly cancel: () => void }

export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number
  /** Calls `run` once after `ms`, unless cancelled. Never keeps the process alive. */
  after(ms: number, run: () => void): Timer
  /** Calls `run` once in the current turn's end, before any timer: gathers what belongs in one write. */
  soon(run: () => void): void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    timer.unref()
    return { cancel: () => clearTimeout(timer) }
  },
  soon: (run) => {
    setImmediate(run)
  },
}

export const systemRandom: RandomBytes = (count) => crypto.getRandomValues(new Uint8Array(count))
