/** What is suggested in an article, and decisions about it: the first one wins, and a later one is told what became of it. */

import { Hono } from 'hono'
import { anchoredIds } from '../../shared/article/anchor.ts'
import { flatRanges } from '../../shared/article/record.ts'
import { listSuggestions } from '../../shared/article/suggestion-list.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import { decisionRequest } from '../../shared/protocol/http.ts'
import { Refused } from '../../shared/refusals.ts'
import { can, type Role } from '../../shared/roles.ts'
import { decideNamed } from '../room/named-decision.ts'
import { reopen } from '../room/reopening.ts'
import { type Day, dayOf } from '../room/taken-away.ts'
import { bodyOf, notFound, permitted } from './guards.ts'
import type { Env, Services } from './services.ts'

function reopenAccepted(
  suggestions: Suggestions,
  ranges: readonly number[] | undefined,
  today: Day,
): boolean {
  // What was accepted is not listed: which of it shall be suggested again must be said.
  if (ranges === undefined) throw new Refused('invalid', 'ranges: what to reopen.')
  const accepted = anchoredIds(ranges).flatMap((range) => suggestions.acceptedIn(range))
  reopen(
    suggestions,
    { accepted: flatRanges(accepted), removed: [], written: [], records: [], formats: [], attributes: [] },
    today,
  )
  return accepted.length > 0
}

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
      const today = dayOf(clock.now())
      const changed = await articles.change(article, visitor.account, (suggestions, { person, role }) => {
        mayDecide(role) // as it is by now
        if (verb === 'reopen') return reopenAccepted(suggestions, ranges, today)
        const decision = { verb, suggestions: [{ id: suggestion, seen: ranges ?? null }] }
        return decideNamed(suggestions, person, decision, today) !== null
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
