/** Threads over HTTP: who may say, change and delete what; what is refused changes nothing; what was sent twice is there once. */

import { type Kysely, type KyselyPlugin, sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { Store } from '../../server/store/store.ts'
import { anchoredText } from '../../shared/article/anchor.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import { threadUnitsMax } from '../../shared/limits.ts'
import { mentionableAnswer, threadChangeAnswer, threadsAnswer } from '../../shared/protocol/threads.ts'
import type { ThreadChange } from '../../shared/threads.ts'
import { Gate } from '../support/gate.ts'
import { Program } from '../support/program.ts'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'

/** Where whoever names somebody is looked up. */
const gate = new Gate()
let server: TestServer
let owner: TestPerson
let editor: TestPerson
let ann: TestPerson
let bob: TestPerson
let viewer: TestPerson
let article: string

beforeAll(async () => {
  server = await startTestServer({
    wrapStore: (store) => ({
      ...store,
      records: {
        ...store.records,
        people: async (of) => {
          await gate.pass()
          return store.records.people(of)
        },
      },
    }),
  })
  const names = ['owner', 'editor', 'ann', 'bob', 'viewer']
  ;[owner, editor, ann, bob, viewer] = (await Promise.all(names.map((name) => server.person(name)))) as [
    TestPerson,
    TestPerson,
    TestPerson,
    TestPerson,
    TestPerson,
  ]
}, 120_000)
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
/** The tables that hold these words in some column. */
async function rowsWith(words: string): Promise<string[]> {
  const kysely = server.store.database!.kysely as Kysely<unknown>
  const tables = await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(
    kysely,
  )
  const found: string[] = []
  for (const { name } of tables.rows) {
    const { rows } = await sql<object>`select * from ${sql.table(name)}`.execute(kysely)
    if (rows.some((row) => Object.values(row).some((value) => String(value).includes(words))))
      found.push(name)
  }
  return found
}
/** Unused ids to edit under. */
const freeEven = (() => {
  let id = 60_000
  return () => {
    id += 2
    return id
  }
})()
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

  it('sent again is there once, also after a restart; another’s or another text under its id is refused', async () => {
    const { thread, comment, change } = await started(ann)
    const same = { id: thread, comment, body: 'What is this?' }
    const { rev, threads, entries } = change
    await server.restart()
    await ann.signIn()
    expect(await ann.ok('POST', at(), same)).toMatchObject({ rev, threads, entries })
    expect(await ann.ok('POST', at(), { id: thread, body: 'What is this?' })).toMatchObject({ rev })
    const conflict = { status: 409, code: 'conflict' }
    await bob.signIn()
    expect(await bob.refused('POST', at(), same)).toEqual(conflict)
    expect(await ann.refused('POST', at(), { ...same, body: 'Else' })).toEqual(conflict)
    expect(await ann.refused('POST', at(), { ...same, comment: newId() })).toEqual(conflict)
    const reply = { id: newId(), body: 'An answer' }
    const first = await bob.ok<ThreadChange>('POST', at(`/${thread}/comments`), reply)
    expect(await bob.ok('POST', at(`/${thread}/comments`), reply)).toMatchObject({ rev: first.rev })
    for (const [who, body] of [
      [ann, reply],
      [bob, { ...reply, body: 'Another' }],
      [bob, { ...reply, assignee: await personOf(bob) }],
    ] as const)
      expect(await who.refused('POST', at(`/${thread}/comments`), body)).toEqual(conflict)
    const other = await started(ann)
    expect(await bob.refused('POST', at(`/${other.thread}/comments`), reply)).toEqual(conflict)
    expect((await all()).entries).toHaveLength(3)
    // What has been edited since is still the same comment.
    await bob.ok('PATCH', at(`/${thread}/comments/${reply.id}`), { body: 'Better' })
    expect(await bob.ok('POST', at(`/${thread}/comments`), reply)).toMatchObject({ rev: first.rev + 2 })
    for (const one of [owner, editor, viewer]) await one.signIn()
  })

  it('has an id of its article only', async () => {
    const { thread, comment } = await started(ann)
    const other = (await owner.article('Other')).id
    for (const [method, rest, body] of [
      ['POST', `/${thread}/comments`, { body: 'x' }],
      ['PATCH', `/${thread}`, { status: 'resolved' }],
      ['PATCH', `/${thread}/comments/${comment}`, { body: 'x' }],
      ['DELETE', `/${thread}/comments/${comment}`, undefined],
    ] as const)
      expect(await owner.refused(method, `/api/articles/${other}/threads${rest}`, body)).toEqual({
        status: 404,
        code: 'not-found',
      })
    await owner.ok('POST', `/api/articles/${other}/threads`, { id: thread, comment, body: 'Mine' })
    expect(await all()).toMatchObject({ rev: 1, entries: [{ body: 'What is this?' }] })
  })

  it('is resolved by who started it, who it is assigned to, or an editor; anybody opens it again', async () => {
    const { thread } = await started(ann)
    const set = (who: TestPerson, status: string) =>
      who.ok<ThreadChange>('PATCH', at(`/${thread}`), { status })
    expect(await bob.refused('PATCH', at(`/${thread}`), { status: 'resolved' })).toMatchObject({
      status: 403,
    })
    expect(await set(ann, 'resolved')).toMatchObject({
      threads: [{ status: 'resolved' }],
      entries: [{ kind: 'resolved', by: await personOf(ann), body: '' }],
    })
    expect(await bob.refused('PATCH', at(`/${thread}`), { status: 'resolved' })).toMatchObject({
      status: 403,
    })
    await started(bob) // so that bob is somebody here
    expect(await set(bob, 'open')).toMatchObject({ entries: [{ kind: 'reopened', by: await personOf(bob) }] })
    await ann.ok('PATCH', at(`/${thread}`), { assignee: await personOf(bob) })
    await set(bob, 'resolved')
    await set(bob, 'open')
    await ann.ok('PATCH', at(`/${thread}`), { assignee: null })
    expect(await bob.refused('PATCH', at(`/${thread}`), { status: 'resolved' })).toMatchObject({
      status: 403,
    })
    await set(editor, 'resolved')
    const before = await all()
    expect(await set(owner, 'resolved')).toMatchObject({ rev: before.rev })
    expect(await all()).toEqual(before)
  })

  it('is resolved once when two do it at once', async () => {
    const { thread } = await started(ann)
    await Promise.all(
      [ann, editor, owner].map((who) => who.ok('PATCH', at(`/${thread}`), { status: 'resolved' })),
    )
    const { rev, entries } = await all()
    expect([rev, entries.map(({ kind }) => kind)]).toEqual([2, ['comment', 'resolved']])
  })

  it('that is resolved is opened again by a comment, which says so first', async () => {
    const { thread } = await started(ann)
    await ann.ok('PATCH', at(`/${thread}`), { status: 'resolved' })
    expect(await bob.ok('POST', at(`/${thread}/comments`), { body: 'But' })).toMatchObject({
      rev: 3,
      threads: [{ status: 'open', rev: 3 }],
      entries: [
        { kind: 'reopened', order: 3 },
        { kind: 'comment', order: 3, body: 'But' },
      ],
    })
    const { entries } = await all()
    expect(entries.map(({ kind }) => kind)).toEqual(['comment', 'resolved', 'reopened', 'comment'])
  })

  it('is given only to somebody who may see it, and to nobody again', async () => {
    const { thread, change } = await started(ann)
    const me = change.people[0]!.person
    await viewer.fetch('GET', `/api/articles/${article}`)
    await server.store.records.personOf(article as never, viewer.account as never, 'viewerhere' as never)
    for (const assignee of ['viewerhere', 'nobodyhere']) {
      const invalid = { status: 422, code: 'invalid' }
      expect(await bob.refused('PATCH', at(`/${thread}`), { assignee })).toEqual(invalid)
      expect(await bob.refused('POST', at(), { body: 'Do it', assignee })).toEqual(invalid)
      expect(await bob.refused('POST', at(`/${thread}/comments`), { body: 'Do it', assignee })).toEqual(
        invalid,
      )
    }
    expect((await all()).rev).toBe(1)
    expect(await bob.ok('PATCH', at(`/${thread}`), { assignee: me })).toMatchObject({
      threads: [{ assignee: me }],
      entries: [{ kind: 'assigned', assignee: me }],
    })
    expect(await bob.ok('PATCH', at(`/${thread}`), { assignee: me })).toMatchObject({ rev: 2 })
    expect(await bob.ok('PATCH', at(`/${thread}`), { assignee: null })).toMatchObject({
      threads: [{ assignee: null }],
      entries: [{ kind: 'assigned', assignee: null }],
    })
    expect(await bob.ok('POST', at(`/${thread}/comments`), { body: 'You', assignee: me })).toMatchObject({
      threads: [{ assignee: me }],
      entries: [{ kind: 'comment', assignee: me }],
    })
  })
})

