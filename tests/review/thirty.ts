/**
 * A class of thirty in a review session: what its teacher and its students do in one lesson, over HTTP and sockets, and what each of them
 * must never be told.
 */

import { sql } from 'kysely'
import * as Y from 'yjs'
import { type Clock, systemClock } from '../../server/clock.ts'
import type { SessionNow } from '../../server/store/reviews.ts'
import { openDoc } from '../../shared/article/layout.ts'
import { type ArticleId, SERVER_CLIENT } from '../../shared/ids.ts'
import type { ClassRoom } from '../../shared/protocol/classes.ts'
import type { Me } from '../../shared/protocol/http.ts'
import type { Board, OwnPart } from '../../shared/protocol/review-answers.ts'
import type { Allocation } from '../../shared/review/allocation.ts'
import type { TestPerson, TestServer } from '../support/server.ts'
import { type SeatedTab, Student } from './student.ts'

export const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
export const PEOPLE = 30
/** Of the roster, by number. */
export const everyone = Array.from({ length: PEOPLE }, (_, i) => i + 1)

const nn = (n: number) => String(n).padStart(2, '0')
export const handle = (n: number) => `Quill${nn(n)}`
export const secret = (n: number) => `Regretted${nn(n)}`
export const passage = (n: number) => `harbour wall ${nn(n)}`
export const doomed = (n: number) => `a sentence to go ${nn(n)}`
export const remark = (n: number) => `Remarkable${nn(n)}`
export const title = (n: number) => `The harbour ${nn(n)}`
/** What somebody writes, before they take a word of it back. */
export const wording = (n: number) =>
  `Yesterday ${secret(n)} people painted the ${passage(n)} again,${n === 11 ? ` said ${handle(3)},` : ''} and ${doomed(n)}.`
/** Whose text somebody reads. */
export const writerOf = (words: string) => Number(/harbour wall (\d\d)/.exec(words)?.[1])

const RUBRIC = [
  { id: 'clear', kind: 'points', title: 'Is it clear?', weight: 1, wordsMin: 0, pointsMax: 10 },
  { id: 'note', kind: 'comment', title: 'What would you change?', weight: 0, wordsMin: 1 },
]

/** What can be read of an article, and of oneself. */
const OF_ARTICLES = [
  ...['', '/authors', '/suggestions', '/decisions', '/members', '/groups', '/links', '/requests', '/freeze'],
  ...['/versions', '/threads', '/mentionable', '/mute'],
  ...['json', 'text', 'html', 'markdown'].flatMap((format) =>
    ['final', 'original', 'marked'].map((view) => `/content?format=${format}&view=${view}`),
  ),
]
const OF_ONESELF = ['/articles', '/notices', '/me', '/me/mail', '/me/export', '/sessions'].map(
  (path) => `/api${path}`,
)

export type Pair = {
  readonly id: string
  readonly reviewer: string
  readonly text: string
  readonly state: string
  readonly ended: { readonly reason: string } | null
}

export const counted = <T>(all: readonly T[], of: (one: T) => string): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const one of all) counts.set(of(one), (counts.get(of(one)) ?? 0) + 1)
  return counts
}

/** Several at a time. */
export async function atOnce(numbers: readonly number[], act: (n: number) => Promise<void>): Promise<void> {
  const waiting = [...numbers]
  const worker = async () => {
    for (let n = waiting.shift(); n !== undefined; n = waiting.shift()) await act(n)
  }
  await Promise.all(Array.from({ length: 6 }, worker))
}

