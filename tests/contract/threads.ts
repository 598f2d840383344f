/** The laws of server/store/threads.ts: revisions, ids, what is read since, what is gone. */

import { expect } from 'vitest'
import type { Store } from '../../server/store/store.ts'
import type { NewEntry, ThreadNow, ThreadWrites } from '../../server/store/threads.ts'
import type { ArticleId } from '../../shared/ids.ts'
import { unitsPerReaction, unitsPerThread } from '../../shared/limits.ts'
import { Refused } from '../../shared/refusals.ts'
import type { Thread, ThreadEntry } from '../../shared/threads.ts'
import { account, article, type Law, law, person, refusedWith, withArticle } from './lab.ts'

const ann = person('ann')
const bob = person('bob')
const asker = { account: account('ann'), proposed: ann }
const anchor = { kind: 'text', ranges: [2000, 0, 3], quote: 'abc', before: 'x', after: 'y' } as const

export const thread = (id: string, some: Partial<Thread> = {}): Omit<Thread, 'rev'> => ({
  id,
  by: ann,
  at: 5,
  anchor: null,
  status: 'open',
  assignee: null,
  removed: false,
  ...some,
})
export const comment = (id: string, some: Partial<NewEntry> = {}): NewEntry => ({
  id,
  kind: 'comment',
  by: ann,
  at: 5,
  body: `words of ${id}`,
  assignee: null,
  ...some,
})

const start = (store: Store, of: ArticleId, id: string, some: Partial<Thread> = {}, first = `${id}-1`) =>
  store.records.changeThread(of, id, asker, () => ({ thread: thread(id, some), added: [comment(first)] }))
const change = (store: Store, of: ArticleId, id: string, decide: (now: ThreadNow) => ThreadWrites | null) =>
  store.records.changeThread(of, id, asker, decide)

/** Everything of the article's threads. */
const all = (store: Store, of: ArticleId) => store.records.threadsSince(of, 0)
const bodies = (entries: readonly ThreadEntry[]) => entries.map(({ body }) => body)

