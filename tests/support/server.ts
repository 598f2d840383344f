/** A real server on a free port with its own SQLite, and somebody to talk to it as. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock, systemRandom } from '../../server/clock.ts'
import { type Config, readConfig } from '../../server/config.ts'
import { silentLog } from '../../server/log.ts'
import { openStore } from '../../server/open-store.ts'
import { type Server, startServer, type World } from '../../server/server.ts'
import type { Store } from '../../server/store/store.ts'
import { newArticleId } from '../../shared/ids.ts'
import type { Article } from '../../shared/protocol/http.ts'
import type { Role } from '../../shared/roles.ts'
import { quickPasswords } from './passwords.ts'

export const PASSWORD = 'a long enough password'

export type TestServer = {
  readonly url: string
  readonly dataDir: string
  readonly store: Store
  /** `null` on a database that was set up before. */
  readonly setUpToken: string | null
  /** Sets the newsroom up on first use; its administrator. */
  administrator(): Promise<TestPerson>
  /** A new person of this newsroom, signed in. */
  person(name?: string): Promise<TestPerson>
  /** Somebody who is not signed in. */
  visitor(): TestPerson
  /** Ends this server and starts another on the same folder, at the same port. `meanwhile`: while there is none. */
  restart(meanwhile?: () => Promise<void>): Promise<void>
  stop(): Promise<void>
}

export type TestServerOptions = {
  /** Environment variables beside port and folder. */
  readonly environment?: Readonly<Record<string, string>>
  /** In place of the real clock, random source, log, page or quick passwords. */
  readonly world?: Partial<Omit<World, 'store'>>
  /** Stands between the server and its store: plants failures. Runs at every start. */
  readonly wrapStore?: (store: Store) => Store
}

export async function startTestServer({
  environment = {},
  world = {},
  wrapStore,
}: TestServerOptions = {}): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'galley-test-'))
  async function start(port: string): Promise<Server> {
    const config = configOf({ PORT: port, DATA_DIR: dataDir, LOG_LEVEL: 'silent', ...environment })
    const store = wrapStore && (await openStore(config, systemClock, true))
    const server = await startServer(config, {
      clock: systemClock,
      random: systemRandom,
      log: silentLog,
      pageDir: fileURLToPath(new URL('../../dist/client', import.meta.url)),
      passwords: quickPasswords,
      ...world,
      ...(store ? { store: wrapStore(store) } : {}),
    })
    return {
      ...server,
      async close() {
        await server.close()
        await store?.close()
      },
    }
  }
  let server: Server = await start('0')
  const { url, setUpToken } = server
  let administrator: Promise<TestPerson> | null = null
  let people = 0

  async function setUp(): Promise<TestPerson> {
    const person = new TestPerson(url, 'admin')
    await person.ok('POST', '/api/set-up', {
      token: setUpToken,
      publication: 'The Test Courier',
      displayName: 'Ada Admin',
      userName: 'admin',
      password: PASSWORD,
    })
    return person
  }

  function theAdministrator(): Promise<TestPerson> {
    administrator ??= setUp()
    return administrator
  }

  return {
    url,
    dataDir,
    setUpToken,
    get store() {
      return server.store
    },
    administrator: theAdministrator,
    async person(name = `person${++people}`) {
      const { account } = await (await theAdministrator()).ok<{ account: string }>('POST', '/api/people', {
        userName: name,
        displayName: name,
        password: PASSWORD,
      })
      const person = new TestPerson(url, name, account)
      await person.signIn()
      return person
    },
    visitor: () => new TestPerson(url, ''),
    async restart(meanwhile) {
      await server.close()
      await meanwhile?.()
      server = await start(new URL(url).port)
    },
    async stop() {
      await server.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

function configOf(environment: Readonly<Record<string, string>>): Config {
  const reading = readConfig(environment)
  if ('problems' in reading) throw new Error(reading.problems.join('\n'))
  return reading.config
}

/** Somebody's browser, as far as requests go: an origin and a jar of cookies. */
export class TestPerson {
  readonly url: string
  readonly name: string
  /** Known of those whom `person()` made. */
  readonly account: string
  #cookies = new Map<string, string>()

  constructor(url: string, name: string, account = '') {
    this.url = url
    this.name = name
    this.account = account
  }

  /** For a WebSocket or a browser: the `Cookie` header. */
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** For `BrowserContext.addCookies`. */
  get cookies(): { name: string; value: string; url: string }[] {
    return [...this.#cookies].map(([name, value]) => ({ name, value, url: this.url }))
  }

  async fetch(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const json = body !== undefined && !(body instanceof FormData)
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: {
        Origin: this.url,
        ...(this.#cookies.size > 0 ? { Cookie: this.cookie } : {}),
        ...(json ? { 'Content-Type': 'application/json' } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: json ? JSON.stringify(body) : (body as FormData) }),
    })
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie)
    return response
  }

  /** The JSON of an answer that must be a success. */
  async ok<T = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<T> {
    const response = await this.fetch(method, path, body, headers)
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }

  /** Status and code of an answer that must be a refusal. */
  async refused(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; code: string }> {
    const response = await this.fetch(method, path, body, headers)
    if (response.ok) throw new Error(`${method} ${path} was not refused: ${response.status}`)
    const { error } = (await response.json()) as { error: { code: string } }
    return { status: response.status, code: error.code }
  }

  /** Goes on with the sign-in of a browser. */
  takeOver(cookies: readonly { readonly name: string; readonly value: string }[]): void {
    for (const { name, value } of cookies) this.#cookies.set(name, value)
  }

  async signIn(password = PASSWORD): Promise<void> {
    await this.ok('POST', '/api/auth/sign-in/username', { username: this.name, password })
  }

  async article(title = 'A headline'): Promise<Article> {
    return this.ok<Article>('POST', '/api/articles', { title })
  }

  /** Lets somebody else into an article of this person. */
  async share(article: string, other: TestPerson, role: Role): Promise<void> {
    await this.ok('PUT', `/api/articles/${article}/members/${other.name}`, { role })
  }

  async token(name = 'a program'): Promise<string> {
    return (await this.ok<{ token: string }>('POST', '/api/tokens', { name })).token
  }

  #keep(cookie: string): void {
    const [pair = '', ...attributes] = cookie.split(';')
    const [name = '', value = ''] = pair.split('=')
    const ended = attributes.some((attribute) => /^\s*max-age=0$/i.test(attribute))
    if (ended || value === '') this.#cookies.delete(name)
    else this.#cookies.set(name, value)
  }
}

/** An id that no article has. */
export const noArticle = newArticleId(systemRandom)
