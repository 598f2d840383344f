/** A server with rooms, sockets and a real SQLite on a free port; people with a token and a role; and raw connections to it. */

import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import type { Access, Visitor } from '../../server/auth/access.ts'
import { type Clock, systemClock, systemRandom } from '../../server/clock.ts'
import { silentLog } from '../../server/log.ts'
import { Rooms, type RoomsOptions } from '../../server/room/rooms.ts'
import { attachSockets, type Sockets } from '../../server/socket/upgrade.ts'
import { openSqliteStore } from '../../server/store/sqlite.ts'
import type { Store } from '../../server/store/store.ts'
import { BLOCK_DEFAULTS } from '../../shared/article/blocks.ts'
import { newArticleUpdate } from '../../shared/article/writer.ts'
import { type AccountId, type ArticleId, newArticleId } from '../../shared/ids.ts'
import type { Role } from '../../shared/roles.ts'
import { type Heard, read } from './wire.ts'

export const paragraphs = (...texts: readonly string[]): Uint8Array =>
  newArticleUpdate(
    texts.map((text) => ({ ...BLOCK_DEFAULTS, runs: text === '' ? [] : [{ text, formats: {} }] })),
  )

export type NewsroomOptions = {
  readonly clock?: Clock
  /** In place of a SQLite file of its own. */
  readonly wrapStore?: (store: Store) => Store
  readonly admit?: RoomsOptions['admit']
  readonly trials?: RoomsOptions['trials']
}

export class Newsroom {
  readonly #options: NewsroomOptions
  readonly #folder: string
  readonly #visitors = new Map<string, Visitor>()
  #port = 0
  #http!: Server
  #sockets!: Sockets
  store!: Store
  rooms!: Rooms

  private constructor(folder: string, options: NewsroomOptions) {
    this.#folder = folder
    this.#options = options
  }

  static async open(options: NewsroomOptions = {}): Promise<Newsroom> {
    const newsroom = new Newsroom(await mkdtemp(join(tmpdir(), 'galley-socket-')), options)
    await newsroom.#start()
    return newsroom
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#port}/collab`
  }

  get connections(): number {
    return this.#sockets.connections
  }

  async #start(): Promise<void> {
    const { clock = systemClock, wrapStore = (store) => store, admit, trials } = this.#options
    const random = systemRandom
    this.store = wrapStore(await openSqliteStore({ file: join(this.#folder, 'galley.db'), clock }))
    const access: Pick<Access, 'visitor' | 'roleIn'> = {
      visitor: async (headers) => this.#visitors.get(headers.get('authorization') ?? '') ?? null,
      roleIn: async (article, account) => {
        const row = await this.store.records.article(article)
        return row?.trashedAt === null ? this.store.records.roleOf(article, account) : null
      },
    }
    const planned = { ...(admit && { admit }), ...(trials && { trials }) }
    this.rooms = new Rooms({ store: this.store, access, clock, random, log: silentLog, ...planned })
    this.#http = createServer((_request, response) => response.end())
    const isOwnOrigin = (headers: Headers) => {
      const origin = headers.get('origin')
      return origin === null || new URL(origin).host === headers.get('host')
    }
    this.#sockets = attachSockets({
      server: this.#http,
      access,
      rooms: this.rooms,
      isOwnOrigin,
      networkOf: ({ headers }) => String(headers['x-forwarded-for'] ?? 'here'),
      clock,
      log: silentLog,
    })
    await new Promise<void>((resolve) => this.#http.listen(this.#port, '127.0.0.1', resolve))
    this.#port = (this.#http.address() as AddressInfo).port
  }

  async stop(): Promise<void> {
    await this.rooms.close()
    this.#sockets.close()
    await new Promise((resolve) => {
      this.#http.close(resolve)
      this.#http.closeAllConnections()
    })
    await this.store.close()
  }

  /** As a new process on the same file and port. */
  async restart(): Promise<void> {
    await this.stop()
    await this.#start()
  }

  async close(): Promise<void> {
    await this.stop()
    await rm(this.#folder, { recursive: true })
  }

  async article(...texts: readonly string[]): Promise<ArticleId> {
    const id = newArticleId(systemRandom)
    await this.store.records.createArticle(
      { id, title: '', at: 0 },
      'account-of-the-owner' as AccountId,
      paragraphs(...texts),
    )
    return id
  }

  /** Somebody with this role in the article; answers the token. */
  async member(article: ArticleId, name: string, role: Role): Promise<string> {
    const account = `account-of-${name}` as AccountId
    await this.store.records.setRole(article, account, role)
    return this.stranger(name)
  }

  /** Somebody without a role anywhere. */
  stranger(name: string): string {
    const account = `account-of-${name}` as AccountId
    const visitor = {
      account,
      displayName: name,
      userName: name,
      administrator: false,
      position: 'writer',
      via: 'token',
    } as const
    this.#visitors.set(`Bearer ${name}`, visitor)
    return name
  }

  signOut(name: string): void {
    this.#visitors.delete(`Bearer ${name}`)
  }

  connect(article: ArticleId | string, token: string | null, options: RawOptions = {}): Raw {
    return new Raw(`${this.url}/${article}${options.query ?? ''}`, token, options)
  }
}

export type RawOptions = {
  /** With its question mark. */
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A WebSocket without a program behind it: sends what it is told to, keeps what it hears. */
export class Raw {
  readonly ws: WebSocket
  heard: Heard[] = []
  /** Bytes of messages heard. */
  bytes = 0
  closed: { readonly code: number; readonly reason: string } | null = null
  failed: string | null = null
  #wake: () => void = () => {}

  constructor(url: string, token: string | null, { headers = {} }: RawOptions) {
    const bearer: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` }
    this.ws = new WebSocket(url, { headers: { ...bearer, ...headers }, perMessageDeflate: false })
    this.ws.on('message', (frame: Buffer) => {
      this.bytes += frame.length
      this.heard.push(read(new Uint8Array(frame)))
      this.#wake()
    })
    this.ws.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) }
      this.#wake()
    })
    this.ws.on('error', (error) => {
      this.failed = error.message
      this.#wake()
    })
    this.ws.on('open', () => this.#wake())
  }

  send(...frames: readonly (Uint8Array | string)[]): void {
    for (const frame of frames) this.ws.send(frame)
  }

  /** Waits until something is so, looking after everything that is heard. */
  async until<T>(found: () => T | undefined | false | null): Promise<T> {
    for (;;) {
      const result = found()
      if (result !== undefined && result !== false && result !== null) return result
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  opened = (): Promise<boolean> => this.until(() => this.ws.readyState === WebSocket.OPEN)
  ended = () => this.until(() => this.closed)
  first = <K extends Heard['type']>(type: K) =>
    this.until(() => this.heard.find((one): one is Extract<Heard, { type: K }> => one.type === type))
  all = <K extends Heard['type']>(type: K) =>
    this.heard.filter((one): one is Extract<Heard, { type: K }> => one.type === type)
  saved = (n: number) => this.until(() => this.all('saved').some((one) => one.n >= n))

  close(): Promise<unknown> {
    this.ws.close()
    return this.ended()
  }
}
