/** One's own access tokens. */

import { Hono } from 'hono'
import { createTokenRequest } from '../../shared/protocol/http.ts'
import { accountOwner, bodyOf, notFound } from './guards.ts'
import type { Env, Services } from './services.ts'

export const tokenRoutes = ({ tokens, articles }: Services) =>
  new Hono<Env>()
    .get('/tokens', async (c) => {
      const rows = await tokens.list(accountOwner(c).account)
      return c.json({ tokens: rows.map(({ account: _, ...token }) => token) })
    })
    .post('/tokens', async (c) => {
      const { account } = accountOwner(c)
      const { name } = await bodyOf(c, createTokenRequest)
      return c.json(await tokens.create(account, name), 201)
    })
    .delete('/tokens/:id', async (c) => {
      const { account } = accountOwner(c)
      const id = c.req.param('id')
      const mine = (await tokens.list(account)).some((token) => token.id === id)
      if (!mine || !(await tokens.revoke(id))) throw notFound()
      articles.accessChanged(null, account)
      return c.body(null, 204)
    })
