/**
 * A newsroom in one process: five tabs on three devices with the real provider, cache writer and binding, a server with real
 * rooms, journal and admission. Links, disks, devices and time are the test's, and move only when an operation says so.
 */

import * as Y from 'yjs'
import { type ArticleSync, openArticleSync } from '../../client/sync/article-sync.ts'
import type { Cache } from '../../client/sync/cache.ts'
import { silentLog } from '../../server/log.ts'
import { admit as admission } from '../../server/room/admission.ts'
import { Rooms } from '../../server/room/rooms.ts'
import { createMemoryStore } from '../../server/store/memory.ts'
import type { LogRow, Store } from '../../server/store/store.ts'
import { articleText, openDoc } from '../../shared/article/layout.ts'
import type { AccountId, ArticleId, ClientId, RandomBytes } from '../../shared/ids.ts'
import { createLossyDisk, type LossyDisk } from '../support/lossy-disk.ts'
import { MemoryDevice } from '../sync/memory-cache.ts'
import { seededRandom } from '../text/random.ts'
import { articleOf, hasOrphan } from '../text/tab.ts'
import { Ledger, unendedBlocks } from './ledger.ts'
import { Wire } from './network.ts'
import type { Operation } from './operations.ts'
import { VirtualTime } from './time.ts'
import { Writer } from './writer.ts'

/** A mistake that a test plants, at one or more seams of the product. */
export type Planted = {
  readonly fsync?: boolean
  readonly store?: (store: Store) => Store
  readonly cache?: (cache: Cache, device: number) => Cache
  readonly wire?: (wire: Wire, world: World) => void
  readonly writer?: (writer: Writer) => void
  /** Not a mistake but a mood: which updates of honest tabs the server refuses, counted from 1. */
  readonly refuses?: (number: number) => boolean
}

export type Tab = {
  readonly slot: number
  readonly sync: ArticleSync
  /** Its number on its device. */
  readonly number: number
  alive: boolean
  writer: Writer | null
  generation: number
  /** Client ids this page has written under. */
  readonly ids: Set<ClientId>
  readonly typed: Set<string>
  /** State vector at the last moment when it called everything saved. */
  claimed: Map<ClientId, number>
}

export type Counts = Record<string, number>

const ARTICLE = 'simulated0article0'.slice(0, 16) as ArticleId
/** Two tabs of one person on each of the first two devices, one on the third. */
const DEVICE_OF_SLOT = [0, 0, 1, 1, 2] as const

export class World {
  readonly time = new VirtualTime()
  readonly ledger = new Ledger()
  readonly disk: LossyDisk
  readonly devices: readonly MemoryDevice[]
  readonly wires: readonly Wire[]
  readonly tabs: (Tab | null)[] = [null, null, null, null, null]
  readonly failures: string[] = []
  readonly counts: Counts = {}
  /** Characters that somebody has typed, that a command has taken out, and that died with a tab before anything was promised. */
  readonly typed = new Set<string>()
  readonly removed = new Set<string>()
  readonly perished = new Set<string>()
  /** The room's doc as admission last saw it: ahead of the disk. */
  judgedDoc: Y.Doc | null = null
  store: Store
  rooms: Rooms | null = null
  #serverLife = 0
  #nextCharacter = 0x4e00
  readonly #bytes: RandomBytes

  constructor(
    seed: number,
    readonly planted: Planted = {},
  ) {
    const { below } = seededRandom(seed ^ 0x5eed)
    this.#bytes = (count) => Uint8Array.from({ length: count }, () => below(256))
    this.disk = createLossyDisk({ fsync: planted.fsync ?? true })
    this.devices = [0, 1, 2].map(() => new MemoryDevice())
    this.wires = DEVICE_OF_SLOT.map((device) => new Wire(ARTICLE, `account${device}` as AccountId))
    for (const wire of this.wires) planted.wire?.(wire, this)
    this.store = this.#newStore()
  }

