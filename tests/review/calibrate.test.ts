/** A class tries the questions on one sample: what each of them gets and is told, that nobody learns of anybody, and that nothing of it counts. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '../../server/store/store.ts'
import type { ClassRoom } from '../../shared/protocol/classes.ts'
import type { Board, OwnPart } from '../../shared/protocol/review-answers.ts'
import type { Phase } from '../../shared/review/phase.ts'
import type { Answers } from '../../shared/review/rubric.ts'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'
import { SeatedTab, Student } from './student.ts'

const NAMES = ['Ferngully', 'Marrowbone', 'Tanglewood', 'Willowbrook']
const LATE = 'Quillfeather'
const RUBRIC = [
  { id: 'facts', kind: 'points', title: 'Facts', weight: 1, wordsMin: 0, pointsMax: 10 },
  { id: 'next', kind: 'comment', title: 'What next?', weight: 0, wordsMin: 1 },
]
const WHY = 'Zweifelsfrei belegt.'
const KEY: Answers = { facts: { value: 8, comment: WHY }, next: { value: null, comment: 'Say who pays.' } }
const facts = (value: number, comment = ''): Answers => ({
  facts: { value, comment: '' },
  next: { value: null, comment: comment || `From ${value} up.` },
})

type World = {
  readonly server: TestServer
  readonly teacher: TestPerson
  readonly room: string
  readonly id: string
  readonly sample: string
  readonly students: readonly Student[]
  readonly under: (rest: string) => string
  readonly enter: (phase: Phase) => Promise<unknown>
  readonly board: () => Promise<Board>
  readonly own: (student: TestPerson) => Promise<OwnPart>
  readonly join: (handle: string) => Promise<Student>
}

let classes = 0

/** A class that has joined, each with a text, and a session in `drafting` with a sample and its key. */
async function world(server: TestServer): Promise<World> {
  const teacher = await server.person(`Harrowgate${++classes}`)
  await (await server.administrator()).ok('PATCH', `/api/people/${teacher.account}`, { position: 'adviser' })
  const { id: room } = await teacher.ok<ClassRoom>('POST', '/api/classes', { name: 'Four' })
  await teacher.ok('PUT', `/api/classes/${room}/roster`, { text: [...NAMES, LATE].join('\n') })
  const { joining } = await teacher.ok<ClassRoom>('POST', `/api/classes/${room}/joining`)
  const join = async (handle: string) => {
    const student = new Student(server.url, handle)
    await student.ok('POST', '/api/join', { code: joining?.code, handle })
    return student
  }
  const students: Student[] = []
  for (const name of NAMES) students.push(await join(name))
  const { id } = await teacher.ok<Board>('POST', '/api/sessions', {
    class: room,
    name: 'Four',
    settings: { reviewsPerText: 1, rubric: RUBRIC },
  })
  const under = (rest: string) => `/api/sessions/${id}${rest}`
  const enter = (phase: Phase) => teacher.ok('PUT', under('/phase'), { phase })
  await enter('drafting')
  for (const student of students) {
    const { id: article } = await student.article('A day at sea')
    await student.ok('PUT', under('/own/text'), { article })
  }
  const { id: sample } = await teacher.article('A bridge for everybody')
  await teacher.ok('PUT', under('/sample'), { article: sample })
  await teacher.ok('PATCH', under('/sample'), { key: KEY })
  const board = () => teacher.ok<Board>('GET', under(''))
  const own = (student: TestPerson) => student.ok<OwnPart>('GET', under('/own'))
  return { server, teacher, room, id, sample, students, under, enter, board, own, join }
}

/** Their copy, which they begin. */
async function begin({ under, own }: World, student: Student): Promise<string> {
  await student.ok('POST', under('/own/sample/open'), {})
  return (await own(student)).sample!.article!
}

async function handIn({ under }: World, student: Student, answers: Answers): Promise<void> {
  await student.ok('PUT', under('/own/sample/answers'), { answers })
  await student.ok('POST', under('/own/sample/submit'), {})
}

const answerOf = (board: Board, criterion: string) =>
  board.sample?.answers.find((one) => one.criterion === criterion)

