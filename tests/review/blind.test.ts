/**
 * Everybody of a class asks for everything that there is, in every phase, by the true ids, which a real attacker would have to guess: no
 * byte of any answer, header or frame tells them of anybody, and what is not theirs looks as if it were not there.
 */

import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ArticleId } from '../../shared/ids.ts'
import type { Phase } from '../../shared/review/phase.ts'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'
import { adviser, Lesson } from './lesson.ts'
import { SeatedTab, type Student } from './student.ts'

const HANDLES = ['Ferngully', 'Marrowbone', 'Tanglewood']
const EVERYBODY = [0, 1, 2]
const LATER: readonly Phase[] = ['review', 'hold', 'release', 'closed']

let server: TestServer
let teacher: TestPerson
let lesson: Lesson
const accounts: string[] = []

beforeAll(async () => {
  server = await startTestServer()
  teacher = await adviser(server, 'Harrowgate')
  lesson = await Lesson.drafted(server, teacher, HANDLES, {
    settings: {
      reviewsPerText: 2,
      rubric: [{ id: 'note', kind: 'comment', title: 'Why?', weight: 0, wordsMin: 0 }],
    },
  })
  for (const n of EVERYBODY)
    accounts[n] = (await lesson.who(n).ok<{ account: { id: string } }>('GET', '/api/me')).account.id
}, 60_000)
afterAll(() => server.stop())

/** What there is of a session, as only the server knows it. */
async function everything() {
  const { records } = server.store
  const { texts } = await lesson.board()
  const pairs = await lesson.pairs()
  const reviews = texts.flatMap((text) =>
    text.reviews.map((review) => ({
      ...review,
      text: text.id,
      live: text.article,
      reviewer: lesson.places.indexOf(pairs.find(({ id }) => id === review.id)?.reviewer ?? ''),
    })),
  )
  const copies = await Promise.all(
    reviews.map(async (review) => {
      const { threads, entries } = await records.threadsSince(review.copy as ArticleId, 0)
      const people = await records.people(review.copy as ArticleId)
      const row = await records.article(review.copy as ArticleId)
      return {
        ...review,
        said: [...threads, ...entries].map(({ id }) => id),
        // When they did it. Copies that were handed out together are as old as each other.
        moments: [
          ...[...threads, ...entries].map(({ at }) => at),
          ...(row && row.updatedAt > row.createdAt ? [row.updatedAt] : []),
        ].map(String),
        persons: people.map(({ person }) => person as string),
      }
    }),
  )
  return { texts, copies }
}

const ARTICLE_PARTS = [
  '',
  '/content?format=json&authors=1',
  '/content?format=html',
  '/content?format=markdown&view=final',
  '/threads',
  '/mentionable',
  '/authors',
  '/suggestions',
  '/decisions',
  '/versions',
  '/members',
  '/groups',
  '/links',
  '/requests',
  '/freeze',
  '/mute',
]
const ELSEWHERE = [
  '/api/me',
  '/api/me/export',
  '/api/articles',
  '/api/articles?trashed=true',
  '/api/notices',
  '/api/people',
  '/api/groups',
  '/api/classes',
  '/api/sessions',
  '/api/audit',
]
const OF_SESSION = [
  '',
  '/own',
  '/own/leaks',
  '/own/received',
  '/pairs',
  '/reviews',
  '/allocation',
  '/leaks',
  '/grades',
  '/grades.csv',
  '/phase/release',
]

/** Whatever can be asked for, of everything. */
async function askForAll(student: Student, all: readonly string[]) {
  const paths = [
    ...ELSEWHERE,
    ...OF_SESSION.map((rest) => lesson.at(rest)),
    lesson.ofClass(),
    ...all.flatMap((article) => ARTICLE_PARTS.map((part) => `/api/articles/${article}${part}`)),
  ]
  const failed: string[] = []
  for (const path of paths) {
    const { status } = await student.fetch('GET', path)
    if (status >= 500) failed.push(`${path}: ${status}`)
  }
  for (const article of all) {
    const raw = SeatedTab.connect(student, article)
    await raw.until(() => raw.closed ?? raw.heard.find(({ type }) => type === 'hello'))
    await raw.close()
  }
  return failed
}