describe('a comment', () => {
  const comments = (thread: string, comment: string) => at(`/${thread}/comments/${comment}`)

  it('is edited by its author and by nobody else, an owner neither', async () => {
    const { thread, comment } = await started(ann, 'Badly said')
    for (const who of [bob, editor, owner])
      expect(await who.refused('PATCH', comments(thread, comment), { body: 'x' })).toMatchObject({
        status: 403,
      })
    expect((await all()).rev).toBe(1)
    const edited = await ann.ok<ThreadChange>('PATCH', comments(thread, comment), { body: 'Better' })
    expect(edited).toMatchObject({ rev: 2, threads: [], entries: [{ body: 'Better', order: 1, rev: 2 }] })
    expect(edited.entries[0]!.editedAt).toEqual(expect.any(Number))
    expect(await ann.ok('PATCH', comments(thread, comment), { body: 'Better' })).toMatchObject({ rev: 2 })
    expect(await rowsWith('Badly said')).toEqual([])
  })

  it('that was the only one takes its thread with it, and nothing of it is kept', async () => {
    const { thread, comment } = await started(ann, 'Never mind')
    await ann.ok('PATCH', at(`/${thread}`), { status: 'resolved' })
    expect(await rowsWith('Never mind')).toEqual(['thread_entries'])
    const gone = await ann.ok<ThreadChange>('DELETE', comments(thread, comment))
    expect(gone).toMatchObject({ rev: 3, threads: [{ removed: true, anchor: null }], entries: [] })
    expect(await rowsWith('Never mind')).toEqual([])
    expect(await all()).toMatchObject({ rev: 3, threads: [], entries: [] })
    expect(await all(owner, 2)).toMatchObject({ threads: [{ id: thread, removed: true }] })
    expect(await ann.ok('DELETE', comments(thread, comment))).toMatchObject({ rev: 3 })
    for (const [method, path, body] of [
      ['POST', at(`/${thread}/comments`), { body: 'x' }],
      ['PATCH', at(`/${thread}`), { status: 'open' }],
      ['PATCH', comments(thread, comment), { body: 'x' }],
    ] as const)
      expect(await ann.refused(method, path, body)).toEqual({ status: 410, code: 'gone' })
    const again = { id: thread, comment, body: 'Never mind' }
    expect(await ann.ok('POST', at(), again)).toMatchObject({ rev: 3, threads: [{ removed: true }] })
    expect(await bob.refused('POST', at(), again)).toMatchObject({ status: 409 })
  })

  it('leaves a stub where others have said something, without its words and reactions', async () => {
    const { thread, comment } = await started(ann, 'Regretted')
    await bob.ok('POST', at(`/${thread}/comments`), { body: 'Why?' })
    await bob.ok('PUT', `${comments(thread, comment)}/reactions/${encodeURIComponent('👍')}`)
    expect(await bob.refused('DELETE', comments(thread, comment))).toMatchObject({ status: 403 })
    expect(await editor.refused('DELETE', comments(thread, comment))).toMatchObject({ status: 403 })
    const me = await personOf(ann)
    expect(await ann.ok('DELETE', comments(thread, comment))).toMatchObject({
      threads: [],
      entries: [{ id: comment, body: '', deletedBy: me, reactions: [] }],
    })
    expect(await rowsWith('Regretted')).toEqual([])
    expect((await all()).entries).toMatchObject([{ body: '', deletedBy: me }, { body: 'Why?' }])
    const gone = { status: 410, code: 'gone' }
    expect(await ann.refused('PATCH', comments(thread, comment), { body: 'x' })).toEqual(gone)
    expect(
      await bob.refused('PUT', `${comments(thread, comment)}/reactions/${encodeURIComponent('👍')}`),
    ).toEqual(gone)
  })

  it('leaves one where its author has said more, until that is deleted too', async () => {
    const { thread, comment } = await started(ann)
    const more = newId()
    await ann.ok('POST', at(`/${thread}/comments`), { id: more, body: 'More' })
    expect(await ann.ok('DELETE', comments(thread, comment))).toMatchObject({ threads: [] })
    expect(await ann.ok('DELETE', comments(thread, more))).toMatchObject({ threads: [{ removed: true }] })
  })

  it('deleted by an owner always leaves a stub, and is in the audit log', async () => {
    const { thread, comment } = await started(ann, 'Rude')
    const deleted = await owner.ok<ThreadChange>('DELETE', comments(thread, comment))
    const moderator = await personOf(owner)
    expect(deleted).toMatchObject({ threads: [], entries: [{ body: '', deletedBy: moderator }] })
    expect(await rowsWith('Rude')).toEqual([])
    // Its author does not take away what was done to it.
    expect(await ann.ok('DELETE', comments(thread, comment))).toMatchObject({ rev: deleted.rev })
    await owner.ok('DELETE', comments(thread, comment))
    const own = await started(owner)
    await owner.ok('DELETE', comments(own.thread, own.comment))
    const administrator = await server.administrator()
    const { entries } = await administrator.ok<{ entries: { act: string }[] }>('GET', '/api/audit')
    expect(entries.filter(({ act }) => act === 'comment-deleted')).toEqual([
      expect.objectContaining({
        by: owner.account,
        account: ann.account,
        article,
        detail: `${thread} ${comment}`,
      }),
    ])
  })

  it('mentions only who may see it; an edit may keep whom it had', async () => {
    const { thread } = await started(ann)
    await started(bob)
    const [me, other] = [await personOf(ann), await personOf(bob)]
    const said = await ann.ok<ThreadChange>('POST', at(`/${thread}/comments`), {
      body: `@{${other}} and @{${me}}`,
    })
    expect(said.people.map(({ name }) => name).sort()).toEqual(['ann', 'bob'])
    const wrong = await ann.fetch('POST', at(`/${thread}/comments`), { body: 'You, @{nobodyhere}' })
    expect([wrong.status, (await wrong.json()).error.message]).toEqual([
      422,
      expect.stringContaining('@{nobodyhere}'),
    ])
    await owner.share(article, bob, 'viewer')
    const { id } = said.entries[0]!
    const change = (body: string) => ann.fetch('PATCH', at(`/${thread}/comments/${id}`), { body })
    expect((await change(`Dear @{${other}}`)).status).toBe(200)
    expect((await change('Nobody')).status).toBe(200)
    expect((await change(`Dear @{${other}}`)).status).toBe(422)
    const many = (count: number) =>
      Array.from({ length: count }, (_, n) => `@{${`${n}`.padStart(10, 'x')}}`).join(' ')
    const tooMany = await ann.fetch('POST', at(`/${thread}/comments`), { body: many(21) })
    expect([tooMany.status, (await tooMany.json()).error.message]).toEqual([
      422,
      expect.stringContaining('20'),
    ])
  })

  it('is reacted to once by everybody who may comment, each for themselves', async () => {
    const { thread, comment } = await started(ann)
    const to = (reaction: string) => `${comments(thread, comment)}/reactions/${encodeURIComponent(reaction)}`
    const put = (who: TestPerson, reaction: string) => who.ok<ThreadChange>('PUT', to(reaction))
    await put(ann, '👍')
    const both = await put(bob, '👍')
    const people = [await personOf(ann), await personOf(bob)]
    expect(both).toMatchObject({ rev: 3, entries: [{ order: 1, rev: 3, reactions: [{ reaction: '👍' }] }] })
    expect(both.entries[0]!.reactions[0]!.people).toEqual(people)
    expect(await put(bob, '👍')).toMatchObject({ rev: 3 })
    await put(bob, '❤️')
    expect(await ann.ok('DELETE', to('👍'))).toMatchObject({ rev: 5 })
    expect(await ann.ok('DELETE', to('❤️'))).toMatchObject({ rev: 5 })
    expect((await all()).entries[0]!.reactions).toEqual([
      { reaction: '❤️', people: [people[1]] },
      { reaction: '👍', people: [people[1]] },
    ])
    for (const wrong of ['💩', 'x', '❤'])
      expect(await ann.refused('PUT', to(wrong))).toEqual({ status: 422, code: 'invalid' })
    const resolved = await ann.ok<ThreadChange>('PATCH', at(`/${thread}`), { status: 'resolved' })
    const act = `${at(`/${thread}/comments/${resolved.entries[0]!.id}`)}`
    expect(await ann.refused('PUT', `${act}/reactions/${encodeURIComponent('👍')}`)).toMatchObject({
      status: 404,
    })
    expect(await ann.refused('PATCH', act, { body: 'x' })).toMatchObject({ status: 404 })
    expect(await ann.refused('DELETE', act)).toMatchObject({ status: 404 })
  })
})

