/** The network address that somebody comes from, seen through the proxies that are ours. */

import { isIPv6 } from 'node:net'

export type Coming = {
  /** The other end of the connection. */
  readonly peer: string | undefined
  /** The header `X-Forwarded-For`. */
  readonly forwarded: string | undefined
}

/** What proxies of others wrote in front of ours could be invented, so only the last `trustProxy` entries count. */
export function seenAddress({ peer = 'unknown', forwarded = '' }: Coming, trustProxy: number): string {
  if (trustProxy === 0) return peer
  const addresses = forwarded.split(',').map((address) => address.trim())
  return addresses.at(-trustProxy) || peer
}

/** What counts as one sender: an IPv4 address, or the /64 of which whoever has an IPv6 address has all. */
export function networkOf(address: string): string {
  const plain = address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '')
  if (!isIPv6(plain)) return plain
  const [head = '', tail] = (plain.split('%')[0] ?? '').split('::')
  const first = head === '' ? [] : head.split(':')
  const last = tail === undefined || tail === '' ? [] : tail.split(':')
  const missing = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length)
  const groups = [...first, ...Array<string>(missing).fill('0'), ...last]
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
