/**
 * One open article and the connections to it. Synchronous from receive to journal, so that order needs no locks; what the
 * disk must hold first waits in the journal [R3]. A room that cannot write closes, and every connection is told [R4].
 */

import type * as Y from 'yjs'
import type { Suggestions } from '../../shared/article/suggestions.ts'
import { unreachable } from '../../shared/assert.ts'
import { colorFor } from '../../shared/colors.ts'
import type { AccountId, ArticleId, ClientId, PersonId, RandomBytes } from '../../shared/ids.ts'
import {
  articleBytesMax,
  presenceAnsweredEveryMs,
  presenceTickMs,
  readOnlyAfterRebuildsMs,
  roomDozesAfterMs,
  titleQuietMs,
} from '../../shared/limits.ts'
import { decodeClientMessage, encode } from '../../shared/protocol/codec.ts'
import type { ClientMessage, ServerEvent } from '../../shared/protocol/messages.ts'
import { PROTOCOL_VERSION, SCHEMA_VERSION } from '../../shared/protocol/version.ts'
import { type RefusalCode, Refused } from '../../shared/refusals.ts'
import type { Role } from '../../shared/roles.ts'
import type { Clock, Timer } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Note } from '../store/notes.ts'
import type { ArticleLog, OpenedArticle } from '../store/store.ts'
import type { admit, Sender } from './admission.ts'
import { Answers } from './answers.ts'
import { Checkpoints } from './checkpoints.ts'
import { bothOf, ClientIds } from './client-ids.ts'
import { Connection } from './connection.ts'
import type { GroupCommit } from './group-commit.ts'
import { Intake } from './intake.ts'
import { Journal, type JournalFailure } from './journal.ts'
import { type LateNews, Outbox } from './outbox.ts'
import type { Peer } from './peer.ts'
import { PresenceBoard } from './presence.ts'
import { Replica } from './replica.ts'
import { sweep } from './sweep.ts'
import { dayOf } from './taken-away.ts'
import type { TrialResult } from './trial.ts'
import type { Trials } from './trials.ts'

/** Why a room closes by itself: it cannot write, or a mistake of ours has left it in a state that nobody knows. */
export type RoomFailure = JournalFailure | 'mistake'

export type RoomOptions = {
  readonly article: ArticleId
  readonly opened: OpenedArticle
  /** Nobody hears who else is here. */
  readonly isBlind: boolean
  readonly store: Pick<ArticleLog, 'checkpoint' | 'giveBack'>
  readonly commits: GroupCommit
  readonly admit: typeof admit
  readonly trials: Trials
  readonly clock: Clock
  readonly random: RandomBytes
  readonly log: Log
  /** At most so often somebody who goes on typing is told alone that it is saved. */
  readonly savedEveryMs: number
  /** Nobody has written for a moment, after somebody had. */
  readonly onQuiet: (room: Room) => void
  /** The last connection has left. */
  readonly onEmpty: (room: Room) => void
  /** The room can take nothing any more; its connections have been told. */
  readonly onFailed: (room: Room, why: RoomFailure) => void
}

/** Somebody about to join; the client ids are in the store already. */
export type Newcomer = {
  readonly account: AccountId
  readonly person: PersonId
  readonly name: string
  readonly guest: boolean
  readonly role: Role
  readonly isSignedIn: () => Promise<boolean>
  readonly clientIds: readonly ClientId[]
}

/** A connection's place in the room: what its other end may do. */
export interface Seat {
  receive(frame: Uint8Array): void
  /** Says something to the other end alone. */
  tell(event: ServerEvent): void
  /** Ends the connection because of something that its carrier noticed. */
  expel(code: RefusalCode, reason: string): void
  /** What was written to the peer is with the network. */
  drained(): void
  /** The connection is gone. */
  leave(): void
}

export class Room {
  readonly clientIds: ClientIds
  readonly #options: RoomOptions
  readonly #replica: Replica
  readonly #journal: Journal
  readonly #outbox: Outbox
  readonly #answers: Answers
  readonly #intake: Intake
  readonly #checkpoints: Checkpoints
  readonly #presence = new PresenceBoard<Connection>()
  readonly #connections = new Set<Connection>()
  #writtenAt: number
  #quiet: Timer | null = null
  #ticking: Timer | null = null
  #over = false