async function refuses(
  person: TestPerson,
  code: string,
  ...asked: [string, string, unknown?]
): Promise<void> {
  expect([asked, (await person.refused(...asked)).code]).toEqual([asked, code])
}

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, 60_000)
afterAll(() => server.stop())

describe('the way through it', () => {
  it('everybody gets a copy of their own, hands answers in, and is shown what came of it', async () => {
    const made = await world(server)
    const { teacher, students, under, enter, board, own } = made
    const [fern, marrow, tangle, willow] = students as [Student, Student, Student, Student]
    expect((await own(fern)).sample).toBeNull()
    await refuses(fern, 'not-found', 'POST', under('/own/sample/open'), {})
    await enter('calibrate')
    expect((await own(fern)).sample).toMatchObject({ article: null, state: 'allocated', shown: null })

    const copies = []
    for (const student of students) copies.push(await begin(made, student))
    expect(new Set(copies).size).toBe(4)
    await fern.ok('POST', under('/own/sample/open'), {})
    expect((await own(fern)).sample).toMatchObject({ article: copies[0], state: 'opened' })

    // It is written on as a review is, and kept as it is written.
    const tab = await fern.sit(copies[0]!)
    expect(tab.words).toContain('A bridge for everybody')
    await tab.write('A bridge', ' of stone', 'suggest')
    await fern.ok('POST', `/api/articles/${copies[0]}/threads`, {
      anchor: { ranges: tab.rangesOf('everybody') },
      body: 'Really?',
    })
    await refuses(fern, 'conflict', 'POST', under('/own/sample/submit'), {})
    await fern.ok('PUT', under('/own/sample/answers'), { answers: { facts: { value: 3, comment: '' } } })
    expect((await own(fern)).sample).toMatchObject({
      ...{ state: 'started', answers: { facts: { value: 3, comment: '' } } },
      lacks: [{ criterion: 'next', code: 'unanswered' }, { code: 'comment-too-short' }],
    })
    await refuses(fern, 'invalid', 'PUT', under('/own/sample/answers'), { answers: { other: KEY.facts } })

    // The board counts who has handed in, and only those.
    const begun = (await board()).sample
    expect(begun?.students.map(({ state }) => state)).toEqual(['started', 'opened', 'opened', 'opened'])
    expect(answerOf(await board(), 'facts')).toMatchObject({ answered: 0, median: null })
    await handIn(made, fern, facts(3))
    await handIn(made, marrow, facts(9))
    await handIn(made, tangle, facts(6))
    expect(answerOf(await board(), 'facts')).toEqual({
      ...{ criterion: 'facts', answered: 3, median: [6, 6] },
      counts: [0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0],
    })
    expect(answerOf(await board(), 'next')).toMatchObject({ answered: 3, median: null })
    expect((await board()).sample?.students.filter(({ state }) => state === 'submitted')).toHaveLength(3)
    await handIn(made, marrow, facts(10))
    expect(answerOf(await board(), 'facts')?.counts.at(-1)).toBe(1)

    // Nobody is told anything before it is shown.
    for (const student of students) {
      expect((await own(student)).sample?.shown).toBeNull()
      expect(student.received.found([WHY, 'Say who pays'])).toEqual([])
    }
    await teacher.ok('PATCH', under('/sample'), { isShown: true })
    const { sample } = await own(fern)
    expect(sample).toMatchObject({ state: 'submitted', answers: facts(3), shown: { key: KEY } })
    expect(sample?.shown?.answers).toEqual([
      { criterion: 'facts', answered: 3, median: [6, 6] },
      { criterion: 'next', answered: 3, median: null },
    ])
    // Who has not answered by then is shown it as well, and nobody answers any more.
    expect((await own(willow)).sample).toMatchObject({ state: 'opened', answers: {}, shown: { key: KEY } })
    await refuses(fern, 'forbidden', 'PUT', under('/own/sample/answers'), { answers: facts(8) })
    await tab.raw.until(() => tab.role === 'commenter')
    await refuses(fern, 'forbidden', 'POST', `/api/articles/${copies[0]}/threads`, {
      anchor: null,
      body: 'Late.',
    })
    await teacher.ok('PATCH', under('/sample'), { isShown: false })
    await tab.raw.until(() => tab.role === 'suggester')
    expect((await own(fern)).sample?.shown).toBeNull()
    await handIn(made, willow, facts(7))
    await teacher.ok('PATCH', under('/sample'), { isShown: true })
    expect((await own(fern)).sample?.shown?.answers[0]).toMatchObject({ answered: 4, median: [6, 7] })
    await tab.raw.close()
  }, 60_000)

  it('leaving ends it, entered again it goes on where it was, also after a restart', async () => {
    const made = await world(server)
    const { students, under, enter, board, own } = made
    const [fern, marrow] = students as [Student, Student]
    await enter('calibrate')
    const copy = await begin(made, fern)
    await fern.ok('PUT', under('/own/sample/answers'), { answers: facts(4) })
    const tab = await fern.sit(copy)
    await tab.write('A bridge', ' of stone', 'suggest')

    await enter('drafting')
    await tab.raw.ended()
    expect((await own(fern)).sample).toBeNull()
    await refuses(fern, 'not-found', 'PUT', under('/own/sample/answers'), { answers: facts(5) })
    await refuses(fern, 'not-found', 'GET', `/api/articles/${copy}/threads`)

    await server.restart()
    expect((await board()).sample).toMatchObject({ key: KEY, students: [{ state: 'started' }] })
    await enter('calibrate')
    await server.restart()
    expect((await own(fern)).sample).toMatchObject({ article: copy, state: 'started', answers: facts(4) })
    const again = await fern.sit(copy)
    expect(again.listed().map(({ text }) => text)).toEqual([' of stone'])
    await fern.ok('POST', under('/own/sample/submit'), {})
    await begin(made, marrow)
    await again.raw.close()
  }, 60_000)

  it('who joins while it is tried tries it too', async () => {
    const made = await world(server)
    await made.enter('calibrate')
    const late = await made.join(LATE)
    expect((await made.own(late)).sample).toMatchObject({ article: null, state: 'allocated' })
    await begin(made, late)
    await handIn(made, late, facts(2))
    expect(answerOf(await made.board(), 'facts')).toMatchObject({ answered: 1, median: [2, 2] })
    // Of so few a middle would be somebody's.
    await made.teacher.ok('PATCH', made.under('/sample'), { isShown: true })
    expect((await made.own(late)).sample?.shown?.answers[0]).toMatchObject({ answered: 1, median: null })
  }, 60_000)

  it('another text begins anew; it is the teacher’s own, or words, until the lock', async () => {
    const made = await world(server)
    const { teacher, students, under, enter, board, own } = made
    const [fern] = students as [Student]
    await enter('calibrate')
    const copy = await begin(made, fern)
    const tab = await fern.sit(copy)
    await handIn(made, fern, facts(4))
    const { id: theirs } = await fern.article('Mine')
    await refuses(teacher, 'not-found', 'PUT', under('/sample'), { article: theirs })
    await refuses(teacher, 'not-found', 'PUT', under('/sample'), { article: copy })
    await refuses(teacher, 'invalid', 'PATCH', under('/sample'), { key: { other: KEY.facts } })
    await refuses(teacher, 'invalid', 'PUT', under('/sample'), { text: ' \n ' })
    expect((await board()).sample?.students).toHaveLength(1)

    await teacher.ok('PUT', under('/sample'), { text: 'Rain again\n\nIt rained.  \nTwice. 두 번.' })
    expect((await board()).sample).toMatchObject({
      title: 'Rain again',
      key: {},
      isShown: false,
      students: [],
    })
    expect(await teacher.ok('GET', under('/sample'))).toEqual({
      text: 'Rain again\nIt rained.\nTwice. 두 번.',
    })
    await tab.raw.ended()
    await refuses(fern, 'not-found', 'GET', `/api/articles/${copy}/threads`)
    expect((await own(fern)).sample).toMatchObject({ article: null, state: 'allocated', answers: {} })
    const next = await begin(made, fern)
    const other = await fern.sit(next)
    expect(other.words).toContain('Twice. 두 번.')
    await other.raw.close()

    await enter('lock')
    await refuses(teacher, 'forbidden', 'PUT', under('/sample'), { text: 'Snow' })
    await refuses(teacher, 'forbidden', 'DELETE', under('/sample'))
    await enter('drafting')
    await teacher.ok('DELETE', under('/sample'))
    expect((await board()).sample).toBeNull()
    await refuses(teacher, 'not-found', 'GET', under('/sample'))
    await refuses(teacher, 'not-found', 'PATCH', under('/sample'), { isShown: true })
    const asked = await teacher.ok<{ consequences: readonly string[] }>('GET', under('/phase/calibrate'))
    expect(asked.consequences).toEqual(['noSample'])
  }, 60_000)

  it('what is shown stays on the page in later phases, without the text', async () => {
    const made = await world(server)
    const [fern, marrow] = made.students as [Student, Student]
    await made.enter('calibrate')
    await begin(made, fern)
    await handIn(made, fern, facts(4))
    await made.teacher.ok('PATCH', made.under('/sample'), { isShown: true })
    for (const phase of ['lock', 'review'] as const) {
      await made.enter(phase)
      expect((await made.own(fern)).sample).toMatchObject({
        article: null,
        answers: facts(4),
        shown: { key: KEY },
      })
    }
    expect((await made.own(marrow)).sample).toMatchObject({ state: 'allocated', answers: {} })
  }, 60_000)
})

