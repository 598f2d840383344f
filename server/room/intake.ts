/**
 * The way of an update: numbered, judged, journalled, and, once durable, told to the others and called saved. One that may take
 * long is tried elsewhere first (trial.ts); meanwhile what comes after it waits, in order, and other rooms notice nothing.
 */

import { unreachable } from '../../shared/assert.ts'
import type { PersonId } from '../../shared/ids.ts'
import { articleBytesMax, heldBackBytesMax, heldBackMax } from '../../shared/limits.ts'
import { encode } from '../../shared/protocol/codec.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import { can, type Role } from '../../shared/roles.ts'
import type { Clock } from '../clock.ts'
import type { Note } from '../store/notes.ts'
import type { admit, Sender, Verdict } from './admission.ts'
import type { ClientIds } from './client-ids.ts'
import type { Connection } from './connection.ts'
import type { Journal } from './journal.ts'
import type { Outbox } from './outbox.ts'
import { Penalties } from './penalties.ts'
import type { Replica } from './replica.ts'
import type { TrialResult, Tried } from './trial.ts'
import type { Trials } from './trials.ts'

export type IntakeOptions = {
  readonly replica: Replica
  readonly journal: Journal
  readonly outbox: Outbox
  readonly clientIds: ClientIds
  readonly admit: typeof admit
  readonly trials: Trials
  readonly clock: Clock
  /** Something new is in the doc and on its way to the disk. */
  readonly onWritten: () => void
  /** It is on the disk. */
  readonly onDurable: () => void
  readonly onRefused: (connection: Connection, code: RefusalCode, reason: string) => void
  /** Whoever causes too many rebuilds only reads from now on. */
  readonly onReadOnly: (person: PersonId) => void
  /** It asks for more than anybody should wait for: it may come back. */
  readonly onTooFast: (connection: Connection, reason: string) => void
  /** Our own code has thrown, outside of any call. */
  readonly onMistake: (cause: unknown) => void
}

/** An update as it arrived. The role at arrival counts, however long it waits. */
type Arrived = {
  readonly connection: Connection
  readonly sender: Sender
  readonly update: Uint8Array
  /** A sync step 2, which answers a state vector of ours. */
  readonly answers: boolean
}

/** What was admitted: where it is kept, and what is told of it. */
type Admitted = Pick<Extract<Verdict, { readonly kind: 'admitted' }>, 'binds' | 'completed'>
type NotAdmitted = Exclude<TrialResult, { readonly kind: 'admitted' }>

/** A doc in which nothing is, as an update: what a client in step answers to our state vector. */
const isEmptyUpdate = (update: Uint8Array): boolean =>
  update.length === 2 && update[0] === 0 && update[1] === 0

const AFTER_REFUSAL = 'Something of this connection was refused: come back with a fresh copy of the article.'
const STILL_MISSING = 'Something before it is missing, and asking for it did not bring it.'
const FULL = 'The article has reached its largest size.'

export class Intake {
  readonly #options: IntakeOptions
  readonly #penalties = new Penalties()
  /** An update is being tried. */
  #trying = false
  /** What came after it, and who waits for what came before them. */
  #heldBack: (Arrived | (() => void))[] = []
  #heldBackBytes = 0
  #over = false

  constructor(options: IntakeOptions) {
    this.#options = options
  }

  /** Asks the other end for what the article does not have. */
  ask({ line, numbers }: Connection): void {
    const { outbox, replica } = this.#options
    numbers.unanswered++
    outbox.toOne(line, encode({ type: 'syncStep1', stateVector: replica.stateVector() }))
  }

  onStep2(connection: Connection, update: Uint8Array): void {
    this.#onArrived({ connection, sender: this.#senderOf(connection), update, answers: true })
  }

  onUpdate(connection: Connection, update: Uint8Array): void {
    this.#onArrived({ connection, sender: this.#senderOf(connection), update, answers: false })
  }

  /** Something that was received has not been judged yet. */
  get waits(): boolean {
    return this.#trying
  }

  /** Resolves when all that has arrived by now has been judged. */
  async judged(): Promise<void> {
    if (this.#trying) await new Promise<void>((resolve) => this.#heldBack.push(resolve))
  }

  /** Nothing that waits is taken any more. */
  end(): void {
    this.#over = true
    for (const waiting of this.#heldBack.splice(0)) if (typeof waiting === 'function') waiting()
  }

  /** What a connection may do now: its role, or less. */
  roleOf({ role, person }: Connection): Role {
    return can(role, 'suggest') && this.#penalties.readsOnly(person, this.#options.clock.now())
      ? 'viewer'
      : role
  }

  #senderOf(connection: Connection): Sender {
    return { person: connection.person, role: this.roleOf(connection) }
  }

  #onArrived(arrived: Arrived): void {
    if (!this.#trying) return this.#take(arrived)
    const { connection, update } = arrived
    this.#heldBackBytes += update.length
    if (this.#heldBack.length >= heldBackMax || this.#heldBackBytes > heldBackBytesMax) {
      this.#heldBackBytes -= update.length
      return this.#options.onTooFast(connection, 'Too much waits for an update that takes long.')
    }
    this.#heldBack.push(arrived)
  }

  #take(arrived: Arrived): void {
    const { replica, clientIds, admit } = this.#options
    const { connection, sender, update, answers } = arrived
    const { numbers } = connection
    if (answers) numbers.answered()
    else numbers.received++
    const n = numbers.received
    if (isEmptyUpdate(update)) return this.#settleLater(connection, n)
    if (connection.quarantined) return this.#refuse(connection, n, 'quarantine', AFTER_REFUSAL)
    if (replica.bytes + update.length > articleBytesMax) return this.#refuse(connection, n, 'too-large', FULL)
    const { result, emitted } = replica.capture((article) => admit(article, clientIds, sender, update))
    if (result.kind === 'heavy') this.#try(arrived, n)
    else if (result.kind === 'admitted') this.#onAdmitted(connection, n, result, emitted, null)
    else this.#onNotAdmitted(connection, n, result)
  }

