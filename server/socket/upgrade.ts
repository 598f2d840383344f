/** Who may open a socket to an article: `/collab/<article>`, with the cookie of a sign-in or a bearer token. */

import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer } from 'ws'
import { type AccountId, isArticleId } from '../../shared/ids.ts'
import {
  connectionsPerAccountMax,
  connectionsPerGuestMax,
  fragmentsMax,
  frameBytesMax,
  framePiecesMax,
  sparePairs,
} from '../../shared/limits.ts'
import { PROTOCOL_VERSION, SCHEMA_VERSION } from '../../shared/protocol/version.ts'
import { type RefusalCode, refusal } from '../../shared/refusals.ts'
import type { Access } from '../auth/access.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Wanted } from '../room/client-ids.ts'
import type { Place, Rooms } from '../room/rooms.ts'
import { AccountBudgets, type Budget } from './budget.ts'
import { Heartbeat } from './heartbeat.ts'
import { Knocks } from './knocks.ts'
import { type Carrier, closeCodeOf, SocketConnection } from './socket-connection.ts'

export type SocketsOptions = {
  readonly server: Server
  readonly access: Pick<Access, 'visitor'>
  readonly rooms: Pick<Rooms, 'enter'>
  /** Whether a request comes from our own page or from no page at all. */
  readonly isOwnOrigin: (headers: Headers) => boolean
  /** Whom a request counts for: see server/address.ts. */
  readonly networkOf: (request: IncomingMessage) => string
  readonly clock: Clock
  readonly log: Log
}

export interface Sockets {
  readonly connections: number
  /** Takes no more, and ends what is still open. */
  close(): void
}

/** ws closes with 1009 for a frame that is too large, which the stock provider takes for a reason to try again for ever. */
class ArticleSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code === TOO_BIG ? refusal('too-large').close : code, reason)
  }
}
const TOO_BIG = 1009

export function attachSockets(options: SocketsOptions): Sockets {
  const { server, clock, log, isOwnOrigin } = options
  const budgets = new AccountBudgets()
  const knocks = new Knocks(clock)
  const heartbeat = new Heartbeat<SocketConnection>(clock)
  const carrier: Carrier = {
    clock,
    onClose: (connection) => {
      heartbeat.remove(connection)
      budgets.leave(connection.account)
      knocks.leave(connection.network)
    },
  }
  const upgrades = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    // Twice what is admitted: an update that is a little too large gets words before it gets its close code.
    maxPayload: 2 * frameBytesMax,
    maxFragments: fragmentsMax,
    maxBufferedChunks: framePiecesMax,
    WebSocket: ArticleSocket,
  })

  /** Accepts the socket also to refuse it: a browser's page sees a close code, but never the status of an upgrade. */
  const accept = (request: IncomingMessage, socket: Socket, head: Buffer): WebSocket | null => {
    if (socket.destroyed) return null
    let accepted: WebSocket | null = null
    upgrades.handleUpgrade(request, socket, head, (ws) => {
      // Also of a socket that is only accepted to be refused: what nobody listens to would end the process.
      ws.on('error', ignore) // what is wrong with a frame ends the socket, and 'close' follows
      accepted = ws
    })
    return accepted
  }

  const onUpgrade = async (request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> => {
    const headers = headersOf(request)
    const asked = askedFor(request.url ?? '')
    if (asked === null) return endWith(socket, '404 Not Found')
    if (!isOwnOrigin(headers)) return endWith(socket, '403 Forbidden')
    const network = options.networkOf(request)
    const waitMs = knocks.at(network)
    if (waitMs > 0) return endTooFast(socket, waitMs)
    socket.on('error', ignore)
    const entry = await enter(options, budgets, knocks, asked, headers)
    socket.off('error', ignore)
    if (entry.kind === 'refused') {
      if (!knocks.mayBeTold(network)) return endTooFast(socket, UNTOLD_MS)
      return accept(request, socket, head)?.close(closeCodeOf(entry.code), entry.reason)
    }
    const ws = accept(request, socket, head)
    if (ws === null) return entry.abandon()
    if (!knocks.enter(network)) {
      entry.abandon()
      return ws.close(closeCodeOf('too-fast'), 'Too many connections from this address.')
    }
    const { account, budget } = entry
    const connection = new SocketConnection({ ws, socket, account, network, carrier, budget })
    heartbeat.add(connection)
    connection.sit(entry.take(connection))
  }

  const listener = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    onUpgrade(request, socket as Socket, head).catch((cause: unknown) => {
      log.error({ cause }, 'a socket could not be opened')
      socket.destroy()
    })
  }
  server.on('upgrade', listener)
  return {
    get connections() {
      return heartbeat.size
    },
    close() {
      server.off('upgrade', listener)
      for (const connection of heartbeat) connection.close('restarting', 'The server is restarting.')
    },
  }
}