describe('an anchor', () => {
  const insert = async (words: string) => {
    const program = await Program.open(server, editor, article, freeEven())
    expect(await program.does(() => program.text.insert(1, words))).toBe('saved')
    return program
  }

  it('is on the words that were named, by ids or by positions, and moves only for its starter or an editor', async () => {
    const program = await insert('New words ')
    const { client, text, doc } = program
    const { thread, change } = await started(ann, 'About this', { anchor: { ranges: [client, 0, 3] } })
    expect(change.threads[0]!.anchor).toEqual({
      kind: 'text',
      ranges: [client, 0, 3],
      quote: 'New',
      before: '',
      after: expect.stringMatching(/^ words Title\s*$/),
    })
    expect(anchoredText(new Suggestions(doc), change.threads[0]!.anchor!)).toBe('New')
    const position = (index: number) =>
      Buffer.from(Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(text, index))).toString(
        'base64',
      )
    const anchor = { start: position(5), end: position(10) }
    expect(await bob.refused('PATCH', at(`/${thread}`), { anchor })).toMatchObject({ status: 403 })
    for (const who of [ann, editor]) {
      const moved = await who.ok<ThreadChange>('PATCH', at(`/${thread}`), { anchor })
      expect(moved.threads[0]!.anchor).toMatchObject({ ranges: [client, 4, 5], quote: 'words' })
    }
    expect((await all()).entries.map(({ kind }) => kind)).toEqual(['comment', 'attached'])
    program.close()
  })

  it('on words that the server does not know yet waits: 409 retry, and nothing is kept', async () => {
    for (const anchor of [{ ranges: [40_004, 0, 3] }, { suggestion: 'i40005.0' }]) {
      const answer = await ann.fetch('POST', at(), { body: 'About this', anchor })
      expect([answer.status, await answer.json()]).toMatchObject([
        409,
        { error: { code: 'gap', retry: true } },
      ])
    }
    const invalid = [
      { start: 'AA==', end: 'x' },
      { block: '!!' },
      { ranges: [2, 0] },
      { ranges: [-1, 0, 1] },
      {},
    ]
    for (const anchor of [...invalid, 'x', 7, { ranges: [2, 0, 1], block: 'x' }])
      expect((await ann.fetch('POST', at(), { body: 'About this', anchor })).status).toBe(422)
    expect(await ann.refused('POST', at(), { body: 'x', anchor: { ranges: [2, 0, 1e9] } })).toMatchObject({
      status: 413,
    })
    expect(await all()).toMatchObject({ rev: 0, threads: [] })
  })
})

