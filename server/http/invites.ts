/** Invitation links: made by administrators, or by an article's owners into their article; accepted by anybody. */

import { Hono } from 'hono'
import { type ArticleId, isArticleId } from '../../shared/ids.ts'
import { acceptInviteRequest, createInviteRequest, type Invite } from '../../shared/protocol/http.ts'
import { can, isPast } from '../../shared/roles.ts'
import { administrator, atBrowser, bodyOf, notFound, permittedHere, signedIn } from './guards.ts'
import { answerMe } from './me.ts'
import type { Env, Request, Services } from './services.ts'

const DAYS = 7
const USES = 1

export function inviteRoutes(services: Services) {
  const { accounts, access, articles, audit, clock, invites, newsroom, quotas, signIns, store } = services

  return new Hono<Env>()
    .get('/invites', async (c) => {
      const article = await scopeOf(c, c.req.query('article'))
      const now = clock.now()
      const open = (await store.records.invites(article)).filter(
        ({ usesLeft, expiresAt }) => usesLeft > 0 && !isPast(expiresAt, now),
      )
      const listed = open.map(async ({ id, createdBy, expiresAt, grant, usesLeft }): Promise<Invite> => {
        const maker = await accounts.find(createdBy)
        return { id, createdBy: maker?.displayName ?? '', expiresAt, role: grant?.role ?? null, usesLeft }
      })
      return c.json({ invites: await Promise.all(listed) })
    })
    .delete('/invites/:id', async (c) => {
      const article = await scopeOf(c, c.req.query('article'))
      const id = c.req.param('id')
      const known = (await store.records.invites(article)).some((invite) => invite.id === id)
      if (!known || !(await store.records.revokeInvite(id))) throw notFound()
      return c.body(null, 204)
    })
    .post('/invites', async (c) => {
      const { article, role = 'editor', days = DAYS, uses = USES } = await bodyOf(c, createInviteRequest)
      const into = await scopeOf(c, article)
      const grant = into && { article: into, role }
      const by = signedIn(c).account
      const { id, ...created } = await invites.create(by, { grant, days, uses })
      await audit.note({ act: 'invite-made', by, ...placeOf(grant), detail: id })
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
      const { account } = permittedHere(c, 'ownAccount')
      const { id } = await invites.open(c.req.param('code'))
      const article = await invites.use(c.req.param('code'), account)
      await audit.note({ act: 'invite-used', by: account, account, ...(article && { article }), detail: id })
      if (article) articles.accessChanged(article, account)
      return c.json({ article })
    })

  /** Into what is invited: an article that the visitor owns, or, for an administrator, the newsroom alone. */
  async function scopeOf(c: Request, id: string | undefined): Promise<ArticleId | null> {
    if (id === undefined) {
      administrator(c)
      return null
    }
    atBrowser(c)
    if (!isArticleId(id)) throw notFound()
    if (!can(await access.roleIn(id, signedIn(c).account), 'manageMembers')) throw notFound()
    return id
  }
}

const placeOf = (grant: { readonly article: ArticleId } | null) =>
  grant === null ? {} : { article: grant.article }