export const THREAD_LAWS: readonly Law[] = [
  law('a thread is kept as it was given, with the revision of its change', async ({ store, crash }) => {
    const id = await withArticle(store)
    expect(await all(store, id)).toEqual({ rev: 0, threads: [], entries: [] })
    const given = { anchor, assignee: bob, status: 'resolved' } as const
    const added = [comment('e1', { assignee: bob, body: 'Ünï 한국어 👍\n@{x}', at: 9e12 })]
    const made = await change(store, id, 't1', () => ({ thread: thread('t1', given), added }))
    const kept = {
      rev: 1,
      threads: [{ ...thread('t1', given), rev: 1 }],
      entries: [
        { ...added[0], thread: 't1', order: 1, rev: 1, editedAt: null, deletedBy: null, reactions: [] },
      ],
    }
    expect(made).toEqual({ isChanged: true, person: ann, ...kept })
    expect(await all(store, id)).toEqual(kept)
    expect(await all(await crash(), id)).toEqual(kept)
  }),

  law('every change gives the article the next revision, and no other article one', async ({ store }) => {
    const [one, two] = [await withArticle(store, 1), await withArticle(store, 2)]
    expect((await start(store, one, 't1')).rev).toBe(1)
    expect((await start(store, two, 't1')).rev).toBe(1)
    expect((await start(store, one, 't2')).rev).toBe(2)
    const reply = await change(store, one, 't1', () => ({ added: [comment('e9')] }))
    expect(reply).toMatchObject({ rev: 3, threads: [], entries: [{ id: 'e9', order: 3, rev: 3 }] })
    expect(await all(store, two)).toMatchObject({ rev: 1, threads: [{ id: 't1' }] })
    await expect(start(store, article(9), 't1')).rejects.toEqual(refusedWith('not-found'))
  }),

  law('whoever decides sees the thread as it is, and how many there are', async ({ store }) => {
    const id = await withArticle(store)
    await start(store, id, 't1', { anchor })
    await start(store, id, 't2')
    await change(store, id, 't1', () => ({ added: [comment('e2', { by: bob })] }))
    const seen: ThreadNow[] = []
    for (const which of ['t1', 't9'])
      await change(store, id, which, (now) => {
        seen.push(now)
        return null
      })
    const bodies = 'words of t1-1'.length + 'words of t2-1'.length + 'words of e2'.length
    const size = 5 * unitsPerThread + bodies + JSON.stringify(anchor).length
    expect(seen).toEqual([
      {
        person: ann,
        thread: { ...thread('t1', { anchor }), rev: 1 },
        entries: [expect.objectContaining({ id: 't1-1' }), expect.objectContaining({ id: 'e2', by: bob })],
        threads: 2,
        size,
      },
      { person: ann, thread: null, entries: [], threads: 2, size },
    ])
  }),

  law('an article’s threads are as much as what is in them', async ({ store, crash }) => {
    const id = await withArticle(store)
    let now = store
    const size = async () => {
      let seen = -1
      await change(now, id, 't9', (found) => {
        seen = found.size
        return null
      })
      return seen
    }
    expect(await size()).toBe(0)
    await start(store, id, 't1')
    const whole = await size()
    const alter = (some: Partial<ThreadEntry>) =>
      change(now, id, 't1', ({ entries }) => ({ changed: [{ ...entries[0]!, ...some }] }))
    await alter({ body: '', reactions: [{ reaction: '👀', people: [ann, bob] }] })
    expect(await size()).toBe(2 * unitsPerThread + 2 * unitsPerReaction)
    await alter({ body: 'words of t1-1', reactions: [] })
    expect(await size()).toBe(whole)
    await change(now, id, 't1', () => ({ thread: thread('t1', { anchor }) }))
    expect(await size()).toBe(whole + JSON.stringify(anchor).length)
    now = await crash()
    await change(now, id, 't1', () => ({ thread: thread('t1', { removed: true }) }))
    expect(await size()).toBe(unitsPerThread)
  }),

  law('what is refused or changes nothing leaves everything, the revision too', async ({ store }) => {
    const id = await withArticle(store)
    await start(store, id, 't1')
    const before = await all(store, id)
    const nothing = await change(store, id, 't1', () => null)
    expect(nothing).toEqual({ isChanged: false, person: ann, ...before })
    const thrown = change(store, id, 't1', () => {
      throw new Refused('forbidden', 'Not you.')
    })
    await expect(thrown).rejects.toEqual(refusedWith('forbidden'))
    expect(await all(store, id)).toEqual(before)
  }),

  law(
    'whoever changes a thread is one person in the article, and nobody by what is refused',
    async ({ store, another }) => {
      const id = await withArticle(store)
      const other = await another()
      const as = (by: Store, n: number, decide: (now: ThreadNow) => ThreadWrites | null) =>
        by.records.changeThread(id, 't1', { account: account('new'), proposed: person(`new${n}`) }, decide)
      const refused = as(store, 0, () => {
        throw new Refused('forbidden', 'Not you.')
      })
      await expect(refused).rejects.toEqual(refusedWith('forbidden'))
      expect(await store.records.people(id)).toEqual([])
      const write = ({ person: by, thread: known }: ThreadNow): ThreadWrites =>
        known === null ? { thread: thread('t1', { by }) } : { thread: { ...known, assignee: by } }
      const done = await Promise.all([1, 2, 3, 4].map((n) => as(n % 2 ? store : other, n, write)))
      const people = await store.records.people(id)
      expect(people).toHaveLength(1)
      expect(new Set(done.map((one) => one.person))).toEqual(new Set(people.map((one) => one.person)))
      expect((await all(store, id)).threads).toMatchObject([{ by: people[0]!.person }])
    },
  ),

  law('an id that is taken in the article is given to nothing else of it', async ({ store }) => {
    const [one, two] = [await withArticle(store, 1), await withArticle(store, 2)]
    await start(store, one, 't1', {}, 'e1')
    await start(store, one, 't2', {}, 'e2')
    const before = await all(store, one)
    const taken = change(store, one, 't2', () => ({
      thread: thread('t2', { status: 'resolved' }),
      added: [comment('e3'), comment('e1', { body: 'other' })],
    }))
    await expect(taken).rejects.toEqual(refusedWith('conflict'))
    expect(await all(store, one)).toEqual(before)
    expect((await start(store, two, 't1', {}, 'e1')).isChanged).toBe(true)
  }),

  law(
    'of many who change at once, from two processes, each gets its own revision',
    async ({ store, another }) => {
      const id = await withArticle(store)
      await start(store, id, 't1')
      const other = await another()
      const counted = await Promise.all(
        Array.from({ length: 10 }, (_, n) =>
          change(n % 2 ? store : other, id, 't1', ({ entries }) => ({
            added: [comment(`c${n}`, { body: `${entries.length}` })],
          })),
        ),
      )
      expect(counted.map(({ rev }) => rev).sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
      const { entries } = await all(store, id)
      expect(bodies(entries).slice(1)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'])
      expect(entries.map(({ order }) => order)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    },
  ),

  law('of two who resolve at once, the second sees it resolved', async ({ store, another }) => {
    const id = await withArticle(store)
    await start(store, id, 't1')
    const other = await another()
    const resolve = (by: Store, name: string) =>
      change(by, id, 't1', (now) =>
        now.thread?.status === 'resolved'
          ? null
          : { thread: thread('t1', { status: 'resolved' }), added: [comment(name, { kind: 'resolved' })] },
      )
    const done = await Promise.all([resolve(store, 'r1'), resolve(other, 'r2')])
    expect(done.map(({ isChanged }) => isChanged).sort()).toEqual([false, true])
    expect((await all(store, id)).entries).toHaveLength(2)
  }),

  law('since a revision comes what has changed after it, and nothing else', async ({ store }) => {
    const id = await withArticle(store)
    await start(store, id, 't1')
    await start(store, id, 't2')
    await change(store, id, 't1', () => ({ added: [comment('e2')] }))
    await change(store, id, 't2', () => ({ thread: thread('t2', { status: 'resolved' }) }))
    const since = async (rev: number) => {
      const { rev: now, threads, entries } = await store.records.threadsSince(id, rev)
      return [now, threads.map(({ id }) => id), entries.map(({ id }) => id)]
    }
    expect(await since(0)).toEqual([4, ['t1', 't2'], ['t1-1', 't2-1', 'e2']])
    expect(await since(1)).toEqual([4, ['t2'], ['t2-1', 'e2']])
    expect(await since(2)).toEqual([4, ['t2'], ['e2']])
    expect(await since(3)).toEqual([4, ['t2'], []])
    expect(await since(4)).toEqual([4, [], []])
    expect(await store.records.threadsSince(article(9), 0)).toEqual({ rev: 0, threads: [], entries: [] })
  }),

  law('what comes with a comment stands before it', async ({ store }) => {
    const id = await withArticle(store)
    await start(store, id, 't1')
    const acts = [comment('z', { kind: 'reopened' }), comment('a')]
    const made = await change(store, id, 't1', () => ({ added: acts }))
    expect(made.entries.map(({ id }) => id)).toEqual(['z', 'a'])
    expect((await all(store, id)).entries.map(({ id }) => id)).toEqual(['t1-1', 'z', 'a'])
  }),

  law('an entry is changed where it stands, with its reactions', async ({ store }) => {
    const id = await withArticle(store)
    await start(store, id, 't1')
    await change(store, id, 't1', () => ({ added: [comment('e2')] }))
    const set = (some: Partial<ThreadEntry>) =>
      change(store, id, 't1', ({ entries }) => ({
        changed: [{ ...entries.find((one) => one.id === 't1-1')!, ...some }],
      }))
    const reactions = [
      { reaction: '❤️', people: [ann] },
      { reaction: '👍', people: [ann, bob] },
    ] as const
    expect(await set({ body: 'better', editedAt: 7, reactions })).toMatchObject({
      rev: 3,
      threads: [],
      entries: [{ id: 't1-1', order: 1, rev: 3, body: 'better', editedAt: 7, reactions }],
    })
    expect((await all(store, id)).entries).toMatchObject([
      { id: 't1-1', order: 1, rev: 3, body: 'better', editedAt: 7 },
      { id: 'e2', order: 2, rev: 2, reactions: [] },
    ])
    const kept = async () => (await all(store, id)).entries[0]!.reactions
    expect(new Set(await kept())).toEqual(new Set(reactions))
    await set({ reactions: [{ reaction: '👍', people: [bob] }] })
    expect(await kept()).toEqual([{ reaction: '👍', people: [bob] }])
    await set({ body: '', deletedBy: ann, reactions: [] })
    expect((await all(store, id)).entries[0]).toMatchObject({ body: '', deletedBy: ann, reactions: [] })
  }),

  law('a removed thread is told to who knew it, and nothing that was in it is left', async ({ store }) => {
    const id = await withArticle(store)
    await start(store, id, 't1', { anchor })
    await start(store, id, 't2')
    await change(store, id, 't1', ({ entries }) => ({
      changed: [{ ...entries[0]!, reactions: [{ reaction: '👍', people: [bob] }] }],
    }))
    await store.records.noteThreadReads(id, bob, { t1: 1 })
    const gone = thread('t1', { removed: true })
    const made = await change(store, id, 't1', () => ({ thread: gone }))
    expect(made).toMatchObject({ rev: 4, threads: [{ id: 't1', removed: true, anchor: null }], entries: [] })
    expect(await store.records.threadsSince(id, 3)).toMatchObject({ threads: [{ id: 't1', removed: true }] })
    expect(await all(store, id)).toMatchObject({ threads: [{ id: 't2' }], entries: [{ id: 't2-1' }] })
    expect(await store.records.threadReads(id, bob)).toEqual({})
    expect(await store.records.threadPeople(id)).toEqual([ann])
  }),

  law('reading goes onwards only, each person for themselves', async ({ store, another }) => {
    const [one, two] = [await withArticle(store, 1), await withArticle(store, 2)]
    const { records } = store
    await start(store, one, 't1')
    await start(store, one, 't2')
    await start(store, two, 't1')
    expect(await records.noteThreadReads(one, ann, { t1: 2, t2: 1, t9: 1 })).toEqual({ t1: 2, t2: 1 })
    expect(await records.noteThreadReads(one, ann, { t1: 1, t2: 2 })).toEqual({ t2: 2 })
    expect(await (await another()).records.threadReads(one, ann)).toEqual({ t1: 2, t2: 2 })
    expect(await records.noteThreadReads(one, bob, { t1: 9_999 })).toEqual({ t1: 2 })
    expect(await records.threadReads(two, ann)).toEqual({})
    expect((await all(store, one)).rev).toBe(2)
    await expect(records.noteThreadReads(article(9), ann, { t1: 1 })).rejects.toEqual(
      refusedWith('not-found'),
    )
  }),

  law('many are given who they are at once, and nobody anew', async ({ store }) => {
    const id = await withArticle(store)
    const { records } = store
    expect(await records.personOf(id, account('0'), person('first'))).toBe(person('first'))
    const proposed = Array.from({ length: 1_200 }, (_, n) => ({
      account: account(`${n}`),
      person: person(`${n}`),
    }))
    await records.makePeople(id, proposed)
    await records.makePeople(id, [{ account: account('1'), person: person('again') }])
    await records.makePeople(id, [])
    const people = new Map((await records.people(id)).map((one) => [one.account, one.person]))
    expect(people.size).toBe(1_200)
    expect([people.get(account('0')), people.get(account('1'))]).toEqual([person('first'), person('1')])
  }),

  law('what links give is known of everybody who has opened one', async ({ store }) => {
    const [one, two] = [await withArticle(store, 1), await withArticle(store, 2)]
    const { records } = store
    const link = { createdBy: account('owner'), createdAt: 1, role: 'commenter', expiresAt: 9 } as const
    await records.createLink({ ...link, id: 'l1', article: one }, 'h1')
    await records.createLink({ ...link, id: 'l2', article: two, expiresAt: null }, 'h2')
    for (const opened of ['l1', 'l2']) await records.openLink(opened, account('ann'), 0, 9)
    const given = { account: account('ann'), role: 'commenter' }
    expect(await records.linkGrants(one)).toEqual([{ ...given, expiresAt: 9 }])
    expect(await records.linkGrants(two)).toEqual([{ ...given, expiresAt: null }])
    await records.revokeLink(one, 'l1')
    expect(await records.linkGrants(one)).toEqual([])
  }),

  law(
    'what somebody said is theirs to have, and stays when they are erased; what they read goes',
    async ({ store }) => {
      const id = await withArticle(store)
      const { records } = store
      await records.personOf(id, account('ann'), ann)
      await start(store, id, 't1')
      await change(store, id, 't1', () => ({
        added: [
          comment('e2', { by: bob }),
          comment('e3', { at: 6 }),
          comment('e4', { kind: 'resolved', body: '' }),
        ],
      }))
      await change(store, id, 't1', ({ entries }) => ({
        changed: [{ ...entries.find((one) => one.id === 'e3')!, body: '', deletedBy: ann }],
      }))
      await records.noteThreadReads(id, ann, { t1: 2 })
      await records.noteThreadReads(id, bob, { t1: 2 })
      const own = [{ article: id, thread: 't1', at: 5, body: 'words of t1-1' }]
      expect(await records.commentsOf(account('ann'))).toEqual(own)
      expect(await records.commentsOf(account('bob'))).toEqual([])
      const before = await all(store, id)
      await records.eraseAccount(account('ann'), null)
      expect(await all(store, id)).toEqual(before)
      expect(await records.commentsOf(account('ann'))).toEqual([])
      expect(await records.threadReads(id, ann)).toEqual({})
      expect(await records.threadReads(id, bob)).toEqual({ t1: 2 })
    },
  ),
]
