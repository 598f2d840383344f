/** One's own access tokens. */

import { Hono } from 'hono'
import { createTokenRequest } from '../../shared/protocol/http.ts'
import { accountOwner, bodyOf, notFound } from './guards.ts'
import type { Env, Services } from './services.ts'

export const tokenRoutes = ({ tokens, articles, audit }: Services) =>
  new Hono<Env>()
    .get('/tokens', async (c) => {
      const rows = await tokens.list(accountOwner(c).account)
      return c.json({ tokens: rows.map(({ account: _, ...token }) => token) })
    })
    .post('/tokens', async (c) => {
      const { account } = accountOwner(c)
      const { name } = await bodyOf(c, createTokenRequest)
      const created = await tokens.create(account, name)
      await audit.note({ act: 'token-made', by: account, account, detail: created.id })
      return c.json(created, 201)
    })
    .delete('/tokens/:id', async (c) => {
      const { account } = accountOwner(c)
      const id = c.req.param('id')
      const mine = (await tokens.list(account)).some((token) => token.id === id)
      if (!mine || !(await tokens.revoke(id))) throw notFound()
      articles.accessChanged(null, account)
      await audit.note({ act: 'token-revoked', by: account, account, detail: id })
      return c.body(null, 204)
    })
