/** Refuses writes that another site's page made a browser send. */

import type { MiddlewareHandler } from 'hono'
import { Refused } from '../../shared/refusals.ts'
import type { Env } from './services.ts'

const READS = ['GET', 'HEAD', 'OPTIONS']

/**
 * Whether a request with these headers comes from our own page, or from a program that is no browser. A browser sends
 * `Origin` with every write and every socket; without it and without `Sec-Fetch-Site` nobody's cookie is abused. Without
 * a configured address any host of this server will do, as long as page and request agree on it: so it can be reached
 * from other machines, without TLS, by whatever name they know it.
 */
export function isOwnOrigin(headers: Headers, baseUrl: string | null): boolean {
  const origin = headers.get('origin')
  if (origin === null) return ['same-origin', 'none', null].includes(headers.get('sec-fetch-site'))
  if (baseUrl !== null) return origin === baseUrl
  return URL.canParse(origin) && new URL(origin).host === headers.get('host')?.toLowerCase()
}

export const ownOriginOnly =
  (baseUrl: string | null): MiddlewareHandler<Env> =>
  async (c, next) => {
    if (!READS.includes(c.req.method) && !isOwnOrigin(c.req.raw.headers, baseUrl)) {
      throw new Refused('foreign-origin', 'This request comes from another site.')
    }
    await next()
  }
