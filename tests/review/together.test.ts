/** A text that two students have written: it has both as authors, neither of whom is offered as its reader, and stays when one takes another. */

import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ClassRoom } from '../../shared/protocol/classes.ts'
import type { Me } from '../../shared/protocol/http.ts'
import type { Board, ReadersAnswer } from '../../shared/protocol/review-answers.ts'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'
import { adviser, Lesson } from './lesson.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, 60_000)
afterAll(() => server.stop())

it('is of both, read by neither, and stays when one of them hands in another', async () => {
  const teacher = await server.person('Harrowgate')
  await (await server.administrator()).ok('PATCH', `/api/people/${teacher.account}`, { position: 'adviser' })
  const room = await teacher.ok<ClassRoom>('POST', '/api/classes', { name: 'Year 9' })
  await teacher.ok('PUT', `/api/classes/${room.id}/roster`, { text: 'Ann\nBen\nCho' })
  const { joining } = await teacher.ok<ClassRoom>('POST', `/api/classes/${room.id}/joining`)
  const students: TestPerson[] = []
  for (const handle of ['Ann', 'Ben', 'Cho']) {
    const visitor = server.visitor()
    await visitor.ok('POST', '/api/join', { code: joining?.code, handle })
    const { account } = await visitor.ok<Me>('GET', '/api/me')
    students.push(Object.assign(visitor, { account: account?.id ?? '' }))
  }
  const [ann, ben] = students as [TestPerson, TestPerson]
  const { id } = await teacher.ok<Board>('POST', '/api/sessions', { class: room.id, name: 'Pairs' })
  const path = `/api/sessions/${id}`
  const board = () => teacher.ok<Board>('GET', path)
  const authors = async () => {
    const { texts, students: all } = await board()
    const nameOf = new Map(all.map((one) => [one.id, one.handle]))
    return texts.map((text) => text.authors.map((one) => nameOf.get(one)).sort())
  }
  await teacher.ok('PUT', `${path}/phase`, { phase: 'drafting' })
  const { id: article } = await ann.article('Two of us')
  await server.store.records.setRole(article as never, ben.account as never, 'editor')
  await ben.ok('POST', `/api/articles/${article}/threads`, { anchor: null, body: 'I take the end.' })
  await ann.ok('PUT', `${path}/own/text`, { article })
  expect(await authors()).toEqual([['Ann', 'Ben']])
  await teacher.ok('PUT', `${path}/phase`, { phase: 'lock' })
  const text = (await board()).texts[0]!
  const { readers } = await teacher.ok<ReadersAnswer>('GET', `${path}/texts/${text.id}/readers`)
  expect(readers.map(({ refusal }) => refusal ?? 'may').sort()).toEqual(['author', 'author', 'may'])
  await teacher.ok('PUT', `${path}/phase`, { phase: 'drafting' })
  const { id: another } = await ben.article('Mine alone')
  await ben.ok('PUT', `${path}/own/text`, { article: another })
  expect((await authors()).sort()).toEqual([['Ann'], ['Ben']])
  // Who has said something in it knows whose it is.
  await teacher.ok('PUT', `${path}/phase`, { phase: 'lock' })
  const left = await teacher.ok<ReadersAnswer>('GET', `${path}/texts/${text.id}/readers`)
  expect(left.readers.map(({ refusal }) => refusal ?? 'may').sort()).toEqual(['author', 'may', 'must-not'])
})

it('is not of who has left it, also when it is shared with them again and handed in again', async () => {
  const lesson = await Lesson.open(server, await adviser(server, 'Lockwood'), ['Dot', 'Eli', 'Fin'])
  await lesson.enter('drafting')
  const [dot, eli] = [lesson.who(0), lesson.who(1)]
  const { id } = await dot.article('Three of us')
  const share = (handle: string) => dot.ok('PUT', `/api/articles/${id}/members/${handle}`, { role: 'editor' })
  const handIn = () => dot.ok('PUT', lesson.at('/own/text'), { article: id })
  const authors = async () => new Set((await lesson.board()).texts[0]?.authors)
  const [first, second, third] = lesson.places
  await share('Eli')
  await share('Fin')
  await handIn()
  expect(await authors()).toEqual(new Set([first, second, third]))
  await eli.ok('DELETE', lesson.at('/own/text/authors'))
  await share('Eli')
  await handIn()
  expect(await authors()).toEqual(new Set([first, third]))
})
