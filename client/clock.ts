/** The page's only door to time and chance: everything that waits, dates or draws gets it handed in. */

import type { RandomBytes } from '../shared/ids.ts'

export type Timer = { readonly cancel: () => void }

export interface Clock {
  /** Milliseconds since 1970, UTC, as this device believes. */
  now(): number
  /** Calls `run` once after `ms`, unless cancelled. */
  after(ms: number, run: () => void): Timer
  /** Calls `run` once before the next picture is drawn, or soon where nothing is drawn (a hidden tab). */
  nextFrame(run: () => void): Timer
  /** Calls `run` once when nothing else is to be done, and in a second at the latest. */
  whenIdle(run: () => void): Timer
}

/** A hidden tab draws nothing, yet what waits for a picture must not wait for ever. */
const hiddenFrameMs = 250
const idleMsMax = 1_000
/** Where the browser does not say that it is idle. */
const idleGuessMs = 50

export const browserClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return { cancel: () => clearTimeout(timer) }
  },
  nextFrame: (run) => {
    if (document.hidden) return browserClock.after(hiddenFrameMs, run)
    const frame = requestAnimationFrame(run)
    return { cancel: () => cancelAnimationFrame(frame) }
  },
  whenIdle: (run) => {
    if (typeof requestIdleCallback === 'undefined') return browserClock.after(idleGuessMs, run)
    const idle = requestIdleCallback(run, { timeout: idleMsMax })
    return { cancel: () => cancelIdleCallback(idle) }
  },
}

/** `crypto.randomUUID` is missing on plain http from another address; this is not. */
export const browserRandom: RandomBytes = (count) => crypto.getRandomValues(new Uint8Array(count))
