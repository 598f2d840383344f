/** What an author wrote without a connection and brings when their text is locked: kept, shown to the teacher, and in the text when that opens. */

import { afterAll, beforeAll, expect, it } from 'vitest'
import * as Y from 'yjs'
import { articleText } from '../../shared/article/layout.ts'
import { SERVER_CLIENT } from '../../shared/ids.ts'
import { lateBytesMax, lateCountMax } from '../../shared/limits.ts'
import type { Board } from '../../shared/protocol/review-answers.ts'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'
import { adviser, Lesson, until } from './lesson.ts'
import type { SeatedTab, Student } from './student.ts'

let server: TestServer
let teacher: TestPerson
beforeAll(async () => {
  server = await startTestServer()
  teacher = await adviser(server, 'Harrowgate')
}, 60_000)
afterAll(() => server.stop())

const NAMES = ['Ferngully', 'Marrowbone']
let names = 0
const name = () => `late${String(++names).padStart(12, '0')}`
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const bring = (who: Student | TestPerson, article: string, update: Uint8Array, id = name()) =>
  who.fetch('PUT', `/api/articles/${article}/late`, { id, update: base64(update) })
const stateOf = async (answer: Promise<Response>) => (await (await answer).json()) as { state: string }
const late = async (lesson: Lesson) => {
  const { texts } = await teacher.ok<Board>('GET', lesson.at())
  return texts.flatMap((text) => text.late ?? [])
}
const told = (lesson: Lesson) =>
  teacher.ok<{ late: { words: string; isRefused: boolean }[] }>('GET', lesson.at('/late'))

/** A page that lost its connection while the text was open, and has written since. */
async function offline({ student, article }: Lesson['writers'][number], words: string): Promise<SeatedTab> {
  const tab = await student.sit(article)
  await tab.raw.close()
  tab.type('A day', words, 'edit')
  return tab
}
const all = (tab: SeatedTab) => Y.encodeStateAsUpdate(tab.doc)
const wordsOf = async ({ student, article }: Lesson['writers'][number]) => {
  const tab = await student.sit(article)
  await tab.raw.close()
  return tab.words
}

it('it is kept over a restart, seen by the teacher and nobody else, and joins the text with the release', async () => {
  const room = await Lesson.drafted(server, teacher, NAMES)
  const [author, other] = [room.writers[0]!, room.writers[1]!]
  const tab = await offline(author, ' of rain')
  await room.enter('lock')
  await teacher.ok('POST', room.at('/allocation'), {})
  const id = name()
  expect(await stateOf(bring(author.student, author.article, all(tab), id))).toEqual({ state: 'kept' })
  await room.enter('review')
  expect(await wordsOf(author)).not.toContain('rain')
  expect(await late(room)).toEqual([{ words: 2 }])
  expect((await told(room)).late).toMatchObject([{ words: ' of rain', isRefused: false }])

  // The reviewer of the text, though not its author.
  const { reviews } = await other.student.ok<{ reviews: { id: string; article: string }[] }>(
    'GET',
    room.at('/own'),
  )
  const copy = await other.student.sit(reviews[0]!.article)
  expect(copy.words).not.toContain('rain')
  for (const article of [author.article, reviews[0]!.article])
    expect((await bring(other.student, article, all(copy))).status).toBe(404)
  expect((await bring(teacher, author.article, all(tab))).status).toBe(404)
  expect((await other.student.fetch('GET', room.at('/late'))).status).toBe(404)
  expect(other.student.received.found([' of rain'])).toEqual([])

  await server.restart()
  expect(await stateOf(bring(author.student, author.article, all(tab), id))).toEqual({ state: 'kept' })
  expect(await late(room)).toEqual([{ words: 2 }])
  await room.enter('release')
  await until(async () => (await late(room)).length === 0)
  expect(await wordsOf(author)).toContain('A day of rain at sea')
  expect(await stateOf(bring(author.student, author.article, all(tab), id))).toEqual({ state: 'joined' })
  expect((await wordsOf(author)).match(/of rain/g)).toHaveLength(1)
}, 60_000)

it('it joins as soon as its author may write, at a start too, and each word once', async () => {
  const room = await Lesson.drafted(server, teacher, NAMES, { settings: { keepsWriting: true } })
  const [author] = room.writers
  const [first, second] = [await offline(author!, ' of rain'), await offline(author!, ' or two')]
  await room.enter('lock')
  for (const tab of [first, second]) await bring(author!.student, author!.article, all(tab))
  expect((await late(room))[0]?.words).toBe(4)
  await room.enter('review')
  await until(async () => (await late(room)).length === 0)
  const words = await wordsOf(author!)
  expect([words.match(/of rain/g)?.length, words.match(/or two/g)?.length]).toEqual([1, 1])

  // What a crash has left: it is open, and something waits.
  const third = await offline(author!, ' of wind')
  const row = {
    article: author!.article as never,
    account: (await author!.student.ok<{ account: { id: string } }>('GET', '/api/me')).account.id as never,
    id: name(),
    at: 1,
    words: '',
    refused: null,
  }
  await server.store.records.addLate({ ...row, update: all(third) }, { count: 9, bytes: 1e6 })
  await server.restart()
  await until(async () => (await late(room)).length === 0)
  expect(await wordsOf(author!)).toContain('of wind')
}, 60_000)

it('what the text does not take is said to be so, and never applied', async () => {
  const room = await Lesson.drafted(server, teacher, NAMES)
  const author = room.writers[0]!
  const [tab, forged] = [await offline(author, ' of rain'), await author.student.sit(author.article)]
  await forged.raw.close()
  // In the server's name.
  forged.change('edit', () => {
    forged.doc.clientID = SERVER_CLIENT
    articleText(forged.doc).insert(3, 'of hail')
  })
  await room.enter('lock')
  for (const bytes of [new Uint8Array([9, 9, 9]), all(forged)])
    expect(await stateOf(bring(author.student, author.article, bytes))).toEqual({ state: 'refused' })
  expect(await late(room)).toEqual([])
  const id = name()
  await bring(author.student, author.article, all(tab), id)
  const [row] = await server.store.records.lateOf(author.article as never)
  await server.store.records.addLate(
    { ...row!, id: name(), update: all(forged), words: ' of hail' },
    { count: 9, bytes: 1e6 },
  )
  await room.enter('release')
  await until(async () => (await told(room)).late.some(({ isRefused }) => isRefused))
  expect((await told(room)).late).toMatchObject([{ words: ' of hail', isRefused: true }])
  expect(await wordsOf(author)).toContain('of rain')
  expect(await wordsOf(author)).not.toContain('hail')
}, 60_000)

it('nobody can bring more than there may be, nor anything before the lock', async () => {
  const room = await Lesson.drafted(server, teacher, NAMES)
  const [author] = room.writers
  const tabs = [await offline(author!, ' one')]
  expect((await bring(author!.student, author!.article, all(tabs[0]!))).status).toBe(200)
  expect(await wordsOf(author!)).toContain('A day one')
  tabs.push(await offline(author!, ' two'))
  await room.enter('lock')
  const tooLarge = await bring(author!.student, author!.article, new Uint8Array(lateBytesMax + 1))
  expect(tooLarge.status).toBe(413)
  for (let count = 0; count < lateCountMax; count++)
    expect((await bring(author!.student, author!.article, all(tabs[1]!))).status).toBe(200)
  expect((await bring(author!.student, author!.article, all(tabs[1]!))).status).toBe(409)
  await room.enter('release')
  await until(async () => (await late(room)).length === 0)
  expect((await wordsOf(author!)).match(/two/g)).toHaveLength(1)
}, 60_000)
