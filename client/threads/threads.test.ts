/** The page's threads: gaps, the outbox, refusals, roles. The server is a list of answers. */

import { beforeEach, describe, expect, test } from 'vitest'
import type { PersonId } from '../../shared/ids.ts'
import type { Role } from '../../shared/roles.ts'
import type { Thread, ThreadChange, ThreadEntry } from '../../shared/threads.ts'
import { createFakeClock, type FakeClock } from '../../tests/support/fake-clock.ts'
import type { Answer, FailureCode } from '../api.ts'
import type { Draft } from './drafts.ts'
import type { Kept, KeptItem } from './kept.ts'
import { type ThreadRequests, Threads } from './threads.ts'

const [ada, kim] = ['ada', 'kim'] as PersonId[]

const thread = (id: string, rev: number, changed: Partial<Thread> = {}): Thread => ({
  id,
  by: kim!,
  at: rev,
  anchor: null,
  status: 'open',
  assignee: null,
  removed: false,
  rev,
  ...changed,
})
const comment = (
  id: string,
  thread: string,
  order: number,
  changed: Partial<ThreadEntry> = {},
): ThreadEntry => ({
  id,
  thread,
  order,
  rev: order,
  kind: 'comment',
  by: kim!,
  at: order,
  body: id,
  assignee: null,
  editedAt: null,
  deletedBy: null,
  reactions: [],
  ...changed,
})
const change = (rev: number, entries: ThreadEntry[], threads: Thread[] = []): ThreadChange => ({
  rev,
  threads,
  entries,
  people: [],
})

type Listed = ThreadChange & { read: Record<string, number> }
type Call = {
  what: string
  draft?: Draft
  answer: (answer: Answer<never> | { ok: true; value: unknown }) => void
}

let calls: Call[]
let clock: FakeClock
let heard: string[]
let device: Map<string, KeptItem>
let threads: Threads

const kept: Kept = {
  load: () => [...device.values()],
  put: (item) => {
    device.set(item.kind === 'draft' ? item.draft.id : item.post.draft.id, item)
    return true
  },
  remove: (id) => void device.delete(id),
}
const asked = (what: string, draft?: Draft) =>
  new Promise<Answer<never>>((resolve) => {
    calls.push({ what, ...(draft && { draft }), answer: resolve as Call['answer'] })
  })
const requests = {
  list: (since) => asked(`list ${since}`),
  post: (draft) => asked(`post ${draft.words}`, draft),
  change: (id) => asked(`change ${id}`),
  markRead: (read) => asked(`read ${JSON.stringify(read)}`),
} as Partial<ThreadRequests> as ThreadRequests

function open(): Threads {
  return new Threads({
    requests,
    kept,
    clock,
    random: (count) => crypto.getRandomValues(new Uint8Array(count)),
    onHeard: (entries) => heard.push(...entries.map(({ id }) => id)),
  })
}
/** What was asked since the last time, and has not been answered. */
const waiting = () => calls.map(({ what }) => what)
async function answer(value: unknown): Promise<void> {
  calls.shift()!.answer({ ok: true, value })
  await settled()
}
async function fail(code: FailureCode): Promise<void> {
  calls.shift()!.answer({ ok: false, code })
  await settled()
}
const settled = async () => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}
const connect = (role: Role = 'commenter') => threads.setReader({ role, person: ada!, connection: {} })
const all = (rev: number, threads: Thread[], entries: ThreadEntry[], read = {}): Listed => ({
  ...change(rev, entries, threads),
  read,
})
const words = () =>
  threads.shown.get().views.map(({ id, entries, posts }) => {
    const said = [
      ...entries.map(({ id }) => id),
      ...posts.map(({ draft, waits }) => `${draft.words} (${waits})`),
    ]
    return `${id}: ${said.join(', ')}`
  })

beforeEach(() => {
  calls = []
  heard = []
  device = new Map()
  clock = createFakeClock()
  threads = open()
})

