/** How often somebody may ask for a socket, and how many one address may hold: asking costs the server more than the asker. */

import type { AccountId } from '../../shared/ids.ts'
import {
  accountUpgradesBurst,
  accountUpgradesPerSecond,
  connectionsPerAddressMax,
  failedUpgradesBurst,
  failedUpgradesPerSecond,
  upgradesBurst,
  upgradesPerSecond,
} from '../../shared/limits.ts'
import type { Clock } from '../clock.ts'
import { AtOnce, Rate } from '../quotas.ts'

export class Knocks {
  readonly #addresses: Rate
  readonly #accounts: Rate
  readonly #failed: Rate
  readonly #open = new AtOnce(connectionsPerAddressMax)

  constructor(clock: Clock) {
    this.#addresses = new Rate(upgradesPerSecond, upgradesBurst, clock)
    this.#accounts = new Rate(accountUpgradesPerSecond, accountUpgradesBurst, clock)
    this.#failed = new Rate(failedUpgradesPerSecond, failedUpgradesBurst, clock)
  }

  /** Somebody knocks. 0: they may; else the milliseconds after which they may. */
  at(network: string): number {
    return this.#addresses.take(network)
  }

  /** It is this account that knocks. */
  by(account: AccountId): number {
    return this.#accounts.take(account)
  }

  /** It came to nothing. False: that happened too often there for anybody to be told why. */
  mayBeTold(network: string): boolean {
    return this.#failed.take(network) === 0
  }

  /** False: so many are open from there that this one may not be. */
  enter(network: string): boolean {
    return this.#open.enter(network)
  }

  leave(network: string): void {
    this.#open.leave(network)
  }
}
