/** The walk of a newcomer: the link of the first start, the first administrator, the sample story, the first colleague. */

import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Article, Me } from '../../shared/protocol/http.ts'
import { PASSWORD, startTestServer, TestPerson, type TestServer } from '../support/server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const somebody = { publication: 'The Courier', displayName: 'Mina Seo', userName: 'Mina', password: PASSWORD }

it('before the set-up there is no publication', async () => {
  expect(await server.visitor().ok<Me>('GET', '/api/me')).toEqual({ account: null, publication: null })
})

it('a wrong set-up token is refused', async () => {
  const visitor = server.visitor()
  expect(await visitor.refused('GET', '/api/set-up/wrong')).toEqual({ status: 404, code: 'not-found' })
  expect(await visitor.refused('POST', '/api/set-up', { token: 'wrong', ...somebody })).toEqual({
    status: 404,
    code: 'not-found',
  })
})

it('the link makes one administrator, signs in, and works once', async () => {
  const first = new TestPerson(server.url, 'mina')
  const second = new TestPerson(server.url, 'other')
  await first.ok('GET', `/api/set-up/${server.setUpToken}`)
  const body = { token: server.setUpToken, ...somebody }
  const answers = await Promise.all([
    first.fetch('POST', '/api/set-up', body),
    second.fetch('POST', '/api/set-up', { ...body, userName: 'other' }),
  ])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 410])
  const winner = answers[0].ok ? first : second
  const me = await winner.ok<Me>('GET', '/api/me')
  expect(me).toMatchObject({ account: { administrator: true }, publication: 'The Courier' })
  expect(await first.refused('GET', `/api/set-up/${server.setUpToken}`)).toEqual({
    status: 410,
    code: 'gone',
  })

  const { articles } = await winner.ok<{ articles: Article[] }>('GET', '/api/articles')
  expect(articles).toMatchObject([{ role: 'owner', trashed: false }])
  const id = articles[0]?.id
  const html = await (await winner.fetch('GET', `/api/articles/${id}/content?format=html`)).text()
  for (const tag of [
    'h1',
    'h2',
    'h3',
    'blockquote',
    'aside',
    'figure',
    'ul',
    'ol',
    'hr',
    'pre',
    'strong',
    'em',
    'u',
    's',
    'a',
    'br',
  ]) {
    expect(html).toMatch(new RegExp(`<${tag}[ >]`))
  }
  const picture = await winner.fetch('GET', /src="([^"]+)"/.exec(html)?.[1] ?? '')
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/webp'])
})