  constructor(options: RoomOptions) {
    const { opened, clock, random, admit, trials } = options
    this.#options = options
    this.clientIds = new ClientIds(opened.clients, random)
    this.#replica = replicaOf(opened)
    this.#outbox = new Outbox(clock, () => this.#latePresence(), options.savedEveryMs)
    this.#journal = this.#openJournal()
    this.#answers = new Answers(this.#replica, this.#journal, this.#outbox)
    this.#checkpoints = this.#openCheckpoints()
    this.#intake = new Intake({
      replica: this.#replica,
      journal: this.#journal,
      outbox: this.#outbox,
      clientIds: this.clientIds,
      admit,
      trials,
      clock,
      onWritten: () => this.#onWritten(),
      onDurable: () => this.#checkpoints.onRow(),
      onRefused: (connection, code, reason) => this.#onRefused(connection, code, reason),
      onReadOnly: (person) => this.#onReadOnly(person),
      onTooFast: (connection, reason) => this.#expel(connection, 'too-fast', reason),
      onMistake: (cause) => this.#fail('mistake', cause),
    })
    this.#writtenAt = clock.now()
  }

  get connections(): ReadonlySet<Connection> {
    return this.#connections
  }

  /** Nothing happens in it any more: it has failed or was closed. */
  get over(): boolean {
    return this.#over
  }

  join(newcomer: Newcomer, peer: Peer): Seat {
    const { person, name, guest, clientIds } = newcomer
    const user = { person, name, color: this.#colorFor(person), ...(guest && { guest }) }
    const connection = new Connection(this.#outbox.open(peer), user, newcomer)
    this.#connections.add(connection)
    const versions = { protocol: PROTOCOL_VERSION, schema: SCHEMA_VERSION }
    const hello = { ...versions, role: this.#intake.roleOf(connection), ...user, clientIds }
    this.#outbox.toOne(connection.line, encode({ type: 'hello', hello }))
    this.#intake.ask(connection)
    this.#sendPresence(connection)
    this.#ticking ??= this.#options.clock.after(presenceTickMs, () => this.#tick())
    return {
      receive: (frame) => this.#receive(connection, frame),
      tell: (event) => this.#outbox.toOne(connection.line, encode({ type: 'event', event })),
      expel: (code, reason) => this.#expel(connection, code, reason),
      drained: () => this.#answers.catchUp(connection, () => this.#sendPresence(connection)),
      leave: () => this.#leave(connection),
    }
  }

  /** An account's role in the article, perhaps another one than before. */
  setRole(account: AccountId, role: Role): void {
    for (const connection of this.#connections) {
      if (connection.account !== account || connection.role === role) continue
      connection.role = role
      this.#tellRole(connection)
    }
  }

  /** An account may not even read any more: because of itself, or because the article is in the trash. */
  endAccess(account: AccountId, why: 'forbidden' | 'not-found'): void {
    const reason = why === 'forbidden' ? 'Access to this article has ended.' : 'The article is in the trash.'
    for (const connection of [...this.#connections]) {
      if (connection.account === account) this.#expel(connection, why, reason)
    }
  }

  /** The sign-in of a connection has ended. */
  signOut(connection: Connection): void {
    this.#expel(connection, 'sign-in', 'Sign in again.')
  }

  /** Tells everybody, or those whom it is for. */
  announce(event: ServerEvent, isFor: (connection: Connection) => boolean = () => true): void {
    const message = encode({ type: 'event', event })
    for (const connection of this.#connections)
      if (isFor(connection)) this.#outbox.toOne(connection.line, message)
  }

  /** What `read` sees in the doc, once all of that is durable [R3]. `read` must not change the doc. */
  async read<T>(read: (doc: Y.Doc) => T): Promise<T> {
    const seen = read(this.#replica.doc)
    if ((await this.#journal.durable()) === null) throw new Refused('cannot-store', 'The room has closed.')
    return seen
  }

  /** What would become of this update; nothing has changed when that is known. Throws `too-fast`, `too-large`. */
  async tryOut(account: AccountId, sender: Sender, update: Uint8Array): Promise<TrialResult> {
    const { kept: article, erased, bytes } = this.#replica
    if (bytes + update.length > articleBytesMax) throw new Refused('too-large', 'The article is too large.')
    const owners = this.clientIds.all()
    const trial = this.#options.trials.run(account, { article, erased, owners, sender, update })
    if (trial === null) throw new Refused('too-fast', 'Too many updates wait to be tried.')
    return trial
  }

  /** Resolves when all that has arrived by now has been judged, and what was admitted of it is durable. */
  async settled(): Promise<void> {
    await this.#intake.judged()
    await this.read(() => undefined)
  }

  /**
   * The server's own change, in a person's name: what `change` answers, once that is durable [R3], together with what `noteOf` says
   * of it. Throws what `change` refuses.
   */
  async change<T>(
    person: PersonId | null,
    change: (suggestions: Suggestions) => T,
    noteOf: (answer: T) => Note | null = () => null,
  ): Promise<T> {
    if (this.#over) throw new Refused('cannot-store', 'The room has closed.')
    const answer = this.#changeNow(person, change, noteOf)
    if ((await this.#journal.durable()) === null) throw new Refused('cannot-store', 'The room has closed.')
    return answer
  }

  /** Removes what nobody is shown any more. Only while nobody is here: somebody's redo would bring it back. */
  async sweep(): Promise<void> {
    const today = dayOf(this.#options.clock.now())
    if (this.#connections.size === 0 && this.#replica.awake)
      await this.change(null, (suggestions) => sweep(suggestions, today))
  }

  #changeNow<T>(
    person: PersonId | null,
    change: (suggestions: Suggestions) => T,
    noteOf: (answer: T) => Note | null,
  ): T {
    try {
      const { result, emitted } = this.#replica.capture(({ suggestions }) => change(suggestions))
      const note = noteOf(result)
      // A note has a row of the log, also where there was nothing to change.
      if (emitted !== null || note !== null)
        this.#intake.takeOwn(person, emitted ?? NOTHING, note ?? undefined)
      return result
    } catch (cause) {
      if (!(cause instanceof Refused)) this.#fail('mistake', cause)
      throw cause
    }
  }

  /** Leaves a checkpoint of everything in the doc. */
  checkpoint(): Promise<void> {
    return this.#checkpoints.take()
  }

  /** Takes nothing more, waits for what it has, says goodbye and leaves a checkpoint. */
  async close(): Promise<void> {
    if (this.#over) return
    this.#over = true
    this.#intake.end()
    await this.#checkpoints.take()
    this.#end('restarting', 'The server is restarting.')
  }

  // ---- what arrives

  #receive(connection: Connection, frame: Uint8Array): void {
    if (this.#over || connection.gone) return
    const message = decodeClientMessage(frame)
    if (message === null) return this.#expel(connection, 'bad-frame', 'Not a message of the protocol.')
    try {
      this.#hear(connection, message)
    } catch (cause) {
      this.#fail('mistake', cause) // whatever somebody sends, it ends no more than this room
    }
  }

  #hear(connection: Connection, message: ClientMessage): void {
    switch (message.type) {
      case 'syncStep1':
        if (this.#answers.answer(connection, message.stateVector)) return
        return this.#expel(connection, 'bad-frame', 'Not a state vector.')
      case 'syncStep2':
        return this.#intake.onStep2(connection, message.update)
      case 'update':
        return this.#intake.onUpdate(connection, message.update)
      case 'awareness':
        return this.#onPresence(connection, message.update)
      case 'queryAwareness':
        return this.#onPresenceAsked(connection)
      case 'leave':
        return this.#onLeaving(connection, message.clientId)
      default:
        return unreachable(message)
    }
  }

  #onPresence(connection: Connection, update: Uint8Array): void {
    if (this.#options.isBlind) return
    const heard = this.#presence.receive(connection, update, this.#options.clock.now())
    if (!heard) return this.#expel(connection, 'bad-frame', 'Not an awareness update.')
    if (this.#presence.hasNews) this.#outbox.expect()
  }

  /** A page is done with a pair and keeps nothing written under it: it may be handed out again, also after a restart. */
  #onLeaving({ person, numbers, quarantined }: Connection, clientId: ClientId): void {
    const { store, article, log } = this.#options
    if (quarantined || this.#intake.waits || numbers.settled < numbers.received) return
    if (!this.clientIds.giveBack(person, clientId)) return
    store.giveBack(article, person, bothOf(clientId)).catch((cause: unknown) => {
      log.warn({ article, cause }, 'a client id given back was not noted, and is used up')
    })
  }

  // ---- what has become of it

  #onWritten(): void {
    const { clock, onQuiet } = this.#options
    this.#writtenAt = clock.now()
    if (this.#quiet !== null) return
    const look = () => {
      const wait = this.#writtenAt + titleQuietMs - clock.now()
      this.#quiet = wait > 0 ? clock.after(wait, look) : null
      if (this.#quiet === null) onQuiet(this)
    }
    this.#quiet = clock.after(titleQuietMs, look)
  }

  #onRefused(connection: Connection, code: RefusalCode, reason: string): void {
    const { article, log } = this.#options
    log.info({ article, person: connection.person, code, reason }, 'refused an update')
    if (code === 'too-large') this.#expel(connection, code, reason)
  }

  #onReadOnly(person: PersonId): void {
    const tell = () => {
      for (const connection of this.#connections) if (connection.person === person) this.#tellRole(connection)
    }
    tell()
    this.#options.clock.after(readOnlyAfterRebuildsMs, tell)
  }

  #tellRole(connection: Connection): void {
    const event = { type: 'role', role: this.#intake.roleOf(connection) } as const
    this.#outbox.toOne(connection.line, encode({ type: 'event', event }))
  }

  // ---- presence

  #sendPresence({ line }: Connection): void {
    if (line.behind !== null) return // it is told when it has caught up
    const update = this.#presence.all()
    if (update !== null) this.#outbox.toOne(line, encode({ type: 'awareness', update }))
  }

  #onPresenceAsked(connection: Connection): void {
    const { clock } = this.#options
    const { presence } = connection
    if (presence.waits) return
    const answer = () => {
      presence.waits = false
      presence.answeredAt = clock.now()
      if (!connection.gone && !this.#over) this.#sendPresence(connection)
    }
    const wait = presence.answeredAt + presenceAnsweredEveryMs - clock.now()
    if (wait <= 0) return answer()
    presence.waits = true
    clock.after(wait, answer)
  }

  #latePresence(): LateNews | null {
    const news = this.#presence.takeNews()
    if (news === null) return null
    return { message: encode({ type: 'awareness', update: news.update }), except: news.only?.line ?? null }
  }

  /** Now and then: silent states die, living ones are passed on, and an article nobody writes in keeps its bytes only. */
  #tick(): void {
    const { clock } = this.#options
    this.#presence.tick(clock.now())
    if (this.#presence.hasNews) this.#outbox.expect()
    const dozes = clock.now() - this.#writtenAt >= roomDozesAfterMs
    if (dozes && this.#replica.awake && this.#journal.quiet) this.#replica.sleep()
    this.#ticking = clock.after(presenceTickMs, () => this.#tick())
  }

  // ---- going

  /** A person has one colour in all tabs. */
  #colorFor(person: PersonId): number {
    const others = new Set<number>()
    for (const { user } of this.#connections) {
      if (user.person === person) return user.color
      others.add(user.color)
    }
    return colorFor(person, others)
  }

  #leave(connection: Connection): void {
    if (connection.gone) return
    connection.gone = true
    this.#connections.delete(connection)
    this.#outbox.close(connection.line)
    if (this.#over) return
    this.#presence.leave(connection, this.#options.clock.now())
    if (this.#presence.hasNews) this.#outbox.expect()
    if (this.#connections.size === 0) this.#options.onEmpty(this)
  }

  #expel(connection: Connection, code: RefusalCode, reason: string): void {
    if (connection.gone) return
    this.#outbox.flush()
    connection.line.peer.close(code, reason)
    this.#leave(connection)
  }

  #fail(why: RoomFailure, cause: unknown): void {
    if (this.#over) return
    const { article, log, onFailed } = this.#options
    log.error({ article, why, cause }, 'a room can take nothing any more and closes')
    if (why === 'stale') this.#end('restarting', 'The article is open elsewhere now.')
    else if (why === 'cannot-store') this.#end('cannot-store', 'The server cannot store changes now.')
    else this.#end('internal', 'A mistake of the server’s has closed the article.')
    onFailed(this, why)
  }

  #end(code: RefusalCode, reason: string): void {
    this.#over = true
    this.#intake.end()
    this.#journal.end()
    this.#outbox.flush()
    this.#quiet?.cancel()
    this.#ticking?.cancel()
    for (const connection of [...this.#connections]) {
      connection.line.peer.close(code, reason)
      this.#leave(connection)
    }
  }

  #openJournal(): Journal {
    const { article, opened, commits, clock } = this.#options
    const { epoch, checkpoint, rows } = opened
    const seq = rows.at(-1)?.seq ?? checkpoint?.seq ?? 0
    const onFailed = (why: JournalFailure, cause: unknown) => this.#fail(why, cause)
    const untoldMs = () => this.#outbox.restMs
    return new Journal({ article, epoch, seq, commits, clock, untoldMs, onFailed })
  }

  #openCheckpoints(): Checkpoints {
    const { article, opened, store } = this.#options
    return new Checkpoints({
      article,
      epoch: opened.epoch,
      seq: opened.checkpoint?.seq ?? 0,
      store,
      replica: this.#replica,
      journal: this.#journal,
      onFailed: (why, cause) => this.#fail(why, cause),
    })
  }
}

/** A doc with nothing in it, as an update. */
const NOTHING = new Uint8Array([0, 0])

function replicaOf({ checkpoint, rows }: OpenedArticle): Replica {
  const updates = rows.map(({ update }) => update)
  const [first = NOTHING, ...tail] = checkpoint === null ? updates : [checkpoint.update, ...updates]
  return new Replica(first, tail)
}
