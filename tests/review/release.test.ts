/** A release brings everything that was written, once: also after a crash in the middle of it. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SessionWrites } from '../../server/store/reviews.ts'
import type { Received } from '../../shared/protocol/review-answers.ts'
import type { ThreadChange } from '../../shared/threads.ts'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'
import { adviser, Lesson, type Reviewing, until, type Writer } from './lesson.ts'

/** Nothing can be written in articles. */
let isFull = false
/** Or not before this has come. */
let held: Promise<void> = Promise.resolve()
/** So it is when what is to be written is kept. */
let fills = false
/** Of which change of a review the server does not live to keep it. */
let crashes: (writes: SessionWrites) => boolean = () => false
const never = () => false
const notesThatItLanded = ({ pairs = [] }: SessionWrites) => pairs.some(({ isLanded }) => isLanded)
const isToWrite = ({ reviews = [] }: SessionWrites) => reviews.some(({ review }) => review.landing)
const notesThatItIsWritten = ({ pairs = [], reviews = [] }: SessionWrites) =>
  pairs.length === 0 && reviews.some(({ review }) => review.carried && !review.landing)
type Written = {
  readonly reviews: readonly {
    readonly remarks: Readonly<Record<string, { readonly hidden: string | null }>>
  }[]
}
let server: TestServer
let teacher: TestPerson

beforeAll(async () => {
  server = await startTestServer({
    wrapStore: (store) => ({
      ...store,
      log: {
        open: (article) => store.log.open(article),
        append: async (batch) => {
          if (isFull) throw new Error('a crash')
          await held
          return store.log.append(batch)
        },
        checkpoint: (...given) => store.log.checkpoint(...given),
        reserve: (...given) => store.log.reserve(...given),
        giveBack: (...given) => store.log.giveBack(...given),
        read: (...given) => store.log.read(...given),
      },
      records: {
        ...store.records,
        changeReview: (session, pair, decide) =>
          store.records.changeReview(session, pair, (now) => {
            const writes = decide(now)
            if (writes !== null && crashes(writes)) throw new Error('a crash')
            if (writes !== null && fills && isToWrite(writes)) isFull = true
            return writes
          }),
      },
    }),
  })
  teacher = await adviser(server, 'Harrowgate')
}, 60_000)
afterAll(() => server.stop())

it('a release that was cut off is made good at the next start, and nothing is there twice', async () => {
  const lesson = await Lesson.reviewed(server, teacher, ['Ferngully', 'Marrowbone', 'Tanglewood'])
  for (const [n, student] of lesson.students.entries()) {
    await lesson.remark(n, 'Which one?')
    for (const { raw } of student.tabs.splice(0)) await raw.close()
  }
  const [first] = (await lesson.board()).texts
  await teacher.ok('POST', lesson.at(`/texts/${first!.id}/notes`), { body: 'Good.' })
  crashes = notesThatItLanded
  expect((await teacher.fetch('PUT', lesson.at('/phase'), { phase: 'release' })).status).toBe(500)
  crashes = never
  await server.restart()

  for (const [n, student] of lesson.students.entries()) {
    const article = lesson.articles[n]!
    const remarks = async () => (await lesson.received(n)).reviews.flatMap((review) => review.remarks)
    await until(async () => (await remarks()).length === 2)
    const listed = (await student.sit(article)).listed()
    expect(listed.map(({ text }) => text)).toEqual([' (Which one?)'])
    const landed = (await remarks()).map((one) => one.landed)
    expect(landed.find((one) => one.as === 'suggestions')).toMatchObject({ ids: [listed[0]!.id] })
    const { entries } = await student.ok<ThreadChange>('GET', `/api/articles/${article}/threads`)
    expect(entries.filter(({ body }) => body === 'Which one?')).toHaveLength(1)
  }
  await until(async () => {
    const noted = lesson.students.map(async (student, n) => {
      const path = `/api/articles/${lesson.articles[n]}/threads`
      return (await student.ok<ThreadChange>('GET', path)).entries.filter(({ body }) => body === 'Good.')
        .length
    })
    return (await Promise.all(noted)).reduce((sum, one) => sum + one, 0) === 1
  })
}, 60_000)

