/** Requests that are meant to harm: each is refused with its code, and an honest one beside it is not. */

import { request } from 'node:http'
import type { KyselyPlugin } from 'kysely'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Passwords } from '../../server/auth/library.ts'
import { imageBytesMax, typedNameUnitsMax } from '../../shared/limits.ts'
import { quickPasswords } from '../support/passwords.ts'
import { PASSWORD, startTestServer, TestPerson, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.administrator()
})
afterAll(() => server.stop())

/** Two marks in the wrong order, again and again: putting them in the right order takes the square of their number. */
const slow = '\u0301\u0316'.repeat(100_000)

it('a name or password of any length costs a stranger a refusal, and the server no time', async () => {
  const person = await server.person()
  const signIn = (username: string, password: string) =>
    server.visitor().fetch('POST', '/api/auth/sign-in/username', { username, password })
  const normalized = vi.spyOn(String.prototype, 'normalize')
  expect((await signIn(slow, PASSWORD)).status).toBe(413)
  expect((await signIn(person.name, slow)).status).toBe(413)
  expect((await signIn(slow.slice(0, 5_000), PASSWORD)).status).toBe(422)
  expect(
    await person.refused('POST', '/api/auth/change-password', {
      currentPassword: slow,
      newPassword: PASSWORD,
    }),
  ).toEqual({ status: 422, code: 'invalid' })
  const longest = Math.max(...normalized.mock.contexts.map((text) => String(text).length))
  normalized.mockRestore()
  expect(longest).toBeLessThanOrEqual(typedNameUnitsMax)
  expect((await signIn(person.name, PASSWORD)).status).toBe(200)
})

it('an answer kept for a browser is not repeated to a token of the same account', async () => {
  const person = await server.person()
  const token = await person.token()
  const key = { 'Idempotency-Key': 'one' }
  const made = await person.ok<{ token: string }>('POST', '/api/tokens', { name: 'x' }, key)
  expect(await person.ok('POST', '/api/tokens', { name: 'x' }, key)).toEqual(made)
  const program = new TestPerson(server.url, '')
  const asToken = { ...key, Authorization: `Bearer ${token}` }
  expect(await program.refused('POST', '/api/tokens', { name: 'x' }, asToken)).toEqual({
    status: 403,
    code: 'forbidden',
  })
})

it.each(['constructor', '__proto__', 'base', 'final,marked'])('there is no view called %s', async (view) => {
  const person = await server.person()
  const { id } = await person.article()
  expect(await person.refused('GET', `/api/articles/${id}/content?view=${view}`)).toMatchObject({
    status: 422,
  })
  expect((await person.fetch('GET', `/api/articles/${id}/content?view=original`)).status).toBe(200)
})

it('what a stranger sends as a picture is not gathered: it is refused for the stranger, not for its size', async () => {
  const person = await server.person()
  const { id } = await person.article()
  const send = (cookie: string, bytes: number): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const headers = {
        Cookie: cookie,
        'Content-Type': 'multipart/form-data; boundary=x',
        'Transfer-Encoding': 'chunked',
      }
      // A connection of its own: the server may cut it after the answer.
      const options = { method: 'POST', headers, agent: false }
      const sent = request(`${server.url}/api/articles/${id}/images`, options, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
      sent.on('error', reject)
      sent.end(Buffer.alloc(bytes))
    })
  expect(await send('', imageBytesMax + 1_000_000)).toBe(401)
  expect(await send(person.cookie, imageBytesMax + 1_000_000)).toBe(413)
  expect(await send(person.cookie, 10)).toBe(422)
})

