/** A release brings everything that was written, once: also after a crash in the middle of it. */

import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ThreadChange } from '../../shared/threads.ts'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'
import { adviser, Lesson, type Reviewing, until } from './lesson.ts'

/** Nothing that has landed can be noted as such. */
let crashes = false
let server: TestServer
let teacher: TestPerson

beforeAll(async () => {
  server = await startTestServer({
    wrapStore: (store) => ({
      ...store,
      records: {
        ...store.records,
        changeReview: (session, pair, decide) =>
          store.records.changeReview(session, pair, (now) => {
            const writes = decide(now)
            if (crashes && writes?.pairs?.some(({ isLanded }) => isLanded)) throw new Error('a crash')
            return writes
          }),
      },
    }),
  })
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
  crashes = true
  expect((await teacher.fetch('PUT', lesson.at('/phase'), { phase: 'release' })).status).toBe(500)
  crashes = false
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
