/** Signing in and out with a cookie, the list of one's sign-ins, and changing one's own password. */

import type { AccountId } from '../../shared/ids.ts'
import { Refused } from '../../shared/refusals.ts'
import type { Records } from '../store/store.ts'
import type { Library } from './library.ts'

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
export type CookieHeaders = Headers

export interface SignIns {
  /** Throws `wrong-credentials`, with the same words whether the name or the password is wrong. */
  signIn(
    userName: string,
    password: string,
    headers: Headers,
  ): Promise<{ account: AccountId; cookies: CookieHeaders }>
  signOut(headers: Headers): Promise<CookieHeaders>
  /** Whose cookie it is. Renews the sign-in; `cookies` then says so to the browser. */
  current(headers: Headers): Promise<{ account: AccountId; id: string; cookies: CookieHeaders } | null>
  list(headers: Headers): Promise<readonly SignIn[]>
  /** Ends one sign-in of the one who asks. Throws `not-found`. */
  revoke(headers: Headers, id: string): Promise<void>
  /** Ends all sign-ins of the one who asks, this one too or not. */
  revokeAll(headers: Headers, which: 'all' | 'others'): Promise<void>
  /** Ends all other sign-ins. Throws `wrong-credentials` when `current` is not the password. */
  changePassword(headers: Headers, current: string, next: string): Promise<CookieHeaders>
}

export function createSignIns(library: Library, records: Records): SignIns {
  const { api } = library

  async function current(headers: Headers) {
    const { response, headers: cookies } = await api.getSession({ headers, returnHeaders: true })
    if (!response) return null
    return { account: response.user.id as AccountId, id: response.session.id, cookies }
  }

  async function mine(headers: Headers) {
    const signIn = await current(headers)
    if (!signIn) throw new Refused('sign-in', 'Sign in first.')
    return { signIn, all: await api.listSessions({ headers }) }
  }

  return {
    current,

    async signIn(userName, password, headers) {
      const answer = await api
        .signInUsername({ body: { username: userName, password }, headers, returnHeaders: true })
        .catch(refuseCredentials)
      return { account: answer.response.user.id as AccountId, cookies: answer.headers }
    },

    async signOut(headers) {
      const signIn = await current(headers)
      const { headers: cookies } = await api.signOut({ headers, returnHeaders: true })
      if (signIn) await records.noteChange(null, signIn.account)
      return cookies
    },

    async list(headers) {
      const { signIn, all } = await mine(headers)
      return all.map((session) => ({
        id: session.id,
        createdAt: session.createdAt.getTime(),
        usedAt: session.updatedAt.getTime(),
        expiresAt: session.expiresAt.getTime(),
        browser: session.userAgent ?? null,
        current: session.id === signIn.id,
      }))
    },

    async revoke(headers, id) {
      const { signIn, all } = await mine(headers)
      const session = all.find((one) => one.id === id)
      if (!session) throw new Refused('not-found', 'There is no such sign-in.')
      await api.revokeSession({ headers, body: { token: session.token } })
      await records.noteChange(null, signIn.account)
    },

    async revokeAll(headers, which) {
      const { signIn } = await mine(headers)
      if (which === 'all') await api.revokeSessions({ headers })
      else await api.revokeOtherSessions({ headers })
      await records.noteChange(null, signIn.account)
    },

    async changePassword(headers, currentPassword, newPassword) {
      const { signIn } = await mine(headers)
      const body = { currentPassword, newPassword, revokeOtherSessions: true }
      const answer = await api.changePassword({ headers, body, returnHeaders: true }).catch(refuseCredentials)
      await records.noteChange(null, signIn.account)
      return answer.headers
    },
  }
}

/** The library's refusals say which of name, password and account was wrong; ours says only that it was not right. */
function refuseCredentials(error: unknown): never {
  if (isApiError(error) && error.statusCode < 500) {
    throw new Refused('wrong-credentials', 'The name or the password is not right.')
  }
  throw error
}

const isApiError = (error: unknown): error is Error & { statusCode: number } =>
  error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
