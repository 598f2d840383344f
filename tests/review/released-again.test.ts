/** A session that goes back behind its release and is released once more: only what has not landed lands, once, whatever ends in between. */

import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'
import { adviser, Lesson, newHandles, until } from './lesson.ts'
import {
  backTo,
  closesAll,
  decide,
  FailingStore,
  had,
  isToWrite,
  never,
  notesThatItIsWritten,
  notesThatItLanded,
  release,
  reviewed,
  saidIn,
} from './releasing.ts'

const failing = new FailingStore()
let server: TestServer
let teacher: TestPerson
beforeAll(async () => {
  server = await startTestServer({ wrapStore: failing.wrapStore })
  teacher = await adviser(server, 'Harrowgate')
}, 60_000)
afterAll(() => server.stop())

type Written = {
  readonly reviews: readonly {
    readonly remarks: Readonly<Record<string, { readonly hidden: string | null }>>
  }[]
}
const rubric = [{ id: 'lead', kind: 'points', title: 'Lead', weight: 1, wordsMin: 0, pointsMax: 10 }] as const
const answers = { answers: { lead: { value: 7, comment: '' } } }
it('brings what was written after a release that came too early', async () => {
  const lesson = await Lesson.reviewed(server, teacher, newHandles(3), { settings: { rubric } })
  await backTo(lesson, 'review')
  for (const [n, student] of lesson.students.entries()) {
    const { id } = await lesson.remark(n, 'Which one?')
    await student.ok('PUT', lesson.at(`/own/reviews/${id}/answers`), answers)
    await student.ok('POST', lesson.at(`/own/reviews/${id}/submit`))
  }
  await lesson.enter('hold')
  expect(await teacher.ok('GET', lesson.at('/phase/release'))).toEqual({ consequences: ['reviewsLand'] })
  await lesson.enter('release')
  for (const writer of lesson.writers) {
    const { reviews, remarks, texts, said } = await had(lesson, writer)
    expect([reviews.length, texts, said]).toEqual([1, [' (Which one?)'], ['Which one?']])
    expect(remarks.map(({ landed }) => landed.as).sort()).toEqual(['suggestions', 'thread'])
  }
}, 60_000)

it('brings what was added, behind what it was added to, and nothing a second time', async () => {
  const lesson = await Lesson.reviewed(server, teacher, newHandles(3))
  const review = await reviewed(lesson)
  await backTo(lesson, 'review')
  await review.tab.write(' or two', ' or three', 'suggest')
  await review.tab.write('at sea', ' again', 'suggest')
  await review.asks('gull', 'Whose gull?')
  await review.adds('The North Sea?')
  await release(lesson)
  const there = await had(lesson, review.of)
  expect(there.texts).toEqual([' or two or three', ' again'])
  expect([...there.said].sort()).toEqual(['The North Sea?', 'Which sea?', 'Whose gull?'])
  // What has grown is the remark that it was.
  const ids = there.remarks.flatMap(({ landed }) => (landed.as === 'suggestions' ? [landed.ids] : []))
  expect(ids).toEqual(there.listed.map(({ id }) => [id]))
  expect(there.remarks.length).toBe(4)

  await backTo(lesson, 'hold')
  await release(lesson)
  expect(await had(lesson, review.of)).toEqual(there)
}, 60_000)

it.each([
  ['accept', 'A day or two at sea', 'accepted'],
  ['reject', 'A day at sea', 'declined'],
] as const)(
  'leaves what its author has decided meanwhile: %s',
  async (decision, words, fate) => {
    const lesson = await Lesson.reviewed(server, teacher, newHandles(3))
    const review = await reviewed(lesson)
    await lesson.enter('release')
    await decide(review, decision)
    await lesson.enter('review')
    await review.tab.write(' or two', ' or three', 'suggest')
    await release(lesson)
    const there = await had(lesson, review.of)
    expect(there.words).toContain(words)
    expect(there.texts).toEqual([' or three'])
    const [suggested] = there.remarks.filter(({ landed }) => landed.as === 'suggestions')
    expect([suggested?.fate.kind, there.remarks.length]).toEqual([fate, 2])
    const { student, article } = review.of
    await decide(review, 'accept')
    const tab = await student.sit(article)
    expect(tab.words).toContain(words.replace(/( or two)?( at sea)/, '$1 or three$2'))
  },
  60_000,
)

