/** What browsers are told, and asked, so that other sites can do nothing with somebody's sign-in, and the page nothing it never does. */

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRouter } from '../../server/http/router.ts'
import type { Services } from '../../server/http/services.ts'
import { PASSWORD, startTestServer, type TestPerson, type TestServer } from '../support/server.ts'

let server: TestServer
let administrator: TestPerson
let article: string
beforeAll(async () => {
  server = await startTestServer()
  administrator = await server.administrator()
  article = (await administrator.article()).id
})
afterAll(() => server.stop())

/** Every route that there is, as the router knows them. */
const anything: unknown = new Proxy(() => anything, { get: () => anything })
const services = new Proxy({}, { get: (_, key) => (key === 'baseUrl' ? null : anything) }) as Services
const { routes } = createRouter(services, new Map())
const writes = [
  ...new Set(
    routes
      .filter(({ method }) => !['ALL', 'GET'].includes(method))
      // Mail programs press this one for whoever holds the link (RFC 8058); no sign-in counts there.
      .filter(({ path }) => path !== '/mail/mute/:token')
      .map(({ method, path }) => `${method} ${path}`),
  ),
]

describe('a page of another site', () => {
  it('is known to every route that writes', () => {
    expect(writes.length).toBeGreaterThan(20)
    for (const known of [
      'POST /api/articles',
      'POST /api/auth/sign-out',
      'PUT /api/people/:account/password',
    ]) {
      expect(writes).toContain(known)
    }
  })

  const kinds: readonly (readonly [string, Record<string, string>])[] = [
    ['its origin', { Origin: 'https://evil.example' }],
    ['a hidden origin', { Origin: 'null' }],
    ['only that it is another site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['only that it is a neighbour', { 'Sec-Fetch-Site': 'same-site' }],
  ]
  for (const [says, headers] of kinds) {
    it.each(writes)(`that says ${says} writes nothing by %s`, async (route) => {
      const [method = '', pattern = ''] = route.split(' ')
      const path = pattern.replace(':article', article).replace(':account', 'anybody').replace(/:\w+/g, 'x')
      expect(await foreign(method, path, headers)).toEqual([403, 'foreign-origin'])
    })
  }

  it('and nothing has changed by all of these', async () => {
    const { articles } = await administrator.ok<{ articles: unknown[] }>('GET', '/api/articles')
    const { people } = await administrator.ok<{ people: unknown[] }>('GET', '/api/people')
    const { tokens } = await administrator.ok<{ tokens: unknown[] }>('GET', '/api/tokens')
    expect([articles.length, people.length, tokens.length]).toEqual([2, 1, 0])
  })

  /** A write with the administrator's cookie, as a browser would send it for another site. */
  function foreign(method: string, path: string, headers: Record<string, string>): Promise<[number, string]> {
    const { hostname, port } = new URL(server.url)
    const cookie = { Cookie: administrator.cookie, 'Content-Type': 'application/json', 'Content-Length': '2' }
    return new Promise((resolve, reject) => {
      const sent = request({ hostname, port, method, path, headers: { ...cookie, ...headers } }, (answer) => {
        let body = ''
        answer.setEncoding('utf8')
        answer.on('data', (chunk) => {
          body += chunk
        })
        answer.on('end', () => resolve([answer.statusCode ?? 0, JSON.parse(body || '{}').error?.code]))
      })
      sent.on('error', reject)
      sent.end('{}')
    })
  }
})

const places: readonly (readonly [string, Record<string, string>, RegExp, boolean])[] = [
  ['over plain HTTP in a local network', {}, /^galley\.session_token=/, false],
  ['under TLS', { BASE_URL: 'https://news.example.org' }, /^__Secure-galley\.session_token=/, true],
]
it.each(places)(
  'the cookie %s is closed to scripts and not sent for other sites',
  async (_where, environment, name, secure) => {
    const other = await startTestServer({ environment })
    const origin = { Origin: environment.BASE_URL ?? other.url }
    const person = { displayName: 'A', userName: 'ada', password: PASSWORD }
    const body = { token: other.setUpToken, publication: 'P', ...person }
    const answer = await other.visitor().fetch('POST', '/api/set-up', body, origin)
    const cookies = answer.headers.getSetCookie()
    expect(cookies).toHaveLength(1)
    expect(cookies[0]).toMatch(name)
    const attributes = cookies[0]!.split('; ').slice(1)
    expect(attributes).toEqual(expect.arrayContaining(['HttpOnly', 'SameSite=Lax', 'Path=/']))
    expect(attributes.includes('Secure')).toBe(secure)
    expect(attributes.some((attribute) => attribute.startsWith('Domain'))).toBe(false)
    await other.stop()
  },
)

it('signing out empties the cookie', async () => {
  const person = await server.person()
  const answer = await person.fetch('POST', '/api/auth/sign-out')
  const [cookie = ''] = answer.headers.getSetCookie()
  expect(cookie).toMatch(/^galley\.session_token=; Max-Age=0/)
  expect(person.cookie).toBe('')
})

/** A policy as a browser reads it. */
const policyOf = ({ headers }: Response) =>
  new Map(
    (headers.get('content-security-policy') ?? '').split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ')
      return [name, sources] as const
    }),
  )

