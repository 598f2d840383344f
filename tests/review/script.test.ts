/**
 * A class of thirty reviews each other's texts in a lesson: the whole of it against a real server, over HTTP and sockets, with every byte
 * that comes to a student kept and looked through.
 */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anchoredText } from '../../shared/article/anchor.ts'
import type { ClassRoom } from '../../shared/protocol/classes.ts'
import type { Received as Got, OwnPart } from '../../shared/protocol/review-answers.ts'
import type { Allocation } from '../../shared/review/allocation.ts'
import type { ThreadChange } from '../../shared/threads.ts'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'
import { SeatedTab, Student } from './student.ts'
import {
  counted,
  doomed,
  eventually,
  everyone,
  handle,
  Lesson,
  MINUTE,
  type Pair,
  PEOPLE,
  passage,
  writerOf,
} from './thirty.ts'

const lesson = new Lesson()
const { who, at, board, pairs, own, numberOf, textBy, allocate } = lesson
const { students, places, articles } = lesson
/** An author with much said of them, reviewers, who has left, and who came late. */
const CURIOUS = [5, 9, 12, PEOPLE]
let server: TestServer
let teacher: TestPerson

beforeAll(async () => {
  server = await startTestServer({ world: { clock: lesson.clock } })
  await lesson.begin(server)
  teacher = lesson.teacher
}, 60_000)
afterAll(() => server.stop())

