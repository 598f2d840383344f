/** The command line as a process of its own, on the store of a server that runs. */

import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { systemClock, systemRandom } from '../../server/clock.ts'
import { runCommand } from '../../server/command-line/run.ts'
import { readConfig } from '../../server/config.ts'
import { StoreFailed } from '../../server/store/store.ts'
import type { Article } from '../../shared/protocol/http.ts'
import { Refused } from '../../shared/refusals.ts'
import { Raw } from '../socket/newsroom.ts'
import { type Built, buildServer, cleanEnvironment } from '../support/built.ts'
import { PASSWORD, startTestServer, TestPerson, type TestServer } from '../support/server.ts'

type Run = { code: number; out: string; err: string }

let server: TestServer
let administrator: TestPerson
let scratch: string
/** The command line as `npm run galley` has it: from source it would be compiled at every call. */
let built: Built

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'galley-cli-'))
  built = await buildServer()
  server = await startTestServer()
  administrator = await server.administrator()
})
afterAll(async () => {
  await server.stop()
  await rm(scratch, { recursive: true, force: true })
  await built.remove()
})

/** A process of its own. */
function galley(dataDir: string, words: readonly string[], input = ''): Promise<Run> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(built.folder, 'cli.js'), ...words],
      { env: cleanEnvironment({ DATA_DIR: dataDir }) },
      (error, out, err) =>
        resolve({ code: error ? Number(error.code) : 0, out: out.trim(), err: err.trim() }),
    )
    child.stdin?.end(input)
  })
}
const run = (...words: string[]) => galley(server.dataDir, words)

/** The same command in this process, on the server's own store: its text, or what it threw. */
async function command(...words: string[]): Promise<string> {
  const reading = readConfig({ DATA_DIR: server.dataDir })
  const config = 'config' in reading ? reading.config : expect.unreachable()
  const openStore = async () => ({ ...server.store, close: async () => {} })
  const world = { clock: systemClock, random: systemRandom, password: async () => '', openStore }
  const outcome = await runCommand(config, world, words)
  return words.includes('--json') ? JSON.stringify(outcome.json) : outcome.text
}

it('a person added on the command line signs in at the running server, until disabled there', async () => {
  const added = await galley(
    server.dataDir,
    ['user', 'add', 'Cara', '--display', 'Cara Line', '--password-stdin'],
    `${PASSWORD}\n`,
  )
  expect(added).toMatchObject({ code: 0, err: '' })
  const cara = new TestPerson(server.url, 'cara')
  await cara.signIn()
  expect(JSON.parse(await command('user', 'list', '--json'))).toContainEqual(
    expect.objectContaining({
      userName: 'Cara',
      displayName: 'Cara Line',
      administrator: false,
      disabled: false,
    }),
  )
  expect(await run('user', 'disable', 'cara')).toMatchObject({ code: 0 })
  expect(await cara.refused('GET', '/api/articles')).toMatchObject({ status: 401 })
})

it('a made password is shown once and works', async () => {
  const added = await command('user', 'add', 'made', '--display', 'Made Up', '--json')
  const made = new TestPerson(server.url, 'made')
  await made.signIn(JSON.parse(added).password)
  const again = await command('user', 'password', 'made', '--json')
  expect((await made.refused('GET', '/api/articles')).status).toBe(401)
  await made.signIn(JSON.parse(again).password)
})

it('an article made, exported and logged on the command line is the one the server shows', async () => {
  const id = await command('article', 'create', '--owner', 'admin', '--title', 'From the shell')
  const shown = await administrator.ok<Article>('GET', `/api/articles/${id}`)
  expect(shown).toMatchObject({ role: 'owner', title: 'From the shell' })
  const exported = (...rest: string[]) => command('article', 'export', id, ...rest)
  expect(await exported('--format', 'md')).toBe('# From the shell')
  expect(await exported('--format', 'html')).toContain('<h1>From the shell</h1>')
  expect(await exported('--format', 'txt', '--view', 'original')).toBe('From the shell')
  expect(JSON.parse(await exported('--format', 'json')).blocks[0].kind).toBe('headline')
  const [row, ...more] = JSON.parse(await command('article', 'log', id, '--json'))
  expect([row.seq, row.by, more]).toEqual([1, 'the server', []])
  expect(row.changes.join('; ')).toContain('From the shell')
})

