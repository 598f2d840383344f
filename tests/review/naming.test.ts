/** A student names who writes their text with them, of the class and by hand: what that gives, takes, and tells. */

import { afterAll, beforeAll, expect, it } from 'vitest'
import { classmateFailuresMax } from '../../shared/limits.ts'
import type { Article } from '../../shared/protocol/http.ts'
import type { Board, OwnPart } from '../../shared/protocol/review-answers.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { adviser, Lesson } from './lesson.ts'

let server: TestServer
let lesson: Lesson
beforeAll(async () => {
  server = await startTestServer()
  lesson = await Lesson.open(server, await adviser(server, 'Nye'), ['Ann', 'Ben', 'Cho'])
  await lesson.teacher.ok('PUT', lesson.ofClass('/roster'), { text: 'Dan' })
}, 60_000)
afterAll(() => server.stop())

const path = () => lesson.at('/own/text/authors')
const ask = async (n: number, method: 'PUT' | 'DELETE', handle?: string) => {
  const response = await lesson.who(n).fetch(method, path(), handle === undefined ? undefined : { handle })
  return { status: response.status, body: await response.text() }
}
const name = async (n: number, handle: string) => (await ask(n, 'PUT', handle)).status
const leave = async (n: number) => (await ask(n, 'DELETE')).status
const handIn = async (n: number, title: string) => {
  const { id } = await lesson.who(n).article(title)
  await lesson.who(n).ok('PUT', lesson.at('/own/text'), { article: id })
  return id
}
const textOf = async (n: number) => (await lesson.who(n).ok<OwnPart>('GET', lesson.at('/own'))).text
const roles = async (n: number) =>
  (await lesson.who(n).ok<{ articles: Article[] }>('GET', '/api/articles')).articles.map(({ id, role }) => [
    id,
    role,
  ])
const authors = async () =>
  (await lesson.teacher.ok<Board>('GET', lesson.at())).texts.map((text) =>
    text.authors.map((one) => lesson.handles[lesson.places.indexOf(one)]).sort(),
  )

it('makes them an author and an editor at once, and leaving takes both', async () => {
  expect([await name(0, 'Ben'), await leave(0)]).toEqual([403, 403])
  await lesson.enter('drafting')
  expect(await name(0, 'Ben')).toBe(409)
  const article = await handIn(0, 'Two of us')
  expect(await name(0, ' BEN ')).toBe(204)
  expect(await name(0, 'Ben')).toBe(204)
  expect(await authors()).toEqual([['Ann', 'Ben']])
  expect(await textOf(1)).toMatchObject({ article, others: ['Ann'] })
  expect((await textOf(0))?.others).toEqual(['Ben'])
  expect(await roles(1)).toEqual([[article, 'editor']])
  const tab = await lesson.who(1).sit(article)
  await tab.write('Two of us', ', both')
  expect(await name(1, 'Cho')).toBe(403)
  expect(await leave(0)).toBe(409)
  expect(await leave(1)).toBe(204)
  expect(await authors()).toEqual([['Ann']])
  expect([await textOf(1), await roles(1)]).toEqual([null, []])
  expect((await lesson.who(1).fetch('GET', `/api/articles/${article}`)).status).toBe(404)
})

it('tells the same of whoever is not there, has not joined, or has a text; and of few', async () => {
  await handIn(2, 'Mine alone')
  const wrong = await Promise.all(['Nobody', 'Dan', 'Cho'].map((handle) => ask(0, 'PUT', handle)))
  expect(new Set(wrong.map(({ status, body }) => `${status} ${body}`)).size).toBe(1)
  expect(wrong[0]?.status).toBe(404)
  expect((await authors()).sort()).toEqual([['Ann'], ['Cho']])
  for (let tried = 3; tried < classmateFailuresMax; tried++) expect(await name(0, `x${tried}`)).toBe(404)
  // By now also who is there is not told.
  expect([await name(0, 'Nobody'), await name(0, 'Ben'), await name(2, 'Ben')]).toEqual([429, 429, 204])
  expect(await authors()).toContainEqual(['Ben', 'Cho'])
})

it('is over with the lock', async () => {
  await lesson.enter('lock')
  expect([await name(2, 'Ann'), await leave(1)]).toEqual([403, 403])
  expect(await authors()).toContainEqual(['Ben', 'Cho'])
})
