/** A deadline after which an article's text stands still for everybody but its owners, and which seals a version. */

import { Hono } from 'hono'
import { freezeAheadMsMax } from '../../shared/limits.ts'
import { freezeRequest } from '../../shared/protocol/http.ts'
import { Refused } from '../../shared/refusals.ts'
import { bodyOf, permitted } from './guards.ts'
import type { Env, Services } from './services.ts'

export function freezeRoutes(services: Services) {
  const { articles, audit, clock, store } = services
  const { records } = store

  return new Hono<Env>()
    .get('/articles/:article/freeze', async (c) => {
      const { article } = await permitted(c, services, 'read')
      const freeze = await records.freezeOf(article)
      return c.json({ freeze: freeze && { at: freeze.at, name: freeze.name } })
    })
    .put('/articles/:article/freeze', async (c) => {
      const { article, visitor } = await permitted(c, services, 'freeze')
      const { at, name } = await bodyOf(c, freezeRequest)
      const now = clock.now()
      if (at > now + freezeAheadMsMax) throw new Refused('invalid', 'at: a moment in the next two years.')
      // A year mistyped must not lock everybody out at once: only 0 says now.
      if (at !== 0 && at < now) throw new Refused('invalid', 'at: a moment that is not over, or 0 for now.')
      const freeze = { at: at === 0 ? now : at, name }
      await records.setFreeze(article, { ...freeze, by: visitor.account })
      await audit.note({ act: 'article-frozen', by: visitor.account, article })
      articles.accessChanged(article, null)
      return c.json({ freeze })
    })
    .delete('/articles/:article/freeze', async (c) => {
      const { article, visitor } = await permitted(c, services, 'freeze')
      await records.setFreeze(article, null)
      await audit.note({ act: 'article-unfrozen', by: visitor.account, article })
      articles.accessChanged(article, null)
      return c.body(null, 204)
    })
}
