/** Sockets over time: signs of life, floods, readers that do not read. Real sockets; only timers are the test's. */

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ArticleId } from '../../shared/ids.ts'
import { aliveEveryMs, connectionsPerAccountMax, framesBurst } from '../../shared/limits.ts'
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts'
import { Newsroom } from './newsroom.ts'
import { queryAwareness } from './wire.ts'

let newsroom: Newsroom
let article: ArticleId
let clock: FakeClock

beforeAll(async () => {
  clock = createFakeClock({ turns: 'by themselves' })
  newsroom = await Newsroom.open({ clock })
})
beforeEach(async () => {
  article = await newsroom.article('Hello')
})
afterAll(() => newsroom.close())

const enter = async (name: string) => {
  const raw = newsroom.connect(article, await newsroom.member(article, name, 'editor'))
  await raw.first('hello')
  return raw
}

test('the server gives a sign of life every 20 s, and a connection that answers its ping stays', async () => {
  const raw = await enter('eve')
  for (let round = 1; round <= 4; round++) {
    const ponged = new Promise((resolve) => raw.ws.once('ping', () => setImmediate(resolve)))
    clock.advance(aliveEveryMs)
    await raw.until(() => raw.all('alive').length === round)
    await ponged
    // A message after the pong, answered: so the pong has arrived too.
    const events = raw.all('event').length
    newsroom.rooms.accessChanged(article, null)
    await raw.until(() => raw.all('event').length > events)
    await new Promise(setImmediate)
  }
  expect(raw.closed).toBeNull()
  await raw.close()
})

test('a connection that answers nothing is cut', async () => {
  const raw = await enter('eve')
  raw.ws.pause()
  const closed = new Promise((resolve) => raw.ws.once('close', resolve))
  const before = newsroom.connections
  clock.advance(aliveEveryMs)
  await new Promise(setImmediate)
  clock.advance(aliveEveryMs)
  while (newsroom.connections === before) await new Promise(setImmediate)
  raw.ws.resume()
  await closed
})

test('whoever floods is told to be slowed and is read no further for a while; others go on', async () => {
  const [flooder, other] = [await enter('flo'), await enter('oth')]
  for (let n = 0; n < framesBurst + 100; n++) flooder.send(queryAwareness)
  const { event } = await flooder.first('event')
  expect(event).toEqual({ type: 'slowed', on: true })
  other.send(new Uint8Array([0, 0, 1, 0]))
  await other.first('step2')
  expect(flooder.closed).toBeNull()
  flooder.ws.terminate()
})

test('an account has so many connections', async () => {
  const token = await newsroom.member(article, 'man', 'viewer')
  const many = Array.from({ length: connectionsPerAccountMax }, () => newsroom.connect(article, token))
  // So many in one room share windows, which are time.
  while (many.some((raw) => raw.all('hello').length === 0)) {
    clock.advance(10)
    await new Promise(setImmediate)
  }
  expect(await newsroom.connect(article, token).ended()).toMatchObject({ code: 4529 })
  for (const raw of many) raw.ws.terminate()
})
