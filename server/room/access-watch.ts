/** Brings changed roles to open rooms within two seconds [R6]: told by this process, or seen in the store's changes. */

import type { AccountId, ArticleId } from '../../shared/ids.ts'
import { changesPollMs, membersToldEveryMs } from '../../shared/limits.ts'
import type { Clock, Timer } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Change, Records } from '../store/store.ts'
import type { Roles } from './entrants.ts'
import type { Room } from './room.ts'

export type OpenRoom = { readonly article: ArticleId; readonly room: Room }

/** `again`: something has changed since it was asked for. */
type Asking = { again: boolean; done: Promise<void> }

export type AccessWatchOptions = {
  readonly access: Roles
  readonly records: Pick<Records, 'changesAfter' | 'article'>
  readonly clock: Clock
  readonly log: Log
  readonly open: () => Iterable<OpenRoom>
}

export class AccessWatch {
  readonly #options: AccessWatchOptions
  /** Grows with every change: a role that was asked for before may be another one by now. */
  #changes = 0
  /** The newest change in the store that was heard of; null: not asked yet. */
  #seen: number | null = null
  #timer: Timer | null = null
  #ended = false
  /** Whose role is being asked for, in each room. */
  readonly #asking = new WeakMap<Room, Map<AccountId, Asking>>()
  /** Rooms that were told a moment ago; true: something more has changed. */
  readonly #told = new WeakMap<Room, boolean>()

  constructor(options: AccessWatchOptions) {
    this.#options = options
  }

  get changes(): number {
    return this.#changes
  }

  start(): void {
    void this.#poll()
  }

  end(): void {
    this.#ended = true
    this.#timer?.cancel()
  }

  /**
   * What accounts may do in an article has changed; null: in every article, of every account. Resolves when their connections
   * have the role they have now.
   */
  async changed(article: ArticleId | null, account: AccountId | null): Promise<void> {
    this.#changes++
    const rechecks: Promise<void>[] = []
    for (const open of this.#options.open()) {
      if (article !== null && open.article !== article) continue
      if (article !== null) this.#announce(open.room)
      const accounts = new Set([...open.room.connections].map((connection) => connection.account))
      for (const one of accounts) {
        if (account !== null && one !== account) continue
        const rechecked = this.recheck(open, one)
        // Roles first: who has lost access as well is told that, and not to sign in again.
        if (article === null) void rechecked.then(() => this.#recheckSignIns(open, one))
        rechecks.push(rechecked)
      }
    }
    await Promise.all(rechecks)
  }

  /**
   * Gives an account's connections the role it has now. One answer after the other, so that none replaces a newer one; what changes
   * meanwhile is asked for once more, and changes elsewhere hold nobody up.
   */
  recheck(open: OpenRoom, account: AccountId): Promise<void> {
    const inRoom = this.#asking.get(open.room) ?? new Map<AccountId, Asking>()
    this.#asking.set(open.room, inRoom)
    const running = inRoom.get(account)
    if (running !== undefined) {
      running.again = true
      return running.done
    }
    const asking: Asking = { again: true, done: Promise.resolve() }
    inRoom.set(account, asking)
    const ask = async () => {
      while (asking.again) {
        asking.again = false
        await this.#giveRole(open, account)
      }
      inRoom.delete(account)
    }
    asking.done = ask()
    return asking.done
  }

  async #giveRole(open: OpenRoom, account: AccountId): Promise<void> {
    const { access, records, clock, log } = this.#options
    try {
      const role = await access.roleIn(open.article, account)
      const row = role === null ? await records.article(open.article) : null
      if (role !== null) open.room.setRole(account, role)
      else open.room.endAccess(account, row !== null && row.trashedAt === null ? 'forbidden' : 'not-found')
    } catch (cause) {
      log.warn({ article: open.article, cause }, 'a changed role could not be read and is asked for again')
      if (!this.#ended) clock.after(changesPollMs, () => void this.recheck(open, account))
    }
  }

  /** Every open page asks anew who is there, so it is told at once, and then at most so often, whoever changes whatever. */
  #announce(room: Room): void {
    if (this.#told.has(room)) {
      this.#told.set(room, true)
      return
    }
    room.announce({ type: 'members' })
    this.#told.set(room, false)
    this.#options.clock.after(membersToldEveryMs, () => {
      const more = this.#told.get(room) === true
      this.#told.delete(room)
      if (more && !room.over) this.#announce(room)
    })
  }

  /** A change of an account as such may be the end of a sign-in. */
  async #recheckSignIns(open: OpenRoom, account: AccountId): Promise<void> {
    const { clock, log } = this.#options
    try {
      for (const connection of [...open.room.connections]) {
        if (connection.account === account && !(await connection.isSignedIn())) open.room.signOut(connection)
      }
    } catch (cause) {
      log.warn({ article: open.article, cause }, 'a sign-in could not be read and is asked for again')
      if (!this.#ended) clock.after(changesPollMs, () => void this.#recheckSignIns(open, account))
    }
  }

  async #poll(): Promise<void> {
    const { clock, log } = this.#options
    try {
      await this.#hear()
    } catch (cause) {
      log.warn({ cause }, 'changes of roles could not be read and are asked for again')
    }
    if (!this.#ended) this.#timer = clock.after(changesPollMs, () => void this.#poll())
  }

  async #hear(): Promise<void> {
    const { records } = this.#options
    const first = this.#seen === null
    const changes = await records.changesAfter(this.#seen)
    this.#seen = changes.at(-1)?.seq ?? this.#seen ?? 0
    if (first) void this.changed(null, null)
    else for (const { article, account } of distinct(changes)) void this.changed(article, account)
  }
}

const distinct = (changes: readonly Change[]): readonly Change[] => [
  ...new Map(changes.map((change) => [`${change.article} ${change.account}`, change])).values(),
]
