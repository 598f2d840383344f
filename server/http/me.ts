/** Who is asking, and in which newsroom. */

import { Hono } from 'hono'
import type { AccountId } from '../../shared/ids.ts'
import type { Me } from '../../shared/protocol/http.ts'
import type { Env, Request, Services } from './services.ts'

export const meRoutes = (services: Services) =>
  new Hono<Env>().get('/me', async (c) => {
    // The page asks this first, so it is where a sign-in is renewed.
    const signIn = c.get('visitor')?.via === 'cookie' ? await services.signIns.renew(c.req.raw.headers) : null
    return answerMe(c, services, c.get('visitor')?.account ?? null, signIn?.cookies)
  })

/** The answer to `me` for this account, with the cookies that a sign-in brought. */
export async function answerMe(
  c: Request,
  { accounts, newsroom }: Services,
  id: AccountId | null,
  cookies?: Headers,
): Promise<Response> {
  const account = id && (await accounts.find(id))
  passOn(c, cookies)
  const me: Me = {
    account: account && {
      id: account.id,
      userName: account.userName,
      displayName: account.displayName,
      administrator: account.administrator,
      position: account.position,
    },
    publication: await newsroom.name(),
  }
  return c.json(me)
}

/** Gives the browser the cookies that a sign-in brought. */
export function passOn(c: Request, cookies: Headers | undefined): void {
  for (const cookie of cookies?.getSetCookie() ?? []) c.header('Set-Cookie', cookie, { append: true })
}
