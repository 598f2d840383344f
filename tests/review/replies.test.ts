/** After the release: remarks that the teacher takes back, and what authors and reviewers say to each other without knowing whom. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SessionWrites } from '../../server/store/reviews.ts'
import type { Store } from '../../server/store/store.ts'
import type { DecisionChange } from '../../shared/decisions.ts'
import type { Notice } from '../../shared/protocol/notices.ts'
import type { Received, RemarkReplies } from '../../shared/protocol/review-answers.ts'
import type { SessionReview } from '../../shared/review/session.ts'
import type { ThreadChange } from '../../shared/threads.ts'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'
import { adviser, Lesson, type Reviewing, until, type Writer } from './lesson.ts'
import type { SeatedTab } from './student.ts'

/** Nothing can be noted as done. */
let crashes = false
let server: TestServer
let teacher: TestPerson

beforeAll(async () => {
  const isDone = ({ remarks }: SessionReview) => Object.values(remarks).every(({ isDue }) => !isDue)
  const crash = crashingStore(({ reviews = [] }) => crashes && reviews.some(({ review }) => isDone(review)))
  server = await startTestServer({ wrapStore: crash })
  teacher = await adviser(server, 'Harrowgate')
}, 60_000)
afterAll(() => server.stop())

/** A store in which a change of a review that `crashes` says so of is not kept. */
const crashingStore =
  (crashes: (writes: SessionWrites) => boolean) =>
  (store: Store): Store => ({
    ...store,
    records: {
      ...store.records,
      changeReview: (session, pair, decide) =>
        store.records.changeReview(session, pair, (now) => {
          const writes = decide(now)
          if (writes !== null && crashes(writes)) throw new Error('a crash')
          return writes
        }),
    },
  })

const threadsOf = ({ student, article }: Writer) =>
  student.ok<ThreadChange>('GET', `/api/articles/${article}/threads`)
const receivedIn = (room: Lesson, { student }: Writer) =>
  student.ok<Received>('GET', room.at('/own/received'))