it('a picture without an end is cut off', async () => {
  const { id } = await (await server.person()).article()
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x' } // chunked: it says no length
  const sent = request(`${server.url}/api/articles/${id}/images`, { method: 'POST', headers, agent: false })
  const ended = new Promise<boolean>((resolve) => {
    sent.on('close', () => resolve(true))
    sent.on('error', () => resolve(true))
  })
  const piece = Buffer.alloc(1_000_000)
  let isOver = false
  for (let megabytes = 0; megabytes < 400 && !isOver; megabytes++) {
    const taken = new Promise<boolean>((resolve) => sent.write(piece, () => resolve(false)))
    isOver = await Promise.race([ended, taken])
  }
  expect(isOver).toBe(true)
}, 60_000)

it.each(['images', 'members'])('somebody may be called %s and be given a role', async (name) => {
  const [owner, named] = [await server.person(), await server.person(name)]
  const { id } = await owner.article()
  await owner.share(id, named, 'editor')
  expect(await named.ok('GET', `/api/articles/${id}`)).toMatchObject({ role: 'editor' })
})

it('who may not invite any more does not come back, and lets nobody in, by a link from before', async () => {
  const [owner, second, stranger] = [await server.person(), await server.person(), await server.person()]
  const { id } = await owner.article()
  await owner.share(id, second, 'owner')
  type Invite = { code: string }
  const invite = { article: id, role: 'owner', uses: 9 }
  const [of, ofSecond] = await Promise.all([
    owner.ok<Invite>('POST', '/api/invites', invite),
    second.ok<Invite>('POST', '/api/invites', invite),
  ])
  await owner.ok('DELETE', `/api/articles/${id}/members/${second.name}`)
  for (const person of [second, stranger]) {
    expect(await person.refused('POST', `/api/invites/${ofSecond.code}/use`)).toEqual({
      status: 410,
      code: 'gone',
    })
  }
  expect(await stranger.ok('POST', `/api/invites/${of.code}/use`)).toEqual({ article: id })
})

it('who is shut out of the newsroom lets nobody in by a link from before', async () => {
  const [other, administrator] = [await server.person(), await server.administrator()]
  const set = (change: object) => administrator.ok('PATCH', `/api/people/${other.account}`, change)
  await set({ administrator: true })
  const { code } = await other.ok<{ code: string }>('POST', '/api/invites', { uses: 9 })
  const open = async () => (await server.visitor().fetch('GET', `/api/invites/${code}`)).status
  expect(await open()).toBe(200)
  await set({ administrator: false })
  expect(await open()).toBe(410)
  await set({ administrator: true, disabled: true })
  expect(await open()).toBe(410)
})

it.each([{ uses: 1.5 }, { days: 1.5 }, { uses: 0 }, { days: 1e9 }])(
  'no invitation is for %o',
  async (bounds) => {
    const administrator = await server.administrator()
    expect(await administrator.refused('POST', '/api/invites', bounds)).toMatchObject({ code: 'invalid' })
    expect((await administrator.fetch('POST', '/api/invites', { uses: 1, days: 1 })).status).toBe(201)
  },
)

it.each(['a\u0000b', 'a\nb', 'a\u202eb', 'a\ud800b', '\u200b', ''])('nobody is called %j', async (name) => {
  const administrator = await server.administrator()
  const person = (displayName: string) =>
    administrator.fetch('POST', '/api/people', {
      userName: `u${name.length}`,
      displayName,
      password: PASSWORD,
    })
  const refusals = await Promise.all([person(name), administrator.fetch('POST', '/api/tokens', { name })])
  expect(refusals.map(({ status }) => status)).toEqual([422, 422])
})

it.each(['김민아', 'Ana-María 🦊', 'X Æ A-12'])('somebody is called %s', async (displayName) => {
  const administrator = await server.administrator()
  const body = { userName: `n${displayName.length}`, displayName, password: PASSWORD }
  expect(await administrator.ok('POST', '/api/people', body)).toMatchObject({ displayName })
})

