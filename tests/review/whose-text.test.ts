/** Handing a text in, and whose text somebody is given to review: neither is for a student to choose at another’s cost. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'
import { adviser, Lesson, NOTHING, newHandles } from './lesson.ts'

let server: TestServer
let teacher: TestPerson
beforeAll(async () => {
  server = await startTestServer()
  teacher = await adviser(server, 'Harrowgate')
}, 60_000)
afterAll(() => server.stop())

describe('handing in', () => {
  it('makes nobody the author of a text that they did not hand in, who has one of their own', async () => {
    const lesson = await Lesson.drafted(server, teacher, newHandles(3))
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
    const lesson = await Lesson.open(server, teacher, newHandles(3))
    await lesson.enter('drafting')
    const [author, rival] = lesson.students
    const { id: article } = await author!.article('Together')
    await author!.ok('PUT', `/api/articles/${article}/members/${rival!.handle}`, { role: 'editor' })
    await author!.ok('PUT', lesson.at('/own/text'), { article })
    // Who may write in it as well, and has no other, has written it with them.
    expect((await lesson.board()).texts.map(({ authors }) => authors.length)).toEqual([2])
    const { id: other } = await rival!.article('Alone')
    await rival!.ok('PUT', lesson.at('/own/text'), { article: other })
    const authors = new Map((await lesson.board()).texts.map((text) => [text.article, text.authors]))
    expect([authors.size, authors.get(article), authors.get(other)]).toEqual([
      2,
      [lesson.places[0]],
      [lesson.places[1]],
    ])
  }, 60_000)

  it('of a text that is in another session does not bring it out of its lock', async () => {
    const lesson = await Lesson.drafted(server, teacher, newHandles(2))
    const other = await teacher.ok<{ id: string }>('POST', '/api/sessions', {
      class: lesson.classId,
      name: 'Another',
    })
    await teacher.ok('PUT', `/api/sessions/${other.id}/phase`, { phase: 'drafting' })
    const handIn = { article: lesson.articles[0] }
    const path = `/api/sessions/${other.id}/own/text`
    expect(await lesson.who(0).refused('PUT', path, handIn)).toEqual({ status: 409, code: 'other-session' })
    await lesson.enter('lock')
    expect(await lesson.who(0).refused('PUT', path, handIn)).toEqual(NOTHING)
    const { role } = await lesson.who(0).ok<{ role: string }>('GET', `/api/articles/${lesson.articles[0]}`)
    expect(role).toBe('commenter')
    // Once the first is released its author may go on with it there.
    await lesson.enter('release')
    await lesson.who(0).ok('PUT', path, handIn)
    // Whoever takes the first back is told that it closes this text no more.
    const { consequences } = await teacher.ok<{ consequences: string[] }>('GET', lesson.at('/phase/review'))
    expect(consequences).toContain('textsAreElsewhere')
  }, 60_000)

  it('a text that its author has thrown away keeps nobody from their reviews', async () => {
    const lesson = await Lesson.drafted(server, teacher, newHandles(3))
    await lesson.who(0).ok('DELETE', `/api/articles/${lesson.articles[0]}`)
    await lesson.enter('lock')
    await lesson.allocate()
    await lesson.enter('review')
    const reviews = await Promise.all([0, 1, 2].map(async (n) => (await lesson.own(n)).reviews.length))
    expect(reviews.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(2)
    await lesson.enter('release')
  }, 60_000)
})

describe('whose text somebody is given', () => {
  const readersOf = async (lesson: Lesson, n: number) => {
    const text = (await lesson.board()).texts.find(({ article }) => article === lesson.articles[n])!
    return (await lesson.pairs()).filter((pair) => pair.text === text.id).map(({ reviewer }) => reviewer)
  }

  it('is not for its author to choose, by inviting the others', async () => {
    const lesson = await Lesson.drafted(server, teacher, newHandles(4), { settings: { reviewsPerText: 3 } })
    const members = `/api/articles/${lesson.articles[0]}/members`
    for (const name of lesson.handles.slice(1, 3))
      await lesson.who(0).ok('PUT', `${members}/${name}`, { role: 'editor' })
    await lesson.enter('lock')
    await lesson.allocate()
    expect((await readersOf(lesson, 0)).sort()).toEqual(lesson.places.slice(1).sort())
  }, 60_000)

  it('is not for its author to choose, by making it another’s', async () => {
    const lesson = await Lesson.drafted(server, teacher, newHandles(3), { settings: { reviewsPerText: 2 } })
    const handOver = `/api/articles/${lesson.articles[0]}/hand-over`
    await lesson.who(0).ok('POST', handOver, { to: lesson.handles[1], keep: 'editor' })
    await lesson.enter('lock')
    await lesson.allocate()
    expect((await readersOf(lesson, 0)).sort()).toEqual(lesson.places.slice(1).sort())
  }, 60_000)

  it('is none in which they have written or suggested, also as one that was handed to them', async () => {
    const lesson = await Lesson.drafted(server, teacher, newHandles(6), { settings: { reviewsPerText: 5 } })
    const [author, linked, suggester, gone, heir] = lesson.students
    const [article] = lesson.articles
    const at = `/api/articles/${article}`
    const { code } = await author!.ok<{ code: string }>('POST', `${at}/links`, { role: 'editor' })
    await linked!.ok('POST', `/api/links/${code}/use`)
    await (await linked!.sit(article!)).write('A day', ' or two', 'edit')
    await author!.ok('PUT', `${at}/members/${suggester!.handle}`, { role: 'suggester' })
    await (await suggester!.sit(article!)).write('A day', ' or three', 'suggest')
    await author!.ok('PUT', `${at}/members/${gone!.handle}`, { role: 'editor' })
    await (await gone!.sit(article!)).write('A day', ' or four', 'edit')
    await author!.ok('DELETE', `${at}/members/${gone!.handle}`)
    await author!.ok('POST', `${at}/hand-over`, { to: heir!.handle, keep: 'editor' })
    await (await heir!.sit(article!)).write('A day', ' or five', 'edit')
    await lesson.enter('lock')
    await lesson.allocate()
    expect(await readersOf(lesson, 0)).toEqual([lesson.places[5]])
  }, 60_000)
})
