/**
 * The measured process: Galley's rooms and sockets on SQLite, or a bare `ws` broadcast, in either case told what to do by
 * the process that makes the load.
 */

import { mkdtemp, open, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Access } from '../../../server/auth/access.ts'
import { type Clock, systemClock, systemRandom } from '../../../server/clock.ts'
import { type Log, silentLog } from '../../../server/log.ts'
import { createGroupCommit } from '../../../server/room/group-commit.ts'
import { Rooms } from '../../../server/room/rooms.ts'
import { ThreadTrials } from '../../../server/room/trials.ts'
import { attachSockets } from '../../../server/socket/upgrade.ts'
import { openSqliteStore } from '../../../server/store/sqlite.ts'
import type { AccountId, ArticleId } from '../../../shared/ids.ts'
import { newArticleId } from '../../../shared/ids.ts'

export type Ask =
  | { readonly kind: 'article'; readonly update: string }
  /** Memory after everything that is garbage has gone; `turns` full collections. */
  | { readonly kind: 'usage'; readonly collect: boolean }
  | { readonly kind: 'stop' }
export type Usage = {
  readonly cpuMs: number
  readonly rssBytes: number
  readonly heapBytes: number
  readonly at: number
}
export type Reply =
  | { readonly kind: 'ready'; readonly port: number }
  | { readonly kind: 'article'; readonly id: string }
  | ({ readonly kind: 'usage' } & Usage)

export type Mode = 'galley' | 'bare' | 'synced'

const [mode, speed = '1'] = process.argv.slice(2)
const reply = (message: Reply) => process.send?.(message)

/** The system's clock, on which nobody has to wait for a room to doze. */
function fasterClock(times: number): Clock {
  const began = systemClock.now()
  return {
    now: () => began + (systemClock.now() - began) * times,
    after: (ms, run) => systemClock.after(ms / times, run),
    soon: systemClock.soon,
  }
}

const loud: Log = {
  ...silentLog,
  error: (fields, message) => console.error(message, fields),
  warn: console.error,
}

/** Bearer tokens are `<account>.<role>`: who somebody is costs nothing here. */
const access: Pick<Access, 'visitor' | 'roleIn'> = {
  visitor: async (headers) => {
    const account = (headers.get('authorization') ?? '').replace('Bearer ', '') as AccountId
    const name = { displayName: account, userName: account }
    return { account, ...name, administrator: false, position: 'writer', via: 'token' }
  },
  roleIn: async (_article, account) => (account.endsWith('.viewer') ? 'viewer' : 'editor'),
}

/** Each connection counts for itself: how many one address may have is not what is measured. */
const networkOf = ({ socket }: IncomingMessage) => String(socket.remotePort)

async function galley() {
  const folder = await mkdtemp(join(tmpdir(), 'galley-bench-'))
  const clock = fasterClock(Number(speed))
  const store = await openSqliteStore({ file: join(folder, 'galley.db'), clock: systemClock })
  const rooms = new Rooms({
    store,
    access,
    clock,
    random: systemRandom,
    log: loud,
    restBetweenCommits: true,
    trials: new ThreadTrials(systemClock, loud),
  })
  const server = createServer()
  attachSockets({ server, access, rooms, isOwnOrigin: () => true, networkOf, clock, log: loud })
  return {
    server,
    article: async (update: Uint8Array): Promise<ArticleId> => {
      const id = newArticleId(systemRandom)
      await store.records.createArticle({ id, title: '', at: 0 }, 'owner' as AccountId, update)
      return id
    },
    stop: async () => {
      await rooms.close()
      await store.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** What everybody's tutorial does: each message to each other socket of the room, here `when` it may be told. */
async function bare(when = (_frame: Uint8Array, tell: () => void) => tell()) {
  const rooms = new Map<string, Set<WebSocket>>()
  const server = createServer()
  const sockets = new WebSocketServer({ server, perMessageDeflate: false })
  sockets.on('connection', (ws, request) => {
    const room = rooms.get(request.url ?? '') ?? new Set()
    rooms.set(request.url ?? '', room.add(ws))
    ws.on('message', (frame: Buffer) => {
      when(frame, () => {
        for (const other of room) if (other !== ws) other.send(frame, { binary: true })
      })
    })
    ws.on('close', () => room.delete(ws))
  })
  let articles = 0
  return { server, article: async () => `article-${articles++}`, stop: async () => {} }
}

/** The bare server that tells nobody of a message before it is in a file and the file on the disk: the least that durability costs. */
async function synced() {
  const folder = await mkdtemp(join(tmpdir(), 'galley-bench-'))
  const file = await open(join(folder, 'messages'), 'a')
  const disk = {
    append: async (rows: readonly { readonly update: Uint8Array }[]) => {
      await file.writev(rows.map(({ update }) => update))
      await file.datasync()
      return rows.map(() => ({ kind: 'stored' as const, seq: 1 }))
    },
  }
  const commits = createGroupCommit(disk, systemClock)
  const row = { article: newArticleId(systemRandom), epoch: 1, person: null, at: 0, binds: [] }
  const { server, article } = await bare((frame, tell) => commits.append({ ...row, update: frame }, tell))
  const stop = async () => {
    await file.close()
    await rm(folder, { recursive: true })
  }
  return { server, article, stop }
}

const collect = (globalThis as { gc?: () => void }).gc

async function usage(full: boolean): Promise<Usage> {
  for (let turn = 0; full && turn < 6; turn++) {
    collect?.()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed, external } = process.memoryUsage()
  return {
    cpuMs: (user + system) / 1000,
    rssBytes: rss,
    heapBytes: heapUsed + external,
    at: performance.now(),
  }
}

const measured = await { bare: () => bare(), synced, galley }[mode as Mode]()
process.on('message', async (ask: Ask) => {
  if (ask.kind === 'article') {
    reply({ kind: 'article', id: await measured.article(Buffer.from(ask.update, 'base64')) })
  } else if (ask.kind === 'usage') {
    reply({ kind: 'usage', ...(await usage(ask.collect)) })
  } else {
    await measured.stop()
    process.exit(0)
  }
})
process.on('disconnect', () => process.exit(1))
measured.server.listen(0, '127.0.0.1', () => {
  reply({ kind: 'ready', port: (measured.server.address() as AddressInfo).port })
})
