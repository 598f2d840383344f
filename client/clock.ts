/** The page's only door to time and chance: what waits, dates or draws gets it from here. */

import type { RandomBytes } from '../shared/ids.ts'

export type Timer = { readonly cancel: () => void }

export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number
  /** Calls `run` once after `ms`, unless cancelled. */
  after(ms: number, run: () => void): Timer
}

export const browserClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return { cancel: () => clearTimeout(timer) }
  },
}

export const browserRandom: RandomBytes = (count) => crypto.getRandomValues(new Uint8Array(count))