const about = (n: number) => [HANDLES[n]!, HANDLES[n]!.toLowerCase(), accounts[n]!, lesson.places[n]!]

it('whoever asks for everything in every phase learns of nobody', async () => {
  await lesson.enter('lock')
  await lesson.allocate()
  for (const phase of LATER) {
    await lesson.enter(phase)
    if (phase === 'review') {
      for (const n of EVERYBODY) {
        const { id } = await lesson.remark(n, `Which sea is number ${n}?`)
        const answers = { note: { comment: `Because of ${n}.`, value: null } }
        await lesson.who(n).ok('PUT', lesson.at(`/own/reviews/${id}/answers`), { answers })
        await lesson.who(n).ok('POST', lesson.at(`/own/reviews/${id}/submit`))
      }
      await teacher.ok('POST', lesson.at(`/texts/${(await lesson.board()).texts[0]!.id}/notes`), {
        body: 'Well observed.',
      })
    }
    const all = await everything()
    const isOut = phase === 'release' || phase === 'closed'
    for (const n of EVERYBODY) {
      const student = lesson.who(n)
      const own = all.texts.find(({ article }) => article === lesson.articles[n])!
      const others = EVERYBODY.filter((one) => one !== n)
      const isAll = n === 0 && (phase === 'review' || phase === 'release')
      const mine = all.copies.filter(({ reviewer }) => reviewer === n)
      const asked = [own.article, ...mine.map(({ copy }) => copy)]
      const strange = [...lesson.articles, ...all.copies.map(({ copy }) => copy)]
      const failed = await askForAll(student, isAll ? strange : asked)
      const notTheirs = all.copies.filter(({ reviewer }) => reviewer !== n)
      const foreign = [
        ...others.flatMap(about),
        // Nothing of the articles whose copies they have, or of the copies that others have.
        ...all.texts.flatMap(({ id, article }) => (article === own.article ? [id] : [id, article])),
        ...notTheirs.flatMap(({ id, copy, said, persons, moments }) => [
          id,
          copy,
          ...said,
          ...persons,
          ...moments,
        ]),
        ...(isOut ? [] : notTheirs.map(({ reviewer }) => `Which sea is number ${reviewer}?`)),
      ]
      expect([phase, HANDLES[n], failed, student.received.found(foreign)]).toEqual([
        phase,
        HANDLES[n],
        [],
        [],
      ])
    }
  }
  // What they were to get has come: the search would find it.
  for (const n of EVERYBODY) {
    const { reviews } = await lesson.received(n)
    expect(lesson.who(n).received.found([lesson.articles[n]!, HANDLES[n]!])).toHaveLength(2)
    for (const { remarks } of reviews) expect(remarks.length).toBeLessThanOrEqual(2)
  }
  // Under which number others have it is nothing to its author.
  for (const n of EVERYBODY)
    expect((await lesson.own(n)).text).toEqual({ article: lesson.articles[n], others: [], plan: '' })
  const remarks = (await Promise.all(EVERYBODY.map((n) => lesson.received(n)))).flatMap(({ reviews }) =>
    reviews.flatMap((one) => one.remarks),
  )
  expect(remarks).toHaveLength(6)
}, 120_000)

