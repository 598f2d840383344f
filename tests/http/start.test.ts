/** The process itself: what it says at its start, when it does not start, and how it ends. */

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Built, buildServer, cleanEnvironment } from '../support/built.ts'
import { PASSWORD, TestPerson } from '../support/server.ts'

let built: Built
let dataDir: string

beforeAll(async () => {
  built = await buildServer()
  dataDir = await mkdtemp(join(tmpdir(), 'galley-start-'))
})
afterAll(async () => {
  await built.remove()
  await rm(dataDir, { recursive: true, force: true })
})

type Running = { child: ChildProcess; out: () => string; err: () => string; ended: Promise<number | null> }

function start(variables: Record<string, string>, ...words: string[]): Running {
  const child = spawn(process.execPath, [join(built.folder, 'main.js'), ...words], {
    env: cleanEnvironment({ DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'silent', ...variables }),
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return { child, out: () => out, err: () => err, ended }
}

/** What it prints once it serves. */
async function serving(running: Running): Promise<{ url: string; said: string }> {
  // The greeting is one write.
  while (!running.out().includes('running')) {
    await Promise.race([new Promise((resolve) => running.child.stdout?.once('data', resolve)), running.ended])
    if (running.child.exitCode !== null) throw new Error(running.err())
  }
  return { url: /http:\/\/\S+:\d+/.exec(running.out())?.[0] ?? '', said: running.out() }
}

async function stopped(running: Running): Promise<number | null> {
  running.child.kill('SIGTERM')
  return running.ended
}

it('a wrong configuration stops the start with all of it in one list', async () => {
  const running = start({ PORT: 'high', BASE_URL: 'nowhere', AUTH_SECRET: 'my secret' })
  expect(await running.ended).toBe(1)
  const lines = running.err().trim().split('\n')
  expect(lines[0]).toBe('Galley cannot start:')
  expect(lines.slice(1).map((line) => line.trim().split(':')[0])).toEqual(['PORT', 'BASE_URL', 'AUTH_SECRET'])
  expect(running.err()).not.toMatch(/my secret| {4}at /)
})

it('--help says every option and starts nothing', async () => {
  const running = start({ PORT: 'not even looked at' }, '--help')
  expect(await running.ended).toBe(0)
  expect(running.out()).toContain('DATA_DIR')
})

it('the first start prints one link, which sets the newsroom up; then there is none, and a signal ends it well', async () => {
  const first = start({})
  const { url, said } = await serving(first)
  const links = [...said.matchAll(/\/set-up\/(\w+)/g)]
  expect(links).toHaveLength(1)
  expect((await stat(join(dataDir, 'auth-secret'))).mode & 0o777).toBe(0o600)
  const person = new TestPerson(url, 'ada')
  const names = { publication: 'The Courier', displayName: 'Ada', userName: 'ada', password: PASSWORD }
  await person.ok('POST', '/api/set-up', { token: links[0]?.[1], ...names })
  expect(await stopped(first)).toBe(0)

  const second = start({ PORT: new URL(url).port })
  expect((await serving(second)).said).not.toContain('set-up')
  // The sign-in of before is still one: the secret was kept.
  expect((await person.ok<{ account: unknown }>('GET', '/api/me')).account).not.toBeNull()
  expect(await stopped(second)).toBe(0)
})

it('in the local network it says where, and what that means', async () => {
  const running = start({ HOST: '0.0.0.0' })
  const { said } = await serving(running)
  expect(said).toMatch(/In the local network: http:\/\/\d+\.\d+\.\d+\.\d+:\d+|no address in a local network/)
  await stopped(running)
})

it('a port, or a store, that another one uses is said in one sentence', async () => {
  const other = await mkdtemp(join(tmpdir(), 'galley-start-'))
  const running = start({})
  const { url } = await serving(running)
  const samePort = start({ PORT: new URL(url).port, DATA_DIR: other })
  expect(await samePort.ended).toBe(1)
  expect(samePort.err().trim()).toBe(
    `Galley cannot start: port ${new URL(url).port} is in use. Stop what uses it, or set PORT.`,
  )
  const sameStore = start({})
  expect(await sameStore.ended).toBe(1)
  expect(sameStore.err().trim()).toMatch(/^Galley cannot start: [^\n]+$/)
  await stopped(running)
  await rm(other, { recursive: true, force: true })
})
