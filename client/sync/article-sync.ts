/** An open article as the page sees it: the doc, who else is there, and what is saved. */

import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { IdRange } from '../../shared/article/record.ts'
import {
  type AccountId,
  type ArticleId,
  type ClientId,
  type PersonId,
  type RandomBytes,
  randomToken,
} from '../../shared/ids.ts'
import type { Hello, ServerEvent } from '../../shared/protocol/messages.ts'
import { can, type Role } from '../../shared/roles.ts'
import type { Clock, Timer } from '../clock.ts'
import type { Cache, Rescue } from './cache.ts'
import { openIndexedDbCache } from './cache-indexeddb.ts'
import { Device } from './device.ts'
import { idsIn, rangesIn } from './id-ranges.ts'
import { LivingDoc } from './living-doc.ts'
import { createValue, type Readable, type Value } from './readable.ts'
import {
  nextChangeIn,
  nextState,
  OPENING,
  type Status,
  type SyncEvent,
  type SyncState,
  statusOf,
} from './status.ts'

export type { Rescue } from './cache.ts'
export type { Readable } from './readable.ts'

/** What the editor stands on. Replaced as a whole: with another `generation` the page mounts a new editor. */
export type Opened = {
  readonly generation: number
  readonly doc: Y.Doc
  readonly awareness: Awareness
  /** Whether there is an article in the doc: from the cache, or from the server. Until then nothing is shown. */
  readonly ready: boolean
  /** Whether the person may type now, be it as a suggestion: a role that allows it, and a client id of this page. */
  readonly writable: boolean
  readonly clientId: ClientId | null
  /** Whether what is typed is suggested: chosen, or all that the role permits. */
  readonly suggests: boolean
  /** What the server said last; null until the first connection. */
  readonly hello: Hello | null
  readonly role: Role | null
  readonly person: PersonId | null
}

/** Changes that the server has refused, and which of the ids in them this page is to suggest. */
export type Unsent = { readonly updates: readonly Uint8Array[]; readonly ids: readonly IdRange[] }

export type ArticleSync = {
  readonly opened: Readable<Opened>
  readonly status: Readable<Status>
  /** What the server did not take, oldest first, kept until taken; also from earlier visits on this device. */
  readonly rescues: Readable<readonly Rescue[]>
  /** Of that, what the server keeps until the text opens again. */
  readonly late: Readable<readonly Rescue[]>
  /** Whether leaving the page now would lose or delay words: ask first. */
  hasUnsavedWork(): boolean
  /** Shorthands for `opened.get()`. */
  readonly doc: Y.Doc
  readonly awareness: Awareness
  readonly role: Role | null
  /** What the server tells open pages: changes of members and the like. Returns what ends it. */
  onEvent(onEvent: (event: ServerEvent) => void): () => void
  /** The person has copied or downloaded the rescue copies: forget them. */
  takeRescues(): void
  /** What was refused, to be suggested by this page: what another tab has not taken. Null: nothing can be. */
  takeUnsent(): Promise<Unsent | null>
  /** It is suggested: the rescue copies are forgotten as soon as that is saved. */
  suggestedUnsent(): void
  /** Connects at once: after signing in again, or because the person does not want to wait. */
  retry(): void
  /** What is typed from now on is suggested, or is the article's where the role permits that. */
  suggest(suggests: boolean): void
  /** Says goodbye: gives the client id back if nothing of this page is unsaved. For `pagehide`. */
  leave(): void
  destroy(): void
}

export type ArticleSyncOptions = {
  readonly article: ArticleId
  readonly account: AccountId
  /** Where articles are joined: `ws(s)://host/collab`. */
  readonly socketUrl: string
  /** False on a shared computer: nothing is kept on this device. */
  readonly keep: boolean
  readonly clock: Pick<Clock, 'now' | 'after'>
  readonly random: RandomBytes
  /** Asks the server to keep what was refused because the text is locked; null: it has not answered. */
  readonly keepLate?: (id: string, update: Uint8Array) => Promise<LateState | null>
  /** In tests, in place of IndexedDB. */
  readonly openCache?: () => Promise<Cache>
  /** In tests, in place of the browser's. */
  readonly WebSocket?: typeof WebSocket
}

/** `kept`: until the text opens again; `joined`: it is in the text; `refused`: the server does not keep it. */
export type LateState = 'kept' | 'joined' | 'refused'

export function openArticleSync(options: ArticleSyncOptions): ArticleSync {
  return new OpenArticle(options)
}

/** A connection that has not come about by then counts as none, so that one can write without it. */
const connectWaitMs = 3_000

