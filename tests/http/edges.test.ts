/** What holds for every request: origins, bodies, headers, errors, health and numbers, and the page's files. */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { StoreFailed } from '../../server/store/store.ts'
import { bodyBytesMax } from '../../shared/limits.ts'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'

let server: TestServer
let person: TestPerson
let pageDir: string

const METRICS_TOKEN = 'a-token-for-the-numbers'

beforeAll(async () => {
  pageDir = await mkdtemp(join(tmpdir(), 'galley-page-'))
  await mkdir(join(pageDir, 'assets'))
  await writeFile(join(pageDir, 'index.html'), '<!doctype html><title>Galley</title>')
  await writeFile(join(pageDir, 'assets', 'page-abc123.js'), `console.log(${'1,'.repeat(2000)}1)`)
  server = await startTestServer({ environment: { METRICS_TOKEN }, world: { pageDir } })
  person = await server.person()
})
afterAll(async () => {
  await server.stop()
  await rm(pageDir, { recursive: true })
})

const create = (headers: Record<string, string>) =>
  person.fetch('POST', '/api/articles', { title: 'x' }, headers)

it.each([
  ['another site', { Origin: 'https://evil.example' }, 403],
  ['a sandboxed page', { Origin: 'null' }, 403],
  ['another port of this machine', { Origin: 'http://localhost:1' }, 403],
  ['nonsense', { Origin: 'nonsense' }, 403],
])('a write from %s is refused', async (_what, headers, status) => {
  const response = await create(headers)
  expect([response.status, await response.json()]).toEqual([
    status,
    { error: expect.objectContaining({ code: 'foreign-origin' }) },
  ])
})

/** `fetch` sets Host by itself; a raw request says what it likes. */
function rawPost(headers: Record<string, string>, body = '{"title":"x"}'): Promise<number> {
  const { hostname, port } = new URL(server.url)
  return new Promise((resolve, reject) => {
    const raw = request(
      {
        hostname,
        port,
        method: 'POST',
        path: '/api/articles',
        headers: { Cookie: person.cookie, 'Content-Type': 'application/json', ...headers },
      },
      (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      },
    )
    raw.on('error', reject)
    raw.end(body)
  })
}

it('by whatever name the server is reached, page and request must agree on it', async () => {
  expect(await rawPost({ Host: 'newsroom.local:3000', Origin: 'http://newsroom.local:3000' })).toBe(201)
  expect(await rawPost({ Host: '192.168.0.7:3000', Origin: 'http://192.168.0.7:3000' })).toBe(201)
  expect(await rawPost({ Host: 'newsroom.local:3000', Origin: 'http://other.local:3000' })).toBe(403)
})

it('a program that is no browser sends no origin; a browser that says cross-site is refused', async () => {
  expect(await rawPost({})).toBe(201)
  expect(await rawPost({ 'Sec-Fetch-Site': 'same-origin' })).toBe(201)
  expect(await rawPost({ 'Sec-Fetch-Site': 'cross-site' })).toBe(403)
  expect(await rawPost({ 'Sec-Fetch-Site': 'same-site' })).toBe(403)
})

it('bodies are JSON and nothing a form could send', async () => {
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    '',
  ]) {
    expect([type, await rawPost({ 'Content-Type': type })]).toEqual([type, 422])
  }
  expect(await rawPost({ 'Content-Type': 'application/json; charset=utf-8' })).toBe(201)
  expect(await rawPost({}, '{"title":')).toBe(422)
  expect(await rawPost({}, '[]')).toBe(422)
})

it('a body that is too large is refused in words when it says so, and cut off when it does not', async () => {
  const large = JSON.stringify({ title: 'x'.repeat(bodyBytesMax) })
  expect(await rawPost({ 'Content-Length': String(large.length) }, large)).toBe(413)
  expect(await rawPost({ 'Transfer-Encoding': 'chunked' }, large).catch(() => 413)).toBe(413)
})

it('every refusal has one shape', async () => {
  for (const [method, path] of [
    ['GET', '/api/nothing'],
    ['GET', '/api/articles/nonsense'],
    ['PUT', '/api/me'],
    ['GET', '/images/none'],
  ] as const) {
    const response = await person.fetch(method, path)
    expect([path, response.status, await response.json()]).toEqual([
      path,
      404,
      { error: { code: 'not-found', message: expect.any(String), retry: false } },
    ])
  }
})

