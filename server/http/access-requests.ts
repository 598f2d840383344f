/** Asking for access to an article, or for more than one has; its owners see who asks, and answer by giving a role or not. */

import { Hono } from 'hono'
import { accessRequestsPerArticleMax } from '../../shared/limits.ts'
import { type AccessRequest, requestAccessRequest } from '../../shared/protocol/http.ts'
import { isCopy } from '../store/reviews.ts'
import { articleOf, bodyOf, notFound, permitted, permittedHere } from './guards.ts'
import { accountNamed } from './named.ts'
import type { Env, Services } from './services.ts'

export function accessRequestRoutes(services: Services) {
  const { accounts, articles, clock, store } = services
  const { records } = store

  return new Hono<Env>()
    .get('/articles/:article/requests', async (c) => {
      const { article } = await permitted(c, services, 'manageMembers')
      const rows = await records.accessRequests(article)
      const requests = rows.map(async ({ account, role, at }): Promise<AccessRequest[]> => {
        const known = await accounts.find(account)
        if (known === null || known.disabled) return []
        return [{ account, userName: known.userName, displayName: known.displayName, role, at }]
      })
      return c.json({ requests: (await Promise.all(requests)).flat() })
    })
    .post('/articles/:article/requests', async (c) => {
      const { account } = permittedHere(c, 'requestAccess')
      const { role } = await bodyOf(c, requestAccessRequest)
      const article = articleOf(c)
      const row = await records.article(article)
      // Whoever asks knows an address and learns no more: an article that is not there is asked for in vain.
      const isAskedFor = row !== null && row.trashedAt === null && !(await isCopy(records, article))
      if (isAskedFor && (await isRoom(account))) {
        await records.requestAccess(article, { account, role, at: clock.now() })
        articles.accessChanged(article, account)
      }
      return c.body(null, 202)

      async function isRoom(by: typeof account): Promise<boolean> {
        const asked = await records.accessRequests(article)
        return asked.length < accessRequestsPerArticleMax || asked.some((request) => request.account === by)
      }
    })
    .delete('/articles/:article/requests/:user', async (c) => {
      const visitor = permittedHere(c, 'requestAccess')
      const account = await accountNamed(accounts, c.req.param('user'))
      // Taking one's own request back is everybody's right; refusing one is the owners'.
      const { article } =
        account.id === visitor.account
          ? { article: articleOf(c) }
          : await permitted(c, services, 'manageMembers')
      if (!(await records.dropRequest(article, account.id))) throw notFound()
      articles.accessChanged(article, account.id)
      return c.body(null, 204)
    })
}
