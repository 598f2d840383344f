/**
 * Slows down guessing and flooding: wrong passwords are counted for the name that was tried and for the address they came from,
 * new guests for the link and for the address.
 * A whole school shares one address, so the address may be wrong far more often than one name; and when somebody there has used
 * that up, the others still sign in, each with few mistakes: to try many names is what it stops, not to try one's own.
 */

import { createHash } from 'node:crypto'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { AccountId } from '../../shared/ids.ts'
import {
  failuresPerAddressMax,
  failuresPerNameMax,
  failuresPerNameThereMax,
  guestsPerAddressMax,
  guestsPerLinkMax,
  mailCodesPerHour,
  throttleWindowMs,
} from '../../shared/limits.ts'
import { networkOf } from '../address.ts'
import { normalizedName } from './library.ts'

export interface Throttle {
  /**
   * Counts one attempt before it is judged, so that attempts at the same time are counted too. A number: refused, and
   * after so many milliseconds it can be tried again.
   */
  attempt(name: string, address: string): Promise<number | null>
  /** The attempt was right: it and earlier ones under this name are forgotten. */
  succeeded(name: string, address: string): Promise<void>
  /** Counts one guest who comes by this link from this address. A number: refused, for so many milliseconds. */
  guest(link: string, address: string): Promise<number | null>
  /** Counts one code sent to an address that this account names. A number: refused, for so many milliseconds. */
  mailCode(account: AccountId): Promise<number | null>
}

export function createThrottle(): Throttle {
  const duration = throttleWindowMs / 1000
  const names = new RateLimiterMemory({ points: failuresPerNameMax, duration })
  const addresses = new RateLimiterMemory({ points: failuresPerAddressMax, duration })
  const guestLinks = new RateLimiterMemory({ points: guestsPerLinkMax, duration })
  const guestAddresses = new RateLimiterMemory({ points: guestsPerAddressMax, duration })
  const codes = new RateLimiterMemory({ points: mailCodesPerHour, duration: 60 * 60 })
  const namesThere = new RateLimiterMemory({ points: failuresPerNameThereMax, duration })
  return {
    async attempt(name, address) {
      const network = networkOf(address)
      if ((await waitOf(addresses, network)) !== null) {
        const waitMs = await waitOf(namesThere, `${network} ${keyOf(name)}`)
        if (waitMs !== null) return waitMs
      }
      return waitOf(names, keyOf(name))
    },
    async succeeded(name, address) {
      const network = networkOf(address)
      await names.delete(keyOf(name))
      await namesThere.delete(`${network} ${keyOf(name)}`)
      await addresses.reward(network)
    },
    mailCode: (account) => waitOf(codes, account),
    async guest(link, address) {
      return (await waitOf(guestAddresses, networkOf(address))) ?? (await waitOf(guestLinks, link))
    },
  }
}

// Whatever is typed becomes a key of one length.
const keyOf = (name: string) => createHash('sha256').update(normalizedName(name)).digest('base64')

async function waitOf(limiter: RateLimiterMemory, key: string): Promise<number | null> {
  try {
    await limiter.consume(key)
    return null
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return refusal.msBeforeNext
    throw refusal
  }
}