// ---- what is asked for

type Asked = {
  readonly article: string
  readonly wanted: Wanted
  /** The page is of another version than this server. */
  readonly otherVersion: boolean
}

const PATH = /^\/collab\/([^/?]*)$/

/** null: not an address of ours. */
function askedFor(address: string): Asked | null {
  const [path = '', query = ''] = address.split('?', 2)
  const article = PATH.exec(path)?.[1]
  if (article === undefined) return null
  const said = new URLSearchParams(query)
  const differs = (key: string, ours: number) => said.has(key) && said.get(key) !== String(ours)
  const spares = Number(said.get('spares') ?? 0)
  return {
    article,
    wanted: {
      own: said.get('own') === '1',
      spares: Number.isInteger(spares) ? Math.max(0, Math.min(spares, sparePairs)) : 0,
    },
    otherVersion: differs('protocol', PROTOCOL_VERSION) || differs('schema', SCHEMA_VERSION),
  }
}

type Entry =
  | (Extract<Place, { readonly kind: 'ready' }> & { readonly account: AccountId; readonly budget: Budget })
  | Extract<Place, { readonly kind: 'refused' }>

const refused = (code: RefusalCode, reason: string): Entry => ({ kind: 'refused', code, reason })

async function enter(
  { access, rooms, clock }: SocketsOptions,
  budgets: AccountBudgets,
  knocks: Knocks,
  { article, wanted, otherVersion }: Asked,
  headers: Headers,
): Promise<Entry> {
  if (otherVersion) return refused('old-page', 'This page is out of date: reload it.')
  if (!isArticleId(article)) return refused('not-found', 'There is no such article.')
  const visitor = await access.visitor(headers)
  if (visitor === null) return refused('sign-in', 'Sign in first.')
  const { account, displayName, position } = visitor
  if (knocks.by(account) > 0) return refused('too-fast', 'This account connects too often.')
  const guest = position === 'guest'
  const budget = budgets.join(account, clock.now(), guest ? connectionsPerGuestMax : connectionsPerAccountMax)
  if (budget === null) return refused('too-fast', 'This account has too many connections.')
  const isSignedIn = askAgain(access, credentialsOf(headers))
  const entrant = { account, displayName, guest, isSignedIn }
  const place = await rooms.enter(article, entrant, wanted)
  if (place.kind === 'refused') {
    budgets.leave(account)
    return place
  }
  const abandon = () => {
    budgets.leave(account)
    place.abandon()
  }
  return { ...place, abandon, account, budget }
}

/** Made apart from what surrounds it, all of which it would keep for as long as the socket is open. */
const askAgain = (access: SocketsOptions['access'], credentials: [string, string][]) => async () =>
  (await access.visitor(new Headers(credentials))) !== null

// ---- plain HTTP

function headersOf({ headers }: IncomingMessage): Headers {
  const result = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) result.set(name, Array.isArray(value) ? value.join(', ') : value)
  }
  return result
}

/** What a sign-in is known by: all that is kept of a request while its socket is open. */
const credentialsOf = (headers: Headers): [string, string][] =>
  [...headers].filter(([name]) => name === 'cookie' || name === 'authorization')

function endWith(socket: Socket, status: string, header = ''): void {
  socket.on('error', ignore)
  socket.end(`HTTP/1.1 ${status}\r\n${header}Connection: close\r\nContent-Length: 0\r\n\r\n`)
}

/** When to try again where too many came to nothing. */
const UNTOLD_MS = 10_000

const endTooFast = (socket: Socket, waitMs: number): void =>
  endWith(socket, '429 Too Many Requests', `Retry-After: ${Math.ceil(waitMs / 1000)}\r\n`)

const ignore = (): void => {}
