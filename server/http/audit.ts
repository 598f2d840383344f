/** The audit log, for administrators. */

import { Hono } from 'hono'
import { auditPageMax } from '../../shared/limits.ts'
import { Refused } from '../../shared/refusals.ts'
import { administrator } from './guards.ts'
import type { Env, Services } from './services.ts'

const PAGE = 100

export const auditRoutes = ({ audit }: Services) =>
  new Hono<Env>().get('/audit', async (c) => {
    administrator(c)
    const limit = wholeNumber(c.req.query('limit'), 'limit') ?? PAGE
    const entries = await audit.before(
      wholeNumber(c.req.query('before'), 'before'),
      Math.min(limit, auditPageMax),
    )
    return c.json({ entries })
  })

function wholeNumber(said: string | undefined, name: string): number | null {
  if (said === undefined) return null
  if (/^[1-9]\d{0,14}$/.test(said)) return Number(said)
  throw new Refused('invalid', `${name}: a whole number from 1.`)
}
