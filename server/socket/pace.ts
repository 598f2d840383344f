/** Whether one connection keeps its budget: how long it is not read, and when that has gone on for too long. */

import { slowedMaxMs } from '../../shared/limits.ts'
import type { Budget } from './budget.ts'

/** A connection that kept its budget for so long is no longer called slowed. */
const calmAfterMs = 2_000

export type Pacing =
  | { readonly kind: 'go' }
  /** Read nothing for so long. `begins`: it was not slowed before, and should be told. */
  | { readonly kind: 'pause'; readonly ms: number; readonly begins: boolean }
  /** It has been slowed for too long. */
  | { readonly kind: 'stop' }

const GO: Pacing = { kind: 'go' }

export class Pace {
  readonly #budgets: readonly Budget[]
  #slowedSince: number | null = null
  #pausedUntil = 0

  constructor(budgets: readonly Budget[]) {
    this.#budgets = budgets
  }

  /** A frame of so many bytes has been taken, which took so long. */
  onFrame(bytes: number, workMs: number, now: number): Pacing {
    let ms = 0
    for (const budget of this.#budgets) ms = Math.max(ms, budget.spend(bytes, workMs, now))
    if (ms === 0) return GO
    const begins = this.#slowedSince === null
    this.#slowedSince ??= now
    this.#pausedUntil = now + ms
    return now - this.#slowedSince > slowedMaxMs ? { kind: 'stop' } : { kind: 'pause', ms, begins }
  }

  /** Whether it was slowed and has been calm for long enough: it is told so once. */
  calms(now: number): boolean {
    if (this.#slowedSince === null || now < this.#pausedUntil + calmAfterMs) return false
    this.#slowedSince = null
    return true
  }
}