describe('what the server says', () => {
  beforeEach(async () => {
    connect()
    await answer(all(4, [thread('t', 4)], [comment('c', 't', 4)]))
  })

  test('the next revision is taken as it comes, and heard of', () => {
    threads.onEvent({
      type: 'threads',
      ...change(5, [comment('d', 't', 5), comment('mine', 't', 5, { by: ada! })]),
    })
    expect(words()).toEqual(['t: c, d, mine'])
    expect(heard).toEqual(['d'])
    expect(waiting()).toEqual([])
  })

  test('after a gap it asks for what came since the last one it knows', async () => {
    threads.onEvent({ type: 'threads', ...change(7, [comment('e', 't', 7)]) })
    expect(waiting()).toEqual(['list 4'])
    await answer(all(7, [], [comment('d', 't', 6), comment('e', 't', 7)]))
    expect(words()).toEqual(['t: c, d, e'])
    expect(heard).toEqual(['e', 'd'])
    threads.onEvent({ type: 'threads', ...change(8, [comment('f', 't', 8)]) })
    expect(waiting()).toEqual([])
  })

  test('a later revision of an entry stays whatever comes late', () => {
    threads.onEvent({ type: 'threads', ...change(5, [comment('c', 't', 4, { rev: 5, body: 'new' })]) })
    threads.onEvent({ type: 'threads', ...change(4, [comment('c', 't', 4, { body: 'old' })]) })
    expect(threads.shown.get().views[0]!.entries[0]!.body).toBe('new')
  })

  test('a connection that comes back asks for what came meanwhile', () => {
    connect()
    expect(waiting()).toEqual(['list 4'])
  })

  test('below the role that sees threads there are none, and they come back with it', async () => {
    connect('viewer')
    expect(words()).toEqual([])
    threads.onEvent({ type: 'threads', ...change(5, [comment('d', 't', 5)]) })
    expect(waiting()).toEqual([])
    connect('editor')
    expect(waiting()).toEqual(['list null'])
    await answer(all(5, [thread('t', 4)], [comment('c', 't', 4)]))
    expect(words()).toEqual(['t: c'])
  })

  test('an answer that what came live has overtaken takes nothing away', async () => {
    threads.retry()
    threads.onEvent({ type: 'threads', ...change(5, [comment('d', 't', 5)]) })
    threads.onEvent({ type: 'threads', ...change(6, [comment('e', 'u', 6)], [thread('u', 6)]) })
    await answer(all(5, [], [comment('d', 't', 5)]))
    expect(words()).toEqual(['t: c, d', 'u: e'])
    threads.onEvent({ type: 'threads', ...change(7, [comment('f', 't', 7)]) })
    expect(waiting()).toEqual([])
    expect(words()).toEqual(['t: c, d, f', 'u: e'])
  })

  test('after a restored backup there is what the server has, not what it had', async () => {
    connect()
    await answer(all(2, [thread('s', 2)], [comment('b', 's', 2)]))
    expect(words()).toEqual(['s: b'])
    threads.onEvent({ type: 'threads', ...change(3, [comment('c', 's', 3)]) })
    expect(waiting()).toEqual([])
  })

  test('what was deleted is gone', () => {
    threads.onEvent({ type: 'threads', ...change(5, [], [thread('t', 5, { removed: true })]) })
    expect(words()).toEqual([])
  })

  test('unread is what others have said since it was read; reading is told once for many', () => {
    const isUnread = () => threads.shown.get().views[0]!.isUnread
    expect(isUnread()).toBe(true)
    threads.seen(threads.shown.get().views[0]!)
    threads.seen(threads.shown.get().views[0]!)
    expect(isUnread()).toBe(false)
    clock.advance(1_000)
    expect(waiting()).toEqual(['read {"t":4}'])
    threads.onEvent({ type: 'threads', ...change(5, [comment('mine', 't', 5, { by: ada! })]) })
    expect(isUnread()).toBe(false)
    threads.onEvent({ type: 'threads', ...change(6, [comment('d', 't', 6)]) })
    expect(isUnread()).toBe(true)
    threads.onEvent({ type: 'threadsRead', read: { t: 6 } })
    expect(isUnread()).toBe(false)
  })

  test('a thread that has not changed keeps its view', () => {
    const [before] = threads.shown.get().views
    threads.onEvent({ type: 'threads', ...change(5, [comment('x', 'u', 5)], [thread('u', 5)]) })
    expect(threads.shown.get().views[0]).toBe(before)
  })
})

test('a list that does not come is asked for again, later each time', async () => {
  connect()
  await fail('internal')
  expect(threads.shown.get().failure).toBe('internal')
  clock.advance(2_000)
  expect(waiting()).toEqual(['list null'])
  await fail('internal')
  clock.advance(2_000)
  expect(waiting()).toEqual([])
  clock.advance(2_000)
  await answer(all(1, [], []))
  expect(threads.shown.get()).toMatchObject({ isLoaded: true, failure: null })
})