describe('a review session in a class of thirty', () => {
  it('1: 29 join by code; wrong, closed and unknown codes look the same', async () => {
    const code = await lesson.opens()
    for (const n of everyone.slice(0, -1)) await lesson.join(n, code)
    const refusal = async (asked: string, by: string) => {
      const response = await server.visitor().fetch('POST', '/api/join', { code: asked, handle: by })
      return [response.status, await response.text()]
    }
    const unknown = await refusal('ZZZZZZ', handle(30))
    expect(await refusal(code, 'Nobody99')).toEqual(unknown)
    await teacher.ok('DELETE', `/api/classes/${lesson.classId}/joining`)
    expect(await refusal(code, handle(30))).toEqual(unknown)
  }, 60_000)

  it('everybody writes a text, deletes a word of it for good, and hands it in', async () => {
    await lesson.plans()
    await teacher.ok('PUT', at('/phase'), { phase: 'drafting' })
    for (const n of everyone.slice(0, -1)) await lesson.writes(n)
    expect((await board()).texts).toHaveLength(29)
  }, 120_000)

  it('2: lock: the preview names a leak, its author sees it too and takes it out', async () => {
    const now = await board()
    const { leaks } = await teacher.ok<{
      leaks: { text: string; leaks: { kind: string; quote: string }[] }[]
    }>('GET', at('/leaks'))
    expect(
      leaks.map(({ text, leaks: found }) => [text, found.map(({ kind, quote }) => [kind, quote])]),
    ).toEqual([[textBy(now, 11).id, [['name', handle(3)]]]])
    const theirs = await who(11).ok<{ leaks: { quote: string }[] }>('GET', at('/own/leaks'))
    expect(theirs.leaks.map(({ quote }) => quote)).toEqual([handle(3)])
    await who(11).tabs[0]!.strike(` said ${handle(3)},`)
    expect((await teacher.ok<{ leaks: unknown[] }>('GET', at('/leaks'))).leaks).toEqual([])

    const consequences = await teacher.ok<{ consequences: string[] }>('GET', at('/phase/lock'))
    expect(consequences.consequences).toEqual(['textsAreCopied', 'fairnessIsFixed', 'textsAreReadOnly'])
    await teacher.ok('PUT', at('/phase'), { phase: 'lock' })
    await eventually(() => students.every(({ tabs }) => tabs[0]!.role === 'commenter'))
    const locked = await board()
    expect(new Set(locked.texts.map(({ number }) => number)).size).toBe(29)
    expect(await teacher.refused('PATCH', at(), { settings: { isNamed: true } })).toMatchObject({
      status: 403,
    })
  }, 60_000)

  it('3: 57 pairs, each does two but for who does one; one text has one review, and it is said', async () => {
    type Preview = { readonly rev: number; readonly allocation: Allocation }
    const first = await teacher.ok<Preview>('GET', at('/allocation'))
    expect(await teacher.ok<Preview>('GET', at('/allocation'))).toEqual(first)
    expect(first.allocation.pairs).toHaveLength(57)
    expect(first.allocation.unmet.reduce((sum, { missing }) => sum + missing, 0)).toBe(1)
    await teacher.ok('POST', at('/allocation'), { rev: first.rev })
    expect(await teacher.refused('POST', at('/allocation'), { rev: first.rev })).toMatchObject({
      code: 'conflict',
    })
    const made = await pairs()
    const key = ({ reviewer, text }: { reviewer: string; text: string }) => `${reviewer} ${text}`
    expect(made.map(key).sort()).toEqual(first.allocation.pairs.map(key).sort())
    const does = counted(made, ({ reviewer }) => reviewer)
    for (let n = 1; n < PEOPLE; n++) expect([n, does.get(places[n - 1]!)]).toEqual([n, n === 7 ? 1 : 2])
    const gets = [...counted(made, ({ text }) => text).values()]
    expect(gets.filter((count) => count === 1)).toHaveLength(1)
    expect(gets.filter((count) => count === 2)).toHaveLength(28)
    const now = await board()
    for (const { reviewer, text } of made)
      expect(now.texts.find(({ id }) => id === text)?.authors).not.toContain(reviewer)
    // Once more changes nothing.
    const again = await allocate()
    expect([again.added, again.removed]).toEqual([[], []])
  }, 60_000)

  it('4: everybody reviews one text, of which they get nothing but its words', async () => {
    const endsAt = lesson.clock.now() + 20 * MINUTE
    await teacher.ok('PUT', at('/phase'), { phase: 'review', endsAt })
    lesson.first = new Set(textBy(await board(), 5).reviews.map(({ id }) => id))
    for (const n of everyone.slice(0, -1)) await lesson.reviews(n)
    const begun = (await pairs()).filter(({ state }) => state !== 'allocated')
    expect(begun).toHaveLength(29)
    expect(begun.every(({ state }) => state === 'submitted')).toBe(true)
  }, 120_000)

  it('5: who comes late gets two texts and two reviews, for one pair that was not begun', async () => {
    const before = await pairs()
    await lesson.comesLate()
    const allocation = await allocate()
    expect([allocation.pairs.length, allocation.added.length, allocation.removed.length]).toEqual([59, 3, 1])
    expect(allocation.removed[0]?.because).toBe('rearranged')
    const after = await pairs()
    const begun = (all: readonly Pair[]) =>
      all
        .filter(({ state }) => state !== 'allocated')
        .map(({ id }) => id)
        .sort()
    expect(begun(after)).toEqual(begun(before))
  }, 60_000)

  it('6: an author writes above what is reviewed, and takes a sentence out; no reviewer sees a change', async () => {
    const [tab] = who(5).tabs
    const now = await board()
    const copies = new Set(textBy(now, 5).reviews.map(({ copy }) => copy))
    const seen = students.flatMap(({ tabs }) => tabs.filter(({ article }) => copies.has(article)))
    expect(seen.length).toBeGreaterThan(0)
    const before = seen.map((one) => one.words)
    await tab!.strike(doomed(5))
    await tab!.writeAbove(['First above.', 'Second above.', 'Third above.'])
    const text = await lesson.textNow(5)
    expect(text).toContain('Third above.')
    expect(text).not.toContain(doomed(5))
    expect(seen.map((one) => one.words)).toEqual(before)
  }, 60_000)

  it('7: one drops out after one review; two who have finished take one more: 60 pairs', async () => {
    await teacher.ok('PUT', at(`/attendance/${places[11]}`), { state: 'away' })
    const allocation = await allocate()
    expect(allocation.removed.map(({ reviewer, because }) => [numberOf(reviewer), because])).toEqual([
      [12, 'absent'],
    ])
    expect(allocation.added).toEqual([])
    expect(await pairs()).toHaveLength(58)
    const given: number[] = []
    for (let n = 1; n < PEOPLE && given.length < 2; n++) {
      if (n === 12 || n === 7) continue
      await lesson.reviewsAll(n)
      const { pair } = await teacher.ok<{ pair: unknown }>('POST', at(`/extras/${places[n - 1]}`))
      if (pair !== null) given.push(n)
    }
    const made = await pairs()
    expect(made).toHaveLength(60)
    expect([...new Set(counted(made, ({ text }) => text).values())]).toEqual([2])
    expect(Math.max(...counted(made, ({ reviewer }) => reviewer).values())).toBe(3)
  }, 120_000)

  it('8: a restart in the middle loses nothing, and the clock goes on; who was offline merges', async () => {
    const away = who(9).tabs.at(-1)!
    const before = await board()
    await away.raw.close()
    away.type(' again,', ' (slowly)', 'suggest')
    lesson.ahead += 4 * MINUTE
    await server.restart()
    const after = await board()
    expect([after.clock, after.texts]).toEqual([before.clock, before.texts])
    await away.rejoin(who(9))
    const again = await who(9).sit(away.article)
    expect(again.listed().map(({ text }) => text)).toContain(' (slowly)')
    for (let n = 1; n <= PEOPLE; n++) await who(n).sit(articles[n - 1]!)
  }, 60_000)

  it('everybody but who has dropped out writes the second review as well', async () => {
    for (let n = 1; n <= PEOPLE; n++) {
      if (n === 12) continue
      await lesson.reviewsAll(n)
    }
    expect((await pairs()).every(({ state }) => state === 'submitted')).toBe(true)
  }, 120_000)

  it('when the time is over it is over, but for who has more of it', async () => {
    const seven = (await own(7)).reviews[0]!
    const [one] = (await own(1)).reviews
    const mine = await who(1).sit(one!.article)
    const theirs = await who(7).sit(seven.article)
    await lesson.passesTheEnd()
    await eventually(() => mine.role === 'commenter')
    expect(theirs.role).toBe('suggester')
    expect([(await own(1)).phase, (await own(7)).phase]).toEqual(['hold', 'review'])
    const answers = { clear: { comment: '', value: 1 } }
    expect(await who(1).refused('PUT', at(`/own/reviews/${one!.id}/answers`), { answers })).toMatchObject({
      status: 403,
    })
    await who(7).ok('PUT', at(`/own/reviews/${seven.id}/answers`), { answers })
    expect(
      await who(1).refused('POST', `/api/articles/${one!.article}/threads`, { body: 'late' }),
    ).toMatchObject({ status: 403 })
    // A page that thinks that it may is refused, frame by frame.
    await expect(mine.write('Yesterday ', 'late ', 'suggest')).rejects.toThrow('role')
    await lesson.passesTheEnd(1.5)
    await eventually(async () => (await board()).clock.phase === 'hold')
    await eventually(() => theirs.role === 'commenter')
  }, 60_000)

  it('to whoever something is not theirs it does not exist', async () => {
    const now = await board()
    const [pair] = await pairs()
    const other = pair!.reviewer === places[1] ? who(3) : who(2)
    const nothing = '/api/sessions/abcdefgh2345'
    const answer = async (path: string, method = 'GET', body?: unknown) => {
      const response = await other.fetch(method, path, body)
      return [response.status, await response.text()]
    }
    const missing = await answer(nothing)
    expect(missing[0]).toBe(404)
    for (const path of [
      '',
      '/pairs',
      '/reviews',
      '/allocation',
      '/leaks',
      '/grades',
      '/grades.csv',
      '/phase/hold',
    ])
      expect([path, ...(await answer(at(path)))]).toEqual([path, ...missing])
    expect(await answer(at(`/own/reviews/${pair!.id}/submit`), 'POST')).toEqual(missing)
    expect(await answer(at('/own/reviews/abcdefgh2345/submit'), 'POST')).toEqual(missing)
    const copy = now.texts.flatMap(({ reviews }) => reviews).find(({ id }) => id === pair!.id)!.copy
    const noArticle = await answer('/api/articles/abcdefgh23456789')
    for (const rest of [
      '',
      '/threads',
      '/members',
      '/authors',
      '/content?format=text',
      '/suggestions',
      '/decisions',
    ])
      expect([rest, ...(await answer(`/api/articles/${copy}${rest}`))]).toEqual([rest, ...noArticle])
    const closed = async (article: string) => (await SeatedTab.connect(other, article).ended()).code
    expect([await closed(copy), await closed('abcdefgh23456789')]).toEqual([4404, 4404])
    const admin = await server.administrator()
    expect(await admin.refused('GET', `/api/articles/${copy}`)).toMatchObject({ status: 404 })
  }, 60_000)

  it('until then no byte told a student of anybody, of a word taken back, of what others have remarked, or of when', async () => {
    for (const n of CURIOUS) await lesson.asksForAll(n)
    // Who wrote a name in their text has it in there.
    lesson.knows.set(11, [3])
    expect(await lesson.leaks('before')).toEqual([])
    // What they were to get is there: the search would find it.
    for (const n of everyone.slice(0, -1)) {
      const [, copy] = who(n).tabs
      const words = [passage(writerOf(copy!.words)), handle(n)]
      expect(who(n).received.found(words)).toEqual(words)
    }
  }, 60_000)

  it('no id of one article is in another', async () => {
    const { records } = server.store
    const now = (await records.sessionNow(lesson.session))!
    const found = new Map<string, string>()
    const twice: string[] = []
    for (const article of lesson.everyArticle(now)) {
      const { threads, entries } = await records.threadsSince(article, 0)
      const ids = [
        ...(await lesson.clientsIn(article)),
        ...(await records.people(article)).map(({ person }) => person),
        ...threads.map(({ id }) => id),
        ...entries.map(({ id }) => id),
      ].map(String)
      for (const id of ids) {
        if ((found.get(id) ?? article) !== article) twice.push(id)
        found.set(id, article)
      }
    }
    expect(found.size).toBeGreaterThan(300)
    expect(twice).toEqual([])
  }, 60_000)

  it('9: the teacher endorses one remark, keeps one back, and says something', async () => {
    const { reviews } = await teacher.ok<{
      reviews: { id: string; copy: string; text: string; pen: number }[]
    }>('GET', at('/reviews'))
    const now = await board()
    const [first, second] = reviews.filter(({ text }) => text === textBy(now, 5).id)
    const threadsOf = async (copy: string) =>
      (await teacher.ok<ThreadChange>('GET', `/api/articles/${copy}/threads`)).threads.map(({ id }) => id)
    const [endorsed] = await threadsOf(first!.copy)
    const [hidden] = await threadsOf(second!.copy)
    await teacher.ok('PATCH', at(`/pairs/${first!.id}/remarks/${endorsed}`), { isEndorsed: true })
    await teacher.ok('PATCH', at(`/pairs/${second!.id}/remarks/${hidden}`), { hidden: 'not kind' })
    await teacher.ok('POST', at(`/texts/${textBy(now, 5).id}/notes`), { body: 'Well observed.' })
  }, 60_000)

  it('10: release: every author has everything at once, on the right words', async () => {
    const now = await board()
    const authors = everyone.map(lesson.deskOf)
    const begun = new Map(
      now.texts.map(({ id, reviews }) => [id, reviews.filter(({ state }) => state !== 'allocated').length]),
    )
    await teacher.ok('PUT', at('/phase'), { phase: 'release' })
    await eventually(() =>
      authors.every((tab, i) => {
        const wanted = begun.get(textBy(now, i + 1).id) ?? 0
        return new Set(tab.listed().map(({ person }) => person)).size === wanted
      }),
    )
    const { reviews } = await who(5).ok<Got>('GET', at('/own/received'))
    expect(reviews.map(({ reader }) => reader)).toEqual(['Reader 1', 'Reader 2'])
    const remarks = reviews.flatMap(({ remarks }) => remarks)
    const gone = remarks.flatMap(({ landed }) => (landed.as === 'gone' ? [landed.quote] : []))
    expect(gone).toEqual([doomed(5), doomed(5)])
    const said = await who(5).ok<ThreadChange>('GET', `/api/articles/${articles[4]}/threads`)
    const about = said.threads.flatMap(({ anchor }) =>
      anchor === null ? [] : [anchoredText(authors[4]!.suggestions, anchor)],
    )
    // One of the two was kept back.
    expect(about).toEqual([passage(5)])
    expect(said.people.map(({ name }) => name).sort()).toEqual(
      ['Reader 1', 'Reader 2', 'Teacher'].filter((name) => said.people.some((one) => one.name === name)),
    )
    expect(said.people.map(({ name }) => name)).toContain('Teacher')
    expect(said.entries.map(({ body }) => body)).toContain('Well observed.')
    expect(said.entries.every(({ at: when }) => when % (60 * MINUTE) === 0)).toBe(true)
    expect(authors[4]!.listed().filter(({ text }) => text.startsWith('(Remarkable'))).toHaveLength(2)
    expect(authors[4]!.words).not.toContain('Remarkable')
  }, 60_000)

  it('11: the author accepts one while writing beside it, declines one with a reason, and rates', async () => {
    const tab = lesson.deskOf(5)
    const other = await who(5).sit(articles[4]!)
    const [first, second] = tab.listed().filter(({ text }) => text.startsWith('(Remarkable'))
    const decide = (id: string, decision: string, reason?: string) =>
      who(5).ok('POST', `/api/articles/${articles[4]}/suggestions/${id}/decision`, {
        decision,
        ...(reason && { reason }),
      })
    await Promise.all([decide(first!.id, 'accept'), other.write('painted the ', 'old ')])
    await decide(second!.id, 'reject', 'We were told so.')
    expect(await lesson.textNow(5)).toContain('painted the old harbour wall 05')
    const { reviews } = await who(5).ok<Got>('GET', at('/own/received'))
    const remarks = reviews.flatMap(({ remarks }) => remarks)
    const fates = remarks.filter(({ landed }) => landed.as === 'suggestions').map(({ fate }) => fate)
    expect(fates).toContainEqual({ kind: 'accepted', reason: '' })
    expect(fates).toContainEqual({ kind: 'declined', reason: 'We were told so.' })
    for (const { id } of remarks) await who(5).ok('PATCH', at(`/own/received/${id}`), { rating: 4 })
    const again = (await who(5).ok<Got>('GET', at('/own/received'))).reviews.flatMap(({ remarks }) => remarks)
    expect(again.every(({ rating }) => rating === 4)).toBe(true)
    expect(await who(6).refused('PATCH', at(`/own/received/${remarks[0]!.id}`), { rating: 1 })).toMatchObject(
      { status: 404 },
    )
    await who(5).ok('PUT', at('/own/plan'), { plan: 'Ask the painters.' })
  }, 60_000)

  it('after the release no byte tells an author who has reviewed them, or when', async () => {
    for (const n of CURIOUS) await lesson.asksForAll(n)
    expect(await lesson.leaks('after')).toEqual([])
  }, 60_000)

  it('12: closed: the rows of the file; one who is erased leaves their reviews', async () => {
    await teacher.ok('PUT', at('/phase'), { phase: 'closed' })
    const csv = await (await teacher.fetch('GET', at('/grades.csv'))).text()
    const rows = csv
      .trimEnd()
      .split('\r\n')
      .map((row) => row.split(','))
    expect(rows[0]).toEqual([
      'handle',
      'textScore',
      'spread',
      'reviewsAssigned',
      'reviewsSubmitted',
      'helpfulness',
      'uptake',
      'isLate',
    ])
    expect(rows).toHaveLength(31)
    const row = (n: number) => rows.find(([name]) => name === handle(n))!
    expect(row(7).slice(3, 5)).toEqual(['1', '1'])
    const now = await board()
    const wrote = (await pairs()).filter(
      ({ reviewer, state }) => reviewer === places[18] && state === 'submitted',
    )
    expect(wrote.length).toBeGreaterThan(0)
    await teacher.ok('DELETE', `/api/classes/${lesson.classId}/students/${places[18]}`)
    for (const { text, id } of wrote) {
      const { reviews: left, authors } = now.texts.find((one) => one.id === text)!
      const author = numberOf(authors[0]!)
      const got = await who(author).ok<Got>('GET', at('/own/received'))
      expect(got.reviews.map(({ pen }) => pen)).toContain(left.find((one) => one.id === id)!.pen)
    }
    expect(csv).toContain(handle(19))
    expect(await (await teacher.fetch('GET', at('/grades.csv'))).text()).not.toContain(handle(19))
  }, 60_000)
})

