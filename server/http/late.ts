/** What an author wrote without a connection and brings when their text is locked: kept by the server until it opens again. */

import { Hono } from 'hono'
import { lateRequest } from '../../shared/protocol/reviews.ts'
import { articleOf, atBrowser, bodyOf } from './guards.ts'
import type { Env, Services } from './services.ts'

export const lateRoutes = ({ reviews }: Services) =>
  new Hono<Env>().put('/articles/:article/late', async (c) => {
    const { account } = atBrowser(c)
    const article = articleOf(c)
    const { id, update } = await bodyOf(c, lateRequest)
    const bytes = new Uint8Array(Buffer.from(update, 'base64'))
    return c.json({ state: await reviews.late.bring({ article, account, id, update: bytes }) })
  })
