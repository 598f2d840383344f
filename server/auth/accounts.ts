/** The people of this server: who they are, adding them, their passwords, and shutting them out. */

import type { Kysely } from 'kysely'
import { type AccountId, type RandomBytes, randomToken } from '../../shared/ids.ts'
import { Refused } from '../../shared/refusals.ts'
import { isStaff, POSITIONS, type Position, type StaffPosition, type Standing } from '../../shared/roles.ts'
import type { Clock } from '../clock.ts'
import type { AccountsDatabase, Records } from '../store/store.ts'
import { Turns } from '../turns.ts'
import { type Library, normalizedName } from './library.ts'

export type Account = Standing & {
  readonly id: AccountId
  /** As its owner writes it; two that differ only in case are the same. A guest has none: the display name stands in for it. */
  readonly userName: string
  readonly displayName: string
  readonly disabled: boolean
}

export type NewAccount = {
  readonly userName: string
  readonly displayName: string
  readonly password: string
  readonly administrator: boolean
  /** A writer, unless it says something else. */
  readonly position?: Exclude<Position, 'guest'> | undefined
}

export type OwnSignIn = {
  readonly createdAt: number
  readonly usedAt: number
  readonly expiresAt: number
  readonly browser: string | null
  readonly address: string | null
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

/** A statement holds some thousands. */
const IDS_AT_ONCE = 1_000

export class Accounts {
  readonly #library: Library
  readonly #records: Records
  readonly #clock: Clock
  readonly #random: RandomBytes
  /** The library owns the table `user`; reading a few of its columns costs a tenth of asking the library. */
  readonly #users: Kysely<{ user: UserTable }>
  /** Two administrators who shut each other out at once would else leave none. */
  readonly #turns = new Turns()

  constructor({ library, database, records, clock, random }: AccountsParts) {
    this.#library = library
    this.#records = records
    this.#clock = clock
    this.#random = random
    this.#users = database.kysely as Kysely<{ user: UserTable }>
  }

  async find(id: AccountId): Promise<Account | null> {
    return accountOf(await this.#select().where('id', '=', id).executeTakeFirst())
  }

  /** Those of them that there are, in no order. */
  async findAll(ids: readonly AccountId[]): Promise<readonly Account[]> {
    const found: Account[] = []
    for (let at = 0; at < ids.length; at += IDS_AT_ONCE) {
      const rows = await this.#select()
        .where('id', 'in', ids.slice(at, at + IDS_AT_ONCE))
        .execute()
      found.push(...rows.map(accountOf).filter((account) => account !== null))
    }
    return found
  }

  async byName(userName: string): Promise<Account | null> {
    return accountOf(await this.#select().where('username', '=', normalizedName(userName)).executeTakeFirst())
  }

  /** Everybody but guests, students too, by display name. */
  async list(): Promise<readonly Account[]> {
    const all = (await this.#select().execute()).map(accountOf).filter((account) => account !== null)
    const known = all.filter(({ position }) => position !== 'guest')
    return known.sort((a, b) => a.displayName.localeCompare(b.displayName))
  }

  /** Throws `name-taken`. */
  async create({
    userName,
    displayName,
    password,
    administrator,
    position = 'writer',
  }: NewAccount): Promise<AccountId> {
    const { internalAdapter, password: passwords } = await this.#library.$context
    if (await this.byName(userName)) throw nameTaken(userName)
    const hash = await passwords.hash(password)
    const row = {
      ...this.#userRow(displayName, { administrator, position }),
      username: userName,
      displayUsername: userName,
    }
    const user = await internalAdapter.createUser(row, { method: 'admin' }).catch(async (error: unknown) => {
      // Somebody else took the name in the meantime: the table's own rule said no.
      throw (await this.byName(userName)) ? nameTaken(userName) : error
    })
    await internalAdapter.linkAccount(credential(user.id, hash))
    return user.id as AccountId
  }

  /** Somebody who came by a link: without name or password to sign in with. */
  async createGuest(displayName: string): Promise<AccountId> {
    const { internalAdapter } = await this.#library.$context
    const row = this.#userRow(displayName, { administrator: false, position: 'guest' })
    return (await internalAdapter.createUser(row, { method: 'admin' })).id as AccountId
  }

  /** Somebody who was made a moment ago and did not come in after all. */
  async removeNew(id: AccountId): Promise<void> {
    await (await this.#library.$context).internalAdapter.deleteUser(id)
  }

  /** Ends every sign-in of that person. */
  async setPassword(id: AccountId, password: string): Promise<void> {
    const { internalAdapter, password: passwords } = await this.#library.$context
    const hash = await passwords.hash(password)
    // A crash between the two rows of `create` leaves an account without a password.
    if (await internalAdapter.findCredentialAccount(id)) await internalAdapter.updatePassword(id, hash)
    else await internalAdapter.linkAccount(credential(id, hash))
    await this.#endSignIns(id)
  }

  /** Ends every sign-in of that person and the links they made, and refuses new ones while disabled. Throws `last-administrator`. */
  setDisabled(id: AccountId, disabled: boolean): Promise<void> {
    return this.#turns.take(async () => {
      if (disabled) await this.#refuseWithoutAdministrator(id)
      await this.#change(id, { banned: disabled })
      await this.#endSignIns(id)
      if (disabled) await this.#records.revokeLinksOf(id)
    })
  }

  /** Throws `last-administrator`. */
  setAdministrator(id: AccountId, administrator: boolean): Promise<void> {
    return this.#turns.take(async () => {
      if (!administrator) await this.#refuseWithoutAdministrator(id)
      await this.#setStanding(id, { administrator })
    })
  }

  async setDisplayName(id: AccountId, displayName: string): Promise<void> {
    await this.#change(id, { name: displayName })
    await this.#records.noteChange(null, id)
  }

  /** Throws `conflict` for who is no staff: a class makes students, a link makes guests, and nothing makes staff of them. */
  setPosition(id: AccountId, position: StaffPosition): Promise<void> {
    return this.#turns.take(async () => {
      const account = await this.find(id)
      if (account !== null && !isStaff(account.position))
        throw new Refused('conflict', `${account.displayName} is a ${account.position}, and stays one.`)
      await this.#setStanding(id, { position })
    })
  }

  /** Throws `last-administrator` when nobody else is one. */
  async refuseToEraseLast(id: AccountId): Promise<void> {
    await this.#refuseWithoutAdministrator(id)
  }

  /** Removes name, password and sign-ins. Throws `last-administrator`. */
  erase(id: AccountId): Promise<void> {
    return this.#turns.take(async () => {
      await this.#refuseWithoutAdministrator(id)
      await this.#endSignIns(id)
      await (await this.#library.$context).internalAdapter.deleteUser(id)
    })
  }

  /** Where the account is signed in. */
  async signInsOf(id: AccountId): Promise<readonly OwnSignIn[]> {
    const all = await (await this.#library.$context).internalAdapter.listSessions(id)
    return all.map(({ createdAt, updatedAt, expiresAt, userAgent, ipAddress }) => ({
      createdAt: createdAt.getTime(),
      usedAt: updatedAt.getTime(),
      expiresAt: expiresAt.getTime(),
      browser: userAgent ?? null,
      address: ipAddress ?? null,
    }))
  }

  #select() {
    return this.#users
      .selectFrom('user')
      .select(['id', 'name', 'username', 'displayUsername', 'role', 'banned'])
  }

  #userRow(displayName: string, standing: Standing) {
    return {
      name: displayName,
      // The library wants an address in every row. This one can never be written to and is never shown.
      email: `${randomToken(this.#random, 32)}@users.invalid`,
      emailVerified: false,
      role: wordsOf(standing),
    }
  }

  /** Changes a part of it; the other part is read in the same turn. */
  async #setStanding(id: AccountId, change: Partial<Standing>): Promise<void> {
    const account = await this.find(id)
    if (account === null) return
    await this.#change(id, { role: wordsOf({ ...account, ...change }) })
    await this.#records.noteChange(null, id)
  }

  async #change(
    id: AccountId,
    change: { banned: boolean } | { role: string } | { name: string },
  ): Promise<void> {
    const { internalAdapter } = await this.#library.$context
    await internalAdapter.updateUser(id, { ...change, updatedAt: new Date(this.#clock.now()) })
  }

  async #endSignIns(id: AccountId): Promise<void> {
    await (await this.#library.$context).internalAdapter.deleteUserSessions(id)
    await this.#records.noteChange(null, id)
  }

  async #refuseWithoutAdministrator(id: AccountId): Promise<void> {
    const others = (await this.list()).filter((one) => one.administrator && !one.disabled && one.id !== id)
    if (others.length === 0) throw new Refused('last-administrator', 'Somebody must stay administrator.')
  }
}

function accountOf(row: UserTable | undefined): Account | null {
  if (!row) return null
  return {
    id: row.id as AccountId,
    userName: row.displayUsername ?? row.username ?? row.name,
    displayName: row.name,
    ...standingOf(row.role),
    disabled: Boolean(row.banned),
  }
}

// The library keeps roles as words with commas between them, and knows `admin` and `user` itself.
const wordsOf = ({ administrator, position }: Standing): string =>
  [...(administrator ? ['admin'] : []), position === 'writer' ? 'user' : position].join(',')

function standingOf(role: string | null): Standing {
  const words = (role ?? '').split(',')
  return {
    administrator: words.includes('admin'),
    position: POSITIONS.find((position) => words.includes(position)) ?? 'writer',
  }
}

const credential = (userId: string, password: string) => ({
  userId,
  accountId: userId,
  providerId: 'credential',
  password,
})

const nameTaken = (userName: string) => new Refused('name-taken', `The name “${userName}” is taken.`)
