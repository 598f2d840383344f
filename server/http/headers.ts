/** Headers of every answer: what the page may load, and what other pages may not do with it. */

import type { MiddlewareHandler } from 'hono'
import type { Env } from './services.ts'

/** No inline script and no inline style; sockets of this server are `'self'` too, but older browsers want them named. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self' ws: wss:",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

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
      c.res.headers.set('Content-Security-Policy', PAGE_POLICY)
    if (/^\/api\//.test(c.req.path) && !c.res.headers.has('Cache-Control'))
      c.res.headers.set('Cache-Control', 'no-store')
  }