it('a review that does not land keeps no other from it, and its author sees nothing of it before all of it is there', async () => {
  const lesson = await Lesson.reviewed(server, teacher, ['Rosewater', 'Silverthorn', 'Thistledown'], {
    settings: { reviewsPerText: 2 },
  })
  for (const [n, student] of lesson.students.entries())
    for (const { article } of (await lesson.own(n)).reviews) {
      const threads = `/api/articles/${article}/threads`
      await student.ok('POST', threads, { anchor: null, body: 'Which one?' })
      await (await student.sit(article)).write('A day', ' or two', 'suggest')
    }
  // The first of all, behind which another one of the same text waits.
  let broken = ''
  crashes = ({ pairs = [] }) => {
    const landed = pairs.find(({ isLanded }) => isLanded)
    broken ||= landed?.id ?? ''
    return landed?.id === broken && broken !== ''
  }
  expect((await teacher.fetch('PUT', lesson.at('/phase'), { phase: 'release' })).status).toBe(500)
  const seen = async () =>
    (await Promise.all([0, 1, 2].map((n) => lesson.received(n)))).map(({ reviews }) =>
      reviews.map(({ remarks }) => remarks.length),
    )
  expect((await seen()).sort()).toEqual([[2], [2, 2], [2, 2]])
  crashes = never
  for (const { raw } of lesson.students.flatMap(({ tabs }) => tabs)) await raw.close()
  await server.restart()
  await until(async () => (await seen()).every((remarks) => remarks.join() === '2,2'))
}, 60_000)

it('a session that does not land at a start keeps no other from it', async () => {
  const lessons = [
    await Lesson.reviewed(server, teacher, ['Nettlefold', 'Oakhanger']),
    await Lesson.reviewed(server, teacher, ['Pennyroyal', 'Quickthorn']),
  ]
  crashes = notesThatItLanded
  for (const lesson of lessons) {
    await lesson.remark(0, 'Which one?')
    for (const { raw } of lesson.students.flatMap(({ tabs }) => tabs)) await raw.close()
    expect((await teacher.fetch('PUT', lesson.at('/phase'), { phase: 'release' })).status).toBe(500)
  }
  const landing = () => server.store.records.landingSessions()
  const [first, second] = await landing()
  expect([first, second].sort()).toEqual(lessons.map(({ session }) => session).sort())
  const broken = (await lessons.find(({ session }) => session === first)!.pairs()).map(({ id }) => id)
  crashes = ({ pairs = [] }) => pairs.some(({ id, isLanded }) => isLanded && broken.includes(id))
  await server.restart()
  await until(async () => (await landing()).length === 1)
  expect(await landing()).toEqual([first])
  crashes = never
  await server.restart()
  await until(async () => (await landing()).length === 0)
}, 60_000)

it('a suggestion that the teacher keeps back is not in the article, and everything else is', async () => {
  const lesson = await Lesson.reviewed(server, teacher, ['Ackroyd', 'Barraclough', 'Clitheroe'])
  const [one, other] = await lesson.allReview('Which one?')
  const path = lesson.at(`/pairs/${one!.id}/remarks/${one!.suggestion}`)
  await teacher.ok('PATCH', path, { hidden: 'wrong' })
  await lesson.enter('release')
  const listed = async ({ of: { student, article } }: Reviewing) =>
    (await student.sit(article)).listed().map(({ text }) => text)
  expect(await listed(one!)).toEqual([])
  expect(await listed(other!)).toEqual([' or two'])
}, 60_000)