describe('a remark that the teacher hides after the release', () => {
  let room: Lesson
  let one: Reviewing
  let other: Reviewing
  const asked = 'Which Queensferry was it?'
  const remark = (id: string, change: object, of = one) =>
    teacher.ok<{ stays: boolean }>('PATCH', room.at(`/pairs/${of.id}/remarks/${id}`), change)
  const words = async (of: Writer) => (await threadsOf(of)).entries.map(({ body }) => body)
  const decisions = () =>
    one.of.student.ok<DecisionChange>('GET', `/api/articles/${one.of.article}/decisions`)
  const told = (tab: SeatedTab) => tab.raw.all('event').map(({ event }) => JSON.stringify(event))
  /** What somebody gets who opens the article now, and who asks for its threads and suggestions. */
  async function everything({ student, article }: Writer): Promise<string> {
    const at = (rest: string) => `/api/articles/${article}/${rest}`
    const answers = await Promise.all(
      ['threads', 'suggestions', 'decisions', 'content?format=html&view=marked'].map(async (rest) =>
        (await student.fetch('GET', at(rest))).text(),
      ),
    )
    return [...answers, JSON.stringify(await receivedIn(room, { student, article }))].join('\n')
  }

  beforeAll(async () => {
    const names = ['Ferngully', 'Marrowbone', 'Tanglewood']
    room = await Lesson.reviewed(server, teacher, names)
    const made = await room.allReview(asked)
    one = made[0]!
    other = made[1]!
    await room.enter('release')
  }, 60_000)

  it('leaves the article for good, over HTTP and on open pages, with a trace and without a word', async () => {
    const tab = await one.of.student.sit(one.of.article)
    const before = await threadsOf(one.of)
    expect(await words(one.of)).toContain(asked)
    await one.of.student.ok(
      'POST',
      `/api/articles/${one.of.article}/threads/${before.threads[0]!.id}/comments`,
      {
        body: 'The Queensferry of the north.',
      },
    )
    await until(() => told(tab).some((event) => event.includes('Queensferry of the north')))
    await remark(one.thread, { hidden: 'not kind' })
    await until(() => told(tab).some((event) => event.includes('takenBack')))
    expect(told(tab).at(-1)).not.toContain('Queensferry')
    expect(await everything(one.of)).not.toContain('Queensferry')

    const after = await threadsOf(one.of)
    expect(after.threads.map(({ anchor }) => anchor)).toEqual([null])
    const taken = after.entries.find(({ kind }) => kind === 'takenBack')!
    expect(after.people.find(({ person }) => person === taken.by)?.name).toBe('Teacher')
    expect(taken.at % 3_600_000).toBe(0)
    const thread = after.threads[0]!.id
    for (const [method, rest, body] of [
      ['POST', '/comments', { body: 'still here' }],
      ['PATCH', '', { status: 'resolved' }],
      ['DELETE', `/comments/${after.entries.find(({ kind }) => kind === 'comment')!.id}`, undefined],
    ] as const)
      expect(
        await one.of.student.refused(
          method,
          `/api/articles/${one.of.article}/threads/${thread}${rest}`,
          body,
        ),
      ).toMatchObject({ status: 410 })
    const { reviews } = await receivedIn(room, one.of)
    expect(reviews.map(({ takenBack, remarks }) => [takenBack, remarks.length])).toEqual([[1, 1]])
    // The others have theirs.
    expect(await words(other.of)).toEqual([asked])
  })

  it('says so in notices as well', async () => {
    const { notices } = await one.of.student.ok<{ notices: { excerpt: string }[] }>('GET', '/api/notices')
    expect(JSON.stringify(notices)).not.toContain('Queensferry')
  })

  it('is so after a restart, and comes back as it was', async () => {
    await server.restart()
    expect(await everything(one.of)).not.toContain('Queensferry')
    const [before] = (await threadsOf(other.of)).threads
    const tab = await one.of.student.sit(one.of.article)
    const heard = tab.raw.heard.length
    await remark(one.thread, { hidden: null })
    await until(() => JSON.stringify(tab.raw.heard.slice(heard)).includes(asked))
    const { threads, entries } = await threadsOf(one.of)
    expect(threads.map(({ anchor }) => anchor?.quote)).toEqual([before?.anchor?.quote])
    expect(entries.map(({ body }) => body).filter((body) => body !== '')).toEqual([
      asked,
      'The Queensferry of the north.',
    ])
    expect((await receivedIn(room, one.of)).reviews[0]).toMatchObject({ takenBack: 0 })
  })

  it('takes what was suggested with it, which its author cannot bring back', async () => {
    const tab = await one.of.student.sit(one.of.article)
    expect(tab.listed().map(({ text }) => text)).toEqual([' or two'])
    const listed = tab.listed()[0]!.id
    expect(await remark(one.suggestion, { hidden: 'wrong' })).toMatchObject({ stays: false })
    await until(() => tab.listed().length === 0)
    // What stood around other words stays with what was said about them.
    expect((await everything(one.of)).replace(/"(before|after)":"[^"]*"/g, '')).not.toContain(' or two')
    const { decisions: log } = await decisions()
    expect(log[0]).toMatchObject({ verb: 'reject', parts: [], reopens: false })
    const reopen = `/api/articles/${one.of.article}/decisions/${log[0]!.number}/reopen`
    expect(await one.of.student.refused('POST', reopen)).toMatchObject({ status: 403 })
    const { entries } = await threadsOf(one.of)
    expect(entries.filter(({ kind }) => kind === 'takenBack').length).toBe(2)

    await server.restart()
    await remark(one.suggestion, { hidden: null })
    const again = await one.of.student.sit(one.of.article)
    expect(again.listed().map(({ id, text }) => [id, text])).toEqual([[listed, ' or two']])
    const trace = (await threadsOf(one.of)).threads.filter(({ removed, anchor }) => !removed && !anchor)
    expect(trace).toEqual([])
    // Once more, and back.
    await remark(one.suggestion, { hidden: 'still wrong' })
    await until(() => again.listed().length === 0)
    await remark(one.suggestion, { hidden: null })
    await until(() => again.listed().length === 1)
  })

  it('leaves what its author has accepted, and says so to the teacher', async () => {
    const { student, article } = other.of
    const tab = await student.sit(article)
    const [listed] = tab.listed()
    await student.ok('POST', `/api/articles/${article}/suggestions/${listed!.id}/decision`, {
      decision: 'accept',
    })
    expect(await remark(other.suggestion, { hidden: 'too late' }, other)).toMatchObject({ stays: true })
    await until(() => tab.words.includes('A day or two'))
    expect(await remark(other.suggestion, { hidden: null }, other)).toMatchObject({ stays: false })
    expect(tab.words).toContain('A day or two')
  })

  it('is made good at the next start where a crash came between', async () => {
    crashes = true
    const path = room.at(`/pairs/${one.id}/remarks/${one.thread}`)
    expect((await teacher.fetch('PATCH', path, { hidden: 'not kind' })).status).toBe(500)
    crashes = false
    const { records } = server.store
    expect(await records.dueReviews()).toEqual([{ session: room.session, pair: one.id }])
    await server.restart()
    await until(async () => (await server.store.records.dueReviews()).length === 0)
    expect(await words(one.of)).not.toContain(asked)
    await remark(one.thread, { hidden: null })
    expect(await words(one.of)).toContain(asked)
  })

  it('lands late where it was hidden before the release', async () => {
    await room.enter('review')
    await room.enter('hold')
    // A new round: everything is written anew.
    await room.enter('drafting')
    await room.enter('lock')
    await room.allocate()
    await room.enter('review')
    const [again] = await room.allReview('Is it Bannockburn?')
    await remark(again!.thread, { hidden: 'wait' }, again)
    await room.enter('release')
    expect(await words(again!.of)).not.toContain('Is it Bannockburn?')
    expect((await receivedIn(room, again!.of)).reviews[0]).toMatchObject({ takenBack: 0 })
    await remark(again!.thread, { hidden: null }, again)
    expect((await words(again!.of)).filter((body) => body === 'Is it Bannockburn?')).toHaveLength(1)
    expect((await receivedIn(room, again!.of)).reviews[0]?.remarks).toHaveLength(2)
  }, 60_000)
})

describe('what authors and reviewers say to each other', () => {
  let room: Lesson
  let one: Reviewing
  const names = ['Ollerenshaw', 'Pocklington', 'Quartermaine']
  const asked = 'Which sea?'
  const toOwn = (of = one, by = of.by) =>
    by.student.ok<{ remarks: readonly RemarkReplies[] }>('GET', room.at(`/own/reviews/${of.id}/replies`))
  const answerPath = (of = one, remark = of.thread) => room.at(`/own/reviews/${of.id}/replies/${remark}`)
  const say = async (by: TestPerson, body: string) => {
    const { threads, people } = await threadsOf(one.of)
    const readers = people.filter(({ name }) => name.startsWith('Reader')).map(({ person }) => person)
    const thread = threads.find((known) => readers.includes(known.by))!.id
    await by.ok('POST', `/api/articles/${one.of.article}/threads/${thread}/comments`, { body })
  }

  beforeAll(async () => {
    room = await Lesson.reviewed(server, teacher, names)
    ;[one] = (await room.allReview(asked)) as [Reviewing]
  }, 60_000)

  it('is nothing before the release, and nobody else’s', async () => {
    for (const phase of ['review', 'hold'] as const) {
      await room.enter(phase)
      const { student } = one.by
      expect(await student.refused('POST', answerPath(), { body: 'x' })).toMatchObject({ status: 403 })
      const path = room.at(`/own/reviews/${one.id}/replies`)
      expect(await student.refused('GET', path)).toMatchObject({ status: 403 })
      for (const other of room.students.filter((some) => some !== student)) {
        expect(await other.refused('GET', path)).toMatchObject({ status: 404 })
        expect(await other.refused('POST', answerPath(), { body: 'x' })).toMatchObject({
          status: 404,
        })
      }
    }
    await room.enter('release')
    expect((await toOwn()).remarks).toEqual([])
  })

  it('begins with the author: a reviewer answers once they have replied', async () => {
    expect(await one.by.student.refused('POST', answerPath(), { body: 'x' })).toMatchObject({
      code: 'forbidden',
    })
    const editor = await server.person('Inkpenworth')
    await one.of.student.ok('PUT', `/api/articles/${one.of.article}/members/${editor.account}`, {
      role: 'suggester',
    })
    await say(editor, 'Only between us editors.')
    await say(teacher, `A good question, ${one.of.student.handle}.`)
    expect(await one.by.student.refused('POST', answerPath(), { body: 'x' })).toMatchObject({ status: 403 })
    const { people } = await one.of.student.ok<{ people: { person: string; name: string }[] }>(
      'GET',
      `/api/articles/${one.of.article}/mentionable`,
    )
    const named = people.find(({ name }) => name === 'Inkpenworth')!.person
    await say(one.of.student, `The North Sea, says ${one.of.student.handle} with @{${named}}.`)

    const [said] = (await toOwn()).remarks
    expect(said).toMatchObject({ remark: one.thread, mayAnswer: true })
    expect(said?.replies.map(({ by, number, body }) => [by, number, body])).toEqual([
      ['teacher', null, 'A good question, ….'],
      ['author', null, 'The North Sea, says … with @….'],
    ])
    expect(said?.replies.every(({ at }) => at % 3_600_000 === 0)).toBe(true)
    const { remarks } = await teacher.ok<{ remarks: readonly RemarkReplies[] }>(
      'GET',
      room.at(`/pairs/${one.id}/replies`),
    )
    expect(remarks[0]?.replies).toHaveLength(2)
  })

  it('the answer stands in the author’s thread under the pen name, to the hour, once', async () => {
    const id = 'abcdefgh23456789'
    const body = `So says ${one.by.student.handle}: write that. @{abcdefgh23}`
    for (const _ of [1, 2]) await one.by.student.ok('POST', answerPath(), { id, body })
    const { entries, people } = await threadsOf(one.of)
    const answers = entries.filter((entry) => entry.body.startsWith('So says'))
    expect(answers.map((entry) => entry.body)).toEqual(['So says …: write that. @…'])
    const [answer] = answers
    expect(people.find(({ person }) => person === answer!.by)?.name).toMatch(/^Reader \d$/)
    expect([answer!.at % 3_600_000, answer!.id === id]).toEqual([0, false])
    const [said] = (await toOwn()).remarks
    expect(said?.replies.map(({ by }) => by)).toEqual(['teacher', 'author', 'reviewer'])
  })

  it('both are told of it, and neither of whom', async () => {
    type Told = { notices: readonly Notice[] }
    const told = async (writer: Writer) => (await writer.student.ok<Told>('GET', '/api/notices')).notices
    await until(async () => (await told(one.by)).some(({ kind }) => kind === 'answered'))
    const forReviewer = (await told(one.by)).filter(({ kind }) => kind === 'answered')
    expect(forReviewer).toHaveLength(1)
    expect(forReviewer[0]).toMatchObject({ article: one.copy, by: '', excerpt: '', session: room.session })
    expect([forReviewer[0]!.title, forReviewer[0]!.at % 3_600_000]).toEqual([
      expect.stringMatching(/^Article \d+$/),
      0,
    ])
    await until(async () => (await told(one.of)).some(({ excerpt }) => excerpt.startsWith('So says')))
    const forAuthor = (await told(one.of)).find(({ excerpt }) => excerpt.startsWith('So says'))
    expect(forAuthor?.by).toMatch(/^Reader \d$/)
  })

  it('no byte tells anybody of another', async () => {
    await one.by.student.sit(one.copy)
    await one.of.student.sit(one.of.article)
    for (const student of room.students)
      expect([
        student.handle,
        student.received.found(names.filter((name) => name !== student.handle)),
      ]).toEqual([student.handle, []])
    // What they were to get is there: the search would find it.
    expect(one.by.student.received.found(['The North Sea', one.by.student.handle])).toHaveLength(2)
    expect(one.by.student.received.found(['Only between us', 'Inkpenworth', one.of.article])).toEqual([])
  })

  it('what is suggested is talked about the same way', async () => {
    const tab = await one.of.student.sit(one.of.article)
    const [suggestion] = tab.listed()
    await one.of.student.ok('POST', `/api/articles/${one.of.article}/threads`, {
      anchor: { suggestion: suggestion!.id },
      body: 'Why two?',
    })
    const { remarks } = await toOwn()
    expect(remarks.map(({ remark }) => remark).sort()).toEqual([one.suggestion, one.thread].sort())
    await one.by.student.ok('POST', answerPath(one, one.suggestion), { body: 'It was two.' })
    expect((await threadsOf(one.of)).entries.map(({ body }) => body)).toContain('It was two.')
  })

  it('a remark that is taken back takes the talk about it along', async () => {
    const path = room.at(`/pairs/${one.id}/remarks/${one.thread}`)
    await teacher.ok('PATCH', path, { hidden: 'that is enough' })
    expect((await toOwn()).remarks.map(({ remark }) => remark)).toEqual([one.suggestion])
    expect(await one.by.student.refused('POST', answerPath(), { body: 'x' })).toMatchObject({ status: 410 })
    await teacher.ok('PATCH', path, { hidden: null })
    expect((await toOwn()).remarks).toHaveLength(2)
  })

  it('ends with the session: it can be read, and what the author says then is theirs', async () => {
    await room.enter('closed')
    const before = (await toOwn()).remarks
    expect(before.map(({ mayAnswer }) => mayAnswer)).toEqual([false, false])
    expect(await one.by.student.refused('POST', answerPath(), { body: 'x' })).toMatchObject({ status: 403 })
    await say(one.of.student, 'A note to myself.')
    expect((await toOwn()).remarks).toEqual(before)
  })
})

it('a text is its author’s as ever before its session begins and when it is over, and no reviewer’s', async () => {
  const names = ['Rowbottom', 'Smallweed', 'Tulkinghorn']
  const room = await Lesson.reviewed(server, teacher, names)
  const [one] = (await room.allReview('Which sea?')) as [Reviewing]
  const roleNow = async ({ student }: Writer, article: string) => {
    const response = await student.fetch('GET', `/api/articles/${article}`)
    return response.ok ? ((await response.json()) as { role: string }).role : response.status
  }
  const roles = async () => [await roleNow(one.of, one.of.article), await roleNow(one.by, one.of.article)]
  expect(await roles()).toEqual(['commenter', 404])
  for (const phase of ['closed', 'setup'] as const) {
    await room.enter(phase)
    expect([phase, ...(await roles())]).toEqual([phase, 'owner', 404])
    const tab = await one.of.student.sit(one.of.article)
    await tab.write('A day', ` (${phase})`)
    const copy = await one.by.student.fetch('POST', `/api/articles/${one.copy}/threads`, { body: 'late' })
    expect([phase, copy.status]).toEqual([phase, phase === 'setup' ? 404 : 403])
  }
}, 60_000)

it('who may be mentioned in a text are those who may read it in that phase', async () => {
  const names = ['Umberleigh', 'Vavasour', 'Winterbourne']
  const room = await Lesson.drafted(server, teacher, names)
  const [{ student, article }] = room.writers as [Writer]
  const editor = await server.person('Inkwell')
  await student.ok('PUT', `/api/articles/${article}/members/${editor.account}`, { role: 'suggester' })
  const listed = async () =>
    (
      await student.ok<{ people: { name: string }[] }>('GET', `/api/articles/${article}/mentionable`)
    ).people.map(({ name }) => name)
  const [mine, teaches] = [names[0], teacher.name]
  expect(await listed()).toEqual(expect.arrayContaining([mine, teaches, 'Inkwell']))
  for (const phase of ['lock', 'hold'] as const) {
    await room.enter(phase)
    expect(await listed()).not.toContain('Inkwell')
    expect(await listed()).toEqual(expect.arrayContaining([mine, teaches]))
  }
  await room.enter('release')
  expect(await listed()).toContain('Inkwell')
}, 60_000)