describe('nothing of it counts', () => {
  it('in no allocation, quota, score, file, nor among what is reviewed', async () => {
    const made = await world(server)
    const { teacher, students, under, enter, board, own } = made
    const before = await teacher.ok<{ allocation: unknown }>('GET', under('/allocation'))
    await enter('calibrate')
    for (const [n, student] of students.entries()) {
      await begin(made, student)
      await handIn(made, student, facts(n))
    }
    const during = await teacher.ok<{ allocation: unknown }>('GET', under('/allocation'))
    expect(during.allocation).toEqual(before.allocation)
    await enter('lock')
    await teacher.ok('POST', under('/allocation'), {})
    await enter('review')
    const { pairs } = await teacher.ok<{ pairs: readonly unknown[] }>('GET', under('/pairs'))
    expect(pairs).toHaveLength(4)
    const { reviews } = await teacher.ok<{ reviews: readonly { answers: Answers }[] }>(
      'GET',
      under('/reviews'),
    )
    expect(reviews.map(({ answers }) => answers)).toEqual([{}, {}, {}, {}])
    for (const student of students) {
      const part = await own(student)
      expect(part.reviews.map(({ state, answers }) => [state, answers])).toEqual([['allocated', {}]])
    }
    const csv = await (await teacher.fetch('GET', under('/grades.csv'))).text()
    expect(csv.trim().split(/\r?\n/).slice(1).sort()).toEqual(
      [...NAMES, LATE].map((name) => `${name},,,${name === LATE ? 0 : 1},0,,,false`).sort(),
    )
    type Grades = { texts: readonly { percent: number | null }[]; reviewers: readonly Reviewer[] }
    type Reviewer = { percent: number | null; completeness: { submitted: number; assigned: number } }
    const grades = await teacher.ok<Grades>('GET', under('/grades'))
    expect(grades.texts.map(({ percent }) => percent)).toEqual([null, null, null, null])
    expect((await board()).texts).toHaveLength(4)
    await enter('release')
    for (const student of students)
      expect(await student.ok('GET', under('/own/received'))).toMatchObject({ notes: [] })
  }, 60_000)
})

