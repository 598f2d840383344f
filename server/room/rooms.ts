/** All open articles of this process: each is opened once, closes when nobody is there, and never outlives a failed write. */

import type * as Y from 'yjs'
import type { Suggestions } from '../../shared/article/suggestions.ts'
import {
  type AccountId,
  type ArticleId,
  type ClientId,
  newPersonId,
  type PersonId,
  type RandomBytes,
  suggestingPartner,
} from '../../shared/ids.ts'
import { connectionsPerRoomMax, idleRoomMs, placesForMembers, savedEveryMs } from '../../shared/limits.ts'
import type { ServerEvent } from '../../shared/protocol/messages.ts'
import { type RefusalCode, Refused } from '../../shared/refusals.ts'
import { can, type Role } from '../../shared/roles.ts'
import type { Clock, Timer } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Note } from '../store/notes.ts'
import { isCopy } from '../store/reviews.ts'
import { type Store, StoreFailed } from '../store/store.ts'
import { AccessWatch } from './access-watch.ts'
import { admit as admission } from './admission.ts'
import { bothOf, type Wanted } from './client-ids.ts'
import type { Listener } from './connection.ts'
import { Deadlines } from './deadlines.ts'
import type { Entrant, Roles } from './entrants.ts'
import { createGroupCommit, type GroupCommit } from './group-commit.ts'
import type { Peer } from './peer.ts'
import { type Newcomer, Room, type RoomFailure, type Seat } from './room.ts'
import { titleOf } from './title.ts'
import { type TrialResult, tryOut } from './trial.ts'
import type { Trials } from './trials.ts'

export type RoomsOptions = {
  readonly store: Store
  readonly access: Roles
  readonly clock: Clock
  readonly random: RandomBytes
  readonly log: Log
  /** Whether commits, and words that they happened, keep a distance under load, which saves most of their cost; off where time stands still. */
  readonly restBetweenCommits?: boolean
  /** How updates are judged; by admission, unless a test plants a mistake. */
  readonly admit?: typeof admission
  /** Where updates that may take long are tried; here and now, where nobody else waits. */
  readonly trials?: Trials
}

/** In whose name the server changes an article, and what they may do at that moment. */
export type Changer = { readonly person: PersonId; readonly role: Role }

/** Everything is ready for somebody. `take` follows in the same turn as the answer, or `abandon` does. */
export type Place =
  | { readonly kind: 'ready'; readonly take: (peer: Peer) => Seat; readonly abandon: () => void }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly reason: string }

/** A room and what keeps it open beside its connections. */
type Open = {
  readonly article: ArticleId
  readonly room: Room
  /** Those about to join, and readers. */
  holds: number
  idle: Timer | null
}

export class Rooms {
  readonly #options: RoomsOptions
  readonly #commits: GroupCommit
  readonly #watch: AccessWatch
  readonly #deadlines: Deadlines
  readonly #opening = new Map<ArticleId, Promise<Open>>()
  readonly #open = new Map<ArticleId, Open>()
  /** Rooms that are writing their last checkpoint. */
  readonly #closing = new Set<Promise<void>>()
  /** A write has failed: no room is opened before one has succeeded. */
  #suspicious = false
  #over = false

