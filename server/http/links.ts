/** Links into an article: made and revoked by its owners, opened by anybody who has one. */

import { Hono } from 'hono'
import { linkDaysMax } from '../../shared/limits.ts'
import { createLinkRequest, enterByLinkRequest, type Link } from '../../shared/protocol/http.ts'
import { Refused } from '../../shared/refusals.ts'
import { isPast } from '../../shared/roles.ts'
import { addressOf } from './address.ts'
import { TooFast } from './errors.ts'
import { bodyOf, notFound, permitted, signedIn } from './guards.ts'
import { passOn } from './me.ts'
import type { Env, Services } from './services.ts'

const DAY_MS = 24 * 60 * 60_000

export function linkRoutes(services: Services) {
  const { accounts, articles, audit, clock, links, newsroom, signIns, store, throttle, trustProxy } = services
  const { records } = store

  return new Hono<Env>()
    .get('/articles/:article/links', async (c) => {
      const { article } = await permitted(c, services, 'manageLinks')
      const rows = await records.links(article)
      const listed = rows.map(async ({ id, role, createdBy, createdAt, expiresAt, uses }): Promise<Link> => {
        const maker = await accounts.find(createdBy)
        return { id, role, createdBy: maker?.displayName ?? '', createdAt, expiresAt, uses }
      })
      return c.json({ links: await Promise.all(listed) })
    })
    .post('/articles/:article/links', async (c) => {
      const { article, visitor } = await permitted(c, services, 'manageLinks')
      const { role, expires = null } = await bodyOf(c, createLinkRequest)
      const created = await links.create(visitor.account, { article, role, expiresAt: inTime(expires) })
      await audit.note({ act: 'link-made', by: visitor.account, article, detail: created.id })
      return c.json(created, 201)
    })
    .delete('/articles/:article/links/:link', async (c) => {
      const { article, visitor } = await permitted(c, services, 'manageLinks')
      const id = c.req.param('link')
      if (!(await records.revokeLink(article, id))) throw notFound()
      await audit.note({ act: 'link-revoked', by: visitor.account, article, detail: id })
      articles.accessChanged(article, null)
      return c.body(null, 204)
    })
    .get('/links/:code', async (c) => {
      const { article, role, expiresAt } = await links.open(c.req.param('code'))
      const [publication, row] = await Promise.all([newsroom.name(), records.article(article)])
      return c.json({ publication: publication ?? '', articleTitle: row?.title ?? '', role, expiresAt })
    })
    .post('/links/:code', async (c) => {
      if (c.get('visitor') !== null) throw new Refused('conflict', 'You are signed in: go on as who you are.')
      const { displayName } = await bodyOf(c, enterByLinkRequest)
      const code = c.req.param('code')
      const { id } = await links.open(code)
      const waitMs = await throttle.guest(id, addressOf(c, trustProxy))
      if (waitMs !== null) throw new TooFast(waitMs)
      const { account, article } = await links.enter(code, displayName)
      await audit.note({ act: 'link-opened', by: account, account, article, detail: id })
      passOn(c, await signIns.signInGuest(account, c.req.raw.headers))
      return c.json({ article })
    })
    .post('/links/:code/use', async (c) => {
      const { account } = signedIn(c)
      const code = c.req.param('code')
      const { id } = await links.open(code)
      const article = await links.use(code, account)
      await audit.note({ act: 'link-opened', by: account, account, article, detail: id })
      articles.accessChanged(article, account)
      return c.json({ article })
    })

  /** Throws `invalid` for a moment that is over, or too far off to be meant. */
  function inTime(expiresAt: number | null): number | null {
    const now = clock.now()
    if (isPast(expiresAt, now) || (expiresAt ?? now) > now + linkDaysMax * DAY_MS)
      throw new Refused(
        'invalid',
        `expires: a moment in the next ${linkDaysMax} days, in milliseconds since 1970.`,
      )
    return expiresAt
  }
}