describe('whose is what', () => {
  it('who is erased leaves nothing behind in it, nor does a class', async () => {
    const made = await world(server)
    const { teacher, room, students, enter, board, under } = made
    const [fern, marrow] = students as [Student, Student]
    await enter('calibrate')
    for (const student of [fern, marrow]) {
      await begin(made, student)
      await handIn(made, student, facts(4, `Said by ${student.name}.`))
    }
    const roster = (await board()).students
    const place = roster.find(({ handle }) => handle === 'Ferngully')!.id
    await teacher.ok('DELETE', `/api/classes/${room}/students/${place}`)
    const { sample } = await board()
    expect(sample?.students).toHaveLength(1)
    expect(sample?.answers[0]).toMatchObject({ answered: 1 })
    expect(await answersIn(server)).not.toContain('Said by Ferngully.')

    // A wrong claim is undone: who takes the place next begins anew.
    const other = roster.find(({ handle }) => handle === 'Marrowbone')!.id
    await teacher.ok('DELETE', `/api/classes/${room}/students/${other}/claim`)
    const next = await made.join('Marrowbone')
    expect((await made.own(next)).sample).toMatchObject({ article: null, answers: {} })
    await begin(made, next)
    await handIn(made, next, facts(4, 'Said anew.'))
    await teacher.ok('DELETE', `/api/classes/${room}`)
    await refuses(teacher, 'not-found', 'GET', under(''))
    expect(await answersIn(server)).not.toContain('Said anew.')
    expect(await server.store.records.sampleNow(made.id)).toBeNull()
  }, 60_000)
})