export async function eventually(holds: () => Promise<boolean> | boolean, ms = 10_000): Promise<void> {
  const until = Date.now() + ms
  while (!(await holds())) {
    if (Date.now() > until) throw new Error('it did not come')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/**
 * Moments that a student may know to the second: of the session's clock, of articles that are theirs, and of what they did themselves.
 * On a copy nobody but its reviewer says anything, and about suggestions in a text nobody but its authors decides.
 */
const KNOWN_MOMENTS = [
  /\/own (?:now|endsAt|pausedAt|reviews\.\d+\.submittedAt)$/,
  /^\w+ \/api\/articles(?:\/\w+)? (?:articles\.\d+\.)?(?:createdAt|updatedAt)$/,
  /decision(?:s\.\d+\.|[ .])at$/,
  /^GET \/api\/me\/export (?:exportedAt|(?:signIns|articles|classes|audit)\.[\w.]+)$/,
]
const KNOWN_ON_COPIES = /(?:(?:threads|entries)\.\d+|(?:step2|update) \d+\.\d+\.0)\.at$/

export class Lesson {
  /** How far the server's clock is ahead of the real one. */
  ahead = 0
  readonly clock: Clock = { ...systemClock, now: () => systemClock.now() + this.ahead }
  server!: TestServer
  teacher!: TestPerson
  classId = ''
  session = ''
  readonly students: Student[] = []
  /** Of each, by number: their place on the roster, their account, their text. */
  readonly places: string[] = []
  readonly accounts: string[] = []
  readonly articles: string[] = []
  /** Who may know whom: they have written a text together, or the name stands in what they wrote. */
  readonly knows = new Map<number, readonly number[]>()
  /** Reviews that are written before others. */
  first: ReadonlySet<string> = new Set()
  #begun = 0

  async begin(server: TestServer): Promise<void> {
    this.server = server
    this.#begun = this.clock.now()
    this.teacher = await server.person('Harrowgate')
    const admin = await server.administrator()
    await admin.ok('PATCH', `/api/people/${this.teacher.account}`, { position: 'adviser' })
  }

  // ---- what is asked

  readonly who = (n: number): Student => this.students[n - 1]!
  readonly at = (rest = ''): string => `/api/sessions/${this.session}${rest}`
  readonly board = () => this.teacher.ok<Board>('GET', this.at())
  readonly pairs = async () =>
    (await this.teacher.ok<{ pairs: Pair[] }>('GET', this.at('/pairs'))).pairs.filter(
      ({ ended }) => ended === null,
    )
  readonly own = (n: number) => this.who(n).ok<OwnPart>('GET', this.at('/own'))
  readonly numberOf = (place: string) => this.places.indexOf(place) + 1
  readonly textBy = (now: Board, n: number) =>
    now.texts.find(({ article }) => article === this.articles[n - 1])!
  /** The text as it stands now. */
  readonly textNow = async (n: number) => {
    const path = `/api/articles/${this.articles[n - 1]}/content?format=text`
    return (await this.who(n).fetch('GET', path)).text()
  }

  // ---- what is done

  /** A class of which nobody has joined; answers its code. */
  async opens(): Promise<string> {
    this.classId = (await this.teacher.ok<ClassRoom>('POST', '/api/classes', { name: 'Year 9' })).id
    const rows = everyone.map((n) => (n === 7 ? `${handle(7)},1,1.5` : `${handle(n)},,`))
    await this.teacher.ok('PUT', `/api/classes/${this.classId}/roster`, {
      text: ['handle,quota,time', ...rows].join('\n'),
    })
    return this.letsJoin()
  }

  async letsJoin(): Promise<string> {
    const room = await this.teacher.ok<ClassRoom>('POST', `/api/classes/${this.classId}/joining`)
    for (const { id, handle } of room.students) this.places[Number(handle.slice(-2)) - 1] = id
    return room.joining?.code ?? ''
  }

  async join(n: number, code: string): Promise<void> {
    const student = new Student(this.server.url, handle(n))
    await student.ok('POST', '/api/join', { code, handle: handle(n) })
    await this.joined(n, student)
  }

  /** Takes in somebody who has joined, however they did. */
  async joined(n: number, student: Student): Promise<void> {
    this.students[n - 1] = student
    this.accounts[n - 1] = (await student.ok<Me>('GET', '/api/me')).account?.id ?? ''
  }

  /** A session that has not begun. */
  async plans(): Promise<void> {
    const settings = { reviewsPerText: 2, rubric: RUBRIC, keepsWriting: true }
    const asked = { class: this.classId, name: 'Harbour', settings }
    this.session = (await this.teacher.ok<{ id: string }>('POST', '/api/sessions', asked)).id
  }

  /** Somebody writes a text, deletes a word of it for good, and hands it in. */
  async writes(n: number): Promise<void> {
    const student = this.who(n)
    const { id } = await student.article(title(n))
    this.articles[n - 1] = id
    const tab = await student.sit(id)
    await tab.write('\0', wording(n))
    await tab.strike(`${secret(n)} `)
    await student.ok('PUT', this.at('/own/text'), { article: id })
  }

  /** Opens a student's next text that they have not begun, remarks on it, suggests something and hands it in. */
  async reviews(n: number): Promise<void> {
    const open = (await this.own(n)).reviews.filter(({ state }) => state === 'allocated')
    const mine = open.find(({ id }) => this.first.has(id)) ?? open[0]!
    if (!/^Article \d+$/.test(mine.title)) throw new Error(`a review is called ${mine.title}`)
    const student = this.who(n)
    await student.ok('POST', this.at(`/own/reviews/${mine.id}/open`))
    const tab = await student.sit(mine.article)
    const of = writerOf(tab.words)
    const thread = (ranges: readonly number[], body: string) =>
      student.ok('POST', `/api/articles/${mine.article}/threads`, { anchor: { ranges }, body })
    await thread(tab.rangesOf(passage(of)), `${remark(n)}: which colour was it?`)
    await thread(tab.rangesOf(doomed(of)), `${remark(n)}: is this so?`)
    await tab.write('Yesterday ', `(${remark(n)}) `, 'suggest')
    const answers = {
      clear: { comment: '', value: 5 + (n % 5) },
      note: { comment: `${remark(n)} would do.`, value: null },
    }
    await student.ok('PUT', this.at(`/own/reviews/${mine.id}/answers`), { answers })
    await student.ok('POST', this.at(`/own/reviews/${mine.id}/submit`))
  }

  /** All that somebody has still to review. */
  async reviewsAll(n: number): Promise<void> {
    while ((await this.own(n)).reviews.some(({ state }) => state === 'allocated')) await this.reviews(n)
  }

  readonly allocate = async (): Promise<Allocation> =>
    (await this.teacher.ok<{ allocation: Allocation }>('POST', this.at('/allocation'), {})).allocation

  /** The teacher makes a text for its authors; it is called the first one's. */
  async isGiven(authors: readonly number[], title: string): Promise<void> {
    const students = authors.map((n) => this.places[n - 1])
    const text = await this.teacher.ok<{ article: string }>('POST', this.at('/texts'), { students, title })
    this.articles[authors[0]! - 1] = text.article
  }

  /** The last one joins, with a text. */
  async comesLate(): Promise<void> {
    await this.join(PEOPLE, await this.letsJoin())
    const words = `Late at the ${passage(PEOPLE)}, and ${doomed(PEOPLE)}. Yesterday it rained`
    await this.isGiven([PEOPLE], words)
    await this.who(PEOPLE).sit(this.articles[PEOPLE - 1]!)
  }

  /** Moves the server's clock just past the end of the phase, for whoever has so many times its time. */
  async passesTheEnd(times = 1): Promise<void> {
    const { clock } = await this.board()
    const end = clock.since + ((clock.endsAt ?? 0) - clock.since) * times
    this.ahead += Math.max(0, end - this.clock.now()) + 1_000
  }

  /** The newest page that somebody has open with their own text. */
  readonly deskOf = (n: number): SeatedTab =>
    this.who(n).tabs.findLast(({ article, raw }) => article === this.articles[n - 1] && raw.closed === null)!

  /** Asks for everything that there is to read of the articles that are theirs, and of themselves. */
  async asksForAll(n: number): Promise<void> {
    const { reviews } = await this.own(n)
    const articles = [this.articles[n - 1]!, ...reviews.map(({ article }) => article)]
    const paths = articles.flatMap((article) => OF_ARTICLES.map((rest) => `/api/articles/${article}${rest}`))
    for (const path of [...paths, ...OF_ONESELF, ...['/own/leaks', '/own/received'].map(this.at)])
      await this.who(n).fetch('GET', path)
  }

  // ---- what nobody is told

  /**
   * Of what came to each student: names and ids of others, and moments of what others did; before the release also words that are not
   * for them.
   */
  async leaks(when: 'before' | 'after'): Promise<readonly string[]> {
    const now = (await this.server.store.records.sessionNow(this.session))!
    const inside = new Map<string, Inside>()
    for (const article of this.everyArticle(now)) inside.set(article, await this.#inside(article))
    const { kysely } = this.server.store.database!
    const { rows } = await sql<{ client: number }>`select client from clients`.execute(kysely)
    const clients = new Set<number>(rows.map(({ client }) => client))
    return everyone.flatMap((n) =>
      this.#leaksTo(n, when, now, inside, clients).map((leak) => `${handle(n)} was told: ${leak}`),
    )
  }

  #leaksTo(
    n: number,
    when: 'before' | 'after',
    now: SessionNow,
    inside: ReadonlyMap<string, Inside>,
    everyClient: ReadonlySet<number>,
  ): readonly (string | number)[] {
    const { received } = this.who(n)
    const place = this.places[n - 1]!
    const texts = now.texts.filter(({ authors }) => authors.includes(place)).map(({ article }) => article)
    const copies = now.pairs.filter(({ reviewer }) => reviewer === place).map(({ copy }) => copy)
    const known = [n, ...(this.knows.get(n) ?? [])]
    const others = everyone.filter((one) => !known.includes(one))
    const words = [
      ...others.flatMap((one) => [handle(one), handle(one).toLowerCase()]),
      ...others.flatMap((one) => [this.accounts[one - 1]!, this.places[one - 1]!]),
      ...now.texts.map(({ id }) => id),
      ...now.pairs.filter(({ reviewer }) => reviewer !== place).flatMap(({ id, copy }) => [id, copy]),
      ...this.articles.filter((article) => !texts.includes(article as ArticleId)),
      ...(when === 'before' ? others.flatMap((one) => [secret(one), remark(one)]) : []),
    ]
    const clients: number[] = []
    for (const [article, { people, clients: own }] of inside) {
      if (texts.includes(article as ArticleId)) continue
      const isCopy = copies.includes(article as ArticleId)
      const strangers = people.filter(({ account }) => !isCopy || account !== this.accounts[n - 1])
      words.push(...strangers.map(({ person }) => person))
      if (!isCopy) clients.push(...own)
    }
    const moments = received
      .moments(this.#begun - DAY, this.clock.now() + DAY)
      // Drawn by chance, it may be the seconds of a moment of these days.
      .filter(({ at }) => !everyClient.has(at / 1_000))
      .filter(({ where }) => !KNOWN_MOMENTS.some((one) => one.test(where)))
      .filter(({ where }) => !(KNOWN_ON_COPIES.test(where) && copies.some((copy) => where.includes(copy))))
      .map(({ where, at }) => `${where} ${new Date(at).toISOString()}`)
    return [...received.found(words), ...received.foundNumbers(clients), ...new Set(moments)]
  }

  async #inside(article: ArticleId): Promise<Inside> {
    const people = await this.server.store.records.people(article)
    return { people, clients: await this.clientsIn(article) }
  }

  everyArticle({ pairs }: { readonly pairs: readonly { readonly copy: ArticleId }[] }): readonly ArticleId[] {
    return [...(this.articles as ArticleId[]), ...pairs.map(({ copy }) => copy)]
  }

  /** Under whose ids something stands in an article, but for the server's: every article begins with what that has written. */
  async clientsIn(article: ArticleId): Promise<readonly number[]> {
    const doc = openDoc()
    for (const { update } of await this.server.store.log.read(article, 0, 10_000)) Y.applyUpdate(doc, update)
    return [...doc.store.clients.keys()].filter((client) => client !== SERVER_CLIENT)
  }
}

/** Who is known in an article, and under whose ids something stands in it. */
type Inside = {
  readonly people: readonly { readonly person: string; readonly account: string }[]
  readonly clients: readonly number[]
}