class OpenArticle implements ArticleSync {
  readonly status = createValue<Status>({ kind: 'opening' })
  readonly rescues = createValue<readonly Rescue[]>([])
  readonly late = createValue<readonly Rescue[]>([])
  readonly opened: Value<Opened>
  readonly #options: ArticleSyncOptions
  readonly #onEvents = new Set<(event: ServerEvent) => void>()
  #state: SyncState = OPENING
  #living: LivingDoc
  #device: Device | null = null
  #generation = 1
  #hello: Hello | null = null
  /** Whether the last connection asked for an id to write under. */
  #askedOwn = false
  /** An id of the last hello, which this page takes once it is in step with the server. */
  #offered: ClientId | null = null
  #takingSpare = false
  /** Rescue copies of what is suggested now, and not saved yet. */
  #suggested: readonly Rescue[] = []
  /** Rescue copies that the server is being asked to keep, and those that it has refused to. */
  readonly #asking = new Set<string>()
  readonly #notLate = new Set<string>()
  /** What the person has chosen. */
  #wantsToSuggest = false
  #statusTimer: Timer | null = null
  #destroyed = false

  constructor(options: ArticleSyncOptions) {
    this.#options = options
    this.#living = this.#startLiving()
    this.opened = createValue(this.#snapshot())
    void this.#open()
  }

  get doc() {
    return this.#living.doc
  }
  get awareness() {
    return this.#living.awareness
  }
  get role() {
    return this.#state.role
  }

  onEvent(onEvent: (event: ServerEvent) => void): () => void {
    this.#onEvents.add(onEvent)
    return () => {
      this.#onEvents.delete(onEvent)
    }
  }

  hasUnsavedWork(): boolean {
    const { provider } = this.#living
    return provider.unsavedSince !== null || this.rescues.get().length > 0 || this.#asking.size > 0
  }

  takeRescues(): void {
    this.#device?.forgetRescues(this.rescues.get())
    this.rescues.set([])
    this.#dispatch({ type: 'rescueTaken' })
  }

  async takeUnsent(): Promise<Unsent | null> {
    const offered = this.rescues.get().filter(({ unsent }) => unsent !== undefined)
    const updates = offered.flatMap(({ unsent }) => unsent ?? [])
    if (updates.length === 0) return null
    const ids = rangesIn(idsIn(updates))
    const granted = (await this.#device?.takeUnsent(offered, ids)) ?? ids
    this.rescues.set(
      this.rescues
        .get()
        .map(({ unsent, ...words }) =>
          unsent === undefined || updates.includes(unsent) ? words : { ...words, unsent },
        ),
    )
    return { updates, ids: granted }
  }

  suggestedUnsent(): void {
    this.#suggested = this.rescues.get()
    this.rescues.set([])
    this.#dispatch({ type: 'rescueTaken' })
    this.#noteUnsaved()
  }

  retry(): void {
    this.#living.provider.connect()
  }

  suggest(suggests: boolean): void {
    this.#wantsToSuggest = suggests
    this.#applyMode()
  }

  leave(): void {
    if (this.#state.link !== 'open' || this.#living.clientId === null) return
    if (this.#living.provider.unsavedSince !== null) return
    this.#living.leave()
    this.#refresh()
  }

  destroy(): void {
    if (this.#destroyed) return
    this.leave()
    this.#destroyed = true
    this.#statusTimer?.cancel()
    this.#living.destroy()
    this.#device?.close()
  }

  // ---- opening

  async #open(): Promise<void> {
    const { account, article, clock, keep } = this.#options
    const openCache = this.#options.openCache ?? (() => openIndexedDbCache(account, article, clock.now()))
    const device = await Device.open(keep ? openCache : null, {
      clock,
      wholeDoc: () => this.#living.wholeDoc(),
      isSettled: () => this.#living.provider.unsavedSince === null,
      onKept: (kept) => this.#dispatch({ type: 'kept', kept }),
    })
    if (this.#destroyed) return device.close()
    this.#device = device
    this.#living.loadCached(device.kept.rows)
    if (device.kept.rescues.length > 0) this.#showRescues(device.kept.rescues)
    this.#noteUnsaved()
    this.#refresh()
    this.#living.provider.connect()
    clock.after(connectWaitMs, () => {
      if (this.#state.link === 'opening' && !this.#destroyed) this.#onLost(null)
    })
  }

  #startLiving(): LivingDoc {
    const { socketUrl, article, random, clock, WebSocket } = this.#options
    const living: LivingDoc = new LivingDoc({
      socketUrl,
      article,
      random,
      WebSocket,
      now: () => clock.now(),
      onUpdate: (update, typed) => this.#onUpdate(update, typed),
      listener: {
        wanted: () => this.#wanted(),
        hello: (hello) => this.#onHello(hello),
        inStep: () => this.#onInStep(),
        unsavedChanged: () => this.#noteUnsaved(),
        refused: ({ code, reason }) => this.#replace(`${code}: ${reason}`),
        impostor: () => this.#replace('Another page has written under the same client id.'),
        event: (event) => this.#onEvent(event),
        // The last word of a doc that has been replaced is about nothing.
        lost: (code) => living === this.#living && this.#onLost(code),
      },
    })
    return living
  }

  // ---- what happens

  #onUpdate(update: Uint8Array, typed: boolean): void {
    this.#device?.write(update, typed ? this.#living.clientId : null)
    if (!this.opened.get().ready) this.#refresh()
  }

  #wanted(): { own: boolean; spares: number } {
    this.#askedOwn = this.#mayWrite && this.#living.clientId === null
    return { own: this.#askedOwn, spares: this.#mayWrite ? (this.#device?.sparesWanted ?? 0) : 0 }
  }

  #onHello(hello: Hello): void {
    this.#hello = hello
    this.#offered = (this.#askedOwn && hello.clientIds[0]) || null
    this.#device?.addSpares(hello.clientIds.slice(this.#askedOwn ? 1 : 0))
    this.#dispatch({ type: 'role', role: hello.role })
    this.#applyMode()
    this.#refresh()
  }

  #onInStep(): void {
    const lost = this.#living.placeLoose()
    if (lost !== null) {
      // Its rows would come up with every start: the doc without them takes their place.
      this.#keepRescue(this.#named(lost))
      this.#device?.write(this.#living.wholeDoc(), this.#living.clientId)
    }
    this.#takeOffered()
    this.#dispatch({ type: 'linkOpened' })
    this.#bringAgain()
    this.#refresh()
  }

  #onEvent(event: ServerEvent): void {
    if (event.type === 'slowed') this.#dispatch({ type: 'slowed', on: event.on })
    if (event.type === 'role') {
      this.#dispatch({ type: 'role', role: event.role })
      this.#bringAgain()
      this.#applyMode()
      this.#refresh()
      if (this.#mayWrite && this.#living.clientId === null) this.#reconnect()
    }
    for (const onEvent of this.#onEvents) onEvent(event)
  }

  #onLost(code: number | null): void {
    this.#dispatch({ type: 'linkLost', code })
    if (this.#state.end === 'accessEnded') this.#endAccess()
    else if (this.#living.clientId === null && this.#living.hasArticle) void this.#takeSpare()
    this.#refresh()
  }

  #noteUnsaved(): void {
    const since = this.#living.provider.unsavedSince
    if (since === null) {
      this.#living.leftIsSaved()
      this.#device?.settled()
      if (this.#suggested.length > 0) this.#device?.forgetRescues(this.#suggested)
      this.#suggested = []
    }
    this.#dispatch({ type: 'unsaved', since, at: this.#options.clock.now() })
  }

  #endAccess(): void {
    const unsaved = this.#living.provider.unsavedSince !== null
    const rescue = unsaved ? this.#named(this.#living.unsavedWork('Access has ended.')) : null
    if (rescue !== null) this.rescues.set([...this.rescues.get(), rescue])
    this.#device?.forgetArticle(rescue)
  }

  /** Throws the doc away and starts with a fresh one under another id; the words go into the rescue copy. */
  #replace(reason: string): void {
    const replaced = this.#living
    this.#showRescues(this.#suggested)
    this.#suggested = []
    this.#keepRescue(this.#named(replaced.unsavedWork(reason)))
    this.#generation += 1
    this.#offered = null
    this.#living = this.#startLiving()
    this.#applyMode()
    replaced.destroy()
    this.#noteUnsaved()
    this.#refresh()
    this.#living.provider.connect()
  }

  #named(rescue: Omit<Rescue, 'id'>): Rescue {
    return { ...rescue, id: randomToken(this.#options.random, 16) }
  }

  #keepRescue(rescue: Rescue): void {
    this.#device?.rescue(rescue)
    this.#showRescues([rescue])
  }

  #showRescues(rescues: readonly Rescue[]): void {
    const asked = rescues.filter((rescue) => this.#mayBeLate(rescue))
    this.#showRefused(rescues.filter((rescue) => !asked.includes(rescue)))
    for (const rescue of asked) void this.#bring(rescue)
  }

  #showRefused(rescues: readonly Rescue[]): void {
    if (rescues.length === 0) return
    this.rescues.set([...this.rescues.get(), ...rescues])
    this.#dispatch({ type: 'refused' })
  }

  // ---- what came when the text was locked

  #mayBeLate({ id, reason, unsent }: Rescue): boolean {
    const { keepLate } = this.#options
    return (
      keepLate !== undefined && unsent !== undefined && reason.startsWith('role:') && !this.#notLate.has(id)
    )
  }

