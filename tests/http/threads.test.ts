/** Threads over HTTP: who may say, change and delete what; what is refused changes nothing; what was sent twice is there once. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { threadChangeAnswer, threadsAnswer } from '../../shared/protocol/threads.ts'
import type { ThreadChange } from '../../shared/threads.ts'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'

let server: TestServer
let owner: TestPerson
let editor: TestPerson
let ann: TestPerson
let bob: TestPerson
let viewer: TestPerson
let article: string

beforeAll(async () => {
  server = await startTestServer()
  const names = ['owner', 'editor', 'ann', 'bob', 'viewer']
  ;[owner, editor, ann, bob, viewer] = (await Promise.all(names.map((name) => server.person(name)))) as [
    TestPerson,
    TestPerson,
    TestPerson,
    TestPerson,
    TestPerson,
  ]
}, 60_000)
afterAll(() => server.stop())
beforeEach(async () => {
  article = (await owner.article('Title')).id
  await owner.share(article, editor, 'editor')
  await owner.share(article, ann, 'commenter')
  await owner.share(article, bob, 'commenter')
  await owner.share(article, viewer, 'viewer')
})

const at = (rest = '') => `/api/articles/${article}/threads${rest}`
const newId = (() => {
  let made = 0
  return () => String(++made).padStart(16, '0')
})()

type Started = { readonly thread: string; readonly comment: string; readonly change: ThreadChange }

/** A thread by somebody; ids of thread and first comment. */
async function started(by: TestPerson, body = 'What is this?', more: object = {}): Promise<Started> {
  const [thread, comment] = [newId(), newId()]
  const change = await by.ok<ThreadChange>('POST', at(), { id: thread, comment, body, ...more })
  return { thread, comment, change }
}
const all = (by = owner, since = 0) =>
  by.ok<ThreadChange & { read: Record<string, number> }>('GET', at(`?since=${since}`))
/** Who somebody is in the article. */
async function personOf(who: TestPerson): Promise<string> {
  const people = await server.store.records.people(article as never)
  const found = people.find(({ account }) => account === who.account)
  return found!.person
}

describe('a thread', () => {
  it('is started, answered, and read with the names of everybody in it', async () => {
    const { thread, comment, change } = await started(ann)
    expect(threadChangeAnswer.parse(change)).toEqual(change)
    const person = await personOf(ann)
    expect(change).toEqual({
      rev: 1,
      threads: [
        {
          id: thread,
          by: person,
          at: expect.any(Number),
          anchor: null,
          status: 'open',
          assignee: null,
          removed: false,
          rev: 1,
        },
      ],
      entries: [
        {
          id: comment,
          thread,
          order: 1,
          rev: 1,
          kind: 'comment',
          by: person,
          at: expect.any(Number),
          body: 'What is this?',
          assignee: null,
          editedAt: null,
          deletedBy: null,
          reactions: [],
        },
      ],
      people: [{ person, name: 'ann', guest: false }],
    })
    const second = await bob.ok<ThreadChange>('POST', at(`/${thread}/comments`), { body: '  A joke.  ' })
    expect(second).toMatchObject({ rev: 2, threads: [], entries: [{ order: 2, body: 'A joke.' }] })
    const seen = await all(editor)
    expect(threadsAnswer.parse(seen)).toEqual(seen)
    expect(seen.entries.map(({ body }) => body)).toEqual(['What is this?', 'A joke.'])
    expect(seen.people.map(({ name }) => name).sort()).toEqual(['ann', 'bob'])
    expect(await all(editor, 1)).toMatchObject({ rev: 2, threads: [], entries: [{ order: 2 }] })
  })
})
