/** Who may do what in an article. A change reaches open sockets at once. */

import { Hono } from 'hono'
import type { ArticleId } from '../../shared/ids.ts'
import { type Besides, handOverRequest, type Member, setRoleRequest } from '../../shared/protocol/http.ts'
import { Refused } from '../../shared/refusals.ts'
import type { Role } from '../../shared/roles.ts'
import type { Account } from '../auth/accounts.ts'
import { besidesIn } from './besides.ts'
import { bodyOf, permitted, permittedHere } from './guards.ts'
import { accountNamed } from './named.ts'
import type { Env, Request, Services } from './services.ts'

export function memberRoutes(services: Services) {
  const { accounts, articles, audit, clock, store } = services
  const { records } = store

  return new Hono<Env>()
    .get('/articles/:article/members', async (c) => {
      const { article } = await permitted(c, services, 'read')
      permittedHere(c, 'seePeople')
      const rows = await records.members(article)
      const besides = await besidesIn(records, article, clock.now())
      const members = await Promise.all(
        rows.map(async ({ account, role }) => {
          const known = await accounts.find(account)
          return known ? [answerOf(known, role, await besides(known))] : []
        }),
      )
      return c.json({ members: members.flat() })
    })
    .put('/articles/:article/members/:user', async (c) => {
      const { article, visitor } = await permitted(c, services, 'manageMembers')
      const { role } = await bodyOf(c, setRoleRequest)
      const account = await named(c)
      await records.setRole(article, account.id, role)
      await audit.note({ act: 'role-given', by: visitor.account, account: account.id, article, detail: role })
      articles.accessChanged(article, account.id)
      return c.json(await memberOf(article, account, role))
    })
    .delete('/articles/:article/members/:user', async (c) => {
      const { article, visitor } = await permitted(c, services, 'read')
      const account = await named(c)
      // Leaving is everybody's right; putting somebody else out is the owners'.
      if (account.id !== visitor.account) await permitted(c, services, 'manageMembers')
      await records.setRole(article, account.id, null)
      await audit.note({ act: 'role-taken', by: visitor.account, account: account.id, article })
      articles.accessChanged(article, account.id)
      return c.body(null, 204)
    })
    .post('/articles/:article/hand-over', async (c) => {
      const { article, visitor } = await permitted(c, services, 'handOver')
      const { to, keep = 'editor' } = await bodyOf(c, handOverRequest)
      const account = await accountNamed(accounts, to)
      if (account.disabled)
        throw new Refused('conflict', `${account.displayName} is shut out, and could not look after it.`)
      await records.handOver(article, visitor.account, account.id, keep)
      await audit.note({ act: 'handed-over', by: visitor.account, account: account.id, article })
      articles.accessChanged(article, account.id)
      articles.accessChanged(article, visitor.account)
      return c.json(await memberOf(article, account, 'owner'))
    })

  async function memberOf(article: ArticleId, account: Account, role: Role): Promise<Member> {
    const besides = await besidesIn(records, article, clock.now())
    return answerOf(account, role, await besides(account))
  }

  function named(c: Request): Promise<Account> {
    return accountNamed(accounts, c.req.param('user') ?? '')
  }
}

const answerOf = ({ id, userName, displayName }: Account, role: Role, besides: Besides | null): Member => ({
  account: id,
  userName,
  displayName,
  role,
  besides,
})