  /** It may be kept now, or have joined the text. */
  #bringAgain(): void {
    for (const rescue of [...this.late.get(), ...this.rescues.get()])
      if (this.#mayBeLate(rescue)) void this.#bring(rescue)
  }

  async #bring(rescue: Rescue): Promise<void> {
    const { keepLate } = this.#options
    const { id, unsent } = rescue
    if (keepLate === undefined || unsent === undefined || this.#asking.has(id)) return
    this.#asking.add(id)
    this.#showLate()
    const state = await keepLate(id, unsent)
    this.#asking.delete(id)
    if (this.#destroyed) return
    const without = (all: readonly Rescue[]) => all.filter((one) => one.id !== id)
    const wasShown = this.rescues.get().some((one) => one.id === id)
    if (state === 'refused') this.#notLate.add(id)
    if (state === 'joined') this.#device?.forgetRescues([rescue])
    if (state === 'kept') this.late.set([...without(this.late.get()), rescue])
    else if (state !== null) this.late.set(without(this.late.get()))
    const isLate = this.late.get().some((one) => one.id === id)
    if (state === 'joined' || isLate) {
      this.rescues.set(without(this.rescues.get()))
      if (wasShown && this.rescues.get().length === 0) this.#dispatch({ type: 'rescueTaken' })
    } else if (!wasShown) this.#showRefused([rescue])
    this.#showLate()
  }

  #showLate(): void {
    const shown = [...this.rescues.get(), ...this.late.get()]
    const isNew = [...this.#asking].some((id) => !shown.some((one) => one.id === id))
    this.#dispatch({ type: 'late', late: isNew ? 'asking' : this.late.get().length > 0 ? 'kept' : null })
  }

  // ---- the id to write under

  #takeOffered(): void {
    const offered = this.#offered
    this.#offered = null
    if (offered !== null && this.#living.clientId !== null) return this.#living.provider.giveBack(offered)
    if (offered !== null) this.#living.writeUnder(offered)
    const none = this.#askedOwn && this.#living.clientId === null && this.#mayWrite
    this.#dispatch({ type: 'without', without: none ? 'tooManyIds' : null })
  }

  async #takeSpare(): Promise<void> {
    if (this.#takingSpare || this.#device === null || !this.#mayWrite) return
    this.#takingSpare = true
    const living = this.#living
    const spare = await this.#device.takeSpare()
    this.#takingSpare = false
    if (this.#destroyed || living !== this.#living || living.clientId !== null) {
      return this.#device.addSpares(spare === null ? [] : [spare])
    }
    if (spare === null) return this.#dispatch({ type: 'without', without: 'noClientId' })
    // A device that lost power may have forgotten that it was taken out.
    if (living.knows(spare)) return this.#takeSpare()
    living.writeUnder(spare)
    this.#dispatch({ type: 'without', without: null })
    this.#refresh()
  }

  get #mayWrite(): boolean {
    return this.#state.role === null || can(this.#state.role, 'suggest')
  }

