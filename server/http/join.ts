/** Joining a class by code and handle: whoever is refused is told the same, whatever the reason. */

import { Hono } from 'hono'
import { typedCode } from '../../shared/classes.ts'
import { type Joined, joinRequest } from '../../shared/protocol/classes.ts'
import { Refused } from '../../shared/refusals.ts'
import { networkOf } from '../address.ts'
import { notJoined } from '../classes/joining.ts'
import { addressOf } from './address.ts'
import { TooFast } from './errors.ts'
import { atBrowser, bodyOf } from './guards.ts'
import { passOn } from './me.ts'
import type { Env, Request, Services } from './services.ts'

export function joinRoutes(services: Services) {
  const { articles, audit, joinFailures, joining, log, quotas, signIns, trustProxy } = services

  /** Counts what is refused with `not-found`, and nothing else; throws `too-fast` instead when there was too much of it. */
  async function counted<T>(c: Request, code: string, attempt: () => Promise<T>): Promise<T> {
    const network = networkOf(addressOf(c, trustProxy))
    const waitMs = joinFailures.attempt(code, network)
    if (waitMs !== null) {
      log.warn({ network }, 'too many wrong codes and handles of classes')
      throw new TooFast(waitMs)
    }
    try {
      const result = await attempt()
      joinFailures.succeeded(code, network)
      return result
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 'not-found') joinFailures.succeeded(code, network)
      throw error
    }
  }

  return new Hono<Env>()
    .post('/join', async (c) => {
      const { code, handle, language = 'en', as = 'new' } = await bodyOf(c, joinRequest)
      const me = as === 'me' ? atBrowser(c) : null
      if (me && me.position !== 'student')
        throw new Refused('forbidden', 'Only the account of a student takes part in a class.')
      const newcomer = { language, beforePassword: () => quotas.countPassword(c) }
      const claimed = await counted(c, code, () => joining.claim(code, handle, me ?? newcomer))
      const { account, userName, password } = claimed
      if (me === null) await audit.note({ act: 'account-added', by: account, account })
      await audit.note({ act: 'class-joined', by: account, account, detail: claimed.class })
      if (password !== null) passOn(c, (await signIns.signIn(userName, password, c.req.raw.headers)).cookies)
      articles.accessChanged(null, account)
      return c.json({ userName, password } satisfies Joined, 201)
    })
    .get('/join/:code/handles', async (c) => {
      const code = typedCode(c.req.param('code'))
      const handles = await counted(c, code, () => joining.handles(code))
      // Answered as a wrong code is, but no guess: every page asks this once the code is typed.
      if (handles === null) throw notJoined()
      return c.json({ handles })
    })
}