describe('a name that an author has left in the text', () => {
  it('is found in what their reviewers get, and in nobody else’s', async () => {
    const names = ['Ferngully', 'Marrowbone', 'Tanglewood']
    const { id } = await teacher.ok<ClassRoom>('POST', '/api/classes', { name: 'Three' })
    await teacher.ok('PUT', `/api/classes/${id}/roster`, { text: names.join('\n') })
    const room = await teacher.ok<ClassRoom>('POST', `/api/classes/${id}/joining`)
    const made = await teacher.ok<{ id: string }>('POST', '/api/sessions', {
      class: id,
      name: 'Three',
      settings: { reviewsPerText: 1 },
    })
    const under = (rest: string) => `/api/sessions/${made.id}${rest}`
    await teacher.ok('PUT', under('/phase'), { phase: 'drafting' })
    const three = []
    for (const name of names) {
      const student = new Student(server.url, name)
      await student.ok('POST', '/api/join', { code: room.joining?.code, handle: name })
      const { id: article } = await student.article(name === names[0] ? `A day with ${names[0]}` : 'A day')
      await student.ok('PUT', under('/own/text'), { article })
      three.push(student)
    }
    await teacher.ok('PUT', under('/phase'), { phase: 'lock' })
    await teacher.ok('POST', under('/allocation'), {})
    await teacher.ok('PUT', under('/phase'), { phase: 'review' })
    const found = []
    for (const [i, student] of three.entries()) {
      const [review] = (await student.ok<OwnPart>('GET', under('/own'))).reviews
      const tab = await student.sit(review!.article)
      found.push([
        names[i],
        tab.words.includes(names[0]!),
        student.received.found(names.filter((name) => name !== names[i])),
      ])
    }
    const reviewer = found.find(([, isTheirs]) => isTheirs)![0]
    expect(reviewer).not.toBe(names[0])
    expect(found).toEqual(names.map((name) => [name, name === reviewer, name === reviewer ? [names[0]] : []]))
  }, 60_000)
})