const NO_ARTICLE = 'abcdefgh23456789'
const NO_ID = 'abcdefgh2345'
const ranges = [1, 0, 1]
const decide = { decision: 'accept' }
type Ids = { readonly article: string; readonly pair: string; readonly thread: string; readonly text: string }
/** Whatever writes something, about what is not theirs. */
const WRITES: readonly (readonly [string, (ids: Ids) => string, unknown?])[] = [
  ['DELETE', ({ article }) => `/api/articles/${article}`],
  ['PATCH', ({ article }) => `/api/articles/${article}`, { trashed: true }],
  ['PUT', ({ article }) => `/api/articles/${article}/members/nobody`, { role: 'viewer' }],
  ['POST', ({ article }) => `/api/articles/${article}/hand-over`, { to: 'nobody' }],
  ['PUT', ({ article }) => `/api/articles/${article}/freeze`, { at: 0, name: 'x' }],
  ['POST', ({ article }) => `/api/articles/${article}/links`, { role: 'viewer' }],
  ['POST', ({ article }) => `/api/articles/${article}/requests`, { role: 'viewer' }],
  ['POST', ({ article }) => `/api/articles/${article}/versions`, { name: 'x' }],
  ['POST', ({ article }) => `/api/articles/${article}/threads`, { anchor: { ranges }, body: 'x' }],
  ['PUT', ({ article }) => `/api/articles/${article}/threads/read`, { threads: {} }],
  ['PUT', ({ article }) => `/api/articles/${article}/mute`, { muted: true }],
  ['PATCH', ({ article, thread }) => `/api/articles/${article}/threads/${thread}`, { status: 'resolved' }],
  ['POST', ({ article, thread }) => `/api/articles/${article}/threads/${thread}/comments`, { body: 'x' }],
  ['POST', ({ article }) => `/api/articles/${article}/suggestions/1.1/decision`, decide],
  ['PUT', () => lesson.at('/own/text'), null],
  ...(['open', 'submit'] as const).map(
    (what) => ['POST', ({ pair }: Ids) => lesson.at(`/own/reviews/${pair}/${what}`)] as const,
  ),
  ['POST', ({ pair }) => lesson.at(`/own/reviews/${pair}/decline`), { reason: 'x' }],
  ['PUT', ({ pair }) => lesson.at(`/own/reviews/${pair}/answers`), { answers: {} }],
  [
    'PUT',
    ({ pair, thread }) => lesson.at(`/own/reviews/${pair}/remarks/${thread}`),
    { describes: true, evaluates: true, suggests: true },
  ],
  ['PATCH', ({ thread }) => lesson.at(`/own/received/${thread}`), { rating: 1 }],
  ['PATCH', ({ pair }) => lesson.at(`/pairs/${pair}`), { isReopened: true }],
  ['PATCH', ({ pair, thread }) => lesson.at(`/pairs/${pair}/remarks/${thread}`), { hidden: 'x' }],
  ['PATCH', ({ text }) => lesson.at(`/texts/${text}`), { override: null }],
  ['POST', ({ text }) => lesson.at(`/texts/${text}/notes`), { body: 'x' }],
  ['DELETE', ({ text }) => lesson.at(`/texts/${text}`)],
]

it.each(LATER)(
  'in %s what is not theirs looks as if it were not there, also to who would change it',
  async (phase) => {
    const all = await everything()
    await lesson.enter(phase)
    // By turns those who have not asked for everything before: they would be told that they ask for too much.
    const n = 1 + (LATER.indexOf(phase) % 2)
    const student = lesson.who(n)
    const other = all.copies.find(({ reviewer }) => reviewer !== n)!
    const strange = all.texts.find(({ article }) => article === lesson.articles[(n + 1) % EVERYBODY.length])!
    const told = async (ids: Ids, [method, path, body]: (typeof WRITES)[number]) => {
      const sent = body === null ? { article: ids.article } : body
      const response = await student.fetch(method, path(ids), sent)
      const headers = [...response.headers].filter(([name]) => name !== 'date')
      return [path(ids).replaceAll(/[0-9a-z]{12,16}/g, '…'), response.status, headers, await response.text()]
    }
    for (const write of WRITES) {
      const [thread = NO_ARTICLE] = other.said
      const nothing = await told({ article: NO_ARTICLE, pair: NO_ID, thread: NO_ARTICLE, text: NO_ID }, write)
      const ids = { pair: other.id, thread, text: strange.id }
      expect([404, 202, 403]).toContain(nothing[1])
      for (const article of [other.copy, strange.article])
        expect(await told({ ...ids, article }, write)).toEqual(nothing)
    }
    const after = await everything()
    expect(after.copies.map(({ said, state }) => [said, state])).toEqual(
      all.copies.map(({ said, state }) => [said, state]),
    )
  },
  60_000,
)
