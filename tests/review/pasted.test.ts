/** A text that a student has written elsewhere and pastes: an article of theirs as any other, and handed in. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { blocksOf } from '../../server/review/copies.ts'
import { sampleUnitsMax } from '../../shared/limits.ts'
import type { ClassRoom } from '../../shared/protocol/classes.ts'
import type { Article } from '../../shared/protocol/http.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { adviser, Lesson } from './lesson.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, 60_000)
afterAll(() => server.stop())

it('is an article of theirs of a headline and paragraphs, handed in while texts are written', async () => {
  const lesson = await Lesson.open(server, await adviser(server, 'Pasteur'), ['Ann', 'Ben'])
  const ann = lesson.who(0)
  const paste = async (text: string) => (await ann.fetch('PUT', lesson.at('/own/text'), { text })).status
  const mine = async () => (await ann.ok<{ articles: Article[] }>('GET', '/api/articles')).articles
  const words = 'The boy\u0000 who fixes bikes\r\n\r\n He is twelve. \u2028\n\nHe has\ta shop.\u202e\n'
  expect(await paste(words)).toBe(403)
  await lesson.enter('drafting')
  expect(await paste(' \n \n')).toBe(422)
  expect(await paste('x'.repeat(sampleUnitsMax + 1))).toBe(422)
  expect(await mine()).toEqual([])
  expect(await paste(words)).toBe(204)
  const [article, ...more] = await mine()
  expect([article?.title, article?.role, more]).toEqual(['The boy who fixes bikes', 'owner', []])
  expect((await lesson.own(0)).text?.article).toBe(article?.id)
  const tab = await ann.sit(article!.id)
  tab.follow()
  const blocks = blocksOf(Y.encodeStateAsUpdate(tab.doc))
  expect(
    blocks.map(({ kind, runs }) => [kind, runs.map((run) => ('text' in run ? run.text : '')).join('')]),
  ).toEqual([
    ['headline', 'The boy who fixes bikes'],
    ['p', 'He is twelve.'],
    ['p', 'He has a shop.'],
  ])
  await tab.write('He is twelve', ', or thirteen', 'edit')
  await lesson.enter('lock')
  expect(await paste(words)).toBe(403)
  expect((await mine()).length).toBe(1)
})

it('is handed in by the teacher for who wrote it elsewhere, once', async () => {
  const lesson = await Lesson.open(server, await adviser(server, 'Curie'), ['Cy', 'Dot'], {
    roster: 'Cy\nDot\nLate',
  })
  const room = await lesson.teacher.ok<ClassRoom>('GET', `/api/classes/${lesson.classId}`)
  const idOf = (name: string) => room.students.find(({ handle }) => handle === name)!.id
  const hand = async (names: readonly string[], text: string) =>
    (await lesson.teacher.fetch('POST', lesson.at('/texts'), { students: names.map(idOf), text })).status
  await lesson.enter('drafting')
  expect(await hand(['Late'], 'Not here')).toBe(409)
  expect(await hand(['Cy'], ' \n')).toBe(422)
  expect(await hand(['Cy'], 'From paper\nIn pencil.\u0007')).toBe(201)
  expect(await hand(['Cy'], 'Again')).toBe(409)
  const { articles } = await lesson.who(0).ok<{ articles: Article[] }>('GET', '/api/articles')
  expect(articles.map(({ title, role }) => [title, role])).toEqual([['From paper', 'owner']])
  expect((await lesson.own(0)).text?.article).toBe(articles[0]?.id)
  expect((await lesson.board()).texts).toHaveLength(1)
  const taught = await lesson.teacher.ok<{ articles: Article[] }>('GET', '/api/articles')
  expect(taught.articles.find(({ id }) => id === articles[0]?.id)?.role).toBe('suggester')
  // Who has one of their own may write another with somebody who has none.
  expect(await hand(['Dot', 'Cy'], 'Together')).toBe(201)
  expect(await hand(['Dot', 'Cy'], 'Once more')).toBe(409)
  expect((await lesson.board()).texts).toHaveLength(2)
})

it('is another text in a second round, and readers of the first stay numbers in the one before', async () => {
  const lesson = await Lesson.reviewed(server, await adviser(server, 'Sorbonne'), ['Eve', 'Fay'])
  await lesson.remark(1, 'Which sea?')
  await lesson.enter('release')
  const before = lesson.articles[0]!
  const people = async () =>
    (await lesson.who(0).ok<{ authors: { name: string }[] }>('GET', `/api/articles/${before}/authors`))
      .authors
  const names = await people()
  expect(names.map(({ name }) => name).join()).toMatch(/Reader \d/)
  await lesson.enter('closed')
  await lesson.enter('drafting')
  const mine = async () => (await lesson.who(0).ok<{ articles: Article[] }>('GET', '/api/articles')).articles
  const count = (await mine()).length
  expect((await lesson.who(0).fetch('PUT', lesson.at('/own/text'), { text: 'Mine\nAgain.' })).status).toBe(
    204,
  )
  expect(await mine()).toHaveLength(count + 1)
  const { texts } = await lesson.board()
  expect(texts.map(({ authors }) => authors)).toEqual([[expect.anything()], [expect.anything()]])
  expect(texts.some(({ article }) => article === before)).toBe(false)
  expect(await people()).toEqual(names)
  // The teacher too takes a text out that was read in the first round only, and it comes back as the text that it was.
  const [, fay] = lesson.articles
  const theirs = texts.find(({ article }) => article === fay)!
  await lesson.teacher.ok('DELETE', lesson.at(`/texts/${theirs.id}`))
  await lesson.who(1).ok('PUT', lesson.at('/own/text'), { article: fay })
  expect((await lesson.board()).texts.find(({ article }) => article === fay)?.id).toBe(theirs.id)
  await lesson.enter('lock')
  await lesson.allocate()
  await lesson.enter('review')
  // Fay reads what is new; Eve has read Fay's.
  const again = (await lesson.board()).texts.find(({ article }) => article !== fay)!
  const standing = again.reviews.map(({ id }) => id)
  expect([standing, (await lesson.own(0)).reviews]).toEqual([[(await lesson.review(1)).id], []])
  expect(await lesson.teacher.refused('DELETE', lesson.at(`/texts/${again.id}`))).toMatchObject({
    status: 409,
  })
})

describe('a text that is handed in again after another one', () => {
  const readersOf = async (lesson: Lesson, n: number) => {
    const text = (await lesson.board()).texts.find(({ article }) => article === lesson.articles[n])!
    return (await lesson.pairs()).filter((pair) => pair.text === text.id).map(({ reviewer }) => reviewer)
  }
  const thereAndBack = async (lesson: Lesson) => {
    const { id: other } = await lesson.who(0).article('Another')
    for (const article of [other, lesson.articles[0]])
      await lesson.who(0).ok('PUT', lesson.at('/own/text'), { article })
  }

  it('is not for who has read it', async () => {
    const lesson = await Lesson.reviewed(server, await adviser(server, 'Lyon'), ['Gil', 'Hal'])
    expect(await readersOf(lesson, 0)).toEqual([lesson.places[1]])
    for (const phase of ['release', 'closed', 'drafting'] as const) await lesson.enter(phase)
    await thereAndBack(lesson)
    await lesson.enter('lock')
    await lesson.allocate()
    expect(await readersOf(lesson, 0)).toEqual([])
  })

  it('is not for whom the teacher keeps from it', async () => {
    const lesson = await Lesson.drafted(server, await adviser(server, 'Nantes'), ['Ida', 'Joe', 'Kim'], {
      settings: { reviewsPerText: 2 },
    })
    const text = (await lesson.board()).texts.find(({ article }) => article === lesson.articles[0])!
    const mustNot = [{ reviewer: lesson.places[1], text: text.id }]
    await lesson.teacher.ok('PATCH', lesson.at(), { settings: { mustNot } })
    await thereAndBack(lesson)
    await lesson.enter('lock')
    await lesson.allocate()
    expect(await readersOf(lesson, 0)).toEqual([lesson.places[2]])
  })
})
