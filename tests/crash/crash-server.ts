/** The real server as a process of its own, to be killed: set up once, started again at the same port on the same database. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../server/clock.ts'
import { openPostgresStore } from '../../server/store/postgres.ts'
import { openSqliteStore } from '../../server/store/sqlite.ts'
import type { Store } from '../../server/store/store.ts'
import type { ArticleId } from '../../shared/ids.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { PASSWORD, TestPerson } from '../support/server.ts'

export type StoreKind = 'sqlite' | 'postgres'

export class CrashServer {
  readonly folder = mkdtempSync(join(tmpdir(), 'galley-crash-'))
  readonly #database: TestDatabase | null
  #child: ChildProcess | null = null
  #port = '0'
  url = ''
  article = '' as ArticleId
  token = ''

  readonly #program: string

  private constructor(database: TestDatabase | null, program: string) {
    this.#database = database
    this.#program = program
  }

  /** Running, with a newsroom, an article and a token of its owner. */
  static async start(kind: StoreKind, program = 'server/main.ts'): Promise<CrashServer> {
    const server = new CrashServer(kind === 'postgres' ? await createTestDatabase() : null, program)
    try {
      const greeting = await server.run()
      const person = new TestPerson(server.url, 'admin')
      await person.ok('POST', '/api/set-up', {
        token: /set-up\/(\S+)/.exec(greeting)?.[1],
        publication: 'The Crash Courier',
        displayName: 'Ada Admin',
        userName: 'admin',
        password: PASSWORD,
      })
      server.article = (await person.article('A headline that is long enough to type in')).id as ArticleId
      server.token = await person.token()
      return server
    } catch (error) {
      await server.end()
      throw error
    }
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  get sqliteFile(): string {
    return join(this.folder, 'galley.sqlite')
  }

  /** Starts the process; resolves, with what it printed, once it serves. */
  async run(): Promise<string> {
    // Nothing of the test runner's own environment: it sets BASE_URL, for one.
    const { PATH, HOME } = process.env
    const source = this.#program.endsWith('.ts') ? ['--import', 'tsx'] : []
    const child = spawn(process.execPath, [...source, this.#program], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH,
        HOME,
        PORT: this.#port,
        DATA_DIR: this.folder,
        LOG_LEVEL: 'silent',
        AUTH_SECRET: 'a secret of the crash tests, long enough',
        ...(this.#database && { DATABASE_URL: this.#database.url }),
      },
    })
    this.#child = child
    let said = ''
    await new Promise<void>((resolve, reject) => {
      const listen = (chunk: Buffer) => {
        said += chunk
        if (/running at \S+\n/.test(said)) resolve()
      }
      child.stdout.on('data', listen)
      child.stderr.on('data', (chunk: Buffer) => {
        said += chunk
      })
      child.once('exit', () => reject(new Error(`The server ended: ${said}`)))
    })
    this.url = /running at (\S+)/.exec(said)?.[1] ?? ''
    this.#port = new URL(this.url).port
    return said
  }

  /** SIGKILL: nothing of the process runs any more when this resolves. */
  async kill(): Promise<void> {
    const child = this.#child
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }

  /** Its store, as a process that comes after it finds it. */
  openStore(): Promise<Store> {
    if (this.#database) return openPostgresStore({ url: this.#database.url })
    return openSqliteStore({ file: this.sqliteFile, clock: systemClock })
  }

  async end(): Promise<void> {
    await this.kill()
    await this.#database?.drop()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
