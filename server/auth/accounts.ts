/** The people of this server: who they are, adding them, their passwords, and shutting them out. */

import type { Kysely } from 'kysely'
import { type AccountId, type RandomBytes, randomToken } from '../../shared/ids.ts'
import { Refused } from '../../shared/refusals.ts'
import type { Clock } from '../clock.ts'
import type { AccountsDatabase, Records } from '../store/store.ts'
import { type Library, normalizedName } from './library.ts'

export type Account = {
  readonly id: AccountId
  /** As its owner writes it; two that differ only in case are the same. */
  readonly userName: string
  readonly displayName: string
  readonly administrator: boolean
  readonly disabled: boolean
}

export type NewAccount = {
  readonly userName: string
  readonly displayName: string
  readonly password: string
  readonly administrator: boolean
}

export interface Accounts {
  /** Throws `name-taken`. */
  create(account: NewAccount): Promise<AccountId>
  find(id: AccountId): Promise<Account | null>
  byName(userName: string): Promise<Account | null>
  /** Everybody, by display name. */
  list(): Promise<readonly Account[]>
  /** Ends every sign-in of that person. */
  setPassword(id: AccountId, password: string): Promise<void>
  /** Ends every sign-in of that person, and refuses new ones while disabled. Throws `last-administrator`. */
  setDisabled(id: AccountId, disabled: boolean): Promise<void>
  /** Throws `last-administrator`. */
  setAdministrator(id: AccountId, administrator: boolean): Promise<void>
}

// The library's own table, as far as it is read here.
type UserTable = {
  id: string
  name: string
  username: string | null
  displayUsername: string | null
  role: string | null
  banned: boolean | number | null
}

export type AccountsParts = {
  readonly library: Library
  readonly database: AccountsDatabase
  readonly records: Records
  readonly clock: Clock
  readonly random: RandomBytes
}

export function createAccounts({ library, database, records, clock, random }: AccountsParts): Accounts {
  // The library owns the table `user`; reading a few of its columns costs a tenth of asking the library.
  const rows = (database.kysely as Kysely<{ user: UserTable }>)
    .selectFrom('user')
    .select(['id', 'name', 'username', 'displayUsername', 'role', 'banned'])

  const byName = async (userName: string) =>
    accountOf(await rows.where('username', '=', normalizedName(userName)).executeTakeFirst())
  const find = async (id: AccountId) => accountOf(await rows.where('id', '=', id).executeTakeFirst())
  const list = async () => {
    const all = (await rows.execute()).map((row) => accountOf(row)).filter((account) => account !== null)
    return all.sort((a, b) => a.displayName.localeCompare(b.displayName))
  }

  async function refuseWithoutAdministrator(id: AccountId): Promise<void> {
    const others = (await list()).filter((other) => other.administrator && !other.disabled && other.id !== id)
    if (others.length > 0) return
    throw new Refused('last-administrator', 'Somebody must stay administrator.')
  }

  async function endSignIns(id: AccountId): Promise<void> {
    await (await library.$context).internalAdapter.deleteUserSessions(id)
    await records.noteChange(null, id)
  }

  return {
    byName,
    find,
    list,

    async create({ userName, displayName, password, administrator }) {
      const { internalAdapter, password: passwords } = await library.$context
      if (await byName(userName)) throw nameTaken(userName)
      const hash = await passwords.hash(password)
      const user = await internalAdapter
        .createUser(
          {
            name: displayName,
            username: userName,
            displayUsername: userName,
            // The library wants an address in every row. This one can never be written to and is never shown.
            email: `${randomToken(random, 32)}@users.invalid`,
            emailVerified: false,
            role: administrator ? 'admin' : 'user',
          },
          { method: 'admin' },
        )
        .catch(async (error: unknown) => {
          // Somebody else took the name in the meantime: the table's own rule said no.
          throw (await byName(userName)) ? nameTaken(userName) : error
        })
      await internalAdapter.linkAccount(credential(user.id, hash))
      return user.id as AccountId
    },

    async setPassword(id, password) {
      const { internalAdapter, password: passwords } = await library.$context
      const hash = await passwords.hash(password)
      // A crash between the two rows of `create` leaves an account without a password.
      if (await internalAdapter.findCredentialAccount(id)) await internalAdapter.updatePassword(id, hash)
      else await internalAdapter.linkAccount(credential(id, hash))
      await endSignIns(id)
    },

    async setDisabled(id, disabled) {
      const { internalAdapter } = await library.$context
      if (disabled) await refuseWithoutAdministrator(id)
      await internalAdapter.updateUser(id, { banned: disabled, updatedAt: new Date(clock.now()) })
      await endSignIns(id)
    },

    async setAdministrator(id, administrator) {
      const { internalAdapter } = await library.$context
      if (!administrator) await refuseWithoutAdministrator(id)
      const role = administrator ? 'admin' : 'user'
      await internalAdapter.updateUser(id, { role, updatedAt: new Date(clock.now()) })
      await records.noteChange(null, id)
    },
  }
}

function accountOf(row: UserTable | undefined): Account | null {
  if (!row) return null
  return {
    id: row.id as AccountId,
    userName: row.displayUsername ?? row.username ?? row.name,
    displayName: row.name,
    administrator: row.role === 'admin',
    disabled: Boolean(row.banned),
  }
}

const credential = (userId: string, password: string) => ({
  userId,
  accountId: userId,
  providerId: 'credential',
  password,
})

const nameTaken = (userName: string) => new Refused('name-taken', `The name “${userName}” is taken.`)
