/** A class is deleted in the middle of a review and after a release: nothing of its sessions stays, and what has landed does. */

import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as Y from 'yjs'
import { verifyStore } from '../../server/store/verify.ts'
import type { ClassRoom } from '../../shared/protocol/classes.ts'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'
import { adviser, Lesson, until } from './lesson.ts'

let server: TestServer
let teacher: TestPerson
beforeAll(async () => {
  server = await startTestServer()
  teacher = await adviser(server, 'Harrowgate')
}, 60_000)
afterAll(() => server.stop())

/** Of every table that has such a column, the rows in which it has one of these values. */
async function rowsWith(column: string, values: readonly string[]): Promise<Record<string, number>> {
  const { kysely } = server.store.database!
  const found: Record<string, number> = {}
  const { rows } = await sql<{ name: string }>`
    select m.name from sqlite_master m join pragma_table_info(m.name) c on c.name = ${column}
    where m.type = 'table' and m.name not in ('audit', 'changes')`.execute(kysely)
  for (const { name } of rows) {
    const { rows: count } = await sql<{ n: number }>`
      select count(*) as n from ${sql.table(name)}
      where ${sql.ref(column)} in (${sql.join(values)})`.execute(kysely)
    if (count[0]!.n > 0) found[name] = count[0]!.n
  }
  return found
}

/** Joins another class with the account they have, which outlives the first. */
async function outlive(lesson: Lesson): Promise<void> {
  const { id } = await teacher.ok<ClassRoom>('POST', '/api/classes', { name: 'Another' })
  await teacher.ok('PUT', `/api/classes/${id}/roster`, { text: lesson.handles.join('\n') })
  const { joining } = await teacher.ok<ClassRoom>('POST', `/api/classes/${id}/joining`)
  for (const [n, handle] of lesson.handles.entries())
    await lesson.who(n).ok('POST', '/api/join', { code: joining!.code, handle, as: 'me' })
}

it('in the middle of a review the copies are gone, and authors write in their texts again', async () => {
  const lesson = await Lesson.reviewed(server, teacher, ['Ferngully', 'Marrowbone', 'Tanglewood'])
  await outlive(lesson)
  const review = await lesson.remark(0, 'Which one?')
  const copies = (await lesson.board()).texts.flatMap(({ reviews }) => reviews.map(({ copy }) => copy))
  expect(copies).toContain(review.article)
  expect(Object.keys(await rowsWith('article', copies))).toEqual(
    expect.arrayContaining(['leases', 'log', 'threads', 'review_articles']),
  )
  const [tab] = lesson.who(0).tabs
  const path = `/api/articles/${lesson.articles[0]}`
  expect(await lesson.who(0).ok('GET', path)).toMatchObject({ role: 'commenter' })

  await teacher.ok('DELETE', lesson.ofClass())

  expect(await rowsWith('article', copies)).toEqual({})
  expect(await rowsWith('id', copies)).toEqual({})
  expect(await rowsWith('session', [lesson.session])).toEqual({})
  expect(await rowsWith('class', [lesson.classId])).toEqual({})
  await until(() => tab!.raw.closed !== null)
  expect((await lesson.who(0).fetch('GET', `/api/articles/${review.article}`)).status).toBe(404)
  expect((await lesson.who(0).fetch('GET', lesson.at('/own'))).status).toBe(404)
  expect(await lesson.who(0).ok('GET', path)).toMatchObject({ role: 'owner' })
  expect(await verifyStore(server.store)).toEqual([])
}, 60_000)

it('after a release what has landed stays, by the same reader', async () => {
  const lesson = await Lesson.reviewed(server, teacher, ['Ferngully', 'Marrowbone', 'Tanglewood'])
  await outlive(lesson)
  for (const n of [0, 1, 2]) await lesson.remark(n, 'Which one?')
  await lesson.enter('release')
  const path = `/api/articles/${lesson.articles[0]}/threads`
  const readers = async () =>
    (await lesson.who(0).ok<{ people: { name: string }[] }>('GET', path)).people.map(({ name }) => name)
  const before = await readers()
  expect(before).toEqual([expect.stringMatching(/^Reader \d$/)])

  await teacher.ok('DELETE', lesson.ofClass())

  expect(await readers()).toEqual(before)
  const tab = await lesson.who(0).sit(lesson.articles[0]!)
  expect(tab.listed().map(({ text }) => text)).toEqual([' (Which one?)'])
  expect(await verifyStore(server.store)).toEqual([])
  await server.restart()
  expect(await readers()).toEqual(before)
}, 60_000)

it('what came late to a locked text joins it', async () => {
  const lesson = await Lesson.drafted(server, teacher, ['Ferngully', 'Marrowbone'])
  await outlive(lesson)
  const [author, article] = [lesson.who(0), lesson.articles[0]!]
  const tab = await author.sit(article)
  await tab.raw.close()
  tab.type('A day', ' of snow', 'edit')
  await lesson.enter('lock')
  const update = Buffer.from(Y.encodeStateAsUpdate(tab.doc)).toString('base64')
  const id = 'late000000000001'
  await author.ok('PUT', `/api/articles/${article}/late`, { id, update })
  const words = async () => (await author.sit(article)).words
  expect(await words()).not.toContain('snow')
  await teacher.ok('DELETE', lesson.ofClass())
  await until(async () => (await words()).includes('A day of snow'))
  expect((await words()).match(/of snow/g)).toHaveLength(1)
}, 60_000)

it('where the students are erased with their class, nothing in the store contradicts itself', async () => {
  const lesson = await Lesson.reviewed(server, teacher, ['Ferngully', 'Marrowbone'])
  for (const n of [0, 1]) await lesson.remark(n, 'Which one?')
  await lesson.enter('release')
  await teacher.ok('DELETE', lesson.ofClass())
  expect(await verifyStore(server.store)).toEqual([])
}, 60_000)
