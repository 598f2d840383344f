/** How much a connection, and all connections of one account together, may say: who says more is read more slowly. */

import type { AccountId } from '../../shared/ids.ts'
import {
  budgetsPerAccount,
  bytesBurst,
  bytesPerSecond,
  framesBurst,
  framesPerSecond,
  workMsBurst,
  workMsPerSecond,
} from '../../shared/limits.ts'

/** Three token buckets that may go into debt, in few fields: every connection has one. */
export class Budget {
  readonly #times: number
  #frames: number
  #bytes: number
  #workMs: number
  /** All three were filled up to then. */
  #at: number

  /** `times`: how much more than one connection. */
  constructor(times: number, now: number) {
    this.#times = times
    this.#frames = framesBurst * times
    this.#bytes = bytesBurst * times
    this.#workMs = workMsBurst * times
    this.#at = now
  }

  /** Milliseconds until one more frame is welcome, after one of so many bytes that took the server so long. */
  spend(bytes: number, workMs: number, now: number): number {
    const times = this.#times
    const seconds = (Math.max(0, now - this.#at) / 1000) * times
    this.#at = now
    this.#frames = Math.min(framesBurst * times, this.#frames + seconds * framesPerSecond) - 1
    this.#bytes = Math.min(bytesBurst * times, this.#bytes + seconds * bytesPerSecond) - bytes
    this.#workMs = Math.min(workMsBurst * times, this.#workMs + seconds * workMsPerSecond) - workMs
    if (this.#frames >= 0 && this.#bytes >= 0 && this.#workMs >= 0) return 0
    const waits = [
      -this.#frames / framesPerSecond,
      -this.#bytes / bytesPerSecond,
      -this.#workMs / workMsPerSecond,
    ]
    return Math.ceil((Math.max(...waits) / times) * 1000)
  }
}

type Shared = { readonly budget: Budget; connections: number }

/** The budgets of accounts with open connections. */
export class AccountBudgets {
  readonly #shared = new Map<AccountId, Shared>()

  /** null: the account has as many connections as it may. */
  join(account: AccountId, now: number, connectionsMax: number): Budget | null {
    const shared = this.#shared.get(account) ?? { budget: new Budget(budgetsPerAccount, now), connections: 0 }
    if (shared.connections >= connectionsMax) return null
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
