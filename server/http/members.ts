/** Who may do what in an article. A change reaches open sockets at once. */

import { Hono } from 'hono'
import type { AccountId } from '../../shared/ids.ts'
import { type Member, setRoleRequest } from '../../shared/protocol/http.ts'
import { Refused } from '../../shared/refusals.ts'
import type { Role } from '../../shared/roles.ts'
import type { Account } from '../auth/accounts.ts'
import { bodyOf, permitted } from './guards.ts'
import type { Env, Request, Services } from './services.ts'

export function memberRoutes(services: Services) {
  const { accounts, articles, audit, store } = services
  const { records } = store

  return new Hono<Env>()
    .get('/articles/:article/members', async (c) => {
      const { article } = await permitted(c, services, 'read')
      const rows = await records.members(article)
      const members = await Promise.all(
        rows.map(async ({ account, role }) => {
          const known = await accounts.find(account)
          return known ? [answerOf(known, role)] : []
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
      return c.json(answerOf(account, role))
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

  /** The account of the address: by its id, or by the name its owner signs in with. */
  async function named(c: Request): Promise<Account> {
    const user = c.req.param('user') ?? ''
    const account = (await accounts.find(user as AccountId)) ?? (await accounts.byName(user))
    if (!account) throw new Refused('not-found', `There is nobody named “${user}” here.`)
    return account
  }
}

const answerOf = ({ id, userName, displayName }: Account, role: Role): Member => ({
  account: id,
  userName,
  displayName,
  role,
})
