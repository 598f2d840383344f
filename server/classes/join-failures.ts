/**
 * Slows down guessing of codes and handles. A whole class shares one address, so failures count for the code that was tried and for
 * the whole server; an address counts only where the server's are used up, so that who guesses elsewhere does not shut out a class.
 */

import {
  joinFailuresMax,
  joinFailuresPerCodeMax,
  joinFailuresThereMax,
  throttleWindowMs,
} from '../../shared/limits.ts'
import type { Clock } from '../clock.ts'
import { Debts } from '../quotas.ts'

const SERVER = 'all'

export class JoinFailures {
  readonly #codes: Debts
  readonly #server: Debts
  readonly #networks: Debts

  constructor(clock: Pick<Clock, 'now'>) {
    const debts = (max: number) => new Debts(max / (throttleWindowMs / 1000), max - 1, clock)
    this.#codes = debts(joinFailuresPerCodeMax)
    this.#server = debts(joinFailuresMax)
    this.#networks = debts(joinFailuresThereMax)
  }

  /** Counts one before it is judged, so that attempts at the same time are counted too. A number: refused, for so many milliseconds. */
  attempt(code: string, network: string): number | null {
    const there = Math.min(this.#server.wait(SERVER), this.#networks.wait(network))
    const waitMs = Math.max(this.#codes.wait(code), there)
    if (waitMs > 0) return waitMs
    this.#spend(code, network, 1)
    return null
  }

  /** It was right after all. */
  succeeded(code: string, network: string): void {
    this.#spend(code, network, -1)
  }

  #spend(code: string, network: string, amount: number): void {
    this.#codes.spend(code, amount)
    this.#server.spend(SERVER, amount)
    this.#networks.spend(network, amount)
  }
}