describe('a session that is released once more', () => {
  let named = 0
  const handles = () => Array.from({ length: 3 }, () => `Quill${String(++named).padStart(3, '0')}`)
  const rubric = [
    { id: 'lead', kind: 'points', title: 'Lead', weight: 1, wordsMin: 0, pointsMax: 10 },
  ] as const
  const answers = { answers: { lead: { value: 7, comment: '' } } }
  const backTo = async (lesson: Lesson, phase: 'review' | 'hold') => {
    await lesson.enter('release')
    await lesson.enter(phase)
  }
  const release = async (lesson: Lesson) => {
    await lesson.enter('hold')
    await lesson.enter('release')
  }
  const saidIn = async ({ student, article }: Writer) => {
    const there = await student.ok<ThreadChange>('GET', `/api/articles/${article}/threads`)
    const comments = there.entries.filter(({ kind }) => kind === 'comment')
    return { ...there, said: comments.map(({ body }) => body) }
  }
  /** Everything that an author has of the reviews of their text. */
  const had = async (lesson: Lesson, { student, article }: Writer) => {
    const tab = await student.sit(article)
    const { threads, entries, said } = await saidIn({ student, article })
    const { reviews } = await student.ok<Received>('GET', lesson.at('/own/received'))
    const all = {
      ...{ words: tab.words, listed: tab.listed(), threads, entries, reviews },
      texts: tab.listed().map(({ text }) => text),
      said,
      remarks: reviews.flatMap(({ remarks }) => remarks),
    }
    await tab.raw.close()
    return all
  }
  /** A reviewer who has asked about “at sea” and suggested “ or two”, and whose page is open still. */
  const reviewed = async (lesson: Lesson) => {
    const review = await lesson.review(0)
    const by = lesson.who(0)
    const { texts } = await lesson.board()
    const text = texts.find(({ reviews }) => reviews.some(({ id }) => id === review.id))
    const of = lesson.writers.find(({ article }) => article === text?.article)!
    const copy = `/api/articles/${review.article}/threads`
    const tab = await by.sit(review.article)
    const asks = (words: string, body: string) =>
      by.ok<ThreadChange>('POST', copy, { anchor: { ranges: tab.rangesOf(words) }, body })
    const { threads } = await asks('at sea', 'Which sea?')
    await tab.write('A day', ' or two', 'suggest')
    const adds = (body: string) => by.ok('POST', `${copy}/${threads[0]!.id}/comments`, { body })
    return { id: review.id, by, of, tab, asks, adds }
  }
  const decide = async ({ of: { student, article } }: { of: Writer }, decision: 'accept' | 'reject') => {
    const tab = await student.sit(article)
    const path = `/api/articles/${article}/suggestions/${tab.listed()[0]!.id}/decision`
    await student.ok('POST', path, { decision })
    await tab.raw.close()
  }

  it('brings what was written after a release that came too early', async () => {
    const lesson = await Lesson.reviewed(server, teacher, handles(), { settings: { rubric } })
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
    const lesson = await Lesson.reviewed(server, teacher, handles())
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
      const lesson = await Lesson.reviewed(server, teacher, handles())
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
      const lesson = await Lesson.reviewed(server, teacher, handles())
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
    const lesson = await Lesson.reviewed(server, teacher, handles(), { settings: { rubric } })
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
    const lesson = await Lesson.reviewed(server, teacher, handles())
    const review = await reviewed(lesson)
    await backTo(lesson, 'review')
    const [suggested] = review.tab.listed()
    await review.by.ok('POST', `/api/articles/${review.tab.article}/threads`, {
      anchor: { suggestion: suggested!.id },
      body: 'Or more?',
    })
    await release(lesson)
    const { listed, threads, remarks } = await had(lesson, review.of)
    expect(threads.map(({ anchor }) => anchor?.suggestion)).toContain(listed[0]!.id)
    expect(remarks.map(({ landed }) => landed.as)).not.toContain('gone')
  }, 60_000)

  it('keeps back what was kept back, also where it has grown, and brings it when it is let through', async () => {
    const lesson = await Lesson.reviewed(server, teacher, handles())
    const review = await reviewed(lesson)
    const [suggested] = review.tab.listed()
    const path = lesson.at(`/pairs/${review.id}/remarks/${suggested!.id}`)
    await lesson.enter('release')
    await teacher.ok('PATCH', path, { hidden: 'wrong' })
    await lesson.enter('review')
    await review.tab.write(' or two', ' or three', 'suggest')
    await release(lesson)
    expect((await had(lesson, review.of)).texts).toEqual([])
    await teacher.ok('PATCH', path, { hidden: null })
    expect((await had(lesson, review.of)).texts).toEqual([' or two or three'])
  }, 60_000)

  it('keeps it back also where its reviewer has written in front of it since', async () => {
    const lesson = await Lesson.reviewed(server, teacher, handles())
    const review = await reviewed(lesson)
    const [suggested] = review.tab.listed()
    const path = lesson.at(`/pairs/${review.id}/remarks/${suggested!.id}`)
    await teacher.ok('PATCH', path, { hidden: 'wrong' })
    await review.tab.write('A day', ' and', 'suggest')
    expect(review.tab.listed().map(({ id, text }) => [id === suggested!.id, text])).toEqual([
      [false, ' and or two'],
    ])
    await release(lesson)
    expect((await had(lesson, review.of)).texts).toEqual([])
    await teacher.ok('PATCH', path, { hidden: null })
    expect((await had(lesson, review.of)).texts).toEqual([' and or two'])
  }, 60_000)

  it.each([
    ['deletes its first character', 1, 'or two'],
    ['deletes all of it but the last', 6, 'o'],
  ] as const)(
    'keeps it back also where its reviewer %s',
    async (_, length, left) => {
      const lesson = await Lesson.reviewed(server, teacher, handles())
      const review = await reviewed(lesson)
      const [suggested] = review.tab.listed()
      const path = lesson.at(`/pairs/${review.id}/remarks/${suggested!.id}`)
      await teacher.ok('PATCH', path, { hidden: 'wrong' })
      const [client, clock] = suggested!.ranges as [number, number]
      await review.tab.suggestDeletingAt([client, clock, length])
      // What it says more is no other remark.
      await review.tab.write(' or two', '!', 'suggest')
      const listed = review.tab.listed().map(({ id, text }) => [id === suggested!.id, text])
      expect(listed).toEqual([[false, `${left}!`]])
      await release(lesson)
      expect((await had(lesson, review.of)).texts).toEqual([])
      await teacher.ok('PATCH', path, { hidden: null })
      expect((await had(lesson, review.of)).texts).toEqual([`${left}!`])
    },
    60_000,
  )

  it('shows an author what is there while the rest of it is yet to land', async () => {
    const lesson = await Lesson.reviewed(server, teacher, handles())
    const review = await reviewed(lesson)
    await backTo(lesson, 'review')
    await review.asks('gull', 'Whose gull?')
    await lesson.enter('hold')
    const before = await server.store.records.landingSessions()
    crashes = notesThatItLanded
    expect((await teacher.fetch('PUT', lesson.at('/phase'), { phase: 'release' })).status).toBe(500)
    crashes = never
    expect(await server.store.records.landingSessions()).toEqual([...before, lesson.session])
    expect((await had(lesson, review.of)).remarks).toHaveLength(2)
    await release(lesson)
  }, 60_000)

  it('brings what is let through while the release has not ended', async () => {
    const lesson = await Lesson.reviewed(server, teacher, handles())
    const review = await reviewed(lesson)
    await review.tab.write('at sea', ' again', 'suggest')
    const [suggested] = review.tab.listed()
    const path = lesson.at(`/pairs/${review.id}/remarks/${suggested!.id}`)
    await teacher.ok('PATCH', path, { hidden: 'wrong' })
    await lesson.enter('hold')
    let go = () => {}
    held = new Promise((resolve) => {
      go = resolve
    })
    let isWriting = false
    crashes = (writes) => {
      isWriting ||= isToWrite(writes)
      return false
    }
    const released = lesson.enter('release')
    await until(() => isWriting)
    crashes = never
    const through = teacher.ok('PATCH', path, { hidden: null })
    await until(async () => {
      const { reviews } = await teacher.ok<Written>('GET', lesson.at('/reviews'))
      return reviews.some(({ remarks }) => remarks[suggested!.id]?.hidden === null)
    })
    go()
    await Promise.all([released, through])
    expect((await had(lesson, review.of)).texts).toEqual([' or two', ' again'])
    expect(await server.store.records.landingSessions()).toEqual([])
  }, 60_000)

  it('brings nothing while it is reviewed again', async () => {
    const lesson = await Lesson.reviewed(server, teacher, handles())
    const review = await reviewed(lesson)
    const [suggested] = review.tab.listed()
    const path = lesson.at(`/pairs/${review.id}/remarks/${suggested!.id}`)
    await teacher.ok('PATCH', path, { hidden: 'wrong' })
    await backTo(lesson, 'review')
    await review.asks('gull', 'Whose gull?')
    const text = (await lesson.board()).texts.find(({ article }) => article === review.of.article)!
    await teacher.ok('POST', lesson.at(`/texts/${text.id}/notes`), { body: 'From the teacher' })
    await teacher.ok('PATCH', path, { hidden: null })
    for (const { raw } of lesson.students.flatMap(({ tabs }) => tabs)) await raw.close()
    await server.restart()
    const { student, article } = review.of
    const said = async () => {
      const { entries } = await student.ok<ThreadChange>('GET', `/api/articles/${article}/threads`)
      return entries.map(({ body }) => body)
    }
    expect(await said()).toEqual(['Which sea?'])
    expect((await student.sit(article)).listed()).toEqual([])
    await release(lesson)
    expect((await said()).sort()).toEqual(['From the teacher', 'Which sea?', 'Whose gull?'])
    expect((await had(lesson, review.of)).texts).toEqual([' or two'])
  }, 60_000)

  it('brings what was written while the release before it had not ended', async () => {
    const lesson = await Lesson.reviewed(server, teacher, handles())
    const review = await reviewed(lesson)
    let go = () => {}
    held = new Promise((resolve) => {
      go = resolve
    })
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
    const lesson = await Lesson.reviewed(server, teacher, handles())
    const review = await reviewed(lesson)
    const text = (await lesson.board()).texts.find(({ article }) => article === review.of.article)!
    const notes = (body: string) => teacher.ok('POST', lesson.at(`/texts/${text.id}/notes`), { body })
    await notes('Before')
    await lesson.enter('hold')
    let go = () => {}
    held = new Promise((resolve) => {
      go = resolve
    })
    const early = lesson.enter('release')
    await until(async () => (await lesson.board()).clock.phase === 'release')
    await lesson.enter('review')
    await notes('Since')
    go()
    await early
    expect((await saidIn(review.of)).said).not.toContain('Since')
    await release(lesson)
    const { said } = await had(lesson, review.of)
    expect([...said].sort()).toEqual(['Before', 'Since', 'Which sea?'])
  }, 60_000)

  it('is there once after a crash before what is kept to be written is', async () => {
    const lesson = await Lesson.reviewed(server, teacher, handles())
    const review = await reviewed(lesson)
    await backTo(lesson, 'review')
    await review.tab.write(' or two', ' or three', 'suggest')
    await lesson.enter('hold')
    for (const { raw } of lesson.students.flatMap(({ tabs }) => tabs)) await raw.close()
    fills = true
    const entered = await teacher.fetch('PUT', lesson.at('/phase'), { phase: 'release' })
    expect([entered.ok, isFull]).toEqual([false, true])
    fills = false
    isFull = false
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
      const lesson = await Lesson.reviewed(server, teacher, handles())
      const review = await reviewed(lesson)
      await backTo(lesson, 'review')
      await review.tab.write(' or two', ' or three', 'suggest')
      await review.asks('gull', 'Whose gull?')
      for (const { raw } of lesson.students.flatMap(({ tabs }) => tabs)) await raw.close()
      await lesson.enter('hold')
      crashes = crash
      expect((await teacher.fetch('PUT', lesson.at('/phase'), { phase: 'release' })).status).toBe(500)
      // Its author decides about what is there before the server has noted that it is.
      await decide(review, 'accept')
      crashes = never
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
})
