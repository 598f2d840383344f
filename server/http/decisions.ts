/** Decisions about suggestions: made about many at once, taken back, and the log of them. */

import { Hono } from 'hono'
import { decisionsPageMax } from '../../shared/limits.ts'
import { decideRequest } from '../../shared/protocol/decisions.ts'
import { Refused } from '../../shared/refusals.ts'
import { can } from '../../shared/roles.ts'
import type { DecisionAnswer } from '../decisions/decisions.ts'
import { bodyOf, notFound, permitted } from './guards.ts'
import type { Env, Request, Services } from './services.ts'

export const decisionRoutes = (services: Services) =>
  new Hono<Env>()
    .get('/articles/:article/decisions', async (c) => {
      const { article } = await permitted(c, services, 'seeSuggestions')
      const before = wholeNumber(c, 'before')
      const limit = Math.min(wholeNumber(c, 'limit') ?? decisionsPageMax, decisionsPageMax)
      return c.json(await services.decisions.before(article, before, limit))
    })
    .post('/articles/:article/decisions', async (c) => {
      const { article, visitor, role } = await permitted(c, services, 'withdrawOwn')
      const { decision: verb, suggestions, reason = null } = await bodyOf(c, decideRequest)
      if (!can(role, verb === 'withdraw' ? 'withdrawOwn' : 'decide'))
        throw new Refused('forbidden', 'Only who may edit decides; your own you can withdraw.')
      const named = suggestions.map(({ id, ranges }) => ({ id, seen: ranges ?? null }))
      return answered(
        c,
        await services.decisions.decide(article, visitor.account, { verb, suggestions: named, reason }),
      )
    })
    .post('/articles/:article/decisions/:number/reopen', async (c) => {
      const { article, visitor, role } = await permitted(c, services, 'withdrawOwn')
      const asker = { account: visitor.account, role }
      const number = c.req.param('number')
      if (!/^[1-9]\d{0,8}$/.test(number)) throw notFound()
      return answered(c, await services.decisions.reopen(article, asker, Number(number)))
    })

function answered(c: Request, answer: DecisionAnswer): Response {
  if (!answer.isDone) return tooLate(c, answer.outcome)
  const { decision, change } = answer
  return c.json({ decision, people: change.people })
}

/** Whoever comes too late is told what was decided. */
export function tooLate(c: Request, outcome: object | null): Response {
  const error = { code: 'conflict', message: 'Nothing of it is left to decide.', retry: false }
  return c.json({ error, outcome }, 409)
}

function wholeNumber(c: Request, name: string): number | null {
  const value = c.req.query(name)
  if (value === undefined) return null
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value)
  throw new Refused('invalid', `${name}: a whole number from 1 on.`)
}
