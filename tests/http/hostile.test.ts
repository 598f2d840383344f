/** Requests that are meant to harm: each is refused with its code, and an honest one beside it is not. */

import { afterAll, beforeAll, expect, it } from 'vitest'
import { imageBytesMax } from '../../shared/limits.ts'
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
  const began = performance.now()
  expect((await signIn(slow, PASSWORD)).status).toBe(422)
  expect((await signIn(person.name, slow)).status).toBe(422)
  expect(
    await person.refused('POST', '/api/auth/change-password', {
      currentPassword: slow,
      newPassword: PASSWORD,
    }),
  ).toEqual({ status: 422, code: 'invalid' })
  expect(performance.now() - began).toBeLessThan(2_000)
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
  const send = async (cookie: string, bytes: number) => {
    const body = new Blob([`--x\r\n`, new Uint8Array(bytes)]).stream()
    const headers = { Cookie: cookie, 'Content-Type': 'multipart/form-data; boundary=x' }
    const address = `${server.url}/api/articles/${id}/images`
    const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit
    return (await fetch(address, init)).status
  }
  expect(await send('', imageBytesMax + 1_000_000)).toBe(401)
  expect(await send(person.cookie, imageBytesMax + 1_000_000)).toBe(413)
  expect(await send(person.cookie, 10)).toBe(422)
})
