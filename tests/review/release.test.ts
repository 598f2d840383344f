/** What a crash in the middle of a release leaves: the next start goes on, and everything is there once. */

import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ThreadChange } from '../../shared/threads.ts'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'
import { aTeacher, smallClass } from './small-class.ts'

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
  teacher = await aTeacher(server)
}, 60_000)
afterAll(() => server.stop())

type Own = { readonly reviews: readonly { readonly id: string; readonly article: string }[] }
type Got = {
  readonly reviews: readonly {
    readonly remarks: readonly {
      readonly landed: { readonly as: string; readonly ids?: readonly string[] }
    }[]
  }[]
}

it('a release that was cut off is made good at the next start, and nothing is there twice', async () => {
  const handles = ['Ferngully', 'Marrowbone', 'Tanglewood']
  const { students, under, enter } = await smallClass(server, teacher, handles, { reviewsPerText: 1 })
  await enter('lock')
  await teacher.ok('POST', under('/allocation'), {})
  await enter('review')
  for (const { student } of students) {
    const [review] = (await student.ok<Own>('GET', under('/own'))).reviews
    await student.ok('POST', under(`/own/reviews/${review!.id}/open`))
    const tab = await student.sit(review!.article)
    await tab.write('A day', ' or two', 'suggest')
    await student.ok('POST', `/api/articles/${review!.article}/threads`, {
      anchor: { ranges: tab.rangesOf('at sea') },
      body: 'Which one?',
    })
    await tab.raw.close()
  }
  await teacher.ok('POST', under(`/texts/${await firstText()}/notes`), { body: 'Good.' })
  crashes = true
  expect((await enter('release')).status).toBe(500)
  crashes = false
  await server.restart()

  for (const { student, article } of students) {
    const remarks = async () =>
      (await student.ok<Got>('GET', under('/own/received'))).reviews.flatMap(({ remarks }) => remarks)
    await until(async () => (await remarks()).length === 2)
    const tab = await student.sit(article)
    const listed = tab.listed()
    expect(listed.map(({ text }) => text)).toEqual([' or two'])
    const landed = (await remarks()).map((one) => one.landed)
    expect(landed.find((one) => one.as === 'suggestions')?.ids).toEqual([listed[0]!.id])
    const { entries } = await student.ok<ThreadChange>('GET', `/api/articles/${article}/threads`)
    expect(entries.filter(({ body }) => body === 'Which one?')).toHaveLength(1)
  }
  const noted = await Promise.all(
    students.map(async ({ student, article }) => {
      const { entries } = await student.ok<ThreadChange>('GET', `/api/articles/${article}/threads`)
      return entries.filter(({ body }) => body === 'Good.').length
    }),
  )
  await until(async () => noted.reduce((sum, one) => sum + one, 0) === 1)

  async function firstText(): Promise<string> {
    return (await teacher.ok<{ texts: { id: string }[] }>('GET', under(''))).texts[0]!.id
  }
}, 60_000)

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tried = 0; !(await holds()); tried++) {
    if (tried > 500) throw new Error('it did not come')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