  constructor(options: RoomsOptions) {
    const { store, access, clock, log, restBetweenCommits = false } = options
    this.#options = options
    this.#commits = createGroupCommit(store.log, restBetweenCommits ? clock : undefined)
    this.#watch = new AccessWatch({
      access,
      records: store.records,
      clock,
      log,
      open: () => this.#open.values(),
    })
    this.#watch.start()
    this.#deadlines = new Deadlines({
      records: store.records,
      clock,
      random: options.random,
      log,
      askAnew: (article) => this.#watch.changed(article, null),
      settle: async (article) => this.#open.get(article)?.room.settled(),
    })
    this.#deadlines.start()
  }

  get count(): number {
    return this.#open.size
  }

  /** Prepares all that takes time, so that joining itself is one step. */
  async enter(article: ArticleId, entrant: Entrant, wanted: Wanted): Promise<Place> {
    try {
      return await this.#enter(article, entrant, wanted)
    } catch (cause) {
      if (cause instanceof Refused) return refused(cause.code, cause.message)
      const failed = cause instanceof StoreFailed
      this.#options.log.error({ article, cause }, 'an article could not be joined')
      if (failed) return refused('cannot-store', 'The server cannot store changes now.')
      return refused('internal', 'The article could not be opened.')
    }
  }

  /** What `read` sees in the article's doc, which it must not change. null: there is no such article. */
  async read<T>(article: ArticleId, read: (doc: Y.Doc) => T): Promise<T | null> {
    const { records } = this.#options.store
    if (!this.#open.has(article) && (await records.article(article)) === null) return null
    const open = await this.#hold(article)
    try {
      return await open.room.read(read)
    } finally {
      this.#release(open)
    }
  }

  /**
   * What `change` answers, once what it changed is durable. null: there is no such article, or not for this account any more.
   * Throws what `change` refuses. What `noteOf` says of it is kept in the same transaction.
   */
  async change<T>(
    article: ArticleId,
    account: AccountId,
    change: (suggestions: Suggestions, by: Changer) => T,
    noteOf?: (answer: T, by: Changer) => Note | null,
  ): Promise<{ readonly answer: T; readonly person: PersonId } | null> {
    if (!this.#open.has(article) && (await this.#options.store.records.article(article)) === null) return null
    const open = await this.#hold(article)
    try {
      const person = await this.#personOf(article, account)
      // Asked last: opening takes time, in which a role can end or a deadline come.
      const role = await this.#options.access.roleIn(article, account)
      if (role === null) return null
      const by = { person, role }
      const answer = await open.room.change(
        person,
        (suggestions) => change(suggestions, by),
        noteOf && ((answer) => noteOf(answer, by)),
      )
      return { answer, person }
    } finally {
      this.#release(open)
    }
  }

  /**
   * What `change` answers, once what it changed is durable, in the name of somebody who is no account. `client`: the id of theirs to
   * suggest under, the same each time. null: there is no such article.
   */
  async changeAs<T>(
    article: ArticleId,
    person: PersonId,
    change: (suggestions: Suggestions, client: ClientId) => T,
    noteOf?: (answer: T) => Note | null,
  ): Promise<T | null> {
    if (!this.#open.has(article) && (await this.#options.store.records.article(article)) === null) return null
    const open = await this.#hold(article)
    try {
      const known = open.room.clientIds.all().find(([, owner]) => owner === person)?.[0]
      const [own] = known === undefined ? await this.#reserve(open, person, ONE_PAIR) : [known]
      if (own === undefined) throw new Refused('internal', 'No client id was left.')
      return await open.room.change(
        person,
        (suggestions) => change(suggestions, suggestingPartner(own)),
        noteOf,
      )
    } finally {
      this.#release(open)
    }
  }

  /** What would become of this account's update if it had that role there; null: there is no such article. */
  async tryOut(
    article: ArticleId,
    account: AccountId,
    role: Role,
    update: Uint8Array,
  ): Promise<TrialResult | null> {
    if (!this.#open.has(article) && (await this.#options.store.records.article(article)) === null) return null
    const open = await this.#hold(article)
    try {
      const person = await this.#personOf(article, account)
      return await open.room.tryOut(account, { person, role }, update)
    } finally {
      this.#release(open)
    }
  }

  /** Tells those connections to an article that it is for, where it is open. */
  announce(article: ArticleId, event: ServerEvent, isFor: (connection: Listener) => boolean): void {
    this.#open.get(article)?.room.announce(event, isFor)
  }

  /** Roles have changed: of one account or all, in one article or all. */
  accessChanged(article: ArticleId | null, account: AccountId | null): void {
    void this.#watch.changed(article, account)
  }

  /** Tells every open page of an account, whatever article it is in. */
  tell(account: AccountId, event: ServerEvent): void {
    for (const { room } of this.#open.values()) room.announce(event, (one) => one.account === account)
  }

  /** Closes every room with a checkpoint, telling its connections that the server restarts. */
  async close(): Promise<void> {
    this.#over = true
    this.#watch.end()
    this.#deadlines.end()
    await Promise.allSettled(this.#opening.values())
    const rooms = [...this.#open.values()]
    await Promise.all(rooms.map((open) => this.#close(open)))
    await Promise.all(this.#closing)
  }

  // ---- joining

  async #enter(article: ArticleId, entrant: Entrant, wanted: Wanted): Promise<Place> {
    const { account, displayName: name, guest, isSignedIn } = entrant
    const asked = this.#watch.changes
    const role = await this.#options.access.roleIn(article, account)
    if (role === null) return this.#withoutAccess(article)
    const open = await this.#hold(article)
    try {
      const { room } = open
      const places = guest ? connectionsPerRoomMax - placesForMembers : connectionsPerRoomMax
      if (room.connections.size + open.holds > places) {
        throw new Refused('too-fast', 'Too many people are in this article.')
      }
      const person = await this.#personOf(article, account)
      const clientIds = can(role, 'suggest') ? await this.#reserve(open, person, wanted) : []
      const newcomer = { account, person, name, guest, role, isSignedIn, clientIds }
      return {
        kind: 'ready',
        take: (peer) => this.#take(open, newcomer, asked, peer),
        abandon: () => {
          for (const client of clientIds) room.clientIds.giveBack(person, client)
          this.#release(open)
        },
      }
    } catch (cause) {
      this.#release(open)
      throw cause
    }
  }

  async #withoutAccess(article: ArticleId): Promise<Place> {
    const { records } = this.#options.store
    const row = await records.article(article)
    // Of what reviewers have nobody else is told even that it is there.
    return row === null || row.trashedAt !== null || (await isCopy(records, article))
      ? refused('not-found', 'There is no such article.')
      : refused('forbidden', 'You have no access to this article.')
  }

  #personOf(article: ArticleId, account: AccountId): Promise<PersonId> {
    const { store, random } = this.#options
    return store.records.personOf(article, account, newPersonId(random))
  }

  /** Ids are in the store before anybody hears of them, so that no two pages ever get the same. */
  async #reserve({ article, room }: Open, person: PersonId, wanted: Wanted): Promise<readonly ClientId[]> {
    const clientIds = room.clientIds.take(person, wanted)
    if (clientIds.length > 0) {
      await this.#options.store.log.reserve(article, person, clientIds.flatMap(bothOf))
    }
    return clientIds
  }

  #take(open: Open, newcomer: Newcomer, changesSeen: number, peer: Peer): Seat {
    this.#release(open)
    if (open.room.over) {
      // It failed while this place was being prepared.
      peer.close('cannot-store', 'The article has just been closed.')
      return DEAD_SEAT
    }
    const seat = open.room.join(newcomer, peer)
    if (changesSeen !== this.#watch.changes) void this.#watch.recheck(open, newcomer.account)
    return seat
  }

  // ---- opening

  /** The article's room, kept open until released. */
  async #hold(article: ArticleId): Promise<Open> {
    const open = this.#open.get(article) ?? (await this.#openOnce(article))
    if (this.#over) throw new Refused('restarting', 'The server is restarting.')
    if (open.room.over) throw new Refused('cannot-store', 'The article has just been closed.')
    open.holds++
    open.idle?.cancel()
    return open
  }

  #openOnce(article: ArticleId): Promise<Open> {
    const underWay = this.#opening.get(article)
    if (underWay !== undefined) return underWay
    const opening = this.#openNow(article).finally(() => this.#opening.delete(article))
    this.#opening.set(article, opening)
    return opening
  }

  async #openNow(article: ArticleId): Promise<Open> {
    const { store, admit = admission, clock, random, log, restBetweenCommits } = this.#options
    const { trials = trialsHere(admit, clock) } = this.#options
    if (this.#suspicious) await store.probe()
    this.#suspicious = false
    const opened = await store.log.open(article)
    if (opened === null) throw new Refused('not-found', 'There is no such article.')
    if (opened.checkpoint === null && opened.rows.length === 0) {
      throw new Refused('internal', 'The article has no first update.') // never an empty editable article [S4]
    }
    const room = new Room({
      article,
      isBlind: await isCopy(store.records, article),
      opened,
      store: store.log,
      commits: this.#commits,
      admit,
      trials,
      clock,
      random,
      log,
      savedEveryMs: restBetweenCommits ? savedEveryMs : 0,
      onQuiet: (room) => void this.#saveTitle(article, room),
      onEmpty: () => this.#closeLater(open),
      onFailed: (room, why) => this.#onFailed(article, room, why),
    })
    const open: Open = { article, room, holds: 0, idle: null }
    this.#open.set(article, open)
    return open
  }

  // ---- closing

  #release(open: Open): void {
    open.holds--
    this.#closeLater(open)
  }

  #closeLater(open: Open): void {
    open.idle?.cancel()
    open.idle = isIdle(open) ? this.#options.clock.after(idleRoomMs, () => void this.#closeIdle(open)) : null
  }

  async #closeIdle(open: Open): Promise<void> {
    if (!open.room.over) await open.room.sweep()
    await open.room.checkpoint()
    if (isIdle(open)) await this.#close(open)
  }

  #close(open: Open): Promise<void> {
    this.#forget(open.article, open.room)
    const closing = open.room.close().finally(() => this.#closing.delete(closing))
    this.#closing.add(closing)
    return closing
  }

  #onFailed(article: ArticleId, room: Room, why: RoomFailure): void {
    this.#forget(article, room)
    if (why === 'cannot-store') this.#suspicious = true
  }

  #forget(article: ArticleId, room: Room): void {
    if (this.#open.get(article)?.room === room) this.#open.delete(article)
  }

  /** The title is copied from the text; while that fails lists show the one before, and the next quiet moment repeats it. */
  async #saveTitle(article: ArticleId, room: Room): Promise<void> {
    const { store, clock, log } = this.#options
    try {
      await store.records.setTitle(article, await room.read(titleOf), clock.now())
    } catch (cause) {
      log.warn({ article, cause }, 'the title was not brought up to date')
    }
  }
}

const trialsHere = (judge: typeof admission, clock: Clock): Trials => ({
  run: async (_account, trial) => tryOut(trial, judge, clock.now),
  close() {},
})

const ONE_PAIR: Wanted = { own: true, spares: 0 }

const DEAD_SEAT: Seat = { receive() {}, tell() {}, expel() {}, drained() {}, leave() {} }

const refused = (code: RefusalCode, reason: string): Place => ({ kind: 'refused', code, reason })

const isIdle = ({ room, holds }: Open): boolean => !room.over && holds === 0 && room.connections.size === 0
