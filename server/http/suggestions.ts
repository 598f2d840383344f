/** What is suggested in an article, and decisions about it: the first one wins, and a later one is told what became of it. */

import { Hono } from 'hono'
import { listSuggestions } from '../../shared/article/suggestion-list.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import { decisionRequest } from '../../shared/protocol/http.ts'
import { Refused } from '../../shared/refusals.ts'
import { can, type Role } from '../../shared/roles.ts'
import { decideNamed } from '../room/named-decision.ts'
import { bodyOf, notFound, permitted } from './guards.ts'
import type { Env, Services } from './services.ts'

export const suggestionRoutes = (services: Services) =>
  new Hono<Env>()
    .get('/articles/:article/suggestions', async (c) => {
      const { article, visitor } = await permitted(c, services, 'seeSuggestions')
      const suggestions = await services.readFor(visitor.account, article, (doc) =>
        listSuggestions(new Suggestions(doc)),
      )
      if (suggestions === null) throw notFound()
      return c.json({ suggestions })
    })
    .post('/articles/:article/suggestions/:suggestion/decision', async (c) => {
      const { article, visitor, role } = await permitted(c, services, 'withdrawOwn')
      const { decision: verb, ranges, reason = null } = await bodyOf(c, decisionRequest)
      const mayDecide = (role: Role) => {
        if (!can(role, verb === 'withdraw' ? 'withdrawOwn' : 'decide'))
          throw new Refused('forbidden', 'Only who may edit decides; your own you can withdraw.')
      }
      mayDecide(role)
      const { articles, store, clock } = services
      const suggestion = c.req.param('suggestion')
      const decision = { suggestion, verb, seen: ranges ?? null }
      const changed = await articles.change(article, visitor.account, (suggestions, { person, role }) => {
        mayDecide(role) // as it is by now
        return decideNamed(suggestions, person, decision)
      })
      if (changed === null) throw notFound()
      const { answer: isDone, person } = changed
      if (!isDone) {
        const outcome = (await store.records.decisions(article, suggestion)).at(-1) ?? null
        const error = { code: 'conflict', message: 'Nothing of it is left to decide.', retry: false }
        return c.json({ error, outcome }, 409)
      }
      const row = { suggestion, verb, person, at: clock.now(), reason }
      await store.records.noteDecision(article, row)
      const detail = `${verb} ${suggestion}`
      await services.audit.note({ act: 'suggestion-decided', by: visitor.account, article, detail })
      return c.json(row)
    })