describe('the outbox', () => {
  beforeEach(async () => {
    connect()
    await answer(all(4, [thread('t', 4)], [comment('c', 't', 4)]))
  })
  const reply = (words: string, to = 't') => {
    const draft = { ...threads.draftFor(to), words }
    threads.setDraft(draft)
    threads.post(draft)
    return draft
  }

  test('what is posted shows at once, and once when the server has it', async () => {
    const { id } = reply('yes')
    expect(words()).toEqual(['t: c, yes (answer)'])
    threads.onEvent({ type: 'threads', ...change(5, [comment(id, 't', 5, { by: ada! })]) })
    expect(words()).toEqual([`t: c, ${id}`])
    await answer(change(5, [comment(id, 't', 5, { by: ada! })]))
    expect(words()).toEqual([`t: c, ${id}`])
    expect([...device]).toEqual([])
  })

  test('without a connection it waits, survives a reload, and is sent under the same id', async () => {
    const { id } = reply('yes')
    await fail('offline')
    expect(words()).toEqual(['t: c, yes (connection)'])
    threads.destroy()
    calls = []
    threads = open()
    connect()
    expect(waiting()).toEqual(['list null', 'post yes'])
    expect(calls[1]!.draft!.id).toBe(id)
  })

  test('a new thread waits as one, with an answer to it behind', async () => {
    const draft = { ...threads.draftAbout(null), words: 'new' }
    threads.post(draft)
    reply('and', draft.thread)
    expect(waiting()).toEqual(['post new'])
    await fail('offline')
    expect(waiting()).toEqual([])
    expect(words()[1]).toBe(`${draft.thread}: new (connection), and (answer)`)
    clock.advance(2_000)
    await answer(change(5, [comment(draft.id, draft.thread, 5, { by: ada! })], [thread(draft.thread, 5)]))
    expect(waiting()).toEqual(['post and'])
  })

  test('words that the server does not have yet are tried again once they are saved', async () => {
    reply('typed just now')
    await fail('gap')
    expect(words()).toEqual(['t: c, typed just now (words)'])
    threads.articleSaved()
    expect(waiting()).toEqual(['post typed just now'])
  })

  test('one thread that waits does not hold up another', async () => {
    reply('first')
    reply('other', 'u')
    await fail('gap')
    expect(waiting()).toEqual(['post other'])
  })

  test.each(['invalid', 'forbidden', 'too-large'] as const)(
    '%s gives the words back with the reason',
    async (code) => {
      reply('too much')
      await fail(code)
      expect(words()).toEqual(['t: c'])
      expect(threads.draftFor('t')).toMatchObject({ words: 'too much', refused: code })
    },
  )

  test('what was written meanwhile is not lost to what comes back', async () => {
    reply('first')
    threads.setDraft({ ...threads.draftFor('t'), words: 'second' })
    await fail('invalid')
    expect(threads.draftFor('t').words).toBe('first\n\nsecond')
    expect(device.size).toBe(1)
  })

  test('words that never become known come back too', async () => {
    reply('lost')
    for (let times = 0; times < 20; times++) {
      await fail('gap')
      threads.articleSaved()
    }
    expect(threads.draftFor('t')).toMatchObject({ words: 'lost', refused: 'gap' })
  })

  test('an answer to a thread that is gone comes back as a comment on the article', async () => {
    reply('late')
    threads.onEvent({ type: 'threads', ...change(5, [], [thread('t', 5, { removed: true })]) })
    await fail('not-found')
    expect(threads.shown.get().drafts).toMatchObject([{ words: 'late', about: null, refused: 'not-found' }])
  })

  test('a draft survives a reload', () => {
    threads.setDraft({ ...threads.draftFor('t'), words: 'half a' })
    threads.destroy()
    threads = open()
    expect(threads.draftFor('t').words).toBe('half a')
  })

  test('a changed comment survives a reload too, is no answer, and ends with the comment', async () => {
    const changed: Draft = { ...threads.draftFor('t'), id: 'c', words: 'better', edits: true }
    threads.setDraft(changed)
    threads.destroy()
    threads = open()
    connect()
    await answer(all(4, [thread('t', 4)], [comment('c', 't', 4)]))
    expect(threads.shown.get().drafts).toMatchObject([{ id: 'c', words: 'better' }])
    expect(threads.draftFor('t').words).toBe('')
    threads.onEvent({ type: 'threads', ...change(5, [comment('c', 't', 4, { rev: 5, deletedBy: kim! })]) })
    expect(threads.shown.get().drafts).toEqual([])
    expect(device.size).toBe(0)
  })
})
