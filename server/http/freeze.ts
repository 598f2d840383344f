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
      // What was admitted until now is in it: a freeze never begins in the past.
      const freeze = { at: Math.max(at, now), name }
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