describe('a frozen article', () => {
  it('can still be talked about, by its editors as by its commenters', async () => {
    await owner.ok('PUT', `/api/articles/${article}/freeze`, { at: 0, name: 'Filed' })
    const { thread } = await started(editor)
    await ann.ok('POST', at(`/${thread}/comments`), { body: 'Well done' })
    expect(await viewer.refused('POST', at(), { body: 'x' })).toMatchObject({ status: 403 })
    expect((await all()).entries).toHaveLength(2)
  })
})

describe('reading', () => {
  it('is each person’s own and goes onwards', async () => {
    const { thread } = await started(ann)
    await bob.ok('POST', at(`/${thread}/comments`), { body: 'Yes' })
    const note = (who: TestPerson, threads: object) => who.ok('PUT', at('/read'), { threads })
    expect((await all(bob)).read).toEqual({})
    await note(bob, { [thread]: 2 })
    await note(bob, { [thread]: 1, [newId()]: 5 })
    expect((await all(bob)).read).toEqual({ [thread]: 2 })
    expect((await all(ann)).read).toEqual({})
    await note(ann, { [thread]: 99 })
    expect((await all(ann)).read).toEqual({ [thread]: 2 })
    expect((await all()).rev).toBe(2)
    for (const threads of [{ x: 1 }, { [thread]: -1 }, { [thread]: 'x' }, [thread]])
      expect((await bob.fetch('PUT', at('/read'), { threads })).status).toBe(422)
  })

  it('since a revision that the server does not have gives everything', async () => {
    await started(ann)
    expect(await all(bob, 99)).toMatchObject({ rev: 1, threads: [{ rev: 1 }] })
    for (const since of ['x', '-1', '1.5', '9'.repeat(30)])
      expect((await bob.fetch('GET', at(`?since=${since}`))).status).toBe(422)
  })
})

