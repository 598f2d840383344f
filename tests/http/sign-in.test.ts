/** Signing in, its limits, one's own sign-ins and password, and that nothing else of the accounts' library is there. */

import type { Kysely } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLibrary } from '../../server/auth/library.ts'
import { silentLog } from '../../server/log.ts'
import { failuresPerNameMax } from '../../shared/limits.ts'
import { type Me, signInsAnswer } from '../../shared/protocol/http.ts'
import { PASSWORD, startTestServer, TestPerson, type TestServer } from '../support/server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer({ environment: { TRUST_PROXY: '1' } })
  await server.administrator()
})
afterAll(() => server.stop())

/** A sign-in from an address of its own, so that the tests do not slow each other down. */
const attempt = (person: TestPerson, password: string, address = '10.0.0.1') =>
  person.fetch(
    'POST',
    '/api/auth/sign-in/username',
    { username: person.name, password },
    { 'X-Forwarded-For': address },
  )

it('names count without case and width, and the answer says who one is', async () => {
  await server.person('Núria')
  const again = new TestPerson(server.url, 'NÚRIA')
  expect(
    await again.ok<Me>('POST', '/api/auth/sign-in/username', { username: 'NÚRIA', password: PASSWORD }),
  ).toMatchObject({
    account: { userName: 'Núria', administrator: false },
  })
  expect(await again.ok<Me>('GET', '/api/me')).toMatchObject({ account: { userName: 'Núria' } })
})

it('no answer of any route holds the placeholder address or a sign-in’s secret', async () => {
  const person = await server.person()
  const secret = person.cookies[0]!.value.split('.')[0]!
  for (const path of [
    '/api/me',
    '/api/auth/get-session',
    '/api/auth/list-sessions',
    '/api/tokens',
    '/api/articles',
  ]) {
    const text = await (await person.fetch('GET', path)).text()
    expect(text).not.toContain('@')
    expect(text).not.toContain(secret)
  }
})

it('the cookie is closed to scripts and to other sites', async () => {
  const person = await server.person()
  const response = await attempt(person, PASSWORD)
  const [cookie = ''] = response.headers.getSetCookie()
  expect(cookie).toMatch(/HttpOnly/i)
  expect(cookie).toMatch(/SameSite=Lax/i)
  expect(cookie).not.toMatch(/Secure/i)
})

it('a wrong password and an unknown name get the same answer', async () => {
  const person = await server.person()
  const unknown = new TestPerson(server.url, 'nobody-of-that-name')
  const answers = await Promise.all([
    attempt(person, 'not the password'),
    attempt(unknown, 'not the password'),
  ])
  const bodies = await Promise.all(answers.map((answer) => answer.text()))
  expect(answers.map(({ status }) => status)).toEqual([401, 401])
  expect(bodies[0]).toBe(bodies[1])
  expect(bodies[0]).toContain('wrong-credentials')
})

it('after too many wrong passwords for one name even the right one waits, others do not', async () => {
  const person = await server.person()
  const other = await server.person()
  for (let n = 0; n < failuresPerNameMax; n++) {
    expect((await attempt(person, 'wrong', `10.1.0.${n}`)).status).toBe(401)
  }
  const refused = await attempt(person, PASSWORD, '10.1.1.1')
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(60)
  expect((await attempt(other, PASSWORD, '10.1.0.1')).status).toBe(200)
})

it('a right password forgets the wrong ones before it', async () => {
  const person = await server.person()
  for (let round = 0; round < 2; round++) {
    for (let n = 1; n < failuresPerNameMax; n++) await attempt(person, 'wrong', `10.2.${round}.1`)
    expect((await attempt(person, PASSWORD, '10.2.9.9')).status).toBe(200)
  }
})

