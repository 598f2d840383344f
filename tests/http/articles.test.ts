/** Articles over HTTP: made, listed, shared, read in every format, thrown away; and not there for anybody else. */

import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Article, Member } from '../../shared/protocol/http.ts'
import { noArticle, startTestServer, TestPerson, type TestServer } from '../support/server.ts'

let server: TestServer
let owner: TestPerson
let stranger: TestPerson

beforeAll(async () => {
  server = await startTestServer()
  owner = await server.person('owner')
  stranger = await server.person('stranger')
})
afterAll(() => server.stop())

const listOf = async (person: TestPerson, query = '') =>
  (await person.ok<{ articles: Article[] }>('GET', `/api/articles${query}`)).articles.map(({ id }) => id)

it('an article is its maker’s, and listed for nobody else', async () => {
  const article = await owner.article('  The headline  ')
  expect(article).toMatchObject({ title: 'The headline', role: 'owner', trashed: false })
  expect(await owner.ok('GET', `/api/articles/${article.id}`)).toEqual(article)
  expect(await listOf(owner)).toContain(article.id)
  expect(await listOf(stranger)).not.toContain(article.id)
})

it('an article may begin without a headline', async () => {
  expect(await owner.article('')).toMatchObject({ title: '' })
})

it('what is not yours answers like what does not exist, at every address', async () => {
  const { id } = await owner.article()
  const requests = [
    ['GET', ''],
    ['PATCH', '', { trashed: true }],
    ['DELETE', ''],
    ['GET', '/content'],
    ['GET', '/members'],
    ['PUT', '/members/stranger', { role: 'owner' }],
    ['DELETE', '/members/owner'],
    ['POST', '/images', new FormData()],
  ] as const
  for (const [method, rest, body] of requests) {
    const mine = await stranger.fetch(method, `/api/articles/${id}${rest}`, body)
    const none = await stranger.fetch(method, `/api/articles/${noArticle}${rest}`, body)
    expect([method, rest, mine.status]).toEqual([method, rest, 404])
    expect(await mine.text()).toBe(await none.text())
  }
  for (const [method, rest, body] of requests) {
    expect(await server.visitor().refused(method, `/api/articles/${id}${rest}`, body)).toMatchObject({
      status: 401,
    })
  }
})

it('every role may do what the table says and no more', async () => {
  const { id } = await owner.article()
  const allowed = {
    viewer: { read: 200, manage: 403, remove: 403 },
    commenter: { read: 200, manage: 403, remove: 403 },
    suggester: { read: 200, manage: 403, remove: 403 },
    editor: { read: 200, manage: 403, remove: 403 },
    owner: { read: 200, manage: 200, remove: 200 },
  } as const
  for (const [role, { read, manage, remove }] of Object.entries(allowed)) {
    const person = await server.person()
    await owner.share(id, person, role as keyof typeof allowed)
    expect((await person.fetch('GET', `/api/articles/${id}/content?view=original`)).status).toBe(read)
    expect(
      (await person.fetch('PUT', `/api/articles/${id}/members/stranger`, { role: 'viewer' })).status,
    ).toBe(manage)
    expect((await person.fetch('PATCH', `/api/articles/${id}`, { trashed: false })).status).toBe(remove)
  }
})

it('members are named by name or account, and changed and removed by owners', async () => {
  const { id } = await owner.article()
  const colleague = await server.person()
  await owner.ok('PUT', `/api/articles/${id}/members/${colleague.account}`, { role: 'editor' })
  await owner.ok('PUT', `/api/articles/${id}/members/${colleague.name.toUpperCase()}`, { role: 'viewer' })
  const { members } = await colleague.ok<{ members: Member[] }>('GET', `/api/articles/${id}/members`)
  expect(members.map(({ userName, role }) => [userName, role]).sort()).toEqual([
    ['owner', 'owner'],
    [colleague.name, 'viewer'],
  ])
  await owner.ok('DELETE', `/api/articles/${id}/members/${colleague.name}`)
  expect(await colleague.refused('GET', `/api/articles/${id}`)).toMatchObject({ status: 404 })
  expect(await owner.refused('PUT', `/api/articles/${id}/members/nobody`, { role: 'editor' })).toMatchObject({
    status: 404,
  })
  expect(await owner.refused('PUT', `/api/articles/${id}/members/stranger`, { role: 'king' })).toMatchObject({
    status: 422,
  })
})

it('everybody may leave, but the last owner stays', async () => {
  const { id } = await owner.article()
  const colleague = await server.person()
  await owner.share(id, colleague, 'viewer')
  await colleague.ok('DELETE', `/api/articles/${id}/members/${colleague.name}`)
  const lastOwner = { status: 409, code: 'last-owner' }
  expect(await owner.refused('DELETE', `/api/articles/${id}/members/owner`)).toEqual(lastOwner)
  expect(await owner.refused('PUT', `/api/articles/${id}/members/owner`, { role: 'editor' })).toEqual(
    lastOwner,
  )
})

