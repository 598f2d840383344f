/** Floods over real sockets: each costs its sender, and the honest tab beside it is served as before. */

import { request } from 'node:http'
import type { Socket } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ArticleId } from '../../shared/ids.ts'
import {
  accountUpgradesBurst,
  connectionsPerAccountMax,
  failedUpgradesBurst,
  fragmentsMax,
  framesBurst,
} from '../../shared/limits.ts'
import { Newsroom, type Raw } from './newsroom.ts'
import { Tab } from './tab.ts'
import { step1 } from './wire.ts'

let newsroom: Newsroom
let article: ArticleId
let honest: Tab
let names = 0

beforeAll(async () => {
  newsroom = await Newsroom.open()
})
beforeEach(async () => {
  article = await newsroom.article('Hello')
  honest = await Tab.open(newsroom, article, await newsroom.member(article, `hon${++names}`, 'editor'))
})
afterAll(() => newsroom.close())

const flooder = async (): Promise<Raw> => {
  const raw = newsroom.connect(article, await newsroom.member(article, `flo${++names}`, 'editor'))
  await raw.first('hello')
  return raw
}

async function honestIsServed(): Promise<void> {
  const before = honest.raw.all('saved').at(-1)?.n ?? 0
  honest.type(1, 'x')
  await honest.raw.saved(before + 1)
  expect(honest.raw.closed).toBeNull()
}

/** Past ws' own sender: one message in as many frames as it has pieces. */
function sendInFrames({ ws }: Raw, pieces: readonly Uint8Array[]): void {
  const { _socket: socket } = ws as unknown as { _socket: Socket }
  const frames = pieces.map((piece, index) => {
    const first = (index === 0 ? 2 : 0) | (index === pieces.length - 1 ? 0x80 : 0)
    return Buffer.concat([Buffer.from([first, 0x80 | piece.length, 0, 0, 0, 0]), piece])
  })
  socket.write(Buffer.concat(frames))
}

const inPieces = (message: Uint8Array, count: number) =>
  Array.from({ length: count }, (_, n) => (n < message.length ? message.slice(n, n + 1) : new Uint8Array()))

test('a message in more frames than any program makes ends its socket; in as many as may be it is heard', async () => {
  const message = step1(new Uint8Array([0]))
  const patient = await flooder()
  sendInFrames(patient, inPieces(message, fragmentsMax))
  await patient.first('step2')
  const flood = await flooder()
  sendInFrames(flood, inPieces(message, fragmentsMax + 1))
  expect(await flood.ended()).toMatchObject({ code: 1008 })
  expect(flood.all('step2')).toEqual([])
  await honestIsServed()
})

test('pings are paid for like messages', async () => {
  const flood = await flooder()
  const slowed = () => flood.all('event').some(({ event }) => event.type === 'slowed')
  let pongs = 0
  flood.ws.on('pong', () => pongs++)
  while (!slowed() && pongs < 2 * framesBurst) {
    const before = pongs
    for (let n = 0; n < 50; n++) flood.ws.ping()
    while (pongs < before + 50 && !slowed()) await new Promise(setImmediate)
  }
  expect(slowed()).toBe(true)
  expect(pongs).toBeGreaterThan(framesBurst - 100)
  await honestIsServed()
})

test('an account that connects again and again is told to wait, and the one beside it comes in', async () => {
  const token = await newsroom.member(article, `con${++names}`, 'viewer')
  let codes: (number | undefined)[] = []
  while (codes.length < accountUpgradesBurst + connectionsPerAccountMax && !codes.includes(4529)) {
    const raw = newsroom.connect(article, token)
    await raw.until(() => raw.closed !== null || raw.heard.length > 0)
    codes = [...codes, raw.closed?.code]
    await raw.close()
  }
  expect(codes.filter((code) => code === undefined).length).toBeGreaterThanOrEqual(accountUpgradesBurst)
  expect(codes.at(-1)).toBe(4529)
  expect((await flooder()).closed).toBeNull()
  await honestIsServed()
})

/** What a stranger hears at the door: the status, and when to come again. */
function knock(from: string): Promise<{ status: number; retryAfter: string | undefined }> {
  const headers = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version': '13',
    'X-Forwarded-For': from,
  }
  return new Promise((resolve, reject) => {
    const asked = request(`${newsroom.url.replace('ws:', 'http:')}/${article}`, { headers, agent: false })
    asked.on('upgrade', (_answer, socket) => {
      socket.destroy()
      resolve({ status: 101, retryAfter: undefined })
    })
    asked.on('response', (answer) => {
      answer.resume()
      resolve({ status: answer.statusCode ?? 0, retryAfter: answer.headers['retry-after'] })
    })
    asked.on('error', reject)
    asked.end()
  })
}

test('strangers at one address hear why so many times, then only when to come again; who is signed in there comes in', async () => {
  const heard = new Map<number, number>()
  let retryAfter: string | undefined
  for (let n = 0; n < failedUpgradesBurst * 2 && retryAfter === undefined; n++) {
    const answer = await knock('school')
    heard.set(answer.status, (heard.get(answer.status) ?? 0) + 1)
    retryAfter = answer.retryAfter
  }
  expect(heard.get(101)).toBeGreaterThanOrEqual(failedUpgradesBurst)
  expect(heard.get(429)).toBe(1)
  expect(Number(retryAfter)).toBeGreaterThan(0)
  expect((await knock('elsewhere')).status).toBe(101)
  const token = await newsroom.member(article, `sig${++names}`, 'viewer')
  const pupil = newsroom.connect(article, token, { headers: { 'x-forwarded-for': 'school' } })
  await pupil.first('hello')
  await honestIsServed()
})
