/** A program on an unmodified y-websocket provider is a citizen: it reads, follows and, by the rules, writes. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import type * as Y from 'yjs'
import { systemRandom } from '../../server/clock.ts'
import { articleText, openDoc } from '../../shared/article/layout.ts'
import { type ArticleId, newEvenClientId } from '../../shared/ids.ts'
import { Newsroom } from './newsroom.ts'

let newsroom: Newsroom
let article: ArticleId
let programs: Program[] = []

beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {}) // the provider says so for each message it does not know
  newsroom = await Newsroom.open()
  article = await newsroom.article('Hello')
})
afterEach(async () => {
  vi.restoreAllMocks()
  for (const program of programs) program.provider.destroy()
  programs = []
  await newsroom.close()
})

type Program = { readonly doc: Y.Doc; readonly text: Y.Text; readonly provider: WebsocketProvider }

/** What a program of somebody else does, by the documentation: a random even id before the provider, then nothing special. */
function program(token: string, connect = true): Program {
  class WithToken extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols, { headers: { authorization: `Bearer ${token}` } })
    }
  }
  const doc = openDoc()
  doc.clientID = newEvenClientId(systemRandom)
  const provider = new WebsocketProvider(newsroom.url, article, doc, {
    WebSocketPolyfill: WithToken as unknown as typeof globalThis.WebSocket,
    disableBc: true,
    connect,
    maxBackoffTime: 50,
  })
  const made = { doc, text: articleText(doc), provider }
  programs.push(made)
  return made
}

const synced = ({ provider }: Program) =>
  new Promise<void>((resolve) => {
    if (provider.synced) resolve()
    else provider.on('sync', (state: boolean) => state && resolve())
  })

const says = ({ doc, text }: Program, wanted: string) =>
  new Promise<void>((resolve) => {
    const look = () => text.toString() === wanted && resolve()
    doc.on('update', look)
    look()
  })

test('it syncs the article', async () => {
  const reader = program(await newsroom.member(article, 'rea', 'viewer'))
  await synced(reader)
  expect(reader.text.toString()).toBe('Hello')
})

test('it sees the article change, and its own writing changes it', async () => {
  const writer = program(await newsroom.member(article, 'wri', 'editor'))
  const other = program(await newsroom.member(article, 'oth', 'editor'))
  await Promise.all([synced(writer), synced(other)])
  writer.text.insert(6, ', world')
  await says(other, 'Hello, world')
  other.text.insert(1, 'Oh! ')
  await says(writer, 'Oh! Hello, world')
  const durable = await newsroom.rooms.read(article, (doc) => articleText(doc).toString())
  expect(durable).toBe('Oh! Hello, world')
})

test('typing in the moment of reconnecting, after typing offline, is not refused', async () => {
  const writer = program(await newsroom.member(article, 'wri', 'editor'))
  const other = program(await newsroom.member(article, 'oth', 'viewer'))
  await Promise.all([synced(writer), synced(other)])
  writer.provider.disconnect()
  writer.text.insert(6, ' offline')
  // The provider says "connected" before anything is exchanged: this key goes out before the offline work.
  writer.provider.on('status', ({ status }: { status: string }) => {
    if (status === 'connected') writer.text.insert(1, '!')
  })
  writer.provider.connect()
  await says(other, '!Hello offline')
  writer.text.insert(1, '?')
  await says(other, '?!Hello offline')
})

test('a restart of the server is survived by what was written before and after it', async () => {
  const writer = program(await newsroom.member(article, 'wri', 'editor'))
  await synced(writer)
  writer.text.insert(6, ' one')
  const gone = new Promise((resolve) => writer.provider.once('connection-close', resolve))
  await newsroom.restart()
  await gone
  writer.text.insert(10, ' two')
  const reader = program(await newsroom.member(article, 'rea', 'viewer'))
  await says(reader, 'Hello one two')
})

test('carets of others are seen, under the name that the server knows', async () => {
  const writer = program(await newsroom.member(article, 'wri', 'editor'))
  const reader = program(await newsroom.member(article, 'rea', 'viewer'))
  await Promise.all([synced(writer), synced(reader)])
  const seen = new Promise((resolve) => {
    reader.provider.awareness.on('change', () => {
      const state = reader.provider.awareness.getStates().get(writer.doc.clientID)
      if (state?.cursor) resolve(state)
    })
  })
  writer.provider.awareness.setLocalState({
    user: { name: 'Somebody else', color: '#ff0000' },
    cursor: { anchor: 'aGVsbG8=', head: 'aGVsbG8=' },
    secret: 1,
  })
  expect(await seen).toEqual({
    user: { person: expect.any(String), name: 'wri', color: expect.any(Number) },
    cursor: { anchor: 'aGVsbG8=', head: 'aGVsbG8=' },
    idle: false,
  })
})
