/** Whether the server lives, whether it can write, and its numbers for who holds the metrics token. */

import { createHash, timingSafeEqual } from 'node:crypto'
import { Hono } from 'hono'
import { bearerOf } from '../auth/access.ts'
import { refuse } from './errors.ts'
import { notFound } from './guards.ts'
import type { Env, Services } from './services.ts'

export function healthRoutes({ store, log, metrics, metricsToken }: Services) {
  /** Anybody may ask, and each look is a write: those who ask while one is under way hear of the next one together. */
  let underWay: Promise<void> = Promise.resolve()
  let next: Promise<void> | null = null
  const probe = (): Promise<void> => {
    next ??= underWay.then(() => {
      next = null
      const probed = store.probe()
      underWay = probed.catch(() => {})
      return probed
    })
    return next
  }

  return new Hono<Env>()
    .get('/healthz', (c) => c.json({ status: 'alive' }))
    .get('/readyz', async (c) => {
      try {
        await probe()
        return c.json({ status: 'ready' })
      } catch (error) {
        log.error({ error }, 'the store cannot be written')
        return refuse(c, 'cannot-store', 'The server cannot store anything now.')
      }
    })
    .get('/metrics', async (c) => {
      const given = bearerOf(c.req.raw.headers)
      if (metricsToken === null || given === null || !equal(given, metricsToken)) throw notFound()
      return c.text(await metrics.text(), 200, { 'Content-Type': metrics.contentType })
    })
}

// Hashes have one length, and comparing them says nothing of how much was right.
const equal = (a: string, b: string) => timingSafeEqual(digest(a), digest(b))
const digest = (text: string) => createHash('sha256').update(text).digest()
