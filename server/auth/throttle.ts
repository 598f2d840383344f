/**
 * Slows down guessing and flooding: wrong passwords are counted for the name that was tried and for the address they came from,
 * new guests for the link and for the address. A whole classroom shares one address, so an address may do far more than one name.
 */

import { createHash } from 'node:crypto'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import {
  failuresPerAddressMax,
  failuresPerNameMax,
  guestsPerAddressMax,
  guestsPerLinkMax,
  throttleWindowMs,
} from '../../shared/limits.ts'
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
}

export function createThrottle(): Throttle {
  const duration = throttleWindowMs / 1000
  const names = new RateLimiterMemory({ points: failuresPerNameMax, duration })
  const addresses = new RateLimiterMemory({ points: failuresPerAddressMax, duration })
  const guestLinks = new RateLimiterMemory({ points: guestsPerLinkMax, duration })
  const guestAddresses = new RateLimiterMemory({ points: guestsPerAddressMax, duration })
  return {
    async attempt(name, address) {
      return (await waitOf(addresses, address)) ?? (await waitOf(names, keyOf(name)))
    },
    async succeeded(name, address) {
      await names.delete(keyOf(name))
      await addresses.reward(address)
    },
    async guest(link, address) {
      return (await waitOf(guestAddresses, address)) ?? (await waitOf(guestLinks, link))
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