describe('who may be mentioned', () => {
  const mentionable = async (who: TestPerson) =>
    mentionableAnswer.parse(await who.ok('GET', `/api/articles/${article}/mentionable`)).people

  it('are members, groups and advisers who may see threads, each with an id that can be mentioned', async () => {
    const admin = await server.administrator()
    const [grouped, adviser, stranger] = await Promise.all([
      server.person(),
      server.person(),
      server.person(),
    ])
    await admin.ok('PATCH', `/api/people/${adviser.account}`, { position: 'adviser' })
    const { id: group } = await admin.ok<{ id: string }>('POST', '/api/groups', {
      name: newId(),
      kind: 'group',
    })
    await admin.ok('PUT', `/api/groups/${group}/members/${grouped.name}`)
    await owner.ok('PUT', `/api/articles/${article}/groups/${group}`, { role: 'commenter' })
    const people = await mentionable(ann)
    const names = people.map(({ name }) => name)
    expect(names).toEqual(
      expect.arrayContaining(['ann', 'bob', 'editor', 'owner', grouped.name, adviser.name]),
    )
    for (const other of [viewer, stranger]) expect(names).not.toContain(other.name)
    expect(names).toHaveLength(6)
    const id = people.find(({ name }) => name === grouped.name)!.person
    await started(ann, `@{${id}}, have a look`)
    expect(await mentionable(grouped)).toEqual(people)
    await admin.ok('PATCH', `/api/people/${adviser.account}`, { position: 'writer' })
    expect((await mentionable(ann)).map(({ name }) => name)).not.toContain(adviser.name)
    await admin.ok('PATCH', `/api/people/${grouped.account}`, { disabled: true })
    expect((await mentionable(ann)).map(({ name }) => name)).not.toContain(grouped.name)
  })

  it('are, for a guest, only those who have written or commented, and guests among them', async () => {
    const link = { role: 'commenter' }
    const { id, code } = await owner.ok<{ id: string; code: string }>(
      'POST',
      `/api/articles/${article}/links`,
      link,
    )
    const guests = await Promise.all(
      ['Gast', 'Other guest'].map(async (displayName) => {
        const guest = server.visitor()
        await guest.ok('POST', `/api/links/${code}`, { displayName })
        return guest
      }),
    )
    const [guest, silent] = guests as [TestPerson, TestPerson]
    expect(await mentionable(guest)).toEqual([])
    await started(bob)
    await started(guest, 'From outside')
    expect(await mentionable(silent)).toEqual([
      { person: await personOf(bob), name: 'bob', guest: false },
      { person: expect.any(String), name: 'Gast', guest: true },
    ])
    expect((await mentionable(ann)).map(({ name }) => name)).toEqual([
      'ann',
      'bob',
      'editor',
      'Gast',
      'owner',
    ])
    await owner.ok('DELETE', `/api/articles/${article}/links/${id}`)
    expect((await mentionable(ann)).map(({ name }) => name)).not.toContain('Gast')
  })
})

