/** The network address a request came from, seen through the proxies that are ours. */

import type { Request } from './services.ts'

/** What proxies of others wrote in front of ours could be invented, so only the last `trustProxy` entries count. */
export function addressOf(c: Request, trustProxy: number): string {
  const peer = c.env.incoming.socket.remoteAddress ?? 'unknown'
  if (trustProxy === 0) return peer
  const forwarded = (c.req.header('x-forwarded-for') ?? '').split(',').map((address) => address.trim())
  return forwarded.at(-trustProxy) || peer
}
