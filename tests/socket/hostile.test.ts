/** A hostile client against real sockets: what it sends costs itself something, and nobody else anything. */

import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { systemRandom } from '../../server/clock.ts'
import { type ArticleId, newArticleId } from '../../shared/ids.ts'
import { framesBurst, framesPerSecond } from '../../shared/limits.ts'
import { createFakeClock } from '../support/fake-clock.ts'
import { Newsroom } from './newsroom.ts'
import { step1 } from './wire.ts'

const NOTHING_KNOWN = new Uint8Array([0])

let newsroom: Newsroom
let article: ArticleId
const uncaught: unknown[] = []
const note = (error: unknown) => uncaught.push(error)

beforeAll(async () => {
  process.on('uncaughtException', note)
  newsroom = await Newsroom.open()
})
beforeEach(async () => {
  uncaught.length = 0
  article = await newsroom.article('Hello')
})
afterAll(async () => {
  process.off('uncaughtException', note)
  await newsroom.close()
})

/** What comes back from a socket that sends these bytes as soon as it is accepted, until its end. */
function afterAccepted(path: string, token: string, bytes: Buffer): Promise<Buffer> {
  const { hostname, port } = new URL(newsroom.url)
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname)
    const heard: Buffer[] = []
    socket.write(
      [
        `GET /collab/${path} HTTP/1.1`,
        'Host: x',
        `Authorization: Bearer ${token}`,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        'Sec-WebSocket-Version: 13',
        '\r\n',
      ].join('\r\n'),
    )
    socket.on('data', (chunk) => {
      if (heard.length === 0) socket.write(bytes)
      heard.push(chunk)
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(Buffer.concat(heard)))
  })
}

describe('a frame that breaks RFC 6455 ends its socket and nothing else', () => {
  const masked = (first: number, ...payload: number[]) =>
    Buffer.from([first, 0x80 | payload.length, 0, 0, 0, 0, ...payload])
  const broken: readonly (readonly [string, Buffer])[] = [
    ['reserved bits', masked(0xf2, 1)],
    ['no mask', Buffer.from([0x82, 1, 1])],
    ['an unknown opcode', masked(0x83, 1)],
    ['a continuation of nothing', masked(0x80, 1)],
    ['a ping in parts', masked(0x09, 1)],
    ['a close code that nobody may send', masked(0x88, 0x03, 0xed)],
    ['text that is no UTF-8', masked(0x81, 0xff)],
    ['more than any message', Buffer.from([0x82, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])],
  ]
  const end = masked(0x88, 0x03, 0xe8)
  const places: readonly (readonly [string, () => string, () => string | Promise<string>])[] = [
    ['nobody signed in', () => article, () => 'nobody'],
    ['no member', () => article, () => newsroom.stranger('str')],
    ['no article', () => newArticleId(systemRandom), () => newsroom.stranger('str')],
    ['an old page', () => `${article}?protocol=0`, () => newsroom.stranger('str')],
    ['a viewer', () => article, () => newsroom.member(article, 'vic', 'viewer')],
  ]
  for (const [who, path, token] of places) {
    test.each([...broken, ['a proper end', end] as const])(`from ${who}: %s`, async (_what, bytes) => {
      const heard = await afterAccepted(path(), await token(), bytes)
      expect(heard.toString('latin1')).toMatch(/^HTTP\/1.1 101/)
      expect(uncaught).toEqual([])
    })
  }
})

test('what comes in one piece is taken at the pace of everything else, and all of it in the end', async () => {
  const clock = createFakeClock({ turns: 'by themselves' })
  const slow = await Newsroom.open({ clock })
  const here = await slow.article('Hello')
  const flooder = slow.connect(here, await slow.member(here, 'flo', 'viewer'))
  const other = slow.connect(here, await slow.member(here, 'oth', 'viewer'))
  await Promise.all([flooder.first('hello'), other.first('hello')])
  const frames = framesBurst + 3 * framesPerSecond
  const { _socket: socket } = flooder.ws as unknown as { _socket: Socket }
  socket.cork()
  for (let n = 0; n < frames; n++) flooder.send(step1(NOTHING_KNOWN))
  socket.uncork()
  await flooder.until(() => flooder.all('event').some(({ event }) => event.type === 'slowed'))
  other.send(step1(NOTHING_KNOWN))
  await other.first('step2')
  expect(flooder.all('step2')).toHaveLength(framesBurst + 1)
  while (flooder.all('step2').length < frames) {
    clock.advance(100)
    await new Promise(setImmediate)
  }
  expect(flooder.closed).toBeNull()
  await slow.close()
})