it('every answer forbids what a page of ours never does', async () => {
  for (const path of ['/', '/api/me', '/healthz', '/api/nothing', '/assets/page-abc123.js']) {
    const { headers } = await person.fetch('GET', path)
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/)
    expect(headers.get('content-security-policy')).not.toMatch(/script-src[^;]*unsafe/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('strict-transport-security')).toBeNull()
    expect(headers.get('access-control-allow-origin')).toBeNull()
  }
})

it('answers about people and articles stay in no cache', async () => {
  expect((await person.fetch('GET', '/api/me')).headers.get('cache-control')).toBe('no-store')
  expect((await person.fetch('GET', '/api/nothing')).headers.get('cache-control')).toBe('no-store')
})

it('under TLS cookies are secure, HSTS is sent, and only the configured origin may write', async () => {
  const tls = await startTestServer({ environment: { BASE_URL: 'https://news.example.org' } })
  const origin = { Origin: 'https://news.example.org' }
  const body = {
    token: tls.setUpToken,
    publication: 'TLS',
    displayName: 'T L S',
    userName: 'tls',
    password: 'long enough!',
  }
  const visitor = tls.visitor()
  expect(await visitor.refused('POST', '/api/set-up', body)).toMatchObject({ code: 'foreign-origin' })
  const response = await visitor.fetch('POST', '/api/set-up', body, origin)
  expect(response.status).toBe(200)
  expect(response.headers.getSetCookie()[0]).toMatch(/^__Secure-galley\..+; Secure/i)
  expect(response.headers.get('strict-transport-security')).toMatch(/max-age=\d+/)
  expect((await visitor.ok<{ account: unknown }>('GET', '/api/me')).account).not.toBeNull()
  await tls.stop()
})

it('the page is asked for anew each time, its parts never again', async () => {
  const page = await person.fetch('GET', '/')
  expect([page.headers.get('cache-control'), page.headers.get('content-type')]).toEqual([
    'no-cache',
    'text/html; charset=utf-8',
  ])
  const tag = page.headers.get('etag')!
  expect((await person.fetch('GET', '/', undefined, { 'If-None-Match': tag })).status).toBe(304)
  const part = await person.fetch('GET', '/assets/page-abc123.js')
  expect(part.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
})

it('addresses that the page routes lead to the page; missing parts and other folders do not', async () => {
  for (const path of ['/articles/abc', '/set-up/token', '/join/code', '/anything']) {
    expect([path, await (await person.fetch('GET', path)).text()]).toEqual([
      path,
      expect.stringContaining('<title>Galley'),
    ])
  }
  for (const path of [
    '/assets/old-000.js',
    '/api/x',
    '/collab/x',
    '/../../package.json',
    '/%2e%2e/package.json',
    '/assets/../../package.json',
  ]) {
    expect(await (await person.fetch('GET', path)).text()).not.toContain('"name": "galley"')
  }
  expect((await person.fetch('GET', '/assets/old-000.js')).status).toBe(404)
})

it('parts are sent compressed to who can unpack them', async () => {
  const raw = await new Promise<Buffer>((resolve, reject) => {
    request(`${server.url}/assets/page-abc123.js`, { headers: { 'Accept-Encoding': 'gzip' } }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('end', () => resolve(Buffer.concat(chunks)))
    })
      .on('error', reject)
      .end()
  })
  expect(raw.length).toBeLessThan(200)
  expect(gunzipSync(raw).toString()).toContain('console.log(1,')
})

it('alive, ready, and numbers only for who has the token', async () => {
  expect(await person.ok('GET', '/healthz')).toEqual({ status: 'alive' })
  expect(await person.ok('GET', '/readyz')).toEqual({ status: 'ready' })
  expect(await person.refused('GET', '/metrics')).toMatchObject({ status: 404 })
  expect(await person.refused('GET', '/metrics', undefined, { Authorization: 'Bearer wrong' })).toMatchObject(
    { status: 404 },
  )
  const numbers = await person.fetch('GET', '/metrics', undefined, {
    Authorization: `Bearer ${METRICS_TOKEN}`,
  })
  const text = await numbers.text()
  expect(text).toContain('route="/api/articles"')
  expect(text).toContain('galley_open_rooms')
})

it('a store that cannot write is said to be so, alive all the same', async () => {
  let full = false
  const other = await startTestServer({
    wrapStore: (store) => ({
      ...store,
      async probe() {
        if (full) throw new StoreFailed('full', 'The disk is full.')
        await store.probe()
      },
    }),
  })
  full = true
  expect(await other.visitor().refused('GET', '/readyz')).toEqual({ status: 503, code: 'cannot-store' })
  expect(await other.visitor().ok('GET', '/healthz')).toEqual({ status: 'alive' })
  await other.stop()
})