it.each([
  ['accept', 'accepted'],
  ['reject', 'declined'],
] as const)(
  'gives a deletion no name that one before had about which its author has decided: %s',
  async (decision, fate) => {
    const lesson = await Lesson.reviewed(server, teacher, newHandles(3))
    const review = await reviewed(lesson)
    await review.tab.suggestDeleting('gull')
    await lesson.enter('release')
    // A page that is open keeps what is decided from being swept.
    const open = await review.of.student.sit(review.of.article)
    const [first] = open.listed().filter(({ kind }) => kind === 'deletion')
    const path = `/api/articles/${review.of.article}/suggestions/${first!.id}/decision`
    await review.of.student.ok('POST', path, { decision })
    await lesson.enter('review')
    await review.tab.suggestDeleting('at sea')
    await release(lesson)
    const { listed, remarks } = await had(lesson, review.of)
    const struck = listed.filter(({ kind }) => kind === 'deletion')
    expect(struck.map(({ text }) => text)).toEqual(['at sea'])
    const fateOf = (id: string) =>
      remarks.find(({ landed }) => landed.as === 'suggestions' && landed.ids.includes(id))?.fate.kind
    expect([fateOf(first!.id), fateOf(struck[0]!.id)]).toEqual([fate, 'untouched'])
  },
  60_000,
)

it('brings what was written in a review that was opened again', async () => {
  const lesson = await Lesson.reviewed(server, teacher, newHandles(3), { settings: { rubric } })
  const review = await reviewed(lesson)
  await backTo(lesson, 'hold')
  await teacher.ok('PATCH', lesson.at(`/pairs/${review.id}`), { isReopened: true })
  await review.by.ok('PUT', lesson.at(`/own/reviews/${review.id}/answers`), answers)
  await review.asks('gull', 'Whose gull?')
  await review.tab.write('at sea', ' again', 'suggest')
  await lesson.enter('release')
  const { texts, said, reviews } = await had(lesson, review.of)
  expect([texts, said]).toEqual([
    [' or two', ' again'],
    ['Which sea?', 'Whose gull?'],
  ])
  expect(reviews[0]?.answers).toEqual(answers.answers)
}, 60_000)

it('brings what was asked about a suggestion that is there', async () => {
  const lesson = await Lesson.reviewed(server, teacher, newHandles(3))
  const review = await reviewed(lesson)
  await backTo(lesson, 'review')
  await review.by.ok('POST', `/api/articles/${review.tab.article}/threads`, {
    anchor: { suggestion: review.suggested.id },
    body: 'Or more?',
  })
  await release(lesson)
  const { listed, threads, remarks } = await had(lesson, review.of)
  expect(threads.map(({ anchor }) => anchor?.suggestion)).toContain(listed[0]!.id)
  expect(remarks.map(({ landed }) => landed.as)).not.toContain('gone')
}, 60_000)

it('keeps back what was kept back, also where it has grown, and brings it when it is let through', async () => {
  const lesson = await Lesson.reviewed(server, teacher, newHandles(3))
  const review = await reviewed(lesson)
  await lesson.enter('release')
  await review.hides('wrong')
  await lesson.enter('review')
  await review.tab.write(' or two', ' or three', 'suggest')
  await release(lesson)
  expect((await had(lesson, review.of)).texts).toEqual([])
  await review.hides(null)
  expect((await had(lesson, review.of)).texts).toEqual([' or two or three'])
}, 60_000)