  #try({ connection, sender, update }: Arrived, n: number): void {
    const { clock } = this.#options
    if (!this.#penalties.mayTry(sender.person, clock.now())) {
      return this.#options.onTooFast(connection, 'Too many updates that take long.')
    }
    this.#tryNow(connection, n, sender, update)
  }

  #tryNow(connection: Connection, n: number, sender: Sender, update: Uint8Array): void {
    const { replica, clientIds, trials, onTooFast, onMistake } = this.#options
    const { revision } = replica
    const { kept: article, erased } = replica
    const trial = trials.run(connection.account, { article, erased, owners: clientIds.all(), sender, update })
    if (trial === null) return onTooFast(connection, 'Too many updates that take long are waiting.')
    this.#trying = true
    const onResult = (result: TrialResult) => {
      if (this.#over) return
      this.#trying = false
      // Something else was written meanwhile: what was found out is about another article.
      if (replica.revision !== revision) this.#tryNow(connection, n, sender, update)
      else if (result.kind === 'admitted')
        this.#onAdmitted(connection, n, result, result.emitted, result.tried)
      else this.#onNotAdmitted(connection, n, result)
      this.#takeHeldBack()
    }
    trial.then(onResult).catch(onMistake)
  }

  #takeHeldBack(): void {
    while (!this.#trying && !this.#over) {
      const next = this.#heldBack.shift()
      if (next === undefined) return
      if (typeof next === 'function') {
        next()
        continue
      }
      this.#heldBackBytes -= next.update.length
      this.#take(next)
    }
  }

  #onNotAdmitted(connection: Connection, n: number, verdict: NotAdmitted): void {
    switch (verdict.kind) {
      case 'dropped':
        return this.#settleLater(connection, n)
      case 'gap':
        return this.#onGap(connection, n)
      case 'refused':
        if (verdict.touched) this.#rebuild(connection)
        return this.#refuse(connection, n, verdict.code, verdict.reason)
      default:
        return unreachable(verdict)
    }
  }

  /**
   * What the doc emitted, and never what arrived, is stored and sent: for what was known already, nothing. `tried`: the article with it,
   * where it was tried on a copy; null: it is in the room's doc already.
   */
  #onAdmitted(
    connection: Connection,
    n: number,
    { binds, completed }: Admitted,
    emitted: Uint8Array | null,
    tried: Tried | null,
  ): void {
    connection.numbers.admitted(n)
    if (emitted === null) return this.#settleLater(connection, n)
    const { replica, journal, outbox, clientIds, onWritten, onDurable } = this.#options
    const { person, line } = connection
    for (const client of binds) clientIds.own(person, client)
    if (tried === null) replica.keep(emitted)
    else replica.replace(tried.state, tried.erased)
    journal.write({ person, update: emitted, binds, note: undefined }, () => {
      // With something of the server's in it, its sender does not have all of it either.
      outbox.toOthers(completed ? null : line, encode({ type: 'update', update: emitted }), emitted)
      this.#settle(connection, n)
      onDurable()
    })
    onWritten()
  }

  /** What the server has changed by itself, on its way to the disk and to everybody. */
  takeOwn(person: PersonId | null, emitted: Uint8Array, note?: Note): void {
    const { replica, journal, outbox, onWritten, onDurable } = this.#options
    replica.keep(emitted)
    journal.write({ person, update: emitted, binds: [], note }, () => {
      outbox.toOthers(null, encode({ type: 'update', update: emitted }), emitted)
      onDurable()
    })
    onWritten()
  }

  /** An update without effect may repeat one that is not durable yet, so it is settled after everything before it. */
  #settleLater(connection: Connection, n: number): void {
    this.#options.journal.after(() => this.#settle(connection, n))
  }

  #settle(connection: Connection, n: number): void {
    if (connection.numbers.settle(n) && !connection.gone) this.#options.outbox.saved(connection.line, n)
  }

  /**
   * Something before it is missing. It is asked for, once: the stock provider sends a key typed while it connects before
   * what was typed without a connection, and its answer to our state vector, perhaps on its way already, holds both.
   */
  #onGap(connection: Connection, n: number): void {
    const { numbers } = connection
    if (!numbers.mayWait(n)) return this.#refuse(connection, n, 'gap', STILL_MISSING)
    numbers.gaps.push(n)
    if (numbers.unanswered === 0) this.ask(connection)
  }

  /** Its doc is not the article's any more: nothing of it is taken until it comes back with a fresh one. */
  #refuse(connection: Connection, n: number, code: RefusalCode, reason: string): void {
    const { outbox, onRefused } = this.#options
    const { line, numbers } = connection
    for (const gap of numbers.gaps.splice(0)) outbox.toOne(line, refusedMessage(gap, 'gap', STILL_MISSING))
    outbox.toOne(line, refusedMessage(n, code, reason))
    this.#settleLater(connection, n)
    connection.quarantined = true
    onRefused(connection, code, reason)
  }

  /** Parts of it are in the doc: the next one is built from what was admitted, and from nothing else [R1] [R2]. */
  #rebuild({ person }: Connection): void {
    const { replica, clock, onReadOnly } = this.#options
    replica.discard()
    if (this.#penalties.noteRebuild(person, clock.now())) onReadOnly(person)
  }
}

const refusedMessage = (n: number, code: RefusalCode, reason: string): Uint8Array =>
  encode({ type: 'refused', refused: { n, code, reason } })
