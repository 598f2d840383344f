/** A text that a student has written elsewhere and pastes: an article of theirs as any other, and handed in. */

import { afterAll, beforeAll, expect, it } from 'vitest'
import * as Y from 'yjs'
import { blocksOf } from '../../server/review/copies.ts'
import { sampleUnitsMax } from '../../shared/limits.ts'
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
