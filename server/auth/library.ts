/**
 * The one place that configures better-auth, which keeps accounts, passwords and sign-ins. None of its routes is
 * mounted: our own routes call the few functions named in accounts.ts and sign-ins.ts, so everything else it
 * could do over HTTP (look up names, sign up, impersonate) does not exist here.
 */

import { betterAuth } from 'better-auth'
import { createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { getMigrations } from 'better-auth/db/migration'
import { admin, username } from 'better-auth/plugins'
import * as z from 'zod/mini'
import { assert } from '../../shared/assert.ts'
import { passwordUnitsMax, passwordUnitsMin, userNameUnitsMax } from '../../shared/limits.ts'
import type { Log } from '../log.ts'
import type { AccountsDatabase } from '../store/store.ts'

const DAY_S = 24 * 60 * 60
/** A sign-in lasts this long after it was last used. */
const SIGN_IN_S = 30 * DAY_S
/** How stale "last used" of a sign-in may be: each renewal is a write. */
const RENEW_AFTER_S = DAY_S

export type LibraryOptions = {
  readonly database: AccountsDatabase
  readonly secret: string
  /** Only the scheme matters: https makes cookies `Secure`. `null`: plain HTTP. */
  readonly baseUrl: string | null
  readonly log: Log
  /** In place of the library's scrypt, which costs a quarter of a second on purpose. For tests. */
  readonly passwords?: Passwords
}

/** How passwords are kept and compared. */
export type Passwords = {
  hash(password: string): Promise<string>
  verify(asked: { readonly hash: string; readonly password: string }): Promise<boolean>
}

export type Library = ReturnType<typeof createLibrary>

export function createLibrary({ database, secret, baseUrl, log, passwords }: LibraryOptions) {
  return betterAuth({ ...optionsOf(database, secret, baseUrl, passwords), logger: { log: logTo(log) } })
}

/** Makes the tables that are missing. Adds only, so it may run at every start. */
export async function migrateLibrary(library: Library): Promise<void> {
  try {
    await addMissingTables(library)
  } catch {
    // Another process may have made them in the same moment: then nothing is missing now. Else this says what is wrong.
    await addMissingTables(library)
  }
}

async function addMissingTables({ options }: Library): Promise<void> {
  const { runMigrations } = await getMigrations(options)
  await runMigrations()
}

/** Two spellings of one name are one account: case and compatibility forms (full-width letters) do not count. */
export const normalizedName = (name: string): string => name.normalize('NFKC').toLowerCase()

function optionsOf(
  database: AccountsDatabase,
  secret: string,
  baseUrl: string | null,
  passwords: Passwords | undefined,
) {
  return {
    appName: 'Galley',
    secret,
    baseURL: baseUrl ?? 'http://localhost',
    database: { db: database.kysely, type: database.type },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordUnitsMin,
      maxPasswordLength: passwordUnitsMax,
      ...(passwords && { password: passwords }),
    },
    session: {
      expiresIn: SIGN_IN_S,
      updateAge: RENEW_AFTER_S,
      // A cached session would outlive its end: revoking must be felt at the next request.
      cookieCache: { enabled: false },
      // Changing one's password asks for the old one, so a sign-in of any age may do it.
      freshAge: 0,
    },
    // Origins are checked and attempts are counted by our own routes, for every request alike.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    advanced: {
      cookiePrefix: 'galley',
      useSecureCookies: baseUrl?.startsWith('https:') ?? false,
      defaultCookieAttributes: { sameSite: 'lax' as const, httpOnly: true, path: '/' },
    },
    plugins: [
      username({
        minUsernameLength: 1,
        maxUsernameLength: userNameUnitsMax,
        usernameNormalization: normalizedName,
        // The shape of a name is checked once, by shared/protocol/http.ts.
        usernameValidator: () => true,
      }),
      admin(),
      guestSignIn,
    ],
  }
}

/** Signs an account in without a password: for guests, who have none. Like every route of the library it is called, not mounted. */
const guestSignIn = {
  id: 'guest-sign-in',
  endpoints: {
    signInGuest: createAuthEndpoint(
      '/sign-in/guest',
      { method: 'POST', body: z.object({ account: z.string() }) },
      async (call) => {
        const { internalAdapter } = call.context
        const user = await internalAdapter.findUserById(call.body.account)
        assert(user, 'a guest who signs in has an account')
        const session = await internalAdapter.createSession(user.id)
        await setSessionCookie(call, { session, user })
        return call.json(null)
      },
    ),
  },
} as const

// The library warns of every wrong password; a start with a mistake in its options is what must be seen.
const logTo = (log: Log) => (level: string, message: string) => {
  if (level === 'error') log.error({}, `accounts: ${message}`)
  else log.debug({}, `accounts: ${message}`)
}