  get #suggests(): boolean {
    return this.#wantsToSuggest || (this.#state.role !== null && !can(this.#state.role, 'edit'))
  }

  #applyMode(): void {
    this.#living.suggest(this.#suggests)
    this.#refresh()
  }

  #reconnect(): void {
    this.#living.provider.disconnect()
    this.#living.provider.connect()
  }

  // ---- what the page sees

  #dispatch(event: SyncEvent): void {
    this.#state = nextState(this.#state, event)
    this.#showStatus()
  }

  #showStatus(): void {
    const now = this.#options.clock.now()
    const status = statusOf(this.#state, now)
    if (!sameFields(status, this.status.get())) this.status.set(status)
    this.#statusTimer?.cancel()
    const wait = this.#destroyed ? null : nextChangeIn(this.#state, now)
    this.#statusTimer = wait === null ? null : this.#options.clock.after(wait, () => this.#showStatus())
  }

  #refresh(): void {
    const opened = this.#snapshot()
    if (!sameFields(opened, this.opened.get())) this.opened.set(opened)
  }

  #snapshot(): Opened {
    const { doc, awareness, clientId, hasArticle } = this.#living
    const { role, end } = this.#state
    return {
      generation: this.#generation,
      doc,
      awareness,
      ready: hasArticle,
      writable: hasArticle && clientId !== null && this.#mayWrite && (end === null || end === 'signedOut'),
      clientId,
      suggests: this.#suggests,
      hello: this.#hello,
      role,
      person: this.#hello?.person ?? null,
    }
  }
}

/** Whether two flat records say the same. */
const sameFields = <T extends object>(a: T, b: T): boolean =>
  Object.keys({ ...a, ...b }).every((key) => Object.is(a[key as keyof T], b[key as keyof T]))
