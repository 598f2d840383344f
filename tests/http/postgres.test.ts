/** The same walk on PostgreSQL: accounts, sign-ins, articles, pictures and two servers on one database. */

import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { Article, Image, Me, Person } from '../../shared/protocol/http.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { PASSWORD, startTestServer, TestPerson, type TestServer } from '../support/server.ts'

let database: TestDatabase
let server: TestServer
let administrator: TestPerson

beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer({ environment: { DATABASE_URL: database.url, AUTH_SECRET: 'x'.repeat(40) } })
  administrator = await server.administrator()
})
afterAll(async () => {
  await server?.stop()
  await database?.drop()
})

it('sets up, signs in and out, and keeps the sample story', async () => {
  const { articles } = await administrator.ok<{ articles: Article[] }>('GET', '/api/articles')
  expect(articles).toHaveLength(1)
  const text = await (
    await administrator.fetch('GET', `/api/articles/${articles[0]?.id}/content?format=text`)
  ).text()
  expect(text).toContain('night bus')
  const person = await server.person('Mina')
  await person.ok('POST', '/api/auth/sign-out')
  expect((await person.ok<Me>('GET', '/api/me')).account).toBeNull()
  await person.signIn()
  expect((await person.ok<Me>('GET', '/api/me')).account).toMatchObject({
    userName: 'Mina',
    administrator: false,
  })
})

it('names are unique, also for two at once', async () => {
  const body = { userName: 'at-once', displayName: 'At Once', password: PASSWORD }
  const both = await Promise.all([1, 2].map(() => administrator.fetch('POST', '/api/people', body)))
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409])
})

it('who is disabled is out', async () => {
  const person = await server.person()
  await administrator.ok('PATCH', `/api/people/${person.account}`, { disabled: true })
  expect(await person.refused('GET', '/api/articles')).toMatchObject({ status: 401 })
  const { people } = await administrator.ok<{ people: Person[] }>('GET', '/api/people')
  expect(people.find(({ account }) => account === person.account)).toMatchObject({ disabled: true })
})

it('an invitation lets as many in as it says', async () => {
  const { code } = await administrator.ok<{ code: string }>('POST', '/api/invites', { uses: 2 })
  const accept = async (n: number) => {
    const body = { userName: `invited-${n}`, displayName: 'Invited', password: PASSWORD }
    return (await server.visitor().fetch('POST', `/api/invites/${code}`, body)).status
  }
  expect((await Promise.all([1, 2, 3, 4].map(accept))).sort()).toEqual([200, 200, 410, 410])
})

it('pictures and tokens are kept', async () => {
  const { id } = await administrator.article()
  const form = new FormData()
  const bytes = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
    .png()
    .toBuffer()
  form.set('image', new File([new Uint8Array(bytes)], 'red.png'))
  const { src } = await administrator.ok<Image>('POST', `/api/articles/${id}/images`, form)
  const bearer = { Authorization: `Bearer ${await administrator.token()}` }
  const shown = await new TestPerson(server.url, '').fetch('GET', src, undefined, bearer)
  expect((await sharp(Buffer.from(await shown.arrayBuffer())).metadata()).width).toBe(9)
})

it('[R6] a role taken away on one server closes the socket that is open on another', async () => {
  const second = await startTestServer({
    environment: { DATABASE_URL: database.url, AUTH_SECRET: 'x'.repeat(40) },
  })
  const writer = await server.person()
  const article = await administrator.article()
  await administrator.share(article.id, writer, 'editor')
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/collab/${article.id}`, {
    headers: { Cookie: writer.cookie },
  })
  await new Promise((resolve) => socket.once('message', resolve))
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  const elsewhere = new TestPerson(second.url, 'admin')
  await elsewhere.signIn()
  await elsewhere.ok('DELETE', `/api/articles/${article.id}/members/${writer.name}`)
  expect(await closed).toBe(4403)
  await second.stop()
})
