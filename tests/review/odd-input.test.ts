/** What no page sends, to every route of classes and sessions, and ids of one class at another: told no, and nothing has changed. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase } from '../support/postgres.ts'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'
import { adviser, Lesson, NOTHING, type OwnReview } from './lesson.ts'

let server: TestServer
let teacher: TestPerson
let rival: TestPerson
let lesson: Lesson
let other: Lesson
let review: OwnReview

beforeAll(async () => {
  server = await startTestServer()
  teacher = await adviser(server, 'Harrowgate')
  rival = await adviser(server, 'Lockwood')
  const rubric = [
    { id: 'clear', kind: 'points', title: 'Clear?', weight: 1, wordsMin: 0, pointsMax: 10 },
    { id: 'parts', kind: 'checklist', title: 'Parts?', weight: 1, wordsMin: 0, items: ['a', 'b'] },
  ] as const
  lesson = await Lesson.reviewed(server, teacher, ['Ada', 'Bea', 'Cleo'], { settings: { rubric } })
  other = await Lesson.reviewed(server, rival, ['Dot', 'Eve', 'Fay'])
  review = await lesson.review(0)
}, 60_000)
afterAll(() => server.stop())

const ODD: readonly unknown[] = [
  null,
  true,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER,
  '',
  '\u0000',
  'a\u0000b',
  '\u202eevil',
  '\ud800',
  'x'.repeat(100_000),
  [],
  [[]],
  {},
  { ['__proto__']: { isTeacher: true } },
  JSON.parse('{"__proto__":{"x":1},"constructor":{"prototype":{}}}'),
]

/** `sound`: what stands in the body beside a field that is odd. */
type Route = readonly [
  by: TestPerson,
  method: string,
  path: string,
  fields: readonly string[],
  sound?: object,
]

/** Those in which a word of the body is looked for in the store. */
const seeking = (of: Lesson): readonly Route[] => [
  [of.teacher, 'POST', '/api/sessions', ['class'], { name: 'At sea' }],
  [of.teacher, 'PUT', of.at('/sample'), ['article', 'text']],
  [of.teacher, 'POST', of.at('/texts'), ['students'], { title: 'At sea' }],
  [of.who(0), 'PUT', of.at('/own/text'), ['article', 'text']],
  [of.who(0), 'PUT', of.at('/own/text/authors'), ['handle']],
  [of.who(0), 'POST', '/api/join', ['code'], { handle: 'Ada' }],
  [of.who(0), 'POST', '/api/join', ['handle', 'language', 'as'], { code: of.code }],
  [of.who(0), 'POST', `/api/articles/${of.articles[0]}/hand-over`, ['to']],
]

/** What has failed. */
async function oddly(routes: readonly Route[]): Promise<string[]> {
  const failed: string[] = []
  const tell = async (by: TestPerson, method: string, path: string, body: unknown) => {
    const { status } = await by.fetch(method, path, body)
    if (status >= 500) failed.push(`${method} ${path} ${JSON.stringify(body).slice(0, 80)}: ${status}`)
  }
  for (const [by, method, path, fields, sound = {}] of routes) {
    for (const body of ODD) await tell(by, method, path, body)
    for (const field of fields)
      for (const value of ODD) await tell(by, method, path, { ...sound, [field]: value })
  }
  return failed
}

