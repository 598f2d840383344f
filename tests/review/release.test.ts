/** A release brings everything that was written, once: also after a crash in the middle of it. */

import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ThreadChange } from '../../shared/threads.ts'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'
import { adviser, Lesson, type Reviewing, until } from './lesson.ts'
import { closesAll, FailingStore, never, notesThatItLanded } from './releasing.ts'

const failing = new FailingStore()
let server: TestServer
let teacher: TestPerson
beforeAll(async () => {
  server = await startTestServer({ wrapStore: failing.wrapStore })
  teacher = await adviser(server, 'Harrowgate')
}, 60_000)
afterAll(() => server.stop())

it('a release that was cut off is made good at the next start, and nothing is there twice', async () => {
  const lesson = await Lesson.reviewed(server, teacher, ['Ferngully', 'Marrowbone', 'Tanglewood'])
  for (const [n, student] of lesson.students.entries()) {
    await lesson.remark(n, 'Which one?')
    for (const { raw } of student.tabs.splice(0)) await raw.close()
  }
  const [first] = (await lesson.board()).texts
  await teacher.ok('POST', lesson.at(`/texts/${first!.id}/notes`), { body: 'Good.' })
  failing.crashes = notesThatItLanded
  expect((await teacher.fetch('PUT', lesson.at('/phase'), { phase: 'release' })).status).toBe(500)
  failing.crashes = never
  await server.restart()

  for (const [n, student] of lesson.students.entries()) {
    const article = lesson.articles[n]!
    const remarks = async () => (await lesson.received(n)).reviews.flatMap((review) => review.remarks)
    await until(async () => (await remarks()).length === 2)
    const listed = (await student.sit(article)).listed()
    expect(listed.map(({ text }) => text)).toEqual([' (Which one?)'])
    const landed = (await remarks()).map((one) => one.landed)
    expect(landed.find((one) => one.as === 'suggestions')).toMatchObject({ ids: [listed[0]!.id] })
    const { entries } = await student.ok<ThreadChange>('GET', `/api/articles/${article}/threads`)
    expect(entries.filter(({ body }) => body === 'Which one?')).toHaveLength(1)
  }
  await until(async () => {
    const noted = lesson.students.map(async (student, n) => {
      const path = `/api/articles/${lesson.articles[n]}/threads`
      return (await student.ok<ThreadChange>('GET', path)).entries.filter(({ body }) => body === 'Good.')
        .length
    })
    return (await Promise.all(noted)).reduce((sum, one) => sum + one, 0) === 1
  })
}, 60_000)

it('a review that does not land keeps no other from it, and its author sees nothing of it before all of it is there', async () => {
  const lesson = await Lesson.reviewed(server, teacher, ['Rosewater', 'Silverthorn', 'Thistledown'], {
    settings: { reviewsPerText: 2 },
  })
  for (const [n, student] of lesson.students.entries())
    for (const { article } of (await lesson.own(n)).reviews) {
      const threads = `/api/articles/${article}/threads`
      await student.ok('POST', threads, { anchor: null, body: 'Which one?' })
      await (await student.sit(article)).write('A day', ' or two', 'suggest')
    }
  // The first of all, behind which another one of the same text waits.
  let broken = ''
  failing.crashes = ({ pairs = [] }) => {
    const landed = pairs.find(({ isLanded }) => isLanded)
    broken ||= landed?.id ?? ''
    return landed?.id === broken && broken !== ''
  }
  expect((await teacher.fetch('PUT', lesson.at('/phase'), { phase: 'release' })).status).toBe(500)
  const seen = async () =>
    (await Promise.all([0, 1, 2].map((n) => lesson.received(n)))).map(({ reviews }) =>
      reviews.map(({ remarks }) => remarks.length),
    )
  expect((await seen()).sort()).toEqual([[2], [2, 2], [2, 2]])
  failing.crashes = never
  await closesAll(lesson)
  await server.restart()
  await until(async () => (await seen()).every((remarks) => remarks.join() === '2,2'))
}, 60_000)

it('a session that does not land at a start keeps no other from it', async () => {
  const lessons = [
    await Lesson.reviewed(server, teacher, ['Nettlefold', 'Oakhanger']),
    await Lesson.reviewed(server, teacher, ['Pennyroyal', 'Quickthorn']),
  ]
  failing.crashes = notesThatItLanded
  for (const lesson of lessons) {
    await lesson.remark(0, 'Which one?')
    await closesAll(lesson)
    expect((await teacher.fetch('PUT', lesson.at('/phase'), { phase: 'release' })).status).toBe(500)
  }
  const landing = () => server.store.records.landingSessions()
  const [first, second] = await landing()
  expect([first, second].sort()).toEqual(lessons.map(({ session }) => session).sort())
  const broken = (await lessons.find(({ session }) => session === first)!.pairs()).map(({ id }) => id)
  failing.crashes = ({ pairs = [] }) => pairs.some(({ id, isLanded }) => isLanded && broken.includes(id))
  await server.restart()
  await until(async () => (await landing()).length === 1)
  expect(await landing()).toEqual([first])
  failing.crashes = never
  await server.restart()
  await until(async () => (await landing()).length === 0)
}, 60_000)

it('a suggestion that the teacher keeps back is not in the article, and everything else is', async () => {
  const lesson = await Lesson.reviewed(server, teacher, ['Ackroyd', 'Barraclough', 'Clitheroe'])
  const [one, other] = await lesson.allReview('Which one?')
  const path = lesson.at(`/pairs/${one!.id}/remarks/${one!.suggestion}`)
  await teacher.ok('PATCH', path, { hidden: 'wrong' })
  await lesson.enter('release')
  const listed = async ({ of: { student, article } }: Reviewing) =>
    (await student.sit(article)).listed().map(({ text }) => text)
  expect(await listed(one!)).toEqual([])
  expect(await listed(other!)).toEqual([' or two'])
}, 60_000)