it('no address and no name holds a NUL, which not every database takes', async () => {
  const owner = await server.person()
  const { id } = await owner.article()
  const members = `/api/articles/${id}/members`
  for (const path of ['/images/%00', `${members}/a%00`]) {
    expect(await owner.refused('GET', path)).toEqual({ status: 404, code: 'not-found' })
  }
  const body = { username: 'a\u0000', password: PASSWORD }
  expect(await server.visitor().refused('POST', '/api/auth/sign-in/username', body)).toMatchObject({
    status: 422,
  })
  expect(await owner.fetch('GET', members)).toMatchObject({ status: 200 })
})

/** Runs `meanwhile` when the server has written this many times to replace a password: it waits for that before it goes on. */
function between(writes: number, meanwhile: () => Promise<unknown>): KyselyPlugin {
  const replacing = new WeakSet<object>()
  let left = writes
  return {
    transformQuery({ node, queryId }) {
      const text = JSON.stringify(node)
      const ends = node.kind === 'DeleteQueryNode' && text.includes('"session"')
      const stores = node.kind === 'UpdateQueryNode' && text.includes('"account"')
      if (ends || stores) replacing.add(queryId)
      return node
    },
    async transformResult({ queryId, result }) {
      if (replacing.has(queryId) && --left === 0) await meanwhile()
      return result
    },
  }
}

const REPLACING = ['set anew', 'changed'] as const
const MOMENTS = [
  ['after its first write', 1],
  ['after its second write', 2],
  ['when all is done', Infinity],
] as const
it.each(REPLACING.flatMap((how) => MOMENTS.map(([when, writes]) => [how, when, writes] as const)))(
  'a sign-in that has compared the old password does not outlive that it is %s: it goes on %s',
  async (how, _when, writes) => {
    const thievesCount = 3
    const waiting: (() => void)[] = []
    let signIns: Promise<void>[] = []
    const goOn = async () => {
      for (const proceed of waiting) proceed()
      await Promise.all(signIns)
    }
    let isHolding = false
    const held: Passwords = {
      ...quickPasswords,
      async verify(asked) {
        const right = await quickPasswords.verify(asked)
        if (isHolding && waiting.length < thievesCount)
          await new Promise<void>((resolve) => waiting.push(resolve))
        return right
      },
    }
    const watched = await startTestServer({
      world: { passwords: held },
      wrapStore: ({ database, ...store }) => ({
        ...store,
        ...(database && {
          database: { ...database, kysely: database.kysely.withPlugin(between(writes, goOn)) },
        }),
      }),
    })
    const administrator = await watched.administrator()
    const person = await watched.person()
    const thieves = Array.from({ length: thievesCount }, () => new TestPerson(watched.url, person.name))
    isHolding = true
    signIns = thieves.map((thief) => thief.signIn().catch(() => {}))
    await expect.poll(() => waiting.length).toBe(thievesCount)
    const next = `${PASSWORD} now`
    if (how === 'changed') {
      await person.ok('POST', '/api/auth/change-password', { currentPassword: PASSWORD, newPassword: next })
    } else {
      await administrator.ok('PUT', `/api/people/${person.account}/password`, { password: next })
    }
    await goOn()
    const alive = thieves.map(async (thief) => (await thief.fetch('GET', '/api/articles')).status)
    expect(await Promise.all(alive)).toEqual([401, 401, 401])
    await person.signIn(next)
    expect((await person.fetch('GET', '/api/articles')).status).toBe(200)
    await watched.stop()
  },
)

it('however many ask whether the store can write, it writes one thing after the other for all of them', async () => {
  let probes = 0
  const watched = await startTestServer({
    wrapStore: (store) => ({
      ...store,
      probe() {
        probes++
        return store.probe()
      },
    }),
  })
  const asked = Array.from({ length: 100 }, () => watched.visitor().fetch('GET', '/readyz'))
  const answers = await Promise.all(asked)
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect(probes).toBeLessThan(asked.length)
  const before = probes
  await watched.visitor().ok('GET', '/readyz')
  expect(probes).toBe(before + 1)
  await watched.stop()
})
