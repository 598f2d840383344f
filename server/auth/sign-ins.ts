/** Signing in and out with a cookie, the list of one's sign-ins, and changing one's own password. */

import type { AccountId } from '../../shared/ids.ts'
import { Refused } from '../../shared/refusals.ts'
import type { Records } from '../store/store.ts'
import { type Library, normalizedName } from './library.ts'

export type SignIn = {
  readonly id: string
  readonly createdAt: number
  readonly usedAt: number
  readonly expiresAt: number
  /** What the browser called itself. */
  readonly browser: string | null
  /** The one that asks. */
  readonly current: boolean
}

/** Headers that carry the new or emptied cookie back. */
type CookieHeaders = Headers
type Current = { readonly account: AccountId; readonly id: string; readonly cookies: CookieHeaders }

/** Everything is asked with the headers of a request: the cookie in them says whose sign-ins these are. */
export class SignIns {
  readonly #api: Library['api']
  readonly #context: Library['$context']
  readonly #records: Pick<Records, 'noteChange'>

  constructor({ api, $context }: Library, records: Pick<Records, 'noteChange'>) {
    this.#api = api
    this.#context = $context
    this.#records = records
  }

  /** Throws `wrong-credentials`, with the same words whether the name or the password is wrong. */
  async signIn(userName: string, password: string, headers: Headers): Promise<Omit<Current, 'id'>> {
    const body = { username: userName, password }
    const expected = await this.#hashOf(userName)
    const asked = this.#api.signInUsername({ body, headers, returnHeaders: true })
    const { response, headers: cookies } = await asked.catch(refuseCredentials)
    if ((await this.#hashOf(userName)) !== expected) {
      // Set anew while this one was compared: it may have come after the others were ended.
      await (await this.#context).internalAdapter.deleteSession(response.token)
      throw wrongCredentials()
    }
    return { account: response.user.id as AccountId, cookies }
  }

  /** For a guest, who has nothing to prove. */
  async signInGuest(account: AccountId, headers: Headers): Promise<CookieHeaders> {
    const { headers: cookies } = await this.#api.signInGuest({
      body: { account },
      headers,
      returnHeaders: true,
    })
    return cookies
  }

  async signOut(headers: Headers): Promise<CookieHeaders> {
    const signIn = await this.current(headers)
    const { headers: cookies } = await this.#api.signOut({ headers, returnHeaders: true })
    if (signIn) await this.#records.noteChange(null, signIn.account)
    return cookies
  }

  /** Whose cookie it is. */
  current(headers: Headers): Promise<Current | null> {
    return this.#session(headers, false)
  }

  /** The same, and if it is a day old makes it last anew: `cookies` then says so to the browser, which must hear of it. */
  renew(headers: Headers): Promise<Current | null> {
    return this.#session(headers, true)
  }

  async list(headers: Headers): Promise<readonly SignIn[]> {
    const signIn = await this.#mine(headers)
    const all = await this.#api.listSessions({ headers })
    return all.map(({ id, createdAt, updatedAt, expiresAt, userAgent }) => ({
      id,
      createdAt: createdAt.getTime(),
      usedAt: updatedAt.getTime(),
      expiresAt: expiresAt.getTime(),
      browser: userAgent ?? null,
      current: id === signIn.id,
    }))
  }

  /** Ends one sign-in of the one who asks. Throws `not-found`. */
  async revoke(headers: Headers, id: string): Promise<void> {
    const { account } = await this.#mine(headers)
    const session = (await this.#api.listSessions({ headers })).find((one) => one.id === id)
    if (!session) throw new Refused('not-found', 'There is no such sign-in.')
    await this.#api.revokeSession({ headers, body: { token: session.token } })
    await this.#records.noteChange(null, account)
  }

  /** Ends all sign-ins of the one who asks, this one too or not. */
  async revokeAll(headers: Headers, which: 'all' | 'others'): Promise<void> {
    const { account } = await this.#mine(headers)
    if (which === 'all') await this.#api.revokeSessions({ headers })
    else await this.#api.revokeOtherSessions({ headers })
    await this.#records.noteChange(null, account)
  }

  /** Ends all other sign-ins. Throws `wrong-credentials` when `current` is not the password. */
  async changePassword(headers: Headers, current: string, next: string): Promise<CookieHeaders> {
    const { account } = await this.#mine(headers)
    const body = { currentPassword: current, newPassword: next, revokeOtherSessions: true }
    const asked = this.#api.changePassword({ headers, body, returnHeaders: true })
    const { headers: cookies } = await asked.catch(refuseCredentials)
    // The library ends them before it stores the new password: one with the old password may have come between.
    await this.#api.revokeOtherSessions({ headers: cookieOf(cookies) })
    await this.#records.noteChange(null, account)
    return cookies
  }

  /** What the right password of this name is known by; null: nobody has one. */
  async #hashOf(userName: string): Promise<string | null> {
    const { adapter, internalAdapter } = await this.#context
    const where = [{ field: 'username', value: normalizedName(userName) }]
    const user = await adapter.findOne<{ id: string }>({ model: 'user', where })
    return (await internalAdapter.findCredentialAccount(user?.id ?? ''))?.password ?? null
  }

  async #session(headers: Headers, renewed: boolean): Promise<Current | null> {
    const query = { disableRefresh: !renewed }
    const { response, headers: cookies } = await this.#api.getSession({ headers, query, returnHeaders: true })
    if (!response) return null
    return { account: response.user.id as AccountId, id: response.session.id, cookies }
  }

  async #mine(headers: Headers): Promise<Current> {
    const signIn = await this.current(headers)
    if (!signIn) throw new Refused('sign-in', 'Sign in first.')
    return signIn
  }
}

/** The library's refusals say which of name, password and account was wrong; ours says only that it was not right. */
function refuseCredentials(error: unknown): never {
  if (isApiError(error) && error.statusCode < 500) {
    throw wrongCredentials()
  }
  throw error
}

const wrongCredentials = () => new Refused('wrong-credentials', 'The name or the password is not right.')

/** The cookies of an answer as the next request sends them. */
function cookieOf(answer: CookieHeaders): Headers {
  const pairs = answer.getSetCookie().map((cookie) => cookie.split(';')[0])
  return new Headers({ cookie: pairs.join('; ') })
}

const isApiError = (error: unknown): error is Error & { statusCode: number } =>
  error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