/** Everything that is kept of what was answered. */
async function answersIn({ store }: TestServer): Promise<string> {
  const rows = await store
    .database!.kysely.selectFrom('review_sample_answers' as never)
    .select('kept' as never)
    .execute()
  return JSON.stringify(rows)
}

/** Nobody gets a word of anybody else, nor of whose text it is, nor of the key before it is shown. */
async function nobodyLearns(server: TestServer): Promise<void> {
  const made = await world(server)
  const { students, teacher, sample, enter, own, under } = made
  await enter('calibrate')
  const copies = new Map<Student, string>()
  for (const student of students) copies.set(student, await begin(made, student))
  for (const student of students) {
    const tab = await student.sit(copies.get(student)!)
    await tab.write('A bridge', ` (${student.name} was here)`, 'suggest')
    await handIn(made, student, facts(5, `Said by ${student.name}.`))
    await tab.raw.close()
  }
  for (const student of students) {
    for (const other of students) {
      if (other === student) continue
      const copy = copies.get(other)!
      for (const rest of ['/threads', '/suggestions', '/people'])
        expect((await student.fetch('GET', `/api/articles/${copy}${rest}`)).status).toBe(404)
      const raw = SeatedTab.connect(student, copy)
      await raw.ended()
    }
    await own(student)
    const others = students.filter((one) => one !== student)
    const secrets = [
      ...others.flatMap((one) => [`${one.name} was here`, `Said by ${one.name}`, copies.get(one)!]),
      ...[WHY, teacher.name, String(teacher.account), sample],
    ]
    expect([student.name, student.received.found(secrets)]).toEqual([student.name, []])
  }
  // Nor does the teacher read what somebody has answered: only how the class has.
  expect(JSON.stringify(await made.board())).not.toContain('Said by')
  expect((await teacher.fetch('GET', under('/reviews'))).status).toBe(403)
  for (const copy of copies.values())
    expect((await teacher.fetch('GET', `/api/articles/${copy}/threads`)).status).toBe(404)
}

describe('nobody learns of anybody', () => {
  it('whoever asks for whatever', async () => {
    await nobodyLearns(server)
  }, 60_000)

  const planted: readonly (readonly [string, (records: Store['records']) => Partial<Store['records']>])[] = [
    [
      'a copy that is everybody’s',
      (records) => ({
        async grants(article, account) {
          const grants = await records.grants(article, account)
          const { review } = grants
          return review?.of === 'sample'
            ? { ...grants, review: { ...review, parties: ['reviewer'] } }
            : grants
        },
      }),
    ],
    [
      'a key that is shown from the first',
      (records) => ({
        async sampleNow(session) {
          const now = await records.sampleNow(session)
          return now && { ...now, sample: now.sample && { ...now.sample, isShown: true } }
        },
      }),
    ],
  ]
  it.each(planted)(
    'a planted bug is noticed: %s',
    async (_, bug) => {
      const broken = await startTestServer({
        wrapStore: (store) => ({ ...store, records: { ...store.records, ...bug(store.records) } }),
      })
      await expect(nobodyLearns(broken)).rejects.toThrow()
      await broken.stop()
    },
    60_000,
  )
})