  async start(): Promise<void> {
    this.disk.flow(true)
    const first = articleOf({ kind: 'headline', text: this.#fresh(4) }, this.#fresh(10), this.#fresh(6))
    await this.store.records.createArticle({ id: ARTICLE, title: '', at: 0 }, 'account0' as AccountId, first)
    for (const account of ['account1', 'account2']) {
      await this.store.records.setRole(ARTICLE, account as AccountId, 'editor')
    }
    if (this.planted.fsync === false) this.disk.flow(false)
    this.#startServer()
    for (const slot of this.tabs.keys()) this.#open(slot)
    await this.quieten()
    this.disk.flow(false)
    for (const device of this.devices) device.flowing = false
  }

  count(what: string, by = 1): void {
    this.counts[what] = (this.counts[what] ?? 0) + by
  }

  fail(law: string, what: string): void {
    this.failures.push(`${law}: ${what}`)
  }

  // ---- operations

  /** Whether it did anything. What has no object, such as delivering where nothing is on its way, does nothing. */
  async apply(operation: Operation): Promise<boolean> {
    const happened = await this.#apply(operation)
    await this.time.settle()
    if (happened) this.count(operation.type)
    for (const tab of this.living) this.#look(tab)
    return happened
  }

  get living(): Tab[] {
    return this.tabs.filter((tab) => tab !== null)
  }

  async #apply(operation: Operation): Promise<boolean> {
    switch (operation.type) {
      case 'type':
        return this.#edit(operation.slot, (writer, tab) => {
          const words = this.#fresh(operation.count)
          for (const sign of words) tab.typed.add(sign)
          writer.type(operation.at, words)
        })
      case 'erase':
        return this.#edit(operation.slot, (writer) => writer.erase(operation.at, operation.count))
      case 'split':
        return this.#edit(operation.slot, (writer) => this.#watchSplit(writer, operation.at))
      case 'join':
        return this.#edit(operation.slot, (writer) => writer.join(operation.at))
      case 'format':
        return this.#edit(operation.slot, (writer) => writer.format(operation.at, operation.count))
      case 'undo':
        return this.#edit(operation.slot, (writer) => writer.undo())
      case 'redo':
        return this.#edit(operation.slot, (writer) => writer.redo())
      case 'deliver':
        return this.#deliver(operation.slot, operation.count)
      case 'cut':
        return this.#cut(operation)
      case 'heal': {
        const wire = this.wires[operation.slot]!
        const healed = wire.cut
        wire.cut = false
        return healed
      }
      case 'kill':
        return this.#kill(operation.slot, operation.written, operation.up)
      case 'close':
        return this.#close(operation.slot)
      case 'open':
        return this.#open(operation.slot)
      case 'disk':
        return this.#disk(operation.count)
      case 'diskFails':
        return this.#diskFails(operation.kept)
      case 'crash':
        return this.#crash(operation.kept, operation.down)
      case 'restart':
        if (this.rooms !== null) return false
        this.#startServer()
        return true
      case 'cache': {
        const device = this.devices[operation.device]!
        const waiting = device.waiting
        for (let i = 0; i < operation.count; i++) device.answer()
        return waiting > 0
      }
      case 'cacheFails': {
        const device = this.devices[operation.device]!
        if (device.waiting === 0) return false
        device.fail(operation.applied)
        return true
      }
      case 'wait':
        await this.time.advance(operation.ms)
        return true
    }
  }

  /** Runs somebody's command and notes which characters it took out. */
  #edit(slot: number, run: (writer: Writer, tab: Tab) => unknown): boolean {
    const tab = this.tabs[slot]
    const writer = tab?.writer
    if (!tab || !writer || !tab.sync.opened.get().writable) return false
    tab.ids.add(tab.sync.doc.clientID)
    const before = writer.characters
    run(writer, tab)
    const after = writer.characters
    for (const sign of after) this.typed.add(sign)
    for (const sign of before) if (!after.has(sign)) this.removed.add(sign)
    if (tab.sync.status.get().kind === 'offline' || this.wires[slot]?.cut) this.count('typedOffline')
    return true
  }

  /** [C2] Enter writes a marker and, in the same breath, the end before it; words without a block it gives a marker besides. */
  #watchSplit(writer: Writer, at: number): void {
    if (hasOrphan({ text: articleText(writer.doc), suggestions: writer.binding.suggestions }))
      return writer.split(at)
    const watch = (update: Uint8Array) => {
      if (unendedBlocks(update) !== 0) this.fail('C2', 'a marker was written without its end')
    }
    writer.doc.on('update', watch)
    writer.split(at)
    writer.doc.off('update', watch)
  }

  async #deliver(slot: number, count: number): Promise<boolean> {
    const wire = this.wires[slot]!
    let moved = false
    for (let i = 0; i < count; i++) {
      const line = wire.lines.find((one) => one.moves)
      if (line === undefined) break
      moved = true
      if (line.phase === 'dialing') {
        void wire.dial(line, this.rooms)
        await this.time.settle()
      } else if (line.up.length > 0 && (line.down.length === 0 || i % 2 === 0)) wire.deliverUp(line)
      else if (line.down.length > 0) wire.deliverDown(line)
      else wire.deliverUp(line)
    }
    return moved
  }

  #cut({ slot, up, down, noticed }: Extract<Operation, { type: 'cut' }>): boolean {
    const wire = this.wires[slot]!
    if (wire.cut) return false
    wire.cut = true
    if (wire.lines.some(({ up, down }) => up.length + down.length > 0)) this.count('cutWithFramesOnTheWay')
    wire.break(up, down, noticed)
    return true
  }

  #kill(slot: number, written: number, up: number): boolean {
    const tab = this.tabs[slot]
    if (!tab) return false
    const device = this.devices[DEVICE_OF_SLOT[slot]!]!
    const promised = ['unsaved', 'cannotStore'].includes(tab.sync.status.get().kind)
    if (tab.sync.hasUnsavedWork()) this.count('killedWithUnsavedWork')
    device.kill(tab.number, written)
    tab.alive = false
    this.wires[slot]!.break(up, 0, true)
    this.#bury(tab)
    this.#notePerished(tab, device, promised)
    return true
  }

  /** Ends what runs in a tab that is dead to the world. */
  #bury(tab: Tab): void {
    tab.writer?.close()
    tab.sync.destroy()
    this.tabs[tab.slot] = null
  }

  /** Words that were neither on the server nor in the cache are gone with the tab; it must not have said otherwise. */
  #notePerished(tab: Tab, device: MemoryDevice, promised: boolean): void {
    const kept = new Set(device.rows.flatMap(({ update }) => wordsIn(update)))
    // A rescue copy that the device has not written is on the page alone, and goes with it.
    const unwritten = tab.sync.rescues
      .get()
      .filter((one) => !device.rescues.some(({ text }) => text === one.text))
    for (const { text } of unwritten) for (const sign of text) this.perished.add(sign)
    const words = Y.encodeStateAsUpdate(tab.sync.doc)
    for (const struct of Y.decodeUpdate(words).structs) {
      if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) continue
      const { client, clock } = struct.id
      ;[...struct.content.str].forEach((sign, offset) => {
        if (!tab.ids.has(client) || clock + offset < (tab.claimed.get(client) ?? 0) || kept.has(sign)) return
        this.perished.add(sign)
        if (promised) this.fail('C3', `${sign} was called kept on this device and is not`)
      })
    }
  }

  #close(slot: number): boolean {
    const tab = this.tabs[slot]
    if (!tab || tab.sync.hasUnsavedWork()) return false
    const device = this.devices[DEVICE_OF_SLOT[slot]!]!
    tab.writer?.close()
    tab.sync.destroy()
    tab.alive = false
    device.kill(tab.number, 0)
    this.tabs[slot] = null
    return true
  }

  #open(slot: number): boolean {
    if (this.tabs[slot]) return false
    const { tab: number, cache } = this.devices[DEVICE_OF_SLOT[slot]!]!.open()
    let alive = true
    const isAlive = () => alive
    const wire = this.wires[slot]!
    const sync = openArticleSync({
      article: ARTICLE,
      account: wire.account,
      socketUrl: 'ws://newsroom/collab',
      keep: true,
      clock: this.time.clock(isAlive),
      random: this.#bytes,
      openCache: async () => this.planted.cache?.(cache, DEVICE_OF_SLOT[slot]!) ?? cache,
      WebSocket: wire.socketClass(isAlive),
    })
    const tab: Tab = {
      slot,
      sync,
      number,
      get alive() {
        return alive
      },
      set alive(value) {
        alive = value
      },
      writer: null,
      generation: 0,
      ids: new Set(),
      typed: new Set(),
      claimed: new Map(),
    }
    this.tabs[slot] = tab
    return true
  }

  #disk(count: number): boolean {
    const waiting = this.disk.waiting()
    for (let i = 0; i < count && this.disk.waiting() > 0; i++) this.disk.keep()
    return waiting > 0
  }

  async #diskFails(kept: boolean): Promise<boolean> {
    if (this.disk.waiting() === 0 || this.planted.fsync === false) return false
    const open = this.wires
      .flatMap(({ lines }) => lines)
      .filter(({ phase, hungUp }) => phase === 'open' && !hungUp)
    const failed = this.#failedAppends
    this.disk.fail(kept ? 'kept' : undefined)
    await this.time.settle()
    if (this.#failedAppends === failed) return true
    this.count('failedAppends')
    for (const line of open) {
      if (line.phase === 'open' && !line.hungUp && !line.closing)
        this.fail('R4', 'a room that failed has not closed')
    }
    return true
  }

  #failedAppends = 0
  #judged = 0

  async #crash(kept: boolean, down: number): Promise<boolean> {
    if (this.rooms === null) return false
    if (this.living.some(({ sync }) => sync.hasUnsavedWork())) this.count('crashedWithUnsavedWork')
    if (this.disk.waiting() > 0) this.count('crashedInMidWrite')
    this.rooms = null
    this.#serverLife += 1
    this.disk.crash(kept ? 'kept' : undefined)
    for (const wire of this.wires) wire.serverDied(down)
    this.store = this.#newStore()
    await this.time.settle()
    for (const tab of this.living) this.#look(tab)
    this.checkPromises(await this.storedDoc(), 'after a crash')
    return true
  }

  // ---- the server

  #newStore(): Store {
    const store = createMemoryStore({ disk: this.disk })
    const planted = this.planted.store?.(store) ?? store
    const append: Store['log']['append'] = (batch) =>
      planted.log.append(batch).catch((error) => {
        this.#failedAppends += 1
        throw error
      })
    return { ...planted, log: { ...planted.log, append } }
  }

  #startServer(): void {
    const life = ++this.#serverLife
    this.rooms = new Rooms({
      store: this.store,
      access: { roleIn: async () => 'editor' },
      clock: this.time.clock(() => life === this.#serverLife),
      random: this.#bytes,
      log: silentLog,
      admit: (article, owners, sender, update) => {
        this.checkContents(update)
        this.judgedDoc = article.suggestions.doc
        if (this.planted.refuses?.(++this.#judged)) {
          this.count('refused')
          return { kind: 'refused', code: 'content', reason: 'It is refused.', touched: false }
        }
        const verdict = admission(article, owners, sender, update)
        this.count(`verdict ${verdict.kind}`)
        if (verdict.kind === 'refused') this.onRefused(`${verdict.code}, ${verdict.reason}`)
        return verdict
      },
    })
  }

  /** The same id and clock never comes with other content, whoever shows it. */
  checkContents(update: Uint8Array): void {
    for (const contradiction of this.ledger.show(update)) this.fail('one id, one content', contradiction)
  }

  /** Honest tabs are never refused; a suite that refuses on purpose says otherwise. */
  onRefused(code: string): void {
    this.fail('R1', `an honest update was refused: ${code}`)
  }

  /** The words of all rescue copies, on devices and on pages. */
  get rescued(): Set<string> {
    const copies = [...this.devices, ...this.living.map(({ sync }) => ({ rescues: sync.rescues.get() }))]
    return new Set(copies.flatMap(({ rescues }) => rescues.flatMap(({ text }) => [...text])))
  }

  async storedRows(): Promise<readonly LogRow[]> {
    return this.store.log.read(ARTICLE, 0, Number.MAX_SAFE_INTEGER)
  }

  /** The article as the disk has it. */
  async storedDoc(): Promise<Y.Doc> {
    const doc = openDoc()
    for (const { update } of await this.storedRows()) Y.applyUpdate(doc, update)
    return doc
  }

  readRoom<T>(read: (doc: Y.Doc) => T): Promise<T | null> {
    return this.rooms!.read(ARTICLE, read)
  }

  // ---- what tabs show and promise

  /** Keeps up with a tab as a page would, and holds it to what it says. */
  #look(tab: Tab): void {
    const opened = tab.sync.opened.get()
    if (opened.ready && tab.generation !== opened.generation) {
      if (tab.generation > 0) this.count('freshDocs')
      tab.writer?.close()
      tab.writer = new Writer(opened.doc, () => this.time.now)
      this.planted.writer?.(tab.writer)
      tab.generation = opened.generation
    }
    if (opened.writable && articleText(opened.doc)._start === null)
      this.fail('S4', 'an empty article may be edited')
    if (!tab.sync.hasUnsavedWork()) tab.claimed = Y.decodeStateVector(Y.encodeStateVector(opened.doc))
    else if (!this.wires[tab.slot]!.lines.some(({ phase }) => phase === 'open'))
      this.count('unsavedWithoutConnection')
  }

  /** [R3] What tabs called saved, and what they have seen of others, is on the disk. */
  checkPromises(stored: Y.Doc, when: string): void {
    for (const tab of this.living) {
      const own = this.tabs.flatMap((other) =>
        other && DEVICE_OF_SLOT[other.slot] === DEVICE_OF_SLOT[tab.slot] ? [...other.ids] : [],
      )
      for (const [client, clock] of Y.decodeStateVector(Y.encodeStateVector(tab.sync.doc))) {
        const seen = this.#mayBeUnsaved(tab, client, own) ? 0 : clock
        const promised = Math.max(seen, tab.claimed.get(client) ?? 0)
        const durable = Y.getState(stored.store, client)
        if (durable >= promised) continue
        this.fail(
          'R3',
          `${when}: tab ${tab.slot} was promised ${client} up to ${promised}, the disk has ${durable}`,
        )
      }
      if (!tab.sync.hasUnsavedWork()) this.#checkDeletions(tab, stored, when)
    }
  }

  /** Words of this device, by whichever of its tabs and visits, may have come from its cache. */
  #mayBeUnsaved(tab: Tab, client: ClientId, own: readonly ClientId[]): boolean {
    return (
      own.includes(client) ||
      this.devices[DEVICE_OF_SLOT[tab.slot]!]!.rows.some((row) => row.writer === client)
    )
  }

  #checkDeletions(tab: Tab, stored: Y.Doc, when: string): void {
    for (const [client, ranges] of Y.createDeleteSetFromStructStore(tab.sync.doc.store).clients) {
      for (const { clock, len } of ranges) {
        if (clock + len > Y.getState(stored.store, client)) continue // R3 above has said so
        for (let at = clock; at < clock + len; ) {
          const struct = Y.getItem(stored.store, Y.createID(client, at)) as Y.Item
          if (!struct.deleted)
            return this.fail('R3', `${when}: tab ${tab.slot} was promised a deletion at ${client}:${at}`)
          at = struct.id.clock + struct.length
        }
      }
    }
  }

  // ---- the end

  /** Lets everything that can happen without anybody's doing happen. */
  async quieten(): Promise<void> {
    for (let round = 0; round < 400; round++) {
      await this.time.settle()
      for (const tab of this.living) this.#look(tab)
      let moved = false
      for (const slot of this.wires.keys()) moved = (await this.#deliver(slot, 1_000)) || moved
      await this.time.settle()
      if (moved || this.wires.some((wire) => wire.moves)) continue
      if (round > 0 && this.living.every(({ sync }) => isCalm(sync))) return
      await this.time.advance(500)
    }
  }

  /** Heals everything, brings every tab back, and waits until nothing moves. */
  async makePeace(): Promise<void> {
    for (const wire of this.wires) wire.cut = false
    this.disk.flow(true)
    for (const device of this.devices) device.flow()
    await this.time.settle()
    if (this.rooms === null) this.#startServer()
    for (const slot of this.tabs.keys()) this.#open(slot)
    await this.quieten()
  }

  /** Everybody closes the page and opens it again. */
  async visitAgain(): Promise<void> {
    this.count('visitedAgain')
    for (const slot of this.tabs.keys()) this.#close(slot)
    await this.time.settle()
    for (const slot of this.tabs.keys()) this.#open(slot)
    await this.quieten()
  }

  end(): void {
    for (const tab of this.living) this.#bury(tab)
    this.#serverLife += 1
  }

  #fresh(count: number): string {
    let words = ''
    for (let i = 0; i < count; i++) words += String.fromCodePoint(this.#nextCharacter++)
    for (const sign of words) this.typed.add(sign)
    return words
  }
}

const isCalm = (sync: ArticleSync): boolean => {
  const { kind } = sync.status.get()
  return kind === 'saved' || (kind === 'refused' && sync.opened.get().writable)
}

const wordsIn = (update: Uint8Array): string[] =>
  Y.decodeUpdate(update).structs.flatMap((struct) =>
    struct instanceof Y.Item && struct.content instanceof Y.ContentString ? [...struct.content.str] : [],
  )
