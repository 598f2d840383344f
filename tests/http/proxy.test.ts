/** Behind a proxy of ours: the last entry of X-Forwarded-For counts, and nothing that a visitor wrote before it. */

import { afterAll, beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { systemClock } from '../../server/clock.ts'
import { failedUpgradesBurst, strangerRequestsBurst } from '../../shared/limits.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  // No time passes, so nothing that was used up comes back.
  const at = systemClock.now()
  const clock = { ...systemClock, now: () => at }
  server = await startTestServer({ environment: { TRUST_PROXY: '1' }, world: { clock } })
})
afterAll(() => server.stop())

/** What the proxy passes on of a visitor who comes from `address` and invents another one each time. */
let inventions = 0
const passedOn = (address: string) => ({
  'X-Forwarded-For': `203.0.113.${inventions++ % 256}, 10.0.0.${inventions}, ${address}`,
  'X-Real-IP': '10.0.0.1',
  Forwarded: 'for=10.0.0.1',
})

/** The answers to exactly so many, in the order in which they were asked for. */
async function answersTo(count: number, ask: () => Promise<number>): Promise<number[]> {
  const answers: number[] = []
  while (answers.length < count) {
    const atOnce = Math.min(50, count - answers.length)
    answers.push(...(await Promise.all(Array.from({ length: atOnce }, ask))))
  }
  return answers
}

it('a stranger who invents addresses is counted as one, and nobody elsewhere with them', async () => {
  const ask = async (address: string) =>
    (await server.visitor().fetch('GET', '/api/me', undefined, passedOn(address))).status
  const answers = await answersTo(strangerRequestsBurst, () => ask('192.0.2.1'))
  expect(new Set(answers)).toEqual(new Set([200]))
  expect(await ask('192.0.2.1')).toBe(429)
  expect(await ask('192.0.2.2')).toBe(200)
})

it('so is who knocks at the socket without a sign-in', async () => {
  const article = 'article000000001'
  /** 429, or the code that says why it was closed. */
  const knock = (address: string) =>
    new Promise<number>((resolve) => {
      const headers = passedOn(address)
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/collab/${article}`, { headers })
      socket.on('unexpected-response', (request, { statusCode = 0 }) => {
        request.destroy()
        resolve(statusCode)
      })
      socket.on('error', () => {}) // follows the answer
      socket.on('close', resolve)
    })
  const answers = await answersTo(failedUpgradesBurst, () => knock('192.0.2.1'))
  expect(new Set(answers)).toEqual(new Set([4401]))
  expect(await knock('192.0.2.1')).toBe(429)
  expect(await knock('192.0.2.2')).toBe(4401)
})
