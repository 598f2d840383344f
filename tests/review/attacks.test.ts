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
const NOTHING = { status: 404, code: 'not-found' }

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

describe('handing in', () => {
  it('makes nobody the author of a text that they did not hand in, who has one of their own', async () => {
    const lesson = await Lesson.drafted(server, teacher, handles(3))
    const [attacker, victim] = lesson.students
    await attacker!.ok('PUT', `/api/articles/${lesson.articles[0]}/members/${victim!.handle}`, {
      role: 'editor',
    })
    await attacker!.ok('PUT', lesson.at('/own/text'), { article: lesson.articles[0] })
    const { texts } = await lesson.board()
    const by = (n: number) => texts.find(({ article }) => article === lesson.articles[n])?.authors
    expect([by(0), by(1)]).toEqual([[lesson.places[0]], [lesson.places[1]]])
  }, 60_000)

  it('of another text takes nobody else’s away', async () => {
    const lesson = await Lesson.open(server, teacher, handles(3))
    await lesson.enter('drafting')
    const [author, rival] = lesson.students
    const { id: article } = await author!.article('Together')
    await author!.ok('PUT', `/api/articles/${article}/members/${rival!.handle}`, { role: 'editor' })
    await author!.ok('PUT', lesson.at('/own/text'), { article })
    // Who may write in it as well, and has no other, has written it with them.
    expect((await lesson.board()).texts.map(({ authors }) => authors.length)).toEqual([2])
    const { id: other } = await rival!.article('Alone')
    await rival!.ok('PUT', lesson.at('/own/text'), { article: other })
    const { texts } = await lesson.board()
    expect(texts.map((text) => [text.article, text.authors])).toEqual([
      [article, [lesson.places[0]]],
      [other, [lesson.places[1]]],
    ])
  }, 60_000)

  it('of a text that is in another session does not bring it out of its lock', async () => {
    const lesson = await Lesson.drafted(server, teacher, handles(2))
    const other = await teacher.ok<{ id: string }>('POST', '/api/sessions', {
      class: lesson.classId,
      name: 'Another',
    })
    await teacher.ok('PUT', `/api/sessions/${other.id}/phase`, { phase: 'drafting' })
    const handIn = { article: lesson.articles[0] }
    const path = `/api/sessions/${other.id}/own/text`
    expect(await lesson.who(0).refused('PUT', path, handIn)).toEqual({ status: 409, code: 'conflict' })
    await lesson.enter('lock')
    expect(await lesson.who(0).refused('PUT', path, handIn)).toEqual(NOTHING)
    const { role } = await lesson.who(0).ok<{ role: string }>('GET', `/api/articles/${lesson.articles[0]}`)
    expect(role).toBe('commenter')
    // Once the first is released its author may go on with it there.
    await lesson.enter('release')
    await lesson.who(0).ok('PUT', path, handIn)
  }, 60_000)

  it('a text that its author has thrown away keeps nobody from their reviews', async () => {
    const lesson = await Lesson.drafted(server, teacher, handles(3))
    await lesson.who(0).ok('DELETE', `/api/articles/${lesson.articles[0]}`)
    await lesson.enter('lock')
    await lesson.allocate()
    await lesson.enter('review')
    const reviews = await Promise.all([0, 1, 2].map(async (n) => (await lesson.own(n)).reviews.length))
    expect(reviews.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(2)
    await lesson.enter('release')
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