describe('limits', () => {
  it('hold in words: of a comment, a thread, an article', async () => {
    const { thread } = await started(ann)
    const say = (body: unknown) => ann.fetch('POST', at(`/${thread}/comments`), { body })
    for (const body of ['', '   ', 'x'.repeat(5_001), '\u0007', '\ud800', 7, null, ['x']])
      expect([body, (await say(body)).status]).toEqual([body, 422])
    expect((await say('x'.repeat(5_000))).status).toBe(201)
    for (const id of ['short', 'x'.repeat(17), 'ABCDEFGHIJKLMNOP', '../../etc/passwd'])
      expect((await ann.fetch('POST', at(), { id, body: 'x' })).status).toBe(422)
    expect((await ann.fetch('POST', at(), { body: 'x', by: 'somebody' })).status).toBe(422)
    expect((await ann.fetch('PATCH', at(`/${thread}`), { status: 'resolved', assignee: null })).status).toBe(
      422,
    )
    await fill(thread, 998)
    expect(await say('x').then((answer) => answer.status)).toBe(413)
    expect((await ann.fetch('PATCH', at(`/${thread}`), { status: 'resolved' })).status).toBe(200)
    for (let n = 0; n < 99; n++)
      await ann.ok('PATCH', at(`/${thread}`), { status: n % 2 ? 'resolved' : 'open' })
    const full = await ann.fetch('PATCH', at(`/${thread}`), { status: 'resolved' })
    expect([full.status, (await full.json()).error.code]).toEqual([413, 'too-large'])
  }, 120_000)

  it('an article that is full of threads takes no other, but comments', async () => {
    const { thread } = await started(ann)
    const { kysely } = server.store.database!
    await sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < 4999)
      insert into threads select article, 'filled' || i, "by", at, null, status, null, 0, 1 from threads, n
      where article = ${article}`.execute(kysely)
    expect(await ann.refused('POST', at(), { body: 'x' })).toEqual({ status: 413, code: 'too-large' })
    await ann.ok('POST', at(`/${thread}/comments`), { body: 'x' })
  })

  it('an article that holds as much as it can takes no comment and no larger one, and is resolved and deleted from', async () => {
    const { thread, comment } = await started(ann, 'A few words')
    await sql`update thread_revisions set size = ${threadUnitsMax} where article = ${article}`.execute(
      server.store.database!.kysely,
    )
    const full = { status: 413, code: 'too-large' }
    const one = at(`/${thread}/comments/${comment}`)
    expect(await ann.refused('POST', at(), { body: 'x' })).toEqual(full)
    expect(await ann.refused('POST', at(`/${thread}/comments`), { body: 'x' })).toEqual(full)
    expect(await ann.refused('PATCH', one, { body: 'A few words more' })).toEqual(full)
    expect(await ann.refused('PUT', `${one}/reactions/${encodeURIComponent('👀')}`)).toEqual(full)
    await ann.ok('PATCH', at(`/${thread}`), { status: 'resolved' })
    await ann.ok('PATCH', one, { body: 'Fewer words' })
    await ann.ok('DELETE', one)
    await sql`update thread_revisions set size = ${threadUnitsMax - 1_000} where article = ${article}`.execute(
      server.store.database!.kysely,
    )
    await started(ann, 'Room again')
  })

  /** So many comments more, written past the server. */
  async function fill(thread: string, count: number) {
    await sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})
      insert into thread_entries select article, 'filled' || i, thread, number, rev, kind, "by", at, 'x', null, null, null
      from (select * from thread_entries where article = ${article} and thread = ${thread} limit 1), n`.execute(
      server.store.database!.kysely,
    )
  }
})