it('keeps it back also where its reviewer has written in front of it since', async () => {
  const lesson = await Lesson.reviewed(server, teacher, newHandles(3))
  const review = await reviewed(lesson)
  await review.hides('wrong')
  await review.tab.write('A day', ' and', 'suggest')
  expect(review.tab.listed().map(({ id, text }) => [id === review.suggested.id, text])).toEqual([
    [false, ' and or two'],
  ])
  await release(lesson)
  expect((await had(lesson, review.of)).texts).toEqual([])
  await review.hides(null)
  expect((await had(lesson, review.of)).texts).toEqual([' and or two'])
}, 60_000)

it.each([
  ['deletes its first character', 1, 'or two'],
  ['deletes all of it but the last', 6, 'o'],
] as const)(
  'keeps it back also where its reviewer %s',
  async (_, length, left) => {
    const lesson = await Lesson.reviewed(server, teacher, newHandles(3))
    const review = await reviewed(lesson)
    await review.hides('wrong')
    const [client, clock] = review.suggested.ranges as [number, number]
    await review.tab.suggestDeletingAt([client, clock, length])
    // What it says more is no other remark.
    await review.tab.write(' or two', '!', 'suggest')
    const listed = review.tab.listed().map(({ id, text }) => [id === review.suggested.id, text])
    expect(listed).toEqual([[false, `${left}!`]])
    await release(lesson)
    expect((await had(lesson, review.of)).texts).toEqual([])
    await review.hides(null)
    expect((await had(lesson, review.of)).texts).toEqual([`${left}!`])
  },
  60_000,
)

it('shows an author what is there while the rest of it is yet to land', async () => {
  const lesson = await Lesson.reviewed(server, teacher, newHandles(3))
  const review = await reviewed(lesson)
  await backTo(lesson, 'review')
  await review.asks('gull', 'Whose gull?')
  await lesson.enter('hold')
  const before = await server.store.records.landingSessions()
  failing.crashes = notesThatItLanded
  expect((await teacher.fetch('PUT', lesson.at('/phase'), { phase: 'release' })).status).toBe(500)
  failing.crashes = never
  expect(await server.store.records.landingSessions()).toEqual([...before, lesson.session])
  expect((await had(lesson, review.of)).remarks).toHaveLength(2)
  await release(lesson)
}, 60_000)

it('brings what is let through while the release has not ended', async () => {
  const lesson = await Lesson.reviewed(server, teacher, newHandles(3))
  const review = await reviewed(lesson)
  await review.tab.write('at sea', ' again', 'suggest')
  await review.hides('wrong')
  await lesson.enter('hold')
  const go = failing.holds()
  let isWriting = false
  failing.crashes = (writes) => {
    isWriting ||= isToWrite(writes)
    return false
  }
  const released = lesson.enter('release')
  await until(() => isWriting)
  failing.crashes = never
  const through = review.hides(null)
  await until(async () => {
    const { reviews } = await teacher.ok<Written>('GET', lesson.at('/reviews'))
    return reviews.some(({ remarks }) => remarks[review.suggested.id]?.hidden === null)
  })
  go()
  await Promise.all([released, through])
  expect((await had(lesson, review.of)).texts).toEqual([' or two', ' again'])
  expect(await server.store.records.landingSessions()).toEqual([])
}, 60_000)

it('brings nothing while it is reviewed again', async () => {
  const lesson = await Lesson.reviewed(server, teacher, newHandles(3))
  const review = await reviewed(lesson)
  await review.hides('wrong')
  await backTo(lesson, 'review')
  await review.asks('gull', 'Whose gull?')
  await review.notes('From the teacher')
  await review.hides(null)
  await closesAll(lesson)
  await server.restart()
  const { student, article } = review.of
  const said = async () => (await saidIn(review.of)).said
  expect(await said()).toEqual(['Which sea?'])
  expect((await student.sit(article)).listed()).toEqual([])
  await release(lesson)
  expect((await said()).sort()).toEqual(['From the teacher', 'Which sea?', 'Whose gull?'])
  expect((await had(lesson, review.of)).texts).toEqual([' or two'])
}, 60_000)