it('a sign-in that is used lasts on, and the browser hears of it', async () => {
  const person = await server.person()
  const days = (count: number) => new Date(Date.now() + count * 24 * 60 * 60_000).toISOString()
  const sessions = server.store.database!.kysely as unknown as Kysely<{
    session: { userId: string; expiresAt: string }
  }>
  await sessions
    .updateTable('session')
    .set({ expiresAt: days(10) })
    .where('userId', '=', person.account)
    .execute()
  expect((await person.fetch('GET', '/api/articles')).headers.getSetCookie()).toEqual([])
  const [cookie = ''] = (await person.fetch('GET', '/api/me')).headers.getSetCookie()
  expect(Number(/Max-Age=(\d+)/i.exec(cookie)?.[1])).toBe(30 * 24 * 60 * 60)
  const row = await sessions
    .selectFrom('session')
    .select('expiresAt')
    .where('userId', '=', person.account)
    .executeTakeFirst()
  expect(row!.expiresAt > days(29)).toBe(true)
})

it('signing out ends the sign-in on the server too', async () => {
  const person = await server.person()
  const stolen = person.cookie
  await person.ok('POST', '/api/auth/sign-out')
  expect(person.cookie).toBe('')
  expect(await person.ok<Me>('GET', '/api/me', undefined, { Cookie: stolen })).toMatchObject({
    account: null,
  })
})

it('one sees one’s sign-ins and ends one of them, but nobody else’s', async () => {
  const person = await server.person()
  const phone = new TestPerson(server.url, person.name)
  await phone.signIn()
  const stranger = await server.person()
  const { signIns } = signInsAnswer.parse(await person.ok('GET', '/api/auth/list-sessions'))
  expect(signIns.map(({ current }) => current).sort()).toEqual([false, true])
  const other = signIns.find(({ current }) => !current)!
  expect(await stranger.refused('POST', '/api/auth/revoke-session', { id: other.id })).toMatchObject({
    status: 404,
  })
  expect(await phone.ok('GET', '/api/articles')).toBeTruthy()
  await person.ok('POST', '/api/auth/revoke-session', { id: other.id })
  expect(await phone.refused('GET', '/api/articles')).toEqual({ status: 401, code: 'sign-in' })
})

it('changing the password asks for the old one and ends every other sign-in', async () => {
  const person = await server.person()
  const phone = new TestPerson(server.url, person.name)
  await phone.signIn()
  const next = 'another good password'
  const change = (currentPassword: string, newPassword: string) => ({ currentPassword, newPassword })
  expect(await person.refused('POST', '/api/auth/change-password', change('wrong', next))).toEqual({
    status: 401,
    code: 'wrong-credentials',
  })
  expect(await person.refused('POST', '/api/auth/change-password', change(PASSWORD, 'short'))).toEqual({
    status: 422,
    code: 'invalid',
  })
  await person.ok('POST', '/api/auth/change-password', change(PASSWORD, next))
  expect((await person.ok<Me>('GET', '/api/me')).account).not.toBeNull()
  expect((await phone.ok<Me>('GET', '/api/me')).account).toBeNull()
  expect((await attempt(person, PASSWORD, '10.5.0.1')).status).toBe(401)
  expect((await attempt(person, next, '10.5.0.1')).status).toBe(200)
})

it('of the library’s own routes only the listed ones answer', async () => {
  const { database } = server.store
  const { api } = createLibrary({
    database: database!,
    secret: 'x'.repeat(32),
    baseUrl: null,
    log: silentLog,
  })
  const listed = [
    '/sign-in/username',
    '/sign-out',
    '/get-session',
    '/change-password',
    '/list-sessions',
    '/revoke-session',
    '/revoke-sessions',
    '/revoke-other-sessions',
  ]
  const endpoints = Object.values(api) as { path?: string; options: { method: string | string[] } }[]
  const others = endpoints.flatMap(({ path, options }) =>
    path && !listed.includes(path) ? [options.method].flat().map((method) => ({ method, path })) : [],
  )
  expect(others.length).toBeGreaterThan(30)
  const administrator = await server.administrator()
  for (const { method, path } of others) {
    const body = method === 'GET' ? undefined : {}
    const address = `/api/auth${path.replaceAll(/:\w+/g, 'x')}`
    expect({ path, ...(await administrator.refused(method, address, body)) }).toEqual({
      path,
      status: 404,
      code: 'not-found',
    })
  }
})
