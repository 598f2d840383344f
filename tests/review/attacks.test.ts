/**
 * A class of people who want what is not theirs, against a real server: each attack is refused with its code, and what an honest one does
 * in its place is done.
 */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../server/clock.ts'
import { reviewMarksMax } from '../../shared/limits.ts'
import { NEW_REMARK } from '../../shared/review/session.ts'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'
import { adviser, Lesson, NOTHING, newHandles } from './lesson.ts'
import { SeatedTab, Student } from './student.ts'

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

describe('the clock', () => {
  it('gives nobody their time back by being paused', async () => {
    const [slow, ...others] = newHandles(3)
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
    const lesson = await Lesson.reviewed(server, teacher, newHandles(4), { settings: { reviewsPerText: 2 } })
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

describe('people who come and go in the middle', () => {
  it('a class that is deleted leaves no text locked, and its copies to nobody', async () => {
    const lesson = await Lesson.reviewed(server, teacher, newHandles(3))
    // One of them is in another class as well, and stays.
    const room = await teacher.ok<{ id: string }>('POST', '/api/classes', { name: 'Another' })
    await teacher.ok('PUT', `/api/classes/${room.id}/roster`, { text: lesson.handles[0] })
    const { joining } = await teacher.ok<{ joining: { code: string } }>(
      'POST',
      `/api/classes/${room.id}/joining`,
    )
    await lesson.who(0).ok('POST', '/api/join', { code: joining.code, handle: lesson.handles[0], as: 'me' })
    const { article } = await lesson.review(0)
    await teacher.ok('DELETE', lesson.ofClass())
    const roleIn = async (id: string) =>
      (await lesson.who(0).ok<{ role: string }>('GET', `/api/articles/${id}`)).role
    expect(await roleIn(lesson.articles[0]!)).toBe('owner')
    expect(await lesson.who(0).refused('GET', `/api/articles/${article}`)).toEqual(NOTHING)
    expect(await lesson.who(0).refused('GET', lesson.at('/own'))).toEqual(NOTHING)
    expect((await teacher.ok<{ role: string }>('GET', `/api/articles/${lesson.articles[1]}`)).role).toBe(
      'owner',
    )
  }, 60_000)

  it('who teaches a class no more has nothing of its sessions, at open sockets neither', async () => {
    const { name, account } = await adviser(server, 'Former')
    const other = new Student(server.url, name, account)
    await other.signIn()
    const lesson = await Lesson.open(server, teacher, newHandles(3))
    await teacher.ok('PUT', lesson.ofClass(`/teachers/${other.name}`))
    await lesson.enter('drafting')
    for (const student of lesson.students) {
      const { id } = await student.article('A day at sea')
      await student.ok('PUT', lesson.at('/own/text'), { article: id })
      lesson.articles.push(id)
    }
    await lesson.enter('lock')
    await lesson.allocate()
    await lesson.enter('review')
    const [text] = (await lesson.board()).texts
    const copy = text!.reviews[0]!.copy
    const sockets = [copy, text!.article].map((article) => SeatedTab.connect(other, article))
    for (const socket of sockets) await socket.first('hello')
    await other.ok('GET', lesson.at('/pairs'))
    // Time for whatever else there was to hear.
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    await teacher.ok('DELETE', lesson.ofClass(`/teachers/${other.name}`))
    for (const socket of sockets) expect((await socket.ended()).code).toBeGreaterThanOrEqual(4400)
    for (const path of ['', '/pairs', '/reviews', '/grades', '/leaks'])
      expect(await other.refused('GET', lesson.at(path))).toEqual(NOTHING)
    expect(await other.refused('GET', `/api/articles/${copy}`)).toEqual(NOTHING)
    expect(await other.refused('GET', `/api/articles/${text!.article}`)).toEqual(NOTHING)
    await teacher.ok('GET', `/api/articles/${copy}`)
  }, 60_000)

  it.each(['alone', 'with the roster'])(
    'whose time is cut short %s writes no more, at open sockets neither',
    async (how) => {
      const names = newHandles(3)
      const roster = (time: string) =>
        ['handle,time', ...names.map((name, n) => `${name},${n === 0 ? time : '2'}`)].join('\n')
      const lesson = await Lesson.reviewed(server, teacher, names, { roster: roster('2') })
      await teacher.ok('PATCH', lesson.at(), { endsAt: now() + 10 * MINUTE })
      const tab = await lesson.who(0).sit((await lesson.review(0)).article)
      ahead += 12 * MINUTE
      await tab.write('A day', ' or two', 'suggest')
      // Time for whatever else there was to hear.
      await new Promise((resolve) => setTimeout(resolve, 2_500))
      if (how === 'alone')
        await teacher.ok('PATCH', lesson.ofClass(`/students/${lesson.places[0]}`), { timePercent: 100 })
      else await teacher.ok('PUT', lesson.ofClass('/roster'), { text: roster('1') })
      await tab.raw.until(() => tab.role === 'commenter')
      await expect(tab.write('A day', ' or three', 'suggest')).rejects.toThrow('role')
    },
    60_000,
  )

  const PHASES = ['drafting', 'lock', 'review', 'hold', 'release', 'closed'] as const
  it.each(PHASES)(
    'one who is erased in %s stops nothing',
    async (when) => {
      const lesson = await Lesson.drafted(server, teacher, newHandles(4), { settings: { reviewsPerText: 2 } })
      for (const phase of PHASES) {
        await lesson.enter(phase)
        if (phase === when) {
          const open = lesson.who(0)
          await teacher.ok('DELETE', lesson.ofClass(`/students/${lesson.places[0]}`))
          expect((await open.fetch('GET', lesson.at('/own'))).status).toBe(401)
        }
        if (phase === 'lock' || phase === 'review') {
          await teacher.ok('GET', lesson.at('/allocation'))
          await lesson.allocate()
        }
        if (phase === 'review')
          for (const n of [0, 1, 2, 3])
            if (when !== 'drafting' && when !== 'lock' && (n > 0 || when !== 'review'))
              await lesson.remark(n, `Said by ${lesson.handles[n]}`.replace(/Quill/, 'Nib'))
        for (const path of ['', '/own', '/leaks', '/grades', '/grades.csv', '/reviews', '/pairs']) {
          const asking = path === '/own' ? lesson.who(1) : teacher
          expect([phase, path, (await asking.fetch('GET', lesson.at(path))).status]).not.toContain(500)
        }
      }
      const { reviews } = await lesson.received(1)
      expect(Array.isArray(reviews)).toBe(true)
      const csv = await (await teacher.fetch('GET', lesson.at('/grades.csv'))).text()
      expect(csv).not.toContain(lesson.handles[0])
      expect(csv).toContain(lesson.handles[1])
    },
    60_000,
  )

  it('a place that is claimed anew in the middle is the new one’s, and the former one has nothing', async () => {
    const lesson = await Lesson.reviewed(server, teacher, newHandles(3))
    const wrong = lesson.who(0)
    const { article } = await lesson.review(0)
    const tab = await wrong.sit(article)
    await teacher.ok('DELETE', lesson.ofClass(`/students/${lesson.places[0]}/claim`))
    expect((await tab.raw.ended()).code).toBeGreaterThanOrEqual(4400)
    expect((await wrong.fetch('GET', lesson.at('/own'))).status).toBe(401)
    lesson.students[0] = await lesson.join(lesson.handles[0]!)
    expect((await lesson.review(0)).article).toBe(article)
    await lesson.who(0).ok('GET', `/api/articles/${article}`)
  }, 60_000)

  it('one who merges two places reviews no text of their own', async () => {
    const lesson = await Lesson.reviewed(server, teacher, newHandles(3))
    const into = { into: lesson.places[1] }
    expect(
      await teacher.refused('POST', lesson.ofClass(`/students/${lesson.places[0]}/merge`), into),
    ).toEqual({
      status: 409,
      code: 'conflict',
    })
    await lesson.review(0)
  }, 60_000)
})

describe('trying the questions again', () => {
  it.each(['review', 'hold', 'closed'] as const)(
    'changes no review that was written before, from %s',
    async (from) => {
      const lesson = await Lesson.reviewed(server, teacher, newHandles(3))
      const review = await lesson.review(0)
      const path = lesson.at(`/own/reviews/${review.id}`)
      const written = { answers: {} }
      await lesson.who(0).ok('PUT', `${path}/answers`, written)
      await lesson.enter(from)
      await lesson.enter('calibrate')
      expect((await lesson.own(0)).reviews).toEqual([])
      expect(await lesson.who(0).refused('PUT', `${path}/answers`, written)).toEqual(NOTHING)
      for (const act of ['open', 'submit'])
        expect(await lesson.who(0).refused('POST', `${path}/${act}`)).toEqual(NOTHING)
      expect(await lesson.who(0).refused('POST', `${path}/decline`, { reason: 'No.' })).toEqual(NOTHING)
      expect(await lesson.who(0).refused('GET', `/api/articles/${review.article}`)).toEqual(NOTHING)
    },
    60_000,
  )

  it('gives nothing back either, to who has no time left to write', async () => {
    const lesson = await Lesson.reviewed(server, teacher, newHandles(3))
    const path = lesson.at(`/own/reviews/${(await lesson.review(0)).id}`)
    await lesson.enter('closed')
    const slow = { timePercent: 300 }
    await teacher.ok('PATCH', lesson.ofClass(`/students/${lesson.places[1]}`), slow)
    await lesson.enter('drafting', now() + 10 * MINUTE)
    ahead += 11 * MINUTE
    expect((await lesson.own(0)).phase).toBe('lock')
    expect(await lesson.who(0).refused('POST', `${path}/decline`, { reason: 'No.' })).toEqual(NOTHING)
  }, 60_000)
})

describe('a session whose end is far off', () => {
  it('is waited for without haste', async () => {
    const waited: number[] = []
    const clock = {
      ...systemClock,
      after: (ms: number, run: () => void) => {
        waited.push(ms)
        return systemClock.after(Math.min(ms, 2 ** 31 - 1), run)
      },
    }
    const another = await startTestServer({ world: { clock } })
    try {
      const lesson = await Lesson.open(another, await adviser(another, 'Harrowgate'), newHandles(1))
      await lesson.enter('drafting', systemClock.now() + 60 * 24 * 60 * MINUTE)
      await new Promise((resolve) => setTimeout(resolve, 2_500))
      expect(waited.filter((ms) => ms > 2 ** 31 - 1)).toEqual([])
    } finally {
      await another.stop()
    }
  }, 60_000)
})

describe('what somebody says about remarks', () => {
  it('stops nothing, whatever the remarks are called', async () => {
    const lesson = await Lesson.reviewed(server, teacher, newHandles(3))
    const review = await lesson.remark(0, 'Which sea?')
    const does = { describes: true, evaluates: false, suggests: false }
    const mark = async (remark: string) =>
      (await lesson.who(0).fetch('PUT', lesson.at(`/own/reviews/${review.id}/remarks/${remark}`), does))
        .status
    const { threads } = await lesson
      .who(0)
      .ok<{ threads: { id: string }[] }>('GET', `/api/articles/${review.article}/threads`)
    expect(await mark(threads[0]!.id)).toBe(204)
    expect(await mark('constructor')).toBe(204)
    for (const hidden of ['why', null])
      expect(
        (await teacher.fetch('PATCH', lesson.at(`/pairs/${review.id}/remarks/constructor`), { hidden }))
          .status,
      ).toBe(200)
    await lesson.enter('release')
    expect((await teacher.fetch('GET', lesson.at('/grades'))).status).toBe(200)
    for (const n of [0, 1, 2]) await lesson.received(n)
  }, 60_000)
})

describe('what is said about remarks that there are not', () => {
  it('takes nobody the room to keep one back', async () => {
    const lesson = await Lesson.reviewed(server, teacher, newHandles(3))
    const review = await lesson.remark(0, 'You are stupid')
    const marks = Array.from({ length: reviewMarksMax - 1 }, (_, n) => [`junk${n}`, NEW_REMARK] as const)
    await server.store.records.changeReview(lesson.session, review.id, (now) => ({
      reviews: [{ pair: review.id, review: { ...now.review, remarks: Object.fromEntries(marks) } }],
    }))
    const mark = async (remark: string) =>
      lesson.who(0).fetch('PUT', lesson.at(`/own/reviews/${review.id}/remarks/${remark}`), NEW_REMARK.does)
    expect([(await mark('last')).status, (await mark('more')).status]).toEqual([204, 409])
    await lesson.enter('hold')
    const { threads } = await lesson
      .who(0)
      .ok<{ threads: { id: string }[] }>('GET', `/api/articles/${review.article}/threads`)
    await teacher.ok('PATCH', lesson.at(`/pairs/${review.id}/remarks/${threads[0]!.id}`), {
      hidden: 'Unkind',
    })
    await lesson.enter('release')
    const got = await Promise.all([0, 1, 2].map((n) => lesson.received(n)))
    const landed = got.flatMap(({ reviews }) => reviews.flatMap(({ remarks }) => remarks))
    expect(landed.map(({ landed }) => landed.as)).toEqual(['suggestions'])
  }, 60_000)
})

describe('two at once', () => {
  it('clicking different phases leave one of them, and everything that comes with it', async () => {
    const lesson = await Lesson.reviewed(server, teacher, newHandles(3))
    await lesson.remark(0, 'Which sea?')
    await Promise.all([lesson.enter('hold'), lesson.enter('release'), lesson.enter('release')])
    const { clock } = await lesson.board()
    expect(['hold', 'release']).toContain(clock.phase)
    if (clock.phase === 'hold') await lesson.enter('release')
    const got = (await Promise.all([0, 1, 2].map((n) => lesson.received(n)))).flatMap(({ reviews }) =>
      reviews.flatMap(({ remarks }) => remarks),
    )
    expect(got.map(({ landed }) => landed.as).sort()).toEqual(['suggestions', 'thread'])
  }, 60_000)

  it('allocating what both have looked at do it once', async () => {
    const lesson = await Lesson.drafted(server, teacher, newHandles(4))
    await lesson.enter('lock')
    const { rev } = await teacher.ok<{ rev: number }>('GET', lesson.at('/allocation'))
    const statuses = await Promise.all(
      [0, 1, 2].map(async () => (await teacher.fetch('POST', lesson.at('/allocation'), { rev })).status),
    )
    expect(statuses.sort()).toEqual([200, 409, 409])
    expect(await lesson.pairs()).toHaveLength(4)
    await Promise.all([lesson.allocate(), lesson.allocate()])
    expect(await lesson.pairs()).toHaveLength(4)
  }, 60_000)
})

describe('a text whose author did everything to keep the reviews away', () => {
  it.each(['frozen', 'thrown away', 'handed over'] as const)(
    '%s, gets them',
    async (how) => {
      const lesson = await Lesson.drafted(server, teacher, newHandles(3))
      const about = (rest: string) => `/api/articles/${lesson.articles[0]}${rest}`
      const author = lesson.who(0)
      if (how === 'frozen') await author.ok('PUT', about('/freeze'), { at: 0, name: 'Final' })
      if (how === 'handed over')
        await author.ok('POST', about('/hand-over'), { to: lesson.handles[1], keep: null })
      await lesson.enter('lock')
      await lesson.allocate()
      await lesson.enter('review')
      const { texts } = await lesson.board()
      const [review] = texts.find(({ article }) => article === lesson.articles[0])!.reviews
      const reviewer = (await Promise.all([1, 2].map((n) => lesson.own(n)))).findIndex(({ reviews }) =>
        reviews.some(({ id }) => id === review!.id),
      )
      await lesson.remark(reviewer + 1, 'Which sea?')
      await lesson.enter('hold')
      if (how === 'thrown away') {
        expect(await author.refused('DELETE', about(''))).toEqual({ status: 403, code: 'forbidden' })
        await teacher.ok('PATCH', lesson.at(), { settings: { keepsWriting: true } })
        await author.fetch('DELETE', about(''))
      }
      await lesson.enter('release')
      if (how === 'thrown away') await author.fetch('PATCH', about(''), { trashed: false })
      const { reviews } = await lesson.received(0)
      expect(reviews.flatMap(({ remarks }) => remarks.map(({ landed }) => landed.as)).sort()).toEqual([
        'suggestions',
        'thread',
      ])
    },
    60_000,
  )
})
