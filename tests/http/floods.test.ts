/** Floods of requests: each costs its sender, and the honest one beside it, at the same address, is served as before. */

import { request } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock } from '../../server/clock.ts'
import {
  exportsBurst,
  failuresPerAddressMax,
  guestsPerAddressMax,
  requestsAtOnceMax,
  requestsBurst,
  strangerBodyBytesMax,
  strangerRequestsBurst,
  uploadsAtOnceMax,
} from '../../shared/limits.ts'
import { PASSWORD, startTestServer, TestPerson, type TestServer } from '../support/server.ts'

let server: TestServer
let honest: TestPerson
beforeAll(async () => {
  // Time stands still, so that a slow machine gives back nothing while it counts.
  const now = systemClock.now()
  const clock = { ...systemClock, now: () => now }
  server = await startTestServer({ environment: { TRUST_PROXY: '1' }, world: { clock } })
  honest = await server.person('honest')
})
afterAll(() => server.stop())

/** Some more than may be at once. */
async function flood(count: number, ask: () => Promise<Response>) {
  const answers: Response[] = []
  while (answers.length <= count) answers.push(...(await Promise.all(Array.from({ length: 20 }, ask))))
  const refused = answers.filter(({ status }) => status === 429)
  return { served: answers.length - refused.length, refused }
}

const honestIsServed = async () => expect((await honest.fetch('GET', '/api/articles')).status).toBe(200)

it('an account that asks again and again is told when to come back, and nobody else waits', async () => {
  const eve = await server.person()
  const { served, refused } = await flood(requestsBurst, () => eve.fetch('GET', '/api/articles'))
  expect(served).toBeGreaterThanOrEqual(requestsBurst - 10)
  expect(refused.length).toBeGreaterThan(0)
  expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await refused[0]!.json()).toEqual({
    error: { code: 'too-fast', message: expect.stringContaining('second'), retry: true },
  })
  await honestIsServed()
})

it('an account exports what is kept of it so often, and another one as if nothing had been', async () => {
  const [eve, ann] = [await server.person(), await server.person()]
  const statuses: number[] = []
  for (let n = 0; n <= exportsBurst; n++) statuses.push((await eve.fetch('GET', '/api/me/export')).status)
  expect(statuses).toEqual([...Array(exportsBurst).fill(200), 429])
  expect((await ann.fetch('GET', '/api/me/export')).status).toBe(200)
})

it('a class of 30 comes by a link from one address, and once more; who floods there is told when to come back', async () => {
  const { id } = await honest.article()
  const { code } = await honest.ok<{ code: string }>('POST', `/api/articles/${id}/links`, { role: 'viewer' })
  const come = (from: string) =>
    server
      .visitor()
      .fetch('POST', `/api/links/${code}`, { displayName: 'Guest' }, { 'X-Forwarded-For': from })
  const together = async (count: number) =>
    (await Promise.all(Array.from({ length: count }, () => come('lab')))).map(({ status }) => status)
  for (let time = 0; time < 2; time++) expect(await together(30)).toEqual(Array(30).fill(200))
  const statuses = await together(guestsPerAddressMax)
  expect(statuses.filter((status) => status === 200)).toHaveLength(guestsPerAddressMax - 60)
  const refused = await come('lab')
  expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true])
}, 60_000)

it('its tokens are the account: a program has no more than its owner', async () => {
  const eve = await server.person()
  const programs = await Promise.all(
    ['one', 'two'].map(async (name) => ({ Authorization: `Bearer ${await eve.token(name)}` })),
  )
  let turn = 0
  const { refused } = await flood(requestsBurst, () =>
    server.visitor().fetch('GET', '/api/articles', undefined, programs[turn++ % 2]),
  )
  expect(refused.length).toBeGreaterThan(0)
  await honestIsServed()
})

