/** Invitation links: made by administrators, or by an article's owners into their article; accepted by anybody. */

import { Hono } from 'hono'
import { isArticleId } from '../../shared/ids.ts'
import { acceptInviteRequest, createInviteRequest } from '../../shared/protocol/http.ts'
import { can } from '../../shared/roles.ts'
import type { NewInvite } from '../auth/invites.ts'
import { administrator, atBrowser, bodyOf, notFound, signedIn } from './guards.ts'
import { answerMe } from './me.ts'
import type { Env, Request, Services } from './services.ts'

const DAYS = 7
const USES = 1

export function inviteRoutes(services: Services) {
  const { accounts, access, articles, audit, invites, newsroom, quotas, signIns, store } = services

  return new Hono<Env>()
    .post('/invites', async (c) => {
      const { article, role = 'editor', days = DAYS, uses = USES } = await bodyOf(c, createInviteRequest)
      const by = article === undefined ? administrator(c) : atBrowser(c)
      const grant = article === undefined ? null : { article: await owned(c, article), role }
      const { id, ...created } = await invites.create(by.account, { grant, days, uses })
      await audit.note({ act: 'invite-made', by: by.account, ...placeOf(grant), detail: id })
      return c.json(created, 201)
    })
    .get('/invites/:code', async (c) => {
      const { createdBy, grant } = await invites.open(c.req.param('code'))
      return c.json({
        publication: (await newsroom.name()) ?? '',
        invitedBy: (await accounts.find(createdBy))?.displayName ?? '',
        articleTitle: (grant && (await store.records.article(grant.article))?.title) ?? null,
      })
    })
    .post('/invites/:code', async (c) => {
      const person = await bodyOf(c, acceptInviteRequest)
      const { id, grant } = await invites.open(c.req.param('code'))
      quotas.countPassword(c)
      const account = await invites.accept(c.req.param('code'), person)
      await audit.note({ act: 'account-added', by: account, account })
      await audit.note({ act: 'invite-used', by: account, account, ...placeOf(grant), detail: id })
      const { cookies } = await signIns.signIn(person.userName, person.password, c.req.raw.headers)
      return answerMe(c, services, account, cookies)
    })
    .post('/invites/:code/use', async (c) => {
      const { account } = signedIn(c)
      const { id } = await invites.open(c.req.param('code'))
      const article = await invites.use(c.req.param('code'), account)
      await audit.note({ act: 'invite-used', by: account, account, ...(article && { article }), detail: id })
      if (article) articles.accessChanged(article, account)
      return c.json({ article })
    })

  /** An article that the visitor owns. */
  async function owned(c: Request, id: string): Promise<NonNullable<NewInvite['grant']>['article']> {
    if (!isArticleId(id)) throw notFound()
    if (!can(await access.roleIn(id, signedIn(c).account), 'manageMembers')) throw notFound()
    return id
  }
}

const placeOf = (grant: NewInvite['grant']) => (grant === null ? {} : { article: grant.article })
