/** What is kept of a student in review sessions: it is in their file, and a score that was set by hand is told them with its reason. */

import { afterAll, beforeAll, expect, it } from 'vitest'
import type { z } from 'zod/mini'
import type { gradesAnswer, OwnScores } from '../../shared/protocol/review-answers.ts'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'
import { adviser, Lesson } from './lesson.ts'

let server: TestServer
let teacher: TestPerson
beforeAll(async () => {
  server = await startTestServer()
  teacher = await adviser(server, 'Harrowgate')
}, 60_000)
afterAll(() => server.stop())

const CRITERION = {
  id: 'lead',
  kind: 'points',
  title: 'Lead',
  weight: 1,
  wordsMin: 0,
  pointsMax: 10,
} as const
const rubric = [CRITERION, { ...CRITERION, id: 'end', title: 'End', wordsMin: 5 }]
const answers = (value: number, comment: string) => ({
  lead: { value, comment },
  end: { value, comment: 'It ends where it began, at the sea.' },
})

type Grades = z.infer<typeof gradesAnswer>
type Exported = {
  readonly classes: { readonly places: readonly { readonly reviews: readonly unknown[] }[] }
}

it('a student’s file has what they answered, marked, rated and planned, and nobody else’s', async () => {
  const lesson = await Lesson.reviewed(server, teacher, ['Ann', 'Ben', 'Cy'], { settings: { rubric } })
  const [ann] = lesson.students
  for (const n of [0, 1, 2]) await lesson.remark(n, `Remark of ${n}`)
  const review = await lesson.review(0)
  const path = lesson.at(`/own/reviews/${review.id}`)
  await ann!.ok('PUT', `${path}/answers`, { answers: answers(7, 'Begins well') })
  const other = await lesson.review(1)
  await lesson.who(1).ok('PUT', lesson.at(`/own/reviews/${other.id}/answers`), {
    answers: answers(3, 'Not for Ann'),
  })
  const marks = { describes: true, evaluates: true, suggests: false }
  await ann!.ok('PUT', `${path}/remarks/mark1`, marks)
  await ann!.ok('POST', `${path}/submit`)
  await lesson.enter('release')
  await ann!.ok('PUT', lesson.at('/own/plan'), { plan: 'Another end' })
  const { id: remark } = (await lesson.received(0)).reviews[0]!.remarks[0]!
  await ann!.ok('PATCH', lesson.at(`/own/received/${remark}`), { rating: 4 })

  const file = await ann!.ok<Exported>('GET', '/api/me/export')
  expect(file.classes.places[0]?.reviews).toMatchObject([
    {
      session: lesson.session,
      texts: [{ article: lesson.articles[0], plan: 'Another end', saidOfRemarks: [{ rating: 4 }] }],
      reviews: [
        {
          copy: review.article,
          state: 'submitted',
          declined: null,
          answers: answers(7, 'Begins well'),
          marks: expect.arrayContaining([{ remark: 'mark1', ...marks }]),
        },
      ],
      sample: null,
    },
  ])
  const whole = JSON.stringify(file)
  for (const secret of ['Not for Ann', lesson.places[1]!, lesson.places[2]!, 'Ben', 'Cy'])
    expect(whole).not.toContain(secret)
  const byTeacher = await teacher.ok<Exported>('GET', lesson.ofClass(`/students/${lesson.places[0]}/export`))
  expect(JSON.stringify(byTeacher)).toContain('Another end')
})

it('a student’s file says nothing of a text before they get it, or that was taken from them unread', async () => {
  const lesson = await Lesson.drafted(server, teacher, ['Gil', 'Hal', 'Ida', 'Joe'], {
    settings: { reviewsPerText: 1 },
  })
  const inFile = async (n: number) => {
    const file = await lesson.who(n).ok<Exported>('GET', '/api/me/export')
    return file.classes.places[0]?.reviews[0] as { texts: unknown[]; reviews: { copy: string }[] }
  }
  const copies = async (n: number) => (await inFile(n)).reviews.map(({ copy }) => copy)
  await lesson.enter('lock')
  await lesson.allocate()
  expect(await lesson.pairs()).toHaveLength(4)
  for (const n of [0, 1]) expect(await copies(n)).toEqual([])
  await lesson.enter('review')
  const given = await Promise.all([0, 1].map(async (n) => (await lesson.review(n)).article))
  for (const n of [0, 1]) expect(await copies(n)).toEqual([given[n]])
  await lesson.who(1).ok('POST', lesson.at(`/own/reviews/${(await lesson.review(1)).id}/open`))
  for (const { reviewer, text } of await lesson.pairs())
    if (reviewer === lesson.places[0])
      await teacher.ok('POST', lesson.at('/moves'), { take: { reviewer, text }, reason: 'Too hard' })
  expect((await lesson.own(0)).reviews).toEqual([])
  for (const [n, listed] of [[], [given[1]]].entries()) expect(await copies(n)).toEqual(listed)
  await lesson.enter('hold')
  const text = (await lesson.board()).texts.find(({ article }) => article === lesson.articles[0])!
  const override = { percent: 42, reason: 'Too long.' }
  await teacher.ok('PATCH', lesson.at(`/texts/${text.id}`), { override })
  expect((await inFile(0)).texts).toMatchObject([{ setByHand: null }])
  await lesson.enter('release')
  expect((await inFile(0)).texts).toMatchObject([{ setByHand: override }])
})

it('scores are told to whom they are about, after the release, with the reason of one that was set', async () => {
  const lesson = await Lesson.reviewed(server, teacher, ['Dot', 'Eve', 'Fay'], { settings: { rubric } })
  for (const n of [0, 1, 2]) {
    const path = lesson.at(`/own/reviews/${(await lesson.review(n)).id}`)
    await lesson.who(n).ok('PUT', `${path}/answers`, { answers: answers(6, 'It begins well enough') })
    await lesson.who(n).ok('POST', `${path}/submit`)
  }
  const scores = (n: number) => lesson.who(n).ok<OwnScores>('GET', lesson.at('/own/scores'))
  for (const phase of ['review', 'hold'] as const) {
    await lesson.enter(phase)
    expect((await lesson.who(0).fetch('GET', lesson.at('/own/scores'))).status).toBe(404)
  }
  const text = (await lesson.board()).texts.find(({ article }) => article === lesson.articles[0])!
  const override = { percent: 42, reason: 'It is a page too long.' }
  await teacher.ok('PATCH', lesson.at(`/texts/${text.id}`), { override })
  for (const phase of ['release', 'closed'] as const) {
    await lesson.enter(phase)
    expect(await scores(0)).toMatchObject({
      text: { percent: 42, setByHand: override },
      reviewing: { assigned: 1, submitted: 1, completeness: 1, parts: { answered: 1 } },
    })
    expect((await scores(1)).text).toEqual({ percent: 60, setByHand: null })
  }
  // The same numbers as the teacher's.
  const grades = await teacher.ok<Grades>('GET', lesson.at('/grades'))
  for (const n of [0, 1, 2]) {
    const {
      uptake: _,
      student: __,
      ...theirs
    } = grades.reviewers.find(({ student }) => student === lesson.places[n])!
    expect((await scores(n)).reviewing).toEqual(theirs)
  }
})