describe('a body that is none', () => {
  const routes = (): readonly Route[] => {
    const student = lesson.places[0]
    const own = lesson.who(0)
    return [
      ...seeking(lesson),
      [teacher, 'POST', '/api/classes', ['name']],
      [teacher, 'PATCH', lesson.ofClass(), ['name', 'keepUntil', 'listsHandles']],
      [teacher, 'PUT', lesson.ofClass('/roster'), ['text']],
      [teacher, 'PATCH', lesson.ofClass(`/students/${student}`), ['handle', 'group', 'quota', 'timePercent']],
      [teacher, 'POST', lesson.ofClass(`/students/${student}/merge`), ['into']],
      [teacher, 'POST', lesson.ofClass(`/students/${student}/password`), ['language']],
      [teacher, 'POST', '/api/sessions', ['class', 'name', 'settings']],
      [teacher, 'PATCH', lesson.at(), ['name', 'settings', 'endsAt', 'isPaused']],
      [teacher, 'PUT', lesson.at('/phase'), ['phase', 'endsAt']],
      [teacher, 'POST', lesson.at('/texts'), ['students', 'title']],
      [teacher, 'PUT', lesson.at(`/attendance/${student}`), ['state', 'extra']],
      [teacher, 'POST', lesson.at('/allocation'), ['rev']],
      [teacher, 'POST', lesson.at('/moves'), ['take', 'place', 'reason']],
      [teacher, 'PATCH', lesson.at(`/pairs/${review.id}`), ['isReopened']],
      [teacher, 'PATCH', lesson.at(`/pairs/${review.id}/remarks/abc`), ['isEndorsed', 'hidden']],
      [own, 'PUT', lesson.at(`/own/reviews/${review.id}/answers`), ['answers']],
      [
        own,
        'PUT',
        lesson.at(`/own/reviews/${review.id}/remarks/abc`),
        ['describes', 'evaluates', 'suggests'],
      ],
      [own, 'POST', lesson.at(`/own/reviews/${review.id}/decline`), ['reason']],
      [own, 'PATCH', lesson.at('/own/received/abc'), ['rating', 'fate']],
      [own, 'PUT', lesson.at('/own/plan'), ['plan']],
    ]
  }

  it('is never our own fault', async () => {
    const failed = await oddly(routes())
    const tell = async (by: TestPerson, method: string, path: string, body: unknown) => {
      const { status } = await by.fetch(method, path, body)
      if (status >= 500) failed.push(`${method} ${path}: ${status}`)
    }
    for (const path of ['/extras/nobody', '/extras/__proto__', '/extras/constructor'])
      await tell(teacher, 'POST', lesson.at(path), {})
    for (const path of ['/phase/constructor', '/phase/__proto__'])
      await tell(teacher, 'GET', lesson.at(path), undefined)
    for (const student of ['__proto__', 'constructor', 'nobody'])
      await tell(teacher, 'PUT', lesson.at(`/attendance/${student}`), { state: 'away' })
    expect(failed).toEqual([])
  }, 120_000)

  it('is not on PostgreSQL either, which takes no NUL, while texts are written', async () => {
    const database = await createTestDatabase()
    const environment = { DATABASE_URL: database.url, AUTH_SECRET: 'x'.repeat(40) }
    const there = await startTestServer({ environment })
    try {
      const drafted = await Lesson.drafted(there, await adviser(there, 'Harrowgate'), ['Ada', 'Bea'])
      expect(await oddly(seeking(drafted))).toEqual([])
    } finally {
      await there.stop()
      await database.drop()
    }
  }, 120_000)

  it('of an end that cannot be leaves the clock as sound as it was', async () => {
    for (const endsAt of [0, 1, Number.MAX_SAFE_INTEGER]) {
      await teacher.ok('PATCH', other.at(), {}).catch(() => null)
      await rival.ok('PATCH', other.at(), { endsAt })
      const { clock } = await other.board()
      // One that is past ends the phase, perhaps by now.
      const isSound = clock.phase === 'hold' || Number.isFinite(clock.endsAt)
      expect([endsAt, isSound]).toEqual([endsAt, true])
      await rival.ok('PATCH', other.at(), { endsAt: null })
      await rival.ok('PUT', other.at('/phase'), { phase: 'review' })
    }
    expect((await other.own(0)).phase).toBe('review')
  }, 60_000)
})

describe('what is another class’s', () => {
  it('is not there for the teacher of one, under either session', async () => {
    const [text] = (await lesson.board()).texts
    const theirs = lesson.places[0]!
    const before = JSON.stringify([await lesson.board(), await lesson.pairs()].map(still))
    const tries: readonly (readonly [string, string, unknown?])[] = [
      ['GET', ''],
      ['GET', '/pairs'],
      ['GET', '/reviews'],
      ['GET', '/grades'],
      ['PATCH', '', { isPaused: true }],
      ['PUT', '/phase', { phase: 'closed' }],
      ['PATCH', `/texts/${text!.id}`, { override: { percent: 100, reason: 'mine' } }],
      ['POST', `/texts/${text!.id}/notes`, { body: 'mine' }],
      ['DELETE', `/texts/${text!.id}`],
      ['PUT', `/attendance/${theirs}`, { state: 'left' }],
      ['PATCH', `/pairs/${review.id}/remarks/abc`, { hidden: 'mine' }],
      ['POST', '/texts', { students: [theirs], title: 'Mine' }],
    ]
    for (const [method, rest, body] of tries) {
      expect([rest, await rival.refused(method, lesson.at(rest), body)]).toEqual([rest, NOTHING])
      // With their own session’s address, and an id of the other.
      if (/[0-9a-z]{12}/.test(rest) || rest === '/texts')
        expect([rest, await rival.refused(method, other.at(rest), body)]).toEqual([rest, NOTHING])
    }
    for (const [method, rest, body] of [
      ['GET', ''],
      ['DELETE', ''],
      ['PUT', '/roster', { text: 'Me' }],
      ['POST', '/joining'],
      ['PATCH', `/students/${theirs}`, { timePercent: 400 }],
      ['DELETE', `/students/${theirs}`],
      ['POST', `/students/${theirs}/password`, { language: 'en' }],
      ['GET', `/students/${theirs}/export`],
    ] as const) {
      expect([rest, await rival.refused(method, lesson.ofClass(rest), body)]).toEqual([rest, NOTHING])
      if (rest.startsWith('/students'))
        expect([rest, await rival.refused(method, other.ofClass(rest), body)]).toEqual([rest, NOTHING])
    }
    expect(
      await rival.refused('POST', other.ofClass(`/students/${other.places[0]}/merge`), { into: theirs }),
    ).toEqual(NOTHING)
    expect(await rival.refused('PATCH', other.at(`/pairs/${review.id}`), { isReopened: true })).toMatchObject(
      { status: 404 },
    )
    expect(JSON.stringify([await lesson.board(), await lesson.pairs()].map(still))).toBe(before)
  }, 60_000)
})

