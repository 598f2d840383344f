/** How much may be asked for: by an account, by nobody, and from one address, behind which there may be a whole school. */

import {
  addressRequestsBurst,
  addressRequestsPerSecond,
  passwordsBurst,
  passwordsPerSecond,
  requestsAtOnceMax,
  requestsBurst,
  requestsPerSecond,
  strangerRequestsBurst,
  strangerRequestsPerSecond,
  uploadsAtOnceMax,
} from '../../shared/limits.ts'
import { networkOf } from '../address.ts'
import type { Clock } from '../clock.ts'
import { AtOnce, Lanes, Rate } from '../quotas.ts'
import { addressOf } from './address.ts'
import { takesPicture } from './bodies.ts'
import { TooFast } from './errors.ts'
import type { Quotas, Request } from './services.ts'

/** Where many are under way, one of them will be done by then. */
const SOON_MS = 2_000

export function createQuotas(clock: Clock, trustProxy: number): Quotas {
  const addresses = new Rate(addressRequestsPerSecond, addressRequestsBurst, clock)
  const strangers = new Rate(strangerRequestsPerSecond, strangerRequestsBurst, clock)
  const accounts = new Rate(requestsPerSecond, requestsBurst, clock)
  const passwords = new Rate(passwordsPerSecond, passwordsBurst, clock)
  const requests = new AtOnce(requestsAtOnceMax)
  const uploads = new Lanes(uploadsAtOnceMax)
  const networkOfRequest = (c: Request) => networkOf(addressOf(c, trustProxy))

  return {
    perAddress: (c, next) => {
      refuseBefore(addresses.take(networkOfRequest(c)))
      return next()
    },
    perVisitor: (c, next) => {
      const account = c.get('visitor')?.account
      if (account === undefined) {
        refuseBefore(strangers.take(networkOfRequest(c)))
        return next()
      }
      refuseBefore(accounts.take(account))
      return within(requests, account, () => (takesPicture(c) ? inLane(uploads, account, next) : next()))
    },
    countPassword: (c) => refuseBefore(passwords.take(networkOfRequest(c))),
  }
}

function refuseBefore(waitMs: number): void {
  if (waitMs > 0) throw new TooFast(waitMs)
}

async function within<T>(atOnce: AtOnce, key: string, run: () => Promise<T>): Promise<T> {
  if (!atOnce.enter(key)) throw new TooFast(SOON_MS)
  try {
    return await run()
  } finally {
    atOnce.leave(key)
  }
}

async function inLane<T>(lanes: Lanes, key: string, run: () => Promise<T>): Promise<T> {
  await lanes.enter(key)
  try {
    return await run()
  } finally {
    lanes.leave(key)
  }
}
