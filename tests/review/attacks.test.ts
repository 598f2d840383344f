/**
 * A class of people who want what is not theirs, against a real server: each attack is refused with its code, and what an honest one does
 * in its place is done.
 */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../server/clock.ts'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'
import { adviser, Lesson } from './lesson.ts'

const MINUTE = 60_000

/** How far the server's clock is ahead of the real one. */
let ahead = 0
const now = () => systemClock.now() + ahead
let server: TestServer
let teacher: TestPerson

beforeAll(async () => {
  server = await startTestServer({ world: { clock: { ...systemClock, now } } })
  teacher = await adviser(server, 'Harrowgate')
}, 60_000)
afterAll(() => server.stop())

let made = 0
/** Handles that no other lesson has. */
const handles = (count: number) =>
  Array.from({ length: count }, () => `Quill${String(++made).padStart(3, '0')}`)

describe('the clock', () => {
  it('gives nobody their time back by being paused', async () => {
    const [slow, ...others] = handles(3)
    const roster = ['handle,time', `${slow},2`, ...others.map((one) => `${one},`)].join('\n')
    const rubric = [{ id: 'note', kind: 'comment', title: 'Why?', weight: 0, wordsMin: 0 }] as const
    const lesson = await Lesson.reviewed(server, teacher, [slow!, ...others], {
      roster,
      settings: { rubric },
    })
    await teacher.ok('PATCH', lesson.at(), { endsAt: now() + 10 * MINUTE })
    const answer = async (n: number, comment: string) => {
      const { id } = await lesson.review(n)
      const answers = { note: { comment, value: null } }
      return (await lesson.who(n).fetch('PUT', lesson.at(`/own/reviews/${id}/answers`), { answers })).status
    }
    expect(await answer(1, 'in time')).toBe(204)
    ahead += 12 * MINUTE
    expect([await answer(0, 'twice the time'), await answer(1, 'too late')]).toEqual([204, 403])
    await teacher.ok('PATCH', lesson.at(), { isPaused: true })
    expect([await answer(0, 'while nothing counts'), await answer(1, 'while nothing counts')]).toEqual([
      204, 403,
    ])
    await teacher.ok('PATCH', lesson.at(), { isPaused: false })
    expect([await answer(0, 'goes on'), await answer(1, 'still too late')]).toEqual([204, 403])
  }, 60_000)
})

describe('handing a text back', () => {
  it('is done once, also when it is asked for twice at once', async () => {
    const lesson = await Lesson.reviewed(server, teacher, handles(4), { settings: { reviewsPerText: 2 } })
    const { reviews } = await lesson.own(0)
    expect(reviews).toHaveLength(2)
    const statuses = await Promise.all(
      reviews.map(
        async ({ id }) =>
          (await lesson.who(0).fetch('POST', lesson.at(`/own/reviews/${id}/decline`), { reason: 'No.' }))
            .status,
      ),
    )
    expect(statuses.sort()).toEqual([204, 409])
    expect((await lesson.own(0)).reviews).toHaveLength(1)
  }, 60_000)
})
