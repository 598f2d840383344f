/** Whether authors and readers know each other: in a named session after the release, in any other never. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OwnPart, Received } from '../../shared/protocol/review-answers.ts'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'
import { adviser, Lesson } from './lesson.ts'

let server: TestServer
let teacher: TestPerson
beforeAll(async () => {
  server = await startTestServer()
  teacher = await adviser(server, 'Harrowgate')
}, 60_000)
afterAll(() => server.stop())

const HANDLES = ['Ferngully', 'Marrowbone', 'Tanglewood']

describe.each([{ isNamed: true }, { isNamed: false }])('a session with $isNamed', ({ isNamed }) => {
  it('tells names exactly where and when it should', async () => {
    const handles = HANDLES.map((handle) => `${handle}${isNamed ? 'A' : 'B'}`)
    const lesson = await Lesson.reviewed(server, teacher, handles, { settings: { isNamed } })
    for (const n of handles.keys()) await lesson.remark(n, 'Which one?')
    const ownOf = (n: number) => lesson.who(n).ok<OwnPart>('GET', lesson.at('/own'))
    for (const phase of ['hold', 'release', 'closed'] as const) {
      await lesson.enter(phase)
      const isTold = isNamed && phase !== 'hold'
      const pairs = await lesson.pairs()
      const { texts } = await lesson.board()
      for (const n of handles.keys()) {
        const { reviewer, text } = pairs.find((pair) => pair.reviewer === lesson.places[n])!
        expect(reviewer).toBe(lesson.places[n])
        const author = texts.find(({ id }) => id === text)!.authors[0]!
        const authors = [handles[lesson.places.indexOf(author)]]
        expect((await ownOf(n)).reviews.map((review) => review.authors)).toEqual([isTold ? authors : null])
        if (phase === 'hold') continue
        const got = await lesson
          .who(lesson.places.indexOf(author))
          .ok<Received>('GET', lesson.at('/own/received'))
        expect(got.reviews.map(({ name }) => name)).toEqual([isTold ? handles[n] : null])
      }
    }
  }, 60_000)
})

it('who begins a phase out of one that it is not any more begins nothing', async () => {
  const lesson = await Lesson.reviewed(server, teacher, ['Aspen', 'Birch', 'Cedar'])
  const ask = (phase: string, from: string) => ({ phase, from })
  await teacher.ok('PUT', lesson.at('/phase'), ask('hold', 'review'))
  await teacher.ok('PUT', lesson.at('/phase'), ask('release', 'hold'))
  expect(await teacher.refused('PUT', lesson.at('/phase'), ask('hold', 'review'))).toMatchObject({
    status: 409,
  })
  expect((await lesson.board()).clock.phase).toBe('release')
})

it('a review that is handed in can be changed, and lacks nothing afterwards', async () => {
  const rubric = [{ id: 'why', kind: 'comment', title: 'Why?', weight: 0, wordsMin: 1 }] as never
  const lesson = await Lesson.reviewed(server, teacher, ['Dahlia', 'Elder', 'Fir'], { settings: { rubric } })
  const { id } = await lesson.review(0)
  const answered = (comment: string) => ({ answers: { why: { value: null, comment } } })
  const path = lesson.at(`/own/reviews/${id}/answers`)
  await lesson.who(0).ok('PUT', path, answered('Because it is.'))
  await lesson.who(0).ok('POST', lesson.at(`/own/reviews/${id}/submit`))
  expect(await lesson.who(0).refused('PUT', path, answered(''))).toMatchObject({ status: 409 })
  await lesson.who(0).ok('PUT', path, answered('Because it is so.'))
})
