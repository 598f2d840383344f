/** What is suggested in an article, and a decision about one of it: the first one wins, and a later one is told what became of it. */

import { Hono } from 'hono'
import { anchoredIds } from '../../shared/article/anchor.ts'
import { listSuggestions } from '../../shared/article/suggestion-list.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import { decisionRequest } from '../../shared/protocol/http.ts'
import { Refused } from '../../shared/refusals.ts'
import { can } from '../../shared/roles.ts'
import { tooLate } from './decisions.ts'
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
      const isOwn = verb === 'withdraw' || verb === 'reopen' // of one's own withdrawal, as is seen then
      if (!can(role, isOwn ? 'withdrawOwn' : 'decide'))
        throw new Refused('forbidden', 'Only who may edit decides; your own you can withdraw.')
      const { decisions } = services
      const suggestion = c.req.param('suggestion')
      const answer = await (verb === 'reopen' ? reopened() : decided(verb))
      if (answer === null) return tooLate(c, null)
      if (!answer.isDone) return tooLate(c, answer.outcome && { suggestion, ...answer.outcome })
      const { number, person, at, reopened: taken } = answer.decision
      if (verb !== 'reopen') return c.json({ suggestion, number, verb, person, at, reason })
      return c.json({ suggestion, number, verb, ...(taken ?? { person, at }), reason })

      function decided(verb: 'accept' | 'reject' | 'withdraw') {
        const suggestions = [{ id: suggestion, seen: ranges ?? null }]
        return decisions.decide(article, visitor.account, { verb, suggestions, reason })
      }

      async function reopened() {
        const last = await decisions.lastAbout(article, suggestion)
        if (last === null) return null
        const only = ranges === undefined ? null : anchoredIds(ranges)
        return decisions.reopen(article, { account: visitor.account, role }, last.number, only)
      }
    })
