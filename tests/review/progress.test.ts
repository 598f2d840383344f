/** What the board says of reviews as they come along, over HTTP and sockets, on a clock that the test moves. */

import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock } from '../../server/clock.ts'
import type { ClassRoom } from '../../shared/protocol/classes.ts'
import type { Board, OwnPart } from '../../shared/protocol/review-answers.ts'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'
import { Student } from './student.ts'

const MINUTE = 60_000
const HANDLES = ['Ann', 'Ben']

/** How far the server's clock is ahead of the real one. */
let ahead = 0
let server: TestServer
let teacher: TestPerson
let path: string
const students: Student[] = []

const rubric = [{ id: 'note', kind: 'comment', title: 'What else?', weight: 0, wordsMin: 0 }]
const answers = (comment: string) => ({ answers: { note: { comment, value: null } } })
const board = () => teacher.ok<Board>('GET', path)
const own = (n: number) => students[n]!.ok<OwnPart>('GET', `${path}/own`)
/** Of whom nothing moves, and for how many minutes, by text and by student. */
async function idle() {
  const { texts, students: all, now } = await board()
  const minutes = (since: number) => Math.round((now - since) / MINUTE)
  return [
    texts.flatMap(({ reviews }) =>
      reviews.flatMap(({ idleSince }) => (idleSince === null ? [] : [minutes(idleSince)])),
    ),
    all.flatMap(({ handle, idleSince }) => (idleSince === null ? [] : [`${handle} ${minutes(idleSince)}`])),
  ]
}
const bare = async () => (await board()).texts.flatMap(({ reviews }) => reviews.map(({ isBare }) => isBare))

beforeAll(async () => {
  const now = () => systemClock.now() + ahead
  server = await startTestServer({ world: { clock: { ...systemClock, now } } })
  teacher = await server.person('Harrowgate')
  await (await server.administrator()).ok('PATCH', `/api/people/${teacher.account}`, { position: 'adviser' })
  const { id } = await teacher.ok<ClassRoom>('POST', '/api/classes', { name: 'Year 9' })
  await teacher.ok('PUT', `/api/classes/${id}/roster`, { text: HANDLES.join('\n') })
  const { joining } = await teacher.ok<ClassRoom>('POST', `/api/classes/${id}/joining`)
  const settings = { reviewsPerText: 1, rubric }
  const made = await teacher.ok<Board>('POST', '/api/sessions', { class: id, name: 'Slow', settings })
  path = `/api/sessions/${made.id}`
  await teacher.ok('PUT', `${path}/phase`, { phase: 'drafting' })
  for (const handle of HANDLES) {
    const student = new Student(server.url, handle)
    students.push(student)
    await student.ok('POST', '/api/join', { code: joining?.code, handle })
    const { id: article } = await student.article(`By a harbour, and ${handle.length} more`)
    await student.ok('PUT', `${path}/own/text`, { article })
  }
  await teacher.ok('PUT', `${path}/phase`, { phase: 'lock' })
  await teacher.ok('POST', `${path}/allocation`, {})
  await teacher.ok('PUT', `${path}/phase`, { phase: 'review' })
}, 60_000)
afterAll(() => server.stop())

it('says of whom nothing moves for four minutes after they have opened their review, and not of who has not', async () => {
  const [ann, ben] = await Promise.all([own(0), own(1)])
  const [review, other] = [ann.reviews[0]!, ben.reviews[0]!]
  ahead += 9 * MINUTE
  expect(await idle()).toEqual([[], []])
  await students[0]!.ok('POST', `${path}/own/reviews/${review.id}/open`)
  ahead += 3.5 * MINUTE
  expect(await idle()).toEqual([[], []])
  ahead += 1.5 * MINUTE
  expect(await idle()).toEqual([[5], ['Ann 5']])

  // An answer, a comment and a suggestion are movement; each of them alone.
  await students[0]!.ok('PUT', `${path}/own/reviews/${review.id}/answers`, answers('One'))
  expect(await idle()).toEqual([[], []])
  ahead += 5 * MINUTE
  expect(await idle()).toEqual([[5], ['Ann 5']])
  const tab = await students[0]!.sit(review.article)
  const anchor = { ranges: tab.rangesOf('harbour') }
  await students[0]!.ok('POST', `/api/articles/${review.article}/threads`, { anchor, body: 'Which?' })
  expect(await idle()).toEqual([[], []])
  ahead += 5 * MINUTE
  expect(await idle()).toEqual([[5], ['Ann 5']])
  await tab.write('harbour', ' wall', 'suggest')
  expect(await idle()).toEqual([[], []])

  // Neither while the clock is paused, nor for what was done nothing in meanwhile, nor when it is handed in.
  ahead += 5 * MINUTE
  const { now } = await board()
  await teacher.ok('PATCH', path, { endsAt: now + 60 * MINUTE })
  await teacher.ok('PATCH', path, { isPaused: true })
  expect(await idle()).toEqual([[], []])
  await teacher.ok('PATCH', path, { isPaused: false })
  expect(await idle()).toEqual([[], []])
  ahead += 5 * MINUTE
  expect(await idle()).toEqual([[5], ['Ann 5']])
  await students[0]!.ok('POST', `${path}/own/reviews/${review.id}/submit`)
  ahead += 5 * MINUTE
  expect(await idle()).toEqual([[], []])
  expect(other.state).toBe('allocated')
})

it('says which reviews were handed in without a suggestion, in the text or in a remark', async () => {
  expect(await bare()).toEqual([false, false])
  const { id, article } = (await own(1)).reviews[0]!
  const review = `${path}/own/reviews/${id}`
  await students[1]!.ok('PUT', `${review}/answers`, answers('Nothing'))
  await students[1]!.ok('POST', `${review}/submit`)
  const bareOnes = async () => (await bare()).filter((one) => one).length
  expect(await bareOnes()).toBe(1)
  const thread = await students[1]!.ok<{ threads: { id: string }[] }>(
    'POST',
    `/api/articles/${article}/threads`,
    {
      anchor: null,
      body: 'Fine.',
    },
  )
  expect(await bareOnes()).toBe(1)
  const does = { describes: false, evaluates: false, suggests: true }
  await students[1]!.ok('PUT', `${review}/remarks/${thread.threads[0]!.id}`, does)
  expect(await bareOnes()).toBe(0)
  await students[1]!.ok('PUT', `${review}/remarks/${thread.threads[0]!.id}`, { ...does, suggests: false })
  expect(await bareOnes()).toBe(1)
  const tab = await students[1]!.sit(article)
  await tab.write('harbour', ' wall', 'suggest')
  expect(await bareOnes()).toBe(0)
})