it.each(['/', '/join/code', '/api/me', '/api/nothing', '/healthz', '/assets/nothing.js'])(
  '%s may be framed by nobody, sends its address nowhere and is what it says',
  async (path) => {
    const answer = await administrator.fetch('GET', path)
    const headers = Object.fromEntries(answer.headers)
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
    })
    const policy = policyOf(answer)
    expect(policy.get('frame-ancestors')).toEqual(["'none'"])
    expect(policy.get('default-src')).toEqual(["'none'"])
    expect(policy.get('script-src')).toEqual(["'self'"])
    expect(policy.get('style-src')).toEqual(["'self'"])
    expect(policy.get('base-uri')).toEqual(["'none'"])
    expect(policy.get('form-action')).toEqual(["'self'"])
    expect(policy.get('connect-src')).toEqual(["'self'", `ws://${new URL(server.url).host}`])
  },
)

it.each(['evil.example; script-src *', "x 'unsafe-inline'", 'a,b', '[::1]; x'])(
  'a host called %j adds nothing to the policy',
  async (host) => {
    const { hostname, port } = new URL(server.url)
    const policy = await new Promise<string>((resolve, reject) => {
      const asked = request({ hostname, port, path: '/healthz', headers: { Host: host } }, (answer) => {
        answer.resume()
        resolve(String(answer.headers['content-security-policy'] ?? answer.statusCode))
      })
      asked.on('error', reject)
      asked.end()
    })
    expect(policy === '400' || policy.includes("connect-src 'self';")).toBe(true)
  },
)

it('what people wrote and uploaded may do nothing, wherever a browser opens it', async () => {
  for (const format of ['html', 'text', 'markdown', 'json']) {
    const answer = await administrator.fetch('GET', `/api/articles/${article}/content?format=${format}`)
    const policy = policyOf(answer)
    expect([policy.get('default-src'), policy.get('sandbox'), policy.get('script-src')]).toEqual([
      ["'none'"],
      [],
      undefined,
    ])
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  }
})

describe('the page as it is built', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'galley-page-'))
    const root = fileURLToPath(new URL('../..', import.meta.url))
    await build({
      configFile: join(root, 'vite.config.ts'),
      logLevel: 'error',
      root: join(root, 'client'),
      build: { outDir: folder, emptyOutDir: true },
    })
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('holds no code and no style in line, and loads from this server only', async () => {
    const page = await readFile(join(folder, 'index.html'), 'utf8')
    const scripts = [...page.matchAll(/<script\b([^>]*)>([^<]*)/g)]
    expect(scripts.length).toBeGreaterThan(0)
    for (const [, attributes, code] of scripts) {
      expect(attributes).toMatch(/ src="\/assets\/[^"]+\.js"/)
      expect(code).toBe('')
    }
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:|data:/i)
    const addresses = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address)
    expect(addresses.filter((address) => !address?.startsWith('/assets/'))).toEqual([])
  })

  it('makes no code from text, and asks no other server', async () => {
    const names = await readdir(join(folder, 'assets'))
    const scripts = names.filter((name) => name.endsWith('.js'))
    expect(scripts.length).toBeGreaterThan(5)
    for (const name of scripts) {
      const code = await readFile(join(folder, 'assets', name), 'utf8')
      expect([name, code.match(/\beval\(|\bnew Function\(|importScripts\(/g)]).toEqual([name, null])
    }
  })
})
