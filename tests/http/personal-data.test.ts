/** One person's data: all of it in one file, and, once erased, nothing of it that names them anywhere. */

import { readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import type { Log } from '../../server/log.ts'
import { verifyStore } from '../../server/store/verify.ts'
import { articleText, openDoc } from '../../shared/article/layout.ts'
import { type DataSummary, dataSummaryAnswer } from '../../shared/protocol/http.ts'
import type { ThreadChange } from '../../shared/threads.ts'
import { Raw } from '../socket/newsroom.ts'
import { step1, step2, update } from '../socket/wire.ts'
import { galleyOn } from '../support/galley.ts'
import { Program } from '../support/program.ts'
import { PASSWORD, startTestServer, TestPerson, type TestServer } from '../support/server.ts'

const DISPLAY_NAME = 'Zephyrine Quillfeather'
const USER_NAME = 'zephy-quill'

let server: TestServer
let administrator: TestPerson
const logged: string[] = []
const note = (fields: object, message: string) => {
  const shown = (_: string, value: unknown) => (value instanceof Error ? String(value.stack) : value)
  logged.push(`${message} ${JSON.stringify(fields, shown)}`)
}
const log: Log = { debug: note, info: note, warn: note, error: note }

beforeAll(async () => {
  server = await startTestServer({ world: { log } })
  administrator = await server.administrator()
})
afterAll(() => server.stop())

async function zephyrine(userName = USER_NAME): Promise<TestPerson> {
  const person = { userName, displayName: DISPLAY_NAME, password: PASSWORD }
  const { account } = await administrator.ok<{ account: string }>('POST', '/api/people', person)
  const zephyrine = new TestPerson(server.url, userName, account)
  await zephyrine.signIn()
  return zephyrine
}

/** Writes these words at the end of an article, under its headline, as a tab does. */
async function write(person: TestPerson, article: string, words: string): Promise<void> {
  const raw = new Raw(`${server.url.replace('http', 'ws')}/collab/${article}?own=1`, null, {
    headers: { Cookie: person.cookie, Origin: server.url },
  })
  const { hello } = await raw.first('hello')
  raw.send(step2(new Uint8Array([0, 0])), step1(new Uint8Array([0])))
  const doc = openDoc()
  Y.applyUpdate(doc, (await raw.first('step2')).bytes)
  doc.clientID = hello.clientIds[0]!
  const before = Y.encodeStateVector(doc)
  const text = articleText(doc)
  text.insert(text.length - 1, words)
  raw.send(update(Y.encodeStateAsUpdate(doc, before)))
  await raw.saved(2)
  await raw.close()
}

/** The names of the data folder's files that hold these bytes. */
async function filesWith(words: string): Promise<string[]> {
  const names = await readdir(server.dataDir)
  const files = await Promise.all(names.map((name) => readFile(join(server.dataDir, name))))
  return names.filter((_, index) => files[index]!.includes(words))
}

const content = async (article: string) =>
  (await administrator.fetch('GET', `/api/articles/${article}/content?format=text`)).text()

/** Every table and how many of its rows hold this value in some column. */
async function rowsWith(value: string): Promise<Record<string, number>> {
  const database = server.store.database!.kysely as Kysely<unknown>
  const tables = await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(
    database,
  )
  const counts: Record<string, number> = {}
  for (const { name } of tables.rows) {
    const { rows } = await sql<object>`select * from ${sql.table(name)}`.execute(database)
    const count = rows.filter((row) => Object.values(row).includes(value)).length
    if (count > 0) counts[name] = count
  }
  return counts
}

it('who is erased is named in no file of the database and in no line of the log; what they wrote stays', async () => {
  const person = await zephyrine()
  const own = (await person.article('A title')).id
  const shared = (await administrator.article('Another')).id
  await administrator.share(shared, person, 'editor')
  await write(person, own, 'first words ')
  await write(person, shared, 'other words ')
  await person.ok('POST', `/api/articles/${shared}/threads`, { body: 'her own opinion' })
  await person.token('a program of hers')
  await person.ok('POST', '/api/invites', { article: own })
  await new TestPerson(server.url, USER_NAME).signIn('a wrong password').catch(() => {})
  await administrator.fetch('GET', `/api/articles/${shared}/members/${USER_NAME}`)
  const database = server.store.database!.kysely as Kysely<{ user: { id: string; email: string } }>
  const { email } = await database
    .selectFrom('user')
    .select('email')
    .where('id', '=', person.account)
    .executeTakeFirstOrThrow()
  const texts = [await content(shared)]
  const named = [DISPLAY_NAME, USER_NAME, email, 'a program of hers']
  for (const name of named) expect([name, await filesWith(name)]).not.toEqual([name, []])

  const summary = await administrator.ok<DataSummary>('GET', `/api/people/${person.account}/data`)
  expect(dataSummaryAnswer.parse(summary)).toEqual({
    removed: { signIns: 1, roles: 2, tokens: 1, invites: 1, articleNames: 2 },
    handedOver: ['A title'],
    stays: { articlesWithText: 2, comments: 1, auditEntries: expect.any(Number) },
  })
  expect(summary.stays.auditEntries).toBeGreaterThan(5)

  await administrator.ok('DELETE', `/api/people/${person.account}`)
  for (const name of named) expect([name, await filesWith(name)]).toEqual([name, []])
  expect(logged.length).toBeGreaterThan(0)
  for (const name of named) expect(logged.filter((line) => line.includes(name))).toEqual([])

  // Her id is left where it names nobody.
  expect(Object.keys(await rowsWith(person.account)).sort()).toEqual(['audit', 'changes'])
  expect([await content(shared)]).toEqual(texts)
  // Nor is it a mistake of the store that nobody has written this.
  expect(await verifyStore(server.store)).toEqual([])
  expect(await content(own)).toContain('first words')
  expect(await administrator.ok('GET', `/api/articles/${shared}/threads`)).toMatchObject({
    entries: [{ body: 'her own opinion', by: expect.any(String) }],
    people: [],
  })
  const { role } = await administrator.ok<{ role: string }>('GET', `/api/articles/${own}`)
  expect(role).toBe('owner')
  const { people } = await administrator.ok<{ people: { userName: string }[] }>('GET', '/api/people')
  expect(people.map(({ userName }) => userName)).toEqual(['admin'])
  expect(await person.refused('GET', '/api/articles')).toEqual({ status: 401, code: 'sign-in' })
  await expect(person.signIn()).rejects.toThrow('401')
  const { entries } = await administrator.ok<{ entries: object[] }>('GET', '/api/audit')
  expect(entries).toContainEqual(
    expect.objectContaining({ act: 'account-erased', account: person.account, detail: null }),
  )
  // Somebody new may be called so, and is somebody else.
  const again = await zephyrine()
  expect(again.account).not.toBe(person.account)
  expect(await again.ok<{ articles: [] }>('GET', '/api/articles')).toEqual({ articles: [] })
  await administrator.ok('DELETE', `/api/people/${again.account}`)
})

it('an open article of who is erased is closed at once', async () => {
  const person = await zephyrine()
  const { id } = await person.article()
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/collab/${id}`, {
    headers: { Cookie: person.cookie, Origin: server.url },
  })
  await new Promise((resolve) => socket.once('message', resolve))
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  await administrator.ok('DELETE', `/api/people/${person.account}`)
  expect([4401, 4403]).toContain(await closed)
})

it('everything that is kept of a person is in one file, with their own words and nobody else’s', async () => {
  const person = await zephyrine()
  const other = await server.person('other')
  const { id } = await other.article('Of both')
  await other.share(id, person, 'editor')
  await write(other, id, 'OTHERS ')
  await write(person, id, 'hers, too ')
  const threads = `/api/articles/${id}/threads`
  const { threads: started } = await other.ok<ThreadChange>('POST', threads, { body: 'OTHERS say' })
  await person.ok('POST', `${threads}/${started[0]!.id}/comments`, { body: 'she says' })
  const program = await Program.open(server, other, id)
  await program.does(() => program.text.insert(1, 'OTHERS suggest '))
  program.close()
  const { suggestions } = await person.ok<{ suggestions: { id: string }[] }>(
    'GET',
    `/api/articles/${id}/suggestions`,
  )
  await person.ok('POST', `/api/articles/${id}/decisions`, {
    decision: 'reject',
    suggestions: suggestions.map(({ id }) => ({ id })),
    reason: 'her reason',
  })
  const token = await person.token('a program')
  const whole = await (await person.fetch('GET', '/api/me/export')).text()
  expect(JSON.parse(whole)).toMatchObject({
    account: { id: person.account, userName: USER_NAME, displayName: DISPLAY_NAME },
    signIns: [{ browser: expect.any(String), createdAt: expect.any(Number) }],
    articles: [
      {
        article: id,
        title: expect.any(String),
        role: 'editor',
        words: ['hers, too '],
        comments: [{ body: 'she says' }],
        decisions: [{ number: 1, verb: 'reject', reason: 'her reason', at: expect.any(Number) }],
      },
    ],
    tokens: [{ name: 'a program' }],
    audit: expect.arrayContaining([expect.objectContaining({ act: 'role-given', article: id })]),
  })
  for (const secret of [token, 'OTHERS', other.name, '@']) expect(whole).not.toContain(secret)
  const asked = await administrator.fetch('GET', `/api/people/${person.account}/export`)
  expect(asked.headers.get('content-disposition')).toMatch(/^attachment/)
  expect(await asked.json()).toMatchObject({ account: { id: person.account } })
  const bearer = { Authorization: `Bearer ${token}` }
  expect(await server.visitor().refused('GET', '/api/me/export', undefined, bearer)).toMatchObject({
    status: 403,
  })
  await administrator.ok('DELETE', `/api/people/${person.account}`)
})

it('nobody but an administrator sees, exports or erases others; nobody erases themselves or the last administrator', async () => {
  const [eve, ann] = [await server.person(), await server.person()]
  for (const [method, path] of [
    ['GET', 'data'],
    ['GET', 'export'],
    ['DELETE', ''],
  ] as const) {
    const address = `/api/people/${ann.account}/${path}`.replace(/\/$/, '')
    expect(await eve.refused(method, address)).toEqual({ status: 403, code: 'forbidden' })
  }
  const { account } = await administrator.ok<{ account: { id: string } }>('GET', '/api/me')
  expect(await administrator.refused('DELETE', `/api/people/${account.id}`)).toMatchObject({
    code: 'conflict',
  })
  await expect(galley('user', 'erase', 'admin', '--heir', ann.name, '--yes')).rejects.toThrow('administrator')
  expect((await administrator.fetch('GET', '/api/people')).status).toBe(200)
})

const galley = (...words: string[]) => galleyOn(server, words)

it('the command line says first what goes and what stays, and does it only when told so, with an heir where one is needed', async () => {
  const person = await zephyrine()
  await person.article('Hers alone')
  const before = await galley('user', 'erase', USER_NAME)
  expect(before.text).toMatch(
    /Removed: the account zephy-quill.*\nStays: .*\nOwned or taught by nobody else.*“Hers alone”/,
  )
  expect(before.text).toContain('Nothing has been removed yet')
  await person.ok('GET', '/api/articles')
  await expect(galley('user', 'erase', USER_NAME, '--yes')).rejects.toThrow('owner')
  await person.ok('GET', '/api/articles')
  const done = await galley('user', 'erase', USER_NAME, '--heir', 'admin', '--yes')
  expect(done.json).toMatchObject({ account: person.account, erased: true, handedOver: ['Hers alone'] })
  expect(await person.refused('GET', '/api/articles')).toMatchObject({ status: 401 })
  expect(await filesWith(USER_NAME)).toEqual([])
})

it('the command line writes the export to a new file that only its owner reads', async () => {
  const person = await zephyrine()
  const file = join(tmpdir(), `galley-export-${person.account}.json`)
  await galley('user', 'export', USER_NAME, file)
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ account: { userName: USER_NAME } })
  await expect(galley('user', 'export', USER_NAME, file)).rejects.toThrow('name a new file')
  await rm(file)
})
