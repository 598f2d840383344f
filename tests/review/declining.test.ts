/** One text can be handed back, once, whatever comes at the same time. */

import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/server.ts'
import { aTeacher, type SmallClass, smallClass } from './small-class.ts'

type Own = { readonly reviews: readonly { readonly id: string }[] }

let server: TestServer
let lesson: SmallClass

beforeAll(async () => {
  server = await startTestServer()
  const teacher = await aTeacher(server)
  lesson = await smallClass(server, teacher, ['Ferngully', 'Marrowbone', 'Tanglewood'], { reviewsPerText: 2 })
  await lesson.enter('lock')
  await teacher.ok('POST', lesson.under('/allocation'), {})
  await lesson.enter('review')
}, 60_000)
afterAll(() => server.stop())

it('who hands two texts back at the same time has handed one back', async () => {
  const { student } = lesson.students[0]!
  const own = async () => (await student.ok<Own>('GET', lesson.under('/own'))).reviews
  const given = await own()
  expect(given).toHaveLength(2)
  const decline = async (id: string) => {
    const path = lesson.under(`/own/reviews/${id}/decline`)
    const answer = await student.fetch('POST', path, { reason: 'I know who wrote it.' })
    return [answer.status, answer.status === 204 ? null : (await answer.json()).error.code]
  }
  const answers = await Promise.all(given.map(({ id }) => decline(id)))
  expect(answers).toContainEqual([204, null])
  expect(answers).toContainEqual([409, 'conflict'])
  expect(await own()).toHaveLength(1)
})
