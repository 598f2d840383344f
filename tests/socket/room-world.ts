/** Rooms without sockets: time, turns and the disk are the test's. */

import * as Y from 'yjs'
import { silentLog } from '../../server/log.ts'
import type { Batch, Peer } from '../../server/room/peer.ts'
import type { Seat } from '../../server/room/room.ts'
import { Rooms, type RoomsOptions } from '../../server/room/rooms.ts'
import { createMemoryStore } from '../../server/store/memory.ts'
import type { Store } from '../../server/store/store.ts'
import { articleText, openDoc } from '../../shared/article/layout.ts'
import type { AccountId, ArticleId, RandomBytes } from '../../shared/ids.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import type { Role } from '../../shared/roles.ts'
import { createFakeClock } from '../support/fake-clock.ts'
import { createLossyDisk } from '../support/lossy-disk.ts'
import { paragraphs } from './newsroom.ts'
import { type Heard, read, step1, step2, update } from './wire.ts'

export const ARTICLE = 'abcdefghabcdefgh' as ArticleId

/** Different bytes each time, the same in each run. */
function countingRandom(): RandomBytes {
  let state = 1
  return (count) =>
    Uint8Array.from({ length: count }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
      return state >>> 16
    })
}

/** What stands in for admission, or for the thread of trials. */
type Planned = Pick<RoomsOptions, 'admit' | 'trials'>

export class RoomWorld {
  readonly clock = createFakeClock()
  readonly disk = createLossyDisk()
  readonly roles = new Map<AccountId, Role>()
  readonly #random = countingRandom()
  readonly #planned: Planned
  store: Store
  rooms: Rooms

  private constructor(planned: Planned) {
    this.#planned = planned
    this.store = createMemoryStore({ disk: this.disk })
    this.rooms = this.#newRooms()
  }

  /** With one article that says “Hello”; the disk keeps everything at once until told otherwise. */
  static async open(planned: Planned = {}): Promise<RoomWorld> {
    const world = new RoomWorld(planned)
    world.disk.flow(true)
    await world.create(ARTICLE)
    return world
  }

  /** Another article that says “Hello”. */
  async create(id: ArticleId): Promise<void> {
    const { records } = this.store
    await records.createArticle({ id, title: '', at: 0 }, 'owner' as AccountId, paragraphs('Hello'))
  }

  #newRooms(): Rooms {
    const { store, clock } = this
    const access = { roleIn: async (_: ArticleId, account: AccountId) => this.roles.get(account) ?? null }
    return new Rooms({ store, access, clock, random: this.#random, log: silentLog, ...this.#planned })
  }

  /** Power is lost: another process starts on what the disk has. */
  crash(): void {
    this.disk.crash()
    this.store = createMemoryStore({ disk: this.disk })
    this.rooms = this.#newRooms()
  }

  /** Lets everything happen that only waits for turns. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 10; turn++) {
      this.clock.turn()
      await new Promise(setImmediate)
    }
  }

  async advance(ms: number): Promise<void> {
    await this.settle()
    this.clock.advance(ms)
    await this.settle()
  }

  async join(name: string, role: Role = 'editor', article: ArticleId = ARTICLE): Promise<RoomTab> {
    const account = name as AccountId
    this.roles.set(account, role)
    const entrant = { account, displayName: name, guest: false, isSignedIn: async () => true }
    const place = await this.rooms.enter(article, entrant, { own: true, spares: 0 })
    if (place.kind === 'refused') throw new Error(place.code)
    const tab = new RoomTab()
    tab.seat = place.take(tab)
    await this.settle()
    tab.receive(step2(new Uint8Array([0, 0])), step1(new Uint8Array([0])))
    await this.settle()
    tab.follow()
    return tab
  }

  /** What a reader who comes now is shown. */
  async stored(): Promise<string> {
    return (await this.rooms.read(ARTICLE, (doc) => articleText(doc).toString())) ?? ''
  }
}

export class RoomTab implements Peer {
  readonly doc = openDoc()
  readonly text = articleText(this.doc)
  readonly heard: Heard[] = []
  unsentBytes = 0
  closed: RefusalCode | null = null
  seat!: Seat
  #read = 0

  constructor() {
    this.doc.on('update', (bytes: Uint8Array, origin: unknown) => {
      if (origin !== this) this.seat.receive(update(bytes))
    })
  }

  write({ messages }: Batch): void {
    this.heard.push(...messages.map(read))
  }

  close(code: RefusalCode): void {
    this.closed = code
    this.seat.leave()
  }

  receive(...frames: readonly Uint8Array[]): void {
    for (const frame of frames) this.seat.receive(frame)
  }

  follow(): void {
    for (const one of this.heard.slice(this.#read)) {
      if (one.type === 'step2' || one.type === 'update') Y.applyUpdate(this.doc, one.bytes, this)
      const own = one.type === 'hello' ? one.hello.clientIds[0] : undefined
      if (own !== undefined) this.doc.clientID = own
    }
    this.#read = this.heard.length
  }

  type(at: number, words: string): void {
    this.text.insert(at, words)
  }

  says(): string {
    this.follow()
    return this.text.toString()
  }

  get saved(): number {
    return Math.max(0, ...this.heard.map((one) => (one.type === 'saved' ? one.n : 0)))
  }

  refusals(): string[] {
    return this.heard.flatMap((one) => (one.type === 'refused' ? [one.refused.code] : []))
  }

  roles(): string[] {
    return this.heard.flatMap((one) =>
      one.type === 'event' && one.event.type === 'role' ? [one.event.role] : [],
    )
  }
}
