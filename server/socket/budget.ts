/** How much a connection, and all connections of one account together, may say: who says more is read more slowly. */

import type { AccountId } from '../../shared/ids.ts'
import {
  budgetsPerAccount,
  bytesBurst,
  bytesPerSecond,
  connectionsPerAccountMax,
  framesBurst,
  framesPerSecond,
  workMsBurst,
  workMsPerSecond,
} from '../../shared/limits.ts'

/** A token bucket that may go into debt. */
class Bucket {
  readonly #perSecond: number
  readonly #burst: number
  #tokens: number
  #at: number

  constructor(perSecond: number, burst: number, now: number) {
    this.#perSecond = perSecond
    this.#burst = burst
    this.#tokens = burst
    this.#at = now
  }

  /** Takes `amount`; answers in how many milliseconds the debt is paid, 0 without one. */
  spend(amount: number, now: number): number {
    const earned = (Math.max(0, now - this.#at) / 1000) * this.#perSecond
    this.#tokens = Math.min(this.#burst, this.#tokens + earned) - amount
    this.#at = now
    return this.#tokens >= 0 ? 0 : Math.ceil((-this.#tokens / this.#perSecond) * 1000)
  }
}

export class Budget {
  readonly #frames: Bucket
  readonly #bytes: Bucket
  readonly #work: Bucket

  constructor(times: number, now: number) {
    this.#frames = new Bucket(framesPerSecond * times, framesBurst * times, now)
    this.#bytes = new Bucket(bytesPerSecond * times, bytesBurst * times, now)
    this.#work = new Bucket(workMsPerSecond * times, workMsBurst * times, now)
  }

  /** Milliseconds until one more frame is welcome, after one of so many bytes that took the server so long. */
  spend(bytes: number, workMs: number, now: number): number {
    return Math.max(this.#frames.spend(1, now), this.#bytes.spend(bytes, now), this.#work.spend(workMs, now))
  }
}

type Shared = { readonly budget: Budget; connections: number }

/** The budgets of accounts with open connections. */
export class AccountBudgets {
  readonly #shared = new Map<AccountId, Shared>()

  /** null: the account has as many connections as it may. */
  join(account: AccountId, now: number): Budget | null {
    const shared = this.#shared.get(account) ?? { budget: new Budget(budgetsPerAccount, now), connections: 0 }
    if (shared.connections >= connectionsPerAccountMax) return null
    shared.connections++
    this.#shared.set(account, shared)
    return shared.budget
  }

  leave(account: AccountId): void {
    const shared = this.#shared.get(account)
    if (shared === undefined) return
    shared.connections--
    if (shared.connections === 0) this.#shared.delete(account)
  }
}