it('a token made on the command line opens the API, and revoked opens nothing', async () => {
  const token = await command('token', 'create', '--user', 'admin', '--name', 'nightly')
  const bearer = { Authorization: `Bearer ${token}` }
  const program = new TestPerson(server.url, '')
  expect((await program.fetch('GET', '/api/articles', undefined, bearer)).status).toBe(200)
  const [row] = JSON.parse(await command('token', 'list', '--user', 'admin', '--json'))
  expect(row).toMatchObject({ name: 'nightly', userName: 'admin' })
  await command('token', 'revoke', row.id)
  expect((await program.fetch('GET', '/api/articles', undefined, bearer)).status).toBe(401)
})

it('[R6] a role changed on the command line reaches the open socket: first the role, then the end', async () => {
  const writer = await server.person()
  const article = await administrator.article()
  await administrator.share(article.id, writer, 'editor')
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/collab/${article.id}`, {
    headers: { Cookie: writer.cookie },
  })
  const heard: string[] = []
  const hears = new Promise<void>((resolve) => {
    socket.on('message', (frame: Buffer) => {
      const role = /"type":"role","role":"(\w+)"/.exec(frame.toString('latin1'))?.[1]
      if (role) heard.push(role)
      if (role === 'viewer') resolve()
    })
  })
  await new Promise((resolve) => socket.once('message', resolve))
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  await run('member', 'set', article.id, writer.name, 'viewer')
  await hears
  await run('member', 'remove', article.id, writer.name)
  expect(await closed).toBe(4403)
  expect(heard).toEqual(['viewer'])
})

it('[R6] groups, links and freezes of the command line reach the open socket', async () => {
  const writer = await server.person()
  const { id } = await administrator.article()
  const link = await administrator.ok<{ id: string; code: string }>('POST', `/api/articles/${id}/links`, {
    role: 'commenter',
  })
  await command('group', 'add', 'Copy desk')
  await command('group', 'join', 'Copy desk', writer.name)
  await command('group', 'share', id, 'Copy desk', 'editor')
  await writer.ok('POST', `/api/links/${link.code}/use`)
  const tab = new Raw(`${server.url.replace('http', 'ws')}/collab/${id}`, null, {
    headers: { cookie: writer.cookie },
  })
  expect((await tab.first('hello')).hello.role).toBe('editor')
  const heard = () =>
    tab
      .all('event')
      .flatMap(({ event }) => (event.type === 'role' ? [event.role] : []))
      .at(-1)
  const steps = [
    [['group', 'share', id, 'Copy desk', 'suggester'], 'suggester'],
    [['group', 'share', id, 'Copy desk', 'editor'], 'editor'],
    [['article', 'freeze', id, '--name', 'Filed'], 'commenter'],
    [['article', 'freeze', id, '--lift'], 'editor'],
    [['group', 'leave', 'Copy desk', writer.name], 'commenter'],
  ] as const
  for (const [words, role] of steps) {
    await command(...words)
    await tab.until(() => heard() === role)
  }
  expect(await command('link', 'list', id)).toMatch(new RegExp(`^${link.id}\tcommenter\tnever\t1$`))
  await command('link', 'revoke', id, link.id)
  expect(await tab.ended()).toMatchObject({ code: 4403 })
  expect(await command('group', 'list')).toContain('Copy desk\tgroup\t')
  await command('group', 'remove', 'Copy desk')
  expect(await command('group', 'list')).not.toContain('Copy desk')
})

it('a position given on the command line is felt at the next request', async () => {
  const adviser = await server.person()
  const { id } = await administrator.article()
  expect(await adviser.refused('GET', `/api/articles/${id}`)).toMatchObject({ status: 404 })
  await command('user', 'position', adviser.name, 'adviser')
  expect(await adviser.ok('GET', `/api/articles/${id}`)).toMatchObject({ role: 'commenter' })
  expect(await command('user', 'list')).toContain(`${adviser.name}\tadviser`)
})

it('what cannot be done ends with 1 and one sentence', async () => {
  const id = await command('article', 'create', '--owner', 'admin', '--title', 'x')
  const wrong = [
    ['nonsense'],
    ['user', 'add'],
    ['user', 'add', 'admin', '--display', 'Again'],
    ['user', 'add', 'a b', '--display', 'Space'],
    ['user', 'disable', 'admin'],
    ['user', 'disable', 'nobody'],
    ['user', 'list', '--colour'],
    ['article', 'create', '--owner', 'nobody', '--title', 'x'],
    ['article', 'log', 'zzzzzzzzzzzzzzzz'],
    ['article', 'export', id, '--format', 'docx'],
    ['member', 'set', id, 'admin', 'king'],
    ['member', 'set', id, 'admin', 'viewer'],
    ['member', 'remove', id, 'admin'],
    ['user', 'position', 'admin', 'guest'],
    ['article', 'freeze', id, '--at', 'tomorrow'],
    ['group', 'add', ' '],
    ['group', 'share', id, 'No such group', 'viewer'],
    ['group', 'join', 'No such group', 'admin'],
    ['link', 'revoke', id, 'none'],
    ['token', 'revoke', 'none'],
    ['restore', join(scratch, 'none')],
  ]
  for (const words of wrong) {
    const error: unknown = await command(...words).catch((thrown: unknown) => thrown)
    expect([words, error]).toEqual([words, expect.any(Error)])
    expect(error instanceof Refused || error instanceof StoreFailed).toBe(true)
    expect((error as Error).message).toMatch(/^[^\n]+$/)
  }
  const plain = await run('user', 'disable', 'nobody')
  expect(plain).toEqual({ code: 1, out: '', err: 'There is nobody named “nobody”.' })
  const json = await run('user', 'disable', 'nobody', '--json')
  expect(json.code).toBe(1)
  expect(JSON.parse(json.err)).toEqual({ error: { message: 'There is nobody named “nobody”.' } })
})

it('a backup taken while the server runs is whole, and goes back only when it does not run', async () => {
  const file = join(scratch, 'backup.sqlite')
  const before = await administrator.article('Before the backup')
  expect(await run('backup', file)).toMatchObject({ code: 0 })
  const after = await administrator.article('After the backup')
  expect(await run('restore', file)).toMatchObject({ code: 1 })
  expect((await administrator.fetch('GET', `/api/articles/${after.id}`)).status).toBe(200)

  const elsewhere = await mkdtemp(join(scratch, 'other-'))
  expect(await galley(elsewhere, ['restore', file])).toMatchObject({ code: 0 })
  const titles = JSON.parse((await galley(elsewhere, ['article', 'list', '--json'])).out).map(
    (row: Article) => row.title,
  )
  expect(titles).toContain(before.title)
  expect(titles).not.toContain(after.title)
})

it('a store that contradicts itself is found', async () => {
  expect(await run('verify')).toMatchObject({ code: 0, out: expect.stringContaining('All is well') })
  const owner = await server.person()
  const id = await command('article', 'create', '--owner', owner.name, '--title', 'To be damaged')
  const database = new Database(join(server.dataDir, 'galley.sqlite'))
  database.prepare('update log set bytes = ? where article = ?').run(Buffer.from([9, 9, 9]), id)
  database.close()
  await expect(command('verify')).rejects.toThrow(id)
})

it('a class whose only teacher is shut out is given to another adviser, and to nobody else', async () => {
  const [gone, next, writer] = await Promise.all(
    ['Gone', 'Next', 'Writer'].map((name) => server.person(name)),
  )
  for (const { name } of [gone!, next!]) await command('user', 'position', name, 'adviser')
  const { id } = await gone!.ok<{ id: string }>('POST', '/api/classes', { name: 'Year 9' })
  await gone!.ok('PUT', `/api/classes/${id}/roster`, { text: 'Ann\nBen' })
  await command('user', 'disable', gone!.name)
  expect(await command('class', 'list', gone!.name)).toBe(`${id}\tYear 9\t2`)
  expect((await next!.fetch('GET', `/api/classes/${id}`)).status).toBe(404)
  await expect(command('class', 'teacher', 'none', next!.name)).rejects.toMatchObject({ code: 'not-found' })
  for (const name of [writer!.name, gone!.name])
    await expect(command('class', 'teacher', id, name)).rejects.toMatchObject({ code: 'conflict' })
  expect(await command('class', 'teacher', id, next!.name)).toBe(`${next!.name} teaches Year 9.`)
  expect((await next!.fetch('GET', `/api/classes/${id}`)).status).toBe(200)
  const [added] = JSON.parse(await command('audit', '--json'))
  expect(added).toMatchObject({ act: 'teacher-added', by: null, account: next!.account, detail: id })
})

it('a store with nothing in it is not called well', async () => {
  const empty = await mkdtemp(join(scratch, 'empty-'))
  expect(await galley(empty, ['verify'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('right one'),
  })
})

it('the help names every command, and of the options those of the store', async () => {
  const { code, out } = await run('--help')
  expect(code).toBe(0)
  for (const name of [
    'user add',
    'member set',
    'token create',
    'article export',
    'backup',
    'restore',
    'DATA_DIR',
  ]) {
    expect(out).toContain(name)
  }
  expect(out).not.toContain('METRICS_TOKEN')
})