describe('answers', () => {
  it('that are off the scale are not handed in and count for nothing', async () => {
    const student = lesson.who(0)
    const put = (answers: unknown) =>
      student.fetch('PUT', lesson.at(`/own/reviews/${review.id}/answers`), { answers })
    const parts = { comment: '', value: [true, false] }
    const submit = () => student.fetch('POST', lesson.at(`/own/reviews/${review.id}/submit`))
    for (const value of [-1, 11, 1e308, [true], null]) {
      await put({ clear: { comment: '', value }, parts })
      expect([value, (await submit()).status]).toEqual([value, 409])
    }
    expect((await put({ none: { comment: '', value: 1 } })).status).toBe(422)
    expect((await put({ constructor: { comment: '', value: 1 } })).status).toBe(422)
    expect((await put({ clear: { comment: 'x'.repeat(1_000_000), value: 1 } })).status).toBe(422)
    const comment = '<img src=x onerror=alert(1)> =1+1'
    expect((await put({ clear: { comment, value: 5 }, parts })).status).toBe(204)
    expect((await submit()).status).toBe(204)
    // What is written afterwards belongs to it, and is no more off the scale than before.
    await put({ clear: { comment, value: 1e308 } })
    const { texts } = await teacher.ok<{ texts: { percent: number | null }[] }>('GET', lesson.at('/grades'))
    for (const { percent } of texts) expect(percent ?? 0).toBeLessThanOrEqual(100)
    await lesson.enter('hold')
    expect((await put({ clear: { comment, value: 6 } })).status).toBe(403)
  }, 60_000)
})

describe('joining', () => {
  it('gives a place to one of those who ask at once, and leaves nothing of the others', async () => {
    await teacher.ok('PUT', lesson.ofClass('/roster'), { text: 'Late' })
    const { joining } = await teacher.ok<{ joining: { code: string } }>('POST', lesson.ofClass('/joining'))
    const ask = (handle: string, code = joining.code) =>
      server.visitor().fetch('POST', '/api/join', { code, handle })
    const statuses = await Promise.all([1, 2, 3, 4].map(async () => (await ask('Late')).status))
    expect(statuses.sort()).toEqual([201, 404, 404, 404])
    const { students } = await teacher.ok<{
      students: { handle: string; joined: { userName: string } | null }[]
    }>('GET', lesson.ofClass())
    expect(students.find(({ handle }) => handle === 'Late')?.joined?.userName).toMatch(/^Late/)
    const words = new Set<string>()
    const strange = [
      'Lаte',
      'Late\u200b',
      '\u202eetaL',
      '',
      ' ',
      'x'.repeat(200),
      'Late',
      '__proto__',
      'Nobody',
    ]
    for (const handle of strange) {
      const response = await ask(handle)
      words.add(`${response.status} ${await response.text()}`)
    }
    await teacher.ok('DELETE', lesson.ofClass('/joining'))
    for (const code of [joining.code, 'ZZZZZZ', '', '__proto__', '💥'.repeat(20)]) {
      const response = await ask('Nobody', code)
      words.add(`${response.status} ${await response.text()}`)
    }
    expect([...words]).toHaveLength(1)
  }, 60_000)

  it('gives one account no second place in a class', async () => {
    await teacher.ok('PUT', lesson.ofClass('/roster'), { text: 'Second' })
    const { joining } = await teacher.ok<{ joining: { code: string } }>('POST', lesson.ofClass('/joining'))
    const again = { code: joining.code, handle: 'Second', as: 'me' }
    expect((await lesson.who(1).fetch('POST', '/api/join', again)).ok).toBe(false)
    expect((await teacher.fetch('POST', '/api/join', again)).status).toBe(403)
    await server.visitor().ok('POST', '/api/join', { code: joining.code, handle: 'Second' })
  }, 60_000)
})

/** Without the moment at which it was asked for. */
const still = (answer: object) => ({ ...answer, now: 0 })