it.each(['/api/me', '/api/invites/nonsense', '/api/set-up/nonsense'])(
  'strangers at one address ask for %s so often; who is signed in there is served, and strangers elsewhere',
  async (path) => {
    const from = { 'X-Forwarded-For': `school of ${path}` }
    const stranger = server.visitor()
    const { served, refused } = await flood(strangerRequestsBurst, () =>
      stranger.fetch('GET', path, undefined, from),
    )
    expect(served).toBeGreaterThanOrEqual(strangerRequestsBurst)
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await honest.fetch('GET', '/api/me', undefined, from)).status).toBe(200)
    expect((await stranger.fetch('GET', '/api/me', undefined, { 'X-Forwarded-For': 'home' })).status).toBe(
      200,
    )
  },
)

it('strangers send small bodies, whoever is signed in larger ones', async () => {
  const body = { title: 'x'.repeat(strangerBodyBytesMax) }
  expect(await server.visitor().refused('POST', '/api/articles', body)).toMatchObject({ status: 413 })
  expect(await honest.refused('POST', '/api/articles', body)).toMatchObject({ status: 422 })
})

/** Requests that have begun and do not end; `end` lets them. */
function begun(person: TestPerson, path: string, type: string, count: number) {
  const sent = Array.from({ length: count }, () => {
    const headers = { Cookie: person.cookie, 'Content-Type': type, 'Transfer-Encoding': 'chunked' }
    const one = request(server.url + path, { method: 'POST', headers, agent: false })
    one.write('{')
    return one
  })
  const statuses = sent.map(
    (one) =>
      new Promise<number>((resolve, reject) => {
        one.on('response', (answer) => {
          answer.resume()
          resolve(answer.statusCode ?? 0)
        })
        one.on('error', reject)
      }),
  )
  return {
    /** What the first to be answered is told, while the others are under way. */
    first: () => Promise.race(statuses),
    end: () => {
      for (const one of sent) one.end('}')
      return Promise.all(statuses)
    },
  }
}

it('one account has so many requests under way', async () => {
  const eve = await server.person()
  const many = begun(eve, '/api/articles', 'application/json', requestsAtOnceMax + 1)
  expect(await many.first()).toBe(429)
  await honestIsServed()
  const statuses = await many.end()
  expect(statuses.filter((status) => status === 429)).toHaveLength(1)
  expect((await eve.fetch('GET', '/api/me')).status).toBe(200)
})

it('of more pictures than an account may send at once the rest waits, and nobody else’s does', async () => {
  const [eve, ann] = [await server.person(), await server.person()]
  const pictures = async (person: TestPerson, count: number) => {
    const { id } = await person.article()
    return begun(person, `/api/articles/${id}/images`, 'multipart/form-data; boundary=x', count)
  }
  const held = await pictures(eve, uploadsAtOnceMax)
  const waiting = await pictures(eve, 2)
  const anns = await pictures(ann, 1)
  expect(await anns.end()).toEqual([422])
  let answered = false
  const waited = waiting.end().then((statuses) => {
    answered = true
    return statuses
  })
  await honestIsServed()
  expect(answered).toBe(false)
  expect(await held.end()).toEqual(Array(uploadsAtOnceMax).fill(422))
  expect(await waited).toEqual([422, 422])
})

it('a class of 30 at one address signs in, mistypes and signs in again, while somebody there guesses names', async () => {
  const from = { 'X-Forwarded-For': 'classroom' }
  const administrator = await server.administrator()
  const pupils = Array.from({ length: 30 }, (_, n) => new TestPerson(server.url, `pupil${n}`))
  const add = (name: string) =>
    administrator.ok('POST', '/api/people', { userName: name, displayName: name, password: PASSWORD })
  await Promise.all(pupils.map(({ name }) => add(name)))
  const signIn = (username: string, password: string) =>
    server.visitor().fetch('POST', '/api/auth/sign-in/username', { username, password }, from)
  // Names that nobody has: each guess is compared all the same, so few are really made.
  for (let n = 0; n < failuresPerAddressMax; n++) await signIn('guessed', 'not the password')
  const statuses = pupils.map(async ({ name }) => [
    (await signIn(name, 'mistyped it')).status,
    (await signIn(name, PASSWORD)).status,
  ])
  expect(await Promise.all(statuses)).toEqual(pupils.map(() => [401, 200]))
}, 120_000)