it('a thousand threads are read in as many queries as one', async () => {
  const queries: string[] = []
  const counting = await startTestServer({
    wrapStore: (store) => countedStore(store, queries),
  })
  try {
    const owner = await counting.person('owner')
    const { id } = await owner.article()
    const read = async () => {
      queries.length = 0
      return (await owner.ok<ThreadChange>('GET', `/api/articles/${id}/threads`)).threads.length
    }
    await owner.ok('POST', `/api/articles/${id}/threads`, { body: 'x' })
    await read()
    expect(await read()).toBe(1)
    const once = [...queries].sort()
    const { kysely } = counting.store.database!
    await sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < 999)
      insert into threads select article, 't' || i, "by", at, null, status, null, 0, 1 from threads, n`.execute(
      kysely,
    )
    await sql`insert into thread_entries select article, id || 'c', id, 1, 1, 'comment', "by", at, 'x', null, null, null
      from threads where id like 't%'`.execute(kysely)
    expect(await read()).toBe(1_000)
    expect([...queries].sort()).toEqual(once)
    expect(once.filter((name) => name.startsWith('thread'))).toEqual(['threadReads', 'threadsSince'])
    const plan = await sql<{ detail: string }>`explain query plan select * from thread_entries
      left join thread_reactions r on r.article = thread_entries.article and r.entry = thread_entries.id
      where thread_entries.article = ${id} and thread_entries.rev > 3`.execute(kysely)
    expect(plan.rows.map(({ detail }) => detail).filter((step) => step.startsWith('SCAN'))).toEqual([])
  } finally {
    await counting.stop()
  }
}, 120_000)

/** What the server asks now and then, whoever is there. */
const BY_ITSELF = new Set(['changesAfter', 'deadlines', 'unsealed'])

/** The same store, which notes what it is asked, the tables of accounts included. */
function countedStore(store: Store, queries: string[]): Store {
  const { kysely, type } = store.database!
  const counting: KyselyPlugin = {
    transformQuery({ node }) {
      queries.push('accounts')
      return node
    },
    transformResult: async ({ result }) => result,
  }
  const database = { type, kysely: kysely.withPlugin(counting) }
  return { ...store, database, records: counted(store.records, queries) }
}

/** The same records, which note by name what is asked of them. */
function counted<T extends object>(records: T, into: string[]): T {
  return new Proxy(records, {
    get(target, name, receiver) {
      const found = Reflect.get(target, name, receiver)
      if (typeof found === 'function' && !BY_ITSELF.has(String(name))) into.push(String(name))
      return found
    },
  })
}

it('a mention list of a thousand people costs as many queries as one of one', async () => {
  const queries: string[] = []
  const counting = await startTestServer({
    wrapStore: (store) => countedStore(store, queries),
  })
  try {
    const owner = await counting.person('owner')
    const { id } = await owner.article()
    const ask = async () => {
      queries.length = 0
      return (await owner.ok<{ people: [] }>('GET', `/api/articles/${id}/mentionable`)).people.length
    }
    await ask() // opens the article
    expect(await ask()).toBe(1)
    const once = [...queries].sort()
    const { kysely } = counting.store.database!
    await sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000)
      insert into user (id, name, email, emailVerified, createdAt, updatedAt, role)
      select 'a' || i, 'Name ' || i, i || '@users.invalid', 0, 0, 0, 'user' from n`.execute(kysely)
    await sql`insert into groups values ('g', 'g', 'group')`.execute(kysely)
    await sql`insert into group_members select 'g', id from user where id like 'a%' and name like 'Name %'`.execute(
      kysely,
    )
    await owner.ok('PUT', `/api/articles/${id}/groups/g`, { role: 'commenter' })
    expect(await ask()).toBe(1_001)
    expect([...queries].sort()).toEqual(once)
  } finally {
    await counting.stop()
  }
}, 120_000)

it.each([
  ['viewer', 403],
  [null, 404],
] as const)(
  '[R6] what counts is the role when it is said: %s meanwhile, and the answer is %i',
  async (role, status) => {
    const mentionable = await owner.ok<{ people: { person: string; name: string }[] }>(
      'GET',
      `/api/articles/${article}/mentionable`,
    )
    const { person } = mentionable.people.find(({ name }) => name === 'owner')!
    gate.shut()
    const said = [ann, bob].map((one) => one.fetch('POST', at(), { id: newId(), body: `@{${person}} look` }))
    await gate.until(2)
    const member = `/api/articles/${article}/members/ann`
    await (role === null ? owner.ok('DELETE', member) : owner.ok('PUT', member, { role }))
    gate.open()
    expect((await Promise.all(said)).map((answer) => answer.status)).toEqual([status, 201])
    expect((await all()).threads).toHaveLength(1)
  },
)