it('in the trash an article is there for its owners only, and comes back as it was', async () => {
  const article = await owner.article('Thrown away')
  const editor = await server.person()
  await owner.share(article.id, editor, 'editor')
  await owner.ok('DELETE', `/api/articles/${article.id}`)
  await owner.ok('DELETE', `/api/articles/${article.id}`)
  expect(await listOf(owner)).not.toContain(article.id)
  expect(await listOf(owner, '?trashed=true')).toContain(article.id)
  expect(await listOf(editor, '?trashed=true')).not.toContain(article.id)
  expect(await owner.ok('GET', `/api/articles/${article.id}`)).toMatchObject({ trashed: true })
  expect(await editor.refused('GET', `/api/articles/${article.id}`)).toMatchObject({ status: 404 })
  expect(await owner.refused('GET', `/api/articles/${article.id}/content`)).toMatchObject({ status: 404 })
  expect(await owner.ok('PATCH', `/api/articles/${article.id}`, { trashed: false })).toMatchObject({
    trashed: false,
  })
  expect(await editor.ok('GET', `/api/articles/${article.id}`)).toMatchObject({
    role: 'editor',
    title: 'Thrown away',
  })
})

it('the content comes in four formats, each with its type and nothing that could run', async () => {
  const { id } = await owner.article('<script>alert("1")</script> & more')
  const read = (format: string) => owner.fetch('GET', `/api/articles/${id}/content?format=${format}`)
  const html = await read('html')
  expect(html.headers.get('content-security-policy')).toContain('sandbox')
  expect(await html.text()).toContain('<h1>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; more</h1>')
  expect(await (await read('text')).text()).toContain('<script>alert("1")</script> & more')
  expect(await (await read('markdown')).text()).toContain('# &lt;script&gt;')
  expect(await (await read('json')).json()).toMatchObject({
    id,
    view: 'final',
    blocks: [{ kind: 'headline', runs: [{ text: '<script>alert("1")</script> & more' }] }, { kind: 'p' }],
  })
  expect((await read('text')).headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect((await read('docx')).status).toBe(422)
})

it('an unchanged article is not sent again', async () => {
  const { id } = await owner.article('Once')
  const path = `/api/articles/${id}/content?format=text`
  const tag = (await owner.fetch('GET', path)).headers.get('etag')!
  const again = await owner.fetch('GET', path, undefined, { 'If-None-Match': tag })
  expect([again.status, await again.text()]).toEqual([304, ''])
  const other = await owner.fetch('GET', `/api/articles/${id}/content?format=json`, undefined, {
    'If-None-Match': tag,
  })
  expect(other.status).toBe(200)
})

it('a viewer reads the text without what is only proposed', async () => {
  const { id } = await owner.article()
  const viewer = await server.person()
  await owner.share(id, viewer, 'viewer')
  expect(await viewer.ok('GET', `/api/articles/${id}/content`)).toMatchObject({ view: 'original' })
  for (const view of ['final', 'marked']) {
    expect(await viewer.refused('GET', `/api/articles/${id}/content?view=${view}`)).toMatchObject({
      status: 403,
    })
  }
})

it('a write sent again under its key has one effect and one answer, even after a restart', async () => {
  const key = { 'Idempotency-Key': 'the-same' }
  const before = (await listOf(owner)).length
  const create = (title: string, headers = key) => owner.fetch('POST', '/api/articles', { title }, headers)
  const answers = await Promise.all([create('Twice'), create('Twice'), create('Twice')])
  const bodies = await Promise.all(answers.map((answer) => answer.text()))
  expect(new Set(bodies).size).toBe(1)
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
  expect(await listOf(owner)).toHaveLength(before + 1)

  await server.restart()
  expect(await (await create('Twice')).json()).toEqual(JSON.parse(bodies[0]!))
  expect(await listOf(owner)).toHaveLength(before + 1)
  expect((await create('Something else')).status).toBe(409)
  expect((await create('Twice', { 'Idempotency-Key': 'another' })).status).toBe(201)
  expect((await create('Twice', { 'Idempotency-Key': 'é' })).status).toBe(422)
})

it('one person’s key means nothing to another', async () => {
  const key = { 'Idempotency-Key': 'shared-key' }
  const mine = await owner.ok<Article>('POST', '/api/articles', { title: 'Mine' }, key)
  const theirs = await stranger.ok<Article>('POST', '/api/articles', { title: 'Mine' }, key)
  expect(theirs.id).not.toBe(mine.id)
})

it('a token acts in articles as its account, until it is revoked', async () => {
  const { id, token } = await owner.ok<{ id: string; token: string }>('POST', '/api/tokens', {
    name: 'backup',
  })
  const program = new TestPerson(server.url, '')
  const bearer = { Authorization: `Bearer ${token}` }
  const article = await program.ok<Article>('POST', '/api/articles', { title: 'By a program' }, bearer)
  expect(await listOf(owner)).toContain(article.id)
  const { tokens } = await owner.ok<{ tokens: { id: string; usedAt: number | null }[] }>('GET', '/api/tokens')
  expect(tokens.find((one) => one.id === id)?.usedAt).toBeGreaterThan(0)
  expect(await stranger.refused('DELETE', `/api/tokens/${id}`)).toMatchObject({ status: 404 })
  expect(await program.refused('GET', '/api/tokens', undefined, bearer)).toMatchObject({ status: 403 })
  await owner.ok('DELETE', `/api/tokens/${id}`)
  expect(await program.refused('GET', '/api/articles', undefined, bearer)).toMatchObject({ status: 401 })
})

it('a wrong token is not replaced by the cookie beside it, and tokens are not stored as they are', async () => {
  expect(
    await owner.refused('GET', '/api/articles', undefined, { Authorization: 'Bearer galley_wrong' }),
  ).toMatchObject({
    status: 401,
  })
  const token = await owner.token()
  expect(await server.store.records.tokenByHash(token)).toBeNull()
})
