/** Signing in and out, one's own sign-ins, one's own password. */

import { Hono } from 'hono'
import { unknownFailuresPerMinute } from '../../shared/limits.ts'
import { changePasswordRequest, revokeSignInRequest, signInRequest } from '../../shared/protocol/http.ts'
import { Refused } from '../../shared/refusals.ts'
import { Rate } from '../quotas.ts'
import { addressOf } from './address.ts'
import { TooFast } from './errors.ts'
import { accountOwner, bodyOf } from './guards.ts'
import { answerMe } from './me.ts'
import type { Env, Request, Services } from './services.ts'

export function signInRoutes(services: Services) {
  const { accounts, audit, signIns, throttle, quotas, articles, trustProxy, log, clock } = services
  const unknownFailures = new Rate(unknownFailuresPerMinute / 60, unknownFailuresPerMinute, clock)

  /** Runs what needs a password, counted against its name and address; throws `too-fast` instead when there were too many. */
  async function throttled<T>(c: Request, name: string, attempt: () => Promise<T>): Promise<T> {
    const address = addressOf(c, trustProxy)
    const waitMs = await throttle.attempt(name, address)
    if (waitMs !== null) {
      log.warn({ address }, 'too many wrong passwords')
      throw new TooFast(waitMs)
    }
    quotas.countPassword(c)
    const result = await attempt().catch(async (error: unknown) => {
      if (error instanceof Refused && error.code === 'wrong-credentials') await noteFailure(name)
      throw error
    })
    await throttle.succeeded(name, address)
    return result
  }

  /** Whose password was not right; of a name that nobody has, only that there was one. */
  async function noteFailure(name: string): Promise<void> {
    const account = await accounts.byName(name)
    if (account) await audit.note({ act: 'sign-in-failed', by: null, account: account.id })
    else if (unknownFailures.take('all') === 0) await audit.note({ act: 'sign-in-failed', by: null })
  }

  return new Hono<Env>()
    .post('/sign-in/username', async (c) => {
      const { username, password } = await bodyOf(c, signInRequest)
      const headers = c.req.raw.headers
      const signIn = await throttled(c, username, () => signIns.signIn(username, password, headers))
      await audit.note({ act: 'sign-in', by: signIn.account, account: signIn.account })
      return answerMe(c, services, signIn.account, signIn.cookies)
    })
    .post('/sign-out', async (c) => {
      const account = c.get('visitor')?.account ?? null
      const cookies = await signIns.signOut(c.req.raw.headers)
      if (account) {
        articles.accessChanged(null, account)
        await audit.note({ act: 'sign-out', by: account, account })
      }
      return answerMe(c, services, null, cookies)
    })
    .get('/get-session', (c) => answerMe(c, services, c.get('visitor')?.account ?? null))
    .post('/change-password', async (c) => {
      const visitor = accountOwner(c)
      const { currentPassword, newPassword } = await bodyOf(c, changePasswordRequest)
      const cookies = await throttled(c, visitor.userName, () =>
        signIns.changePassword(c.req.raw.headers, currentPassword, newPassword),
      )
      articles.accessChanged(null, visitor.account)
      await audit.note({ act: 'password-changed', by: visitor.account, account: visitor.account })
      return answerMe(c, services, visitor.account, cookies)
    })
    .get('/list-sessions', async (c) => {
      accountOwner(c)
      return c.json({ signIns: await signIns.list(c.req.raw.headers) })
    })
    .post('/revoke-session', async (c) => {
      const { account } = accountOwner(c)
      await signIns.revoke(c.req.raw.headers, (await bodyOf(c, revokeSignInRequest)).id)
      articles.accessChanged(null, account)
      await audit.note({ act: 'sign-ins-ended', by: account, account })
      return c.body(null, 204)
    })
    .post('/revoke-sessions', (c) => revokeAll(c, 'all'))
    .post('/revoke-other-sessions', (c) => revokeAll(c, 'others'))

  async function revokeAll(c: Request, which: 'all' | 'others'): Promise<Response> {
    const { account } = accountOwner(c)
    await signIns.revokeAll(c.req.raw.headers, which)
    articles.accessChanged(null, account)
    await audit.note({ act: 'sign-ins-ended', by: account, account })
    return c.body(null, 204)
  }
}
