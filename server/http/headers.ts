/** Headers of every answer: what the page may load, and what other pages may not do with it. */

import type { MiddlewareHandler } from 'hono'
import type { Env } from './services.ts'

/** No inline script and no inline style. `sockets`: older browsers do not count those of this server to `'self'`. */
const pagePolicy = (sockets: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "font-src 'self'",
    `connect-src 'self'${sockets}`,
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')

/** The sockets of the host that was asked: a name, perhaps a port, and nothing that could say more in a policy. */
function socketsOf(host: string | undefined, underTls: boolean): string {
  if (host === undefined || !/^[a-z0-9.-]+(?::\d+)?$|^\[[0-9a-f:.]+\](?::\d+)?$/i.test(host)) return ''
  return ` ${underTls ? 'wss' : 'ws'}://${host}`
}

/** For what people uploaded or wrote: even where a browser would run it, it may do nothing. */
export const SANDBOX_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

const ALWAYS = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
}

// A browser complains of these where it does not trust the connection, and ignores them.
const UNDER_TLS = {
  'Strict-Transport-Security': 'max-age=31536000',
  'Cross-Origin-Opener-Policy': 'same-origin',
}

export const securityHeaders =
  (underTls: boolean): MiddlewareHandler<Env> =>
  async (c, next) => {
    await next()
    const headers = { ...ALWAYS, ...(underTls ? UNDER_TLS : {}) }
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value)
    if (!c.res.headers.has('Content-Security-Policy'))
      c.res.headers.set('Content-Security-Policy', pagePolicy(socketsOf(c.req.header('host'), underTls)))
    if (/^\/api\//.test(c.req.path) && !c.res.headers.has('Cache-Control'))
      c.res.headers.set('Cache-Control', 'no-store')
  }