it('brings what was written while the release before it had not ended', async () => {
  const lesson = await Lesson.reviewed(server, teacher, newHandles(3))
  const review = await reviewed(lesson)
  const go = failing.holds()
  const early = lesson.enter('release')
  await until(async () => (await lesson.board()).clock.phase === 'release')
  await lesson.enter('review')
  await review.asks('gull', 'Whose gull?')
  // Who is given a name in the article is who had begun by then.
  const { id } = await lesson.review(1)
  await lesson.who(1).ok('POST', lesson.at(`/own/reviews/${id}/open`))
  const again = lesson.enter('release')
  await until(async () => (await lesson.board()).clock.phase === 'release')
  go()
  await Promise.all([early, again])
  const { said, texts } = await had(lesson, review.of)
  expect([[...said].sort(), texts]).toEqual([['Which sea?', 'Whose gull?'], [' or two']])
  const got = await Promise.all(lesson.writers.map((writer) => had(lesson, writer)))
  expect(got.flatMap(({ reviews }) => reviews)).toHaveLength(2)
}, 60_000)

it('brings no note that is written after it went back', async () => {
  const lesson = await Lesson.reviewed(server, teacher, newHandles(3))
  const review = await reviewed(lesson)
  await review.notes('Before')
  await lesson.enter('hold')
  const go = failing.holds()
  const early = lesson.enter('release')
  await until(async () => (await lesson.board()).clock.phase === 'release')
  await lesson.enter('review')
  await review.notes('Since')
  go()
  await early
  expect((await saidIn(review.of)).said).not.toContain('Since')
  await release(lesson)
  const { said } = await had(lesson, review.of)
  expect([...said].sort()).toEqual(['Before', 'Since', 'Which sea?'])
}, 60_000)

it('is there once after a crash before what is kept to be written is', async () => {
  const lesson = await Lesson.reviewed(server, teacher, newHandles(3))
  const review = await reviewed(lesson)
  await backTo(lesson, 'review')
  await review.tab.write(' or two', ' or three', 'suggest')
  await lesson.enter('hold')
  await closesAll(lesson)
  failing.fills = true
  const entered = await teacher.fetch('PUT', lesson.at('/phase'), { phase: 'release' })
  expect([entered.ok, failing.isFull]).toEqual([false, true])
  failing.fills = false
  failing.isFull = false
  await server.restart()
  await until(async () => (await server.store.records.landingSessions()).length === 0)
  const there = await had(lesson, review.of)
  expect([there.texts, there.remarks.length]).toEqual([[' or two or three'], 2])
}, 60_000)

it.each([
  ['what is to be written is kept', isToWrite],
  ['it is noted that it is written', notesThatItIsWritten],
  ['it is noted that all has landed', notesThatItLanded],
] as const)(
  'is there once after a crash before %s',
  async (_, crash) => {
    const lesson = await Lesson.reviewed(server, teacher, newHandles(3))
    const review = await reviewed(lesson)
    await backTo(lesson, 'review')
    await review.tab.write(' or two', ' or three', 'suggest')
    await review.asks('gull', 'Whose gull?')
    await closesAll(lesson)
    await lesson.enter('hold')
    failing.crashes = crash
    expect((await teacher.fetch('PUT', lesson.at('/phase'), { phase: 'release' })).status).toBe(500)
    // Its author decides about what is there before the server has noted that it is.
    await decide(review, 'accept')
    failing.crashes = never
    await server.restart()
    await until(async () => (await server.store.records.landingSessions()).length === 0)
    const there = await had(lesson, review.of)
    expect([...there.said].sort()).toEqual(['Which sea?', 'Whose gull?'])
    expect(`${there.words}${there.texts.join('')}`.match(/ or three/g)).toHaveLength(1)
    expect(`${there.words}${there.texts.join('')}`.match(/ or two/g)).toHaveLength(1)
    const [suggested] = there.remarks.filter(({ landed }) => landed.as === 'suggestions')
    expect([suggested?.fate.kind, there.remarks.length]).toEqual(['accepted', 3])
    await backTo(lesson, 'hold')
    await release(lesson)
    expect(await had(lesson, review.of)).toEqual(there)
  },
  60_000,
)
