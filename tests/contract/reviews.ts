/** The laws of server/store/reviews.ts: revisions, articles of a session, what it gives in them, what was written. */

import { expect } from 'vitest'
import type { SessionRow, SessionWrites } from '../../server/store/reviews.ts'
import type { Store } from '../../server/store/store.ts'
import type { ArticleId } from '../../shared/ids.ts'
import type { Refused } from '../../shared/refusals.ts'
import { beginPhase } from '../../shared/review/phase.ts'
import {
  NEW_REMARK,
  type RemarkState,
  type SessionPair,
  type SessionSettings,
  type SessionText,
} from '../../shared/review/session.ts'
import {
  account,
  append,
  article,
  bytes,
  type Law,
  law,
  openEpoch,
  person,
  refusedWith,
  withArticle,
} from './lab.ts'
import { comment, thread } from './threads.ts'

const [teacher, ann, bob] = [account('teacher'), account('ann'), account('bob')]

const settings: SessionSettings = {
  instructions: 'Read twice. 두 번 읽기',
  reviewsPerText: 2,
  acrossGroups: false,
  mustNot: [{ reviewer: 's-ann', text: 't2' }],
  wishes: [],
  rubric: [{ id: 'c', kind: 'points', title: 'Facts', weight: 1, wordsMin: 0, pointsMax: 10 }],
  scoreBy: 'median',
  keepsWriting: true,
  isNamed: false,
}
const session = (id = 's', some: Partial<SessionRow> = {}): Omit<SessionRow, 'rev'> => ({
  id,
  class: 'c',
  name: 'First drafts',
  createdAt: 5,
  clock: beginPhase('drafting', 10, 90),
  settings,
  attendance: { 's-bob': { state: 'away', extra: 1 } },
  seed: 'seed',
  round: 0,
  releasedAt: null,
  ...some,
})
const text = (n: number, some: Partial<SessionText> = {}): SessionText => ({
  id: `t${n}`,
  number: n,
  article: article(n),
  authors: ['s-ann'],
  override: null,
  notes: [],
  teacher: null,
  plan: '',
  ...some,
})
const pair = (id: string, some: Partial<SessionPair> = {}): SessionPair => ({
  id,
  round: 1,
  reviewer: 's-bob',
  text: 't1',
  state: 'allocated',
  ended: null,
  pinned: false,
  copy: article(101),
  pen: 2,
  person: null,
  isLanded: false,
  submittedAt: null,
  isLate: false,
  isReopened: false,
  ...some,
})
export const copy = (n: number) => ({
  article: article(n),
  title: `Article ${n}`,
  at: 7,
  update: bytes(n),
  images: [],
})

/** A class with Ann and Bob, and a session of it. */
export async function withSession(store: Store): Promise<void> {
  const { records } = store
  await records.createClass({ id: 'c', name: 'Class', createdAt: 1 }, teacher)
  await records.putStudents(
    'c',
    ['ann', 'bob'].map((name) => ({
      id: `s-${name}`,
      handle: name,
      key: name,
      ...(name === 'bob' && { timePercent: 150 }),
    })),
    9,
  )
  await records.openJoining('c', 'CODE', 1e9)
  for (const name of ['ann', 'bob']) await records.claimStudent('CODE', name, account(name), 2)
  await records.createSession(session())
}
const write = (store: Store, writes: SessionWrites, id = 's') => store.records.changeSession(id, () => writes)

export const REVIEW_LAWS: readonly Law[] = [
  law('a session is kept as it was given, and each change gives it the next revision', async (lab) => {
    const { store, crash } = lab
    await withSession(store)
    for (const n of [1, 2]) await withArticle(store, n)
    expect(await store.records.sessionNow('none')).toBeNull()
    const texts = [text(1, { plan: '한국어', override: { percent: 70, reason: 'why' } }), text(2)]
    expect(await write(store, { texts: [texts[1]!, texts[0]!] })).toEqual({ isChanged: true, rev: 1 })
    const pairs = [
      pair('p2', { state: 'started', pinned: true }),
      pair('p1', { copy: article(102), ended: { as: 'declined', reason: 'no', isExcused: true } }),
    ]
    const clock = { ...beginPhase('review', 20, 40), pausedAt: 30, resumedAt: 25 }
    const writes = { pairs, copies: [copy(101), copy(102)], session: { clock, round: 1, releasedAt: 9 } }
    expect(await write(store, writes)).toEqual({ isChanged: true, rev: 2 })
    const kept = {
      session: { ...session(), clock, round: 1, releasedAt: 9, rev: 2 },
      texts,
      pairs,
    }
    expect(await store.records.sessionNow('s')).toEqual(kept)
    const changed = pair('p2', { person: person('pen'), isLanded: true, isReopened: true, submittedAt: 9 })
    await write(store, { pairs: [changed] })
    expect((await store.records.sessionNow('s'))?.pairs).toEqual([changed, pairs[1]])
    await write(store, { gone: ['t2'] })
    const left = await crash()
    expect((await left.records.sessionNow('s'))?.texts).toEqual([texts[0]])
    expect((await left.records.sessionsOf('c')).map(({ id, rev }) => [id, rev])).toEqual([['s', 4]])
    expect(await left.records.sessionsOf('other')).toEqual([])
  }),

  law(
    'what is not decided changes nothing, and of two at once each sees what the other left',
    async (lab) => {
      const { store, another } = lab
      await withSession(store)
      await withArticle(store, 1)
      const failure = new Error('no')
      await expect(
        store.records.changeSession('s', () => {
          throw failure
        }),
      ).rejects.toBe(failure)
      expect(await store.records.changeSession('s', () => null)).toEqual({ isChanged: false, rev: 0 })
      await expect(store.records.changeSession('none', () => ({}))).rejects.toEqual(refusedWith('not-found'))
      await expect(store.records.changeReview('s', 'none', () => ({}))).rejects.toEqual(
        refusedWith('not-found'),
      )
      const other = await another()
      const one = (from: Store) =>
        from.records.changeSession('s', ({ session: { seed } }) => ({ session: { seed: `${seed}+` } }))
      const revs = await Promise.all([store, other, store, other].map(one))
      expect(revs.map(({ rev }) => rev).sort()).toEqual([1, 2, 3, 4])
      expect((await other.records.sessionNow('s'))?.session.seed).toBe('seed++++')
    },
  ),

  law(
    'one review is decided about alone, with its session, its text and its pair',
    async ({ store, crash }) => {
      await withSession(store)
      await withArticle(store, 1)
      await write(store, {
        texts: [text(1)],
        pairs: [pair('p1')],
        copies: [copy(101)],
        session: { round: 1 },
      })
      const review = {
        answers: { c: { value: 7, comment: 'good\n좋아요' } },
        remarks: { i5000: { ...NEW_REMARK, rating: 4 } },
        carried: { 'i5000.0': { of: [5000, 0, 2], written: [5000, 0, 7001, 3, 2] } },
        landing: { update: 'AAA=', remarks: { 'r5000.1': { of: [], written: [], ids: ['r7001.1'] } } },
      }
      const seen: unknown[] = []
      const change = (answers: typeof review) =>
        store.records.changeReview('s', 'p1', (now) => {
          seen.push([now.session.rev, now.text.id, now.pair.state, now.review])
          return { reviews: [{ pair: 'p1', review: answers }], pairs: [{ ...now.pair, state: 'started' }] }
        })
      expect(await change(review)).toEqual({ isChanged: true, rev: 2 })
      await change({ ...review, remarks: { i5000: { ...NEW_REMARK, rating: 1 } } })
      expect(seen).toEqual([
        [1, 't1', 'allocated', { answers: {}, remarks: {} }],
        [2, 't1', 'started', review],
      ])
      const left = await crash()
      expect((await left.records.reviewsOf('s')).get('p1')?.remarks.i5000?.rating).toBe(1)
      expect((await left.records.sessionNow('s'))?.pairs.map(({ state }) => state)).toEqual(['started'])
    },
  ),

  law('of a copy it is known how far it was written on, and when last', async ({ store, crash }) => {
    await withSession(store)
    await withArticle(store, 1)
    const pairs = [pair('p1'), pair('p2', { copy: article(102) }), pair('p3', { copy: article(103) })]
    await write(store, { texts: [text(1)], pairs, copies: [copy(101), copy(102), copy(103)] })
    const copies = [101, 102, 103].map(article)
    expect(await store.records.writtenOn(copies)).toEqual(new Map())
    expect(await store.records.writtenOn([])).toEqual(new Map())
    const { epoch } = (await store.log.open(article(101)))!
    const row = { article: article(101), epoch, person: person('bob'), binds: [] }
    await store.log.append([
      { ...row, at: 60, update: bytes(1) },
      { ...row, at: 70, update: bytes(2) },
    ])
    const said = (of: ArticleId, at: number) =>
      store.records.changeThread(of, 't1', { person: person('bob') }, () => ({
        thread: thread('t1', { by: person('bob') }),
        added: [comment('e1', { at, by: person('bob') })],
      }))
    await said(article(101), 65)
    await said(article(102), 80)
    expect(await (await crash()).records.writtenOn(copies)).toEqual(
      new Map([
        [article(101), { seq: 3, at: 70 }],
        [article(102), { seq: 1, at: 80 }],
      ]),
    )
  }),

  law(
    'who knows an article from the inside has had it open to write, or has said something',
    async ({ store, crash }) => {
      for (const n of [1, 2]) await withArticle(store, n)
      const { records, log } = store
      const names = ['writer', 'commenter', 'invited', 'mentioned', 'owner'] as const
      for (const name of names) await records.personOf(article(1), account(name), person(name))
      await records.setRole(article(1), account('invited'), 'editor')
      await records.setRole(article(1), account('owner'), 'owner')
      await log.reserve(article(1), person('writer'), [2])
      await records.changeThread(article(1), 't1', { person: person('commenter') }, () => ({
        thread: thread('t1', { by: person('commenter') }),
        added: [comment('e1', { at: 1, by: person('commenter') })],
      }))
      const asked = [article(1), article(2), article(9)]
      const inside = (await (await crash()).records.insidersOf(asked)).filter(
        ({ article: id }) => id === article(1),
      )
      for (const name of names)
        expect([name, inside.filter((one) => one.account === account(name)).length]).toEqual([
          name,
          ['writer', 'commenter'].includes(name) ? 1 : 0,
        ])
      expect(await store.records.insidersOf([])).toEqual([])
    },
  ),

  law('a snapshot is kept for each round', async ({ store, crash }) => {
    await withSession(store)
    const first = { text: 't1', round: 1, update: bytes(1), ids: [1, 2, 3] }
    const second = { ...first, round: 2, update: bytes(2), ids: null }
    await write(store, { snapshots: [first, second] })
    const { records } = await crash()
    expect(await records.snapshotOf('s', 't1', 1)).toEqual(first)
    expect(await records.snapshotOf('s', 't1', 2)).toEqual(second)
    expect([await records.snapshotOf('s', 't1', 3), await records.snapshotOf('s', 't2', 1)]).toEqual([
      null,
      null,
    ])
  }),

  law(
    'a copy is an article without members, in no list, and is called what it was called first',
    async ({ store }) => {
      await withSession(store)
      await withArticle(store, 1)
      const { records } = store
      await records.addImage(
        { id: 'i1', article: article(1), hash: 'h', type: 'image/png', width: 1, height: 2 },
        bytes(9),
      )
      const images = [{ id: 'i2', article: article(101), hash: 'h', type: 'image/png', width: 1, height: 2 }]
      await write(store, {
        texts: [text(1)],
        pairs: [pair('p1')],
        copies: [{ ...copy(101), images }],
        session: { round: 1 },
      })
      expect(await store.log.read(article(101), 0, 9)).toEqual([
        { seq: 1, person: null, at: 7, update: bytes(101) },
      ])
      expect(await store.log.open(article(101))).toMatchObject({ epoch: 1, checkpoint: null })
      expect((await records.image('i2'))?.bytes).toEqual(bytes(9))
      expect(await records.members(article(101))).toEqual([])
      for (const one of [teacher, ann, bob])
        expect((await records.articlesOf(one)).some(({ id }) => id === article(101))).toBe(false)
      expect((await records.allArticles()).map(({ id }) => id)).toEqual([article(1)])
      await records.setTitle(article(101), 'A headline', 99)
      expect(await records.article(article(101))).toMatchObject({ title: 'Article 101', updatedAt: 7 })
      await expect(write(store, { texts: [text(2, { article: article(101) })] })).rejects.toEqual(
        refusedWith('conflict'),
      )
      expect((await records.sessionNow('s'))?.session.rev).toBe(1)
    },
  ),

  law('[R6] a session gives what each is to it, and says so to open sockets', async ({ store }) => {
    await withSession(store)
    for (const n of [1, 2]) await withArticle(store, n)
    const { records } = store
    expect(await records.reviewGrant(article(1), ann)).toBeNull()
    const [last] = await records.changesAfter(null)
    await write(store, {
      texts: [text(1)],
      pairs: [pair('p1')],
      copies: [copy(101)],
      session: { round: 1 },
      roles: [article(1), article(101)],
    })
    expect((await records.changesAfter(last!.seq)).map(({ article }) => article)).toEqual([
      article(1),
      article(101),
    ])
    const { clock } = session()
    const of = async (n: number, one: typeof ann) => {
      const grant = (await records.grants(article(n), one)).review
      expect(grant).toEqual(await records.reviewGrant(article(n), one))
      return grant === null ? null : [grant.of, ...grant.parties]
    }
    expect(await of(1, teacher)).toEqual(['live', 'teacher'])
    expect(await of(1, ann)).toEqual(['live', 'author'])
    expect(await of(1, bob)).toEqual(['live'])
    expect(await of(2, ann)).toBeNull()
    expect(await of(101, teacher)).toEqual(['copy', 'teacher'])
    expect(await of(101, bob)).toEqual(['copy', 'reviewer'])
    expect(await of(101, ann)).toEqual(['copy', 'author'])
    expect(await of(101, account('stranger'))).toEqual(['copy'])
    expect(await records.reviewGrant(article(101), bob)).toMatchObject({
      clock,
      times: 1.5,
      facts: { keepsWriting: true, isNamed: false, isReopened: false },
    })
    expect((await records.articlesOf(ann)).map(({ id, grants }) => [id, grants.review?.parties])).toEqual([
      [article(1), ['author']],
    ])
    expect([...(await records.reviewGrants(bob)).keys()]).toEqual([article(1)])
    expect(await records.reviewedArticle(article(1))).toEqual({ session: 's', text: 't1', pair: null })
    expect(await records.reviewedArticle(article(101))).toEqual({ session: 's', text: 't1', pair: 'p1' })
  }),

  law('what was taken back, or set aside with its round, is its reviewer’s no more', async ({ store }) => {
    await withSession(store)
    await withArticle(store, 1)
    const parties = async () => (await store.records.reviewGrant(article(101), bob))?.parties
    const writes = { texts: [text(1)], pairs: [pair('p1')], copies: [copy(101)], session: { round: 1 } }
    await write(store, writes)
    expect(await parties()).toEqual(['reviewer'])
    const ended = { as: 'released', reason: 'left', isExcused: true } as const
    await write(store, { pairs: [pair('p1', { ended })] })
    expect(await parties()).toEqual([])
    await write(store, { pairs: [pair('p1')] })
    expect(await parties()).toEqual(['reviewer'])
    await write(store, { session: { round: 2 } })
    expect(await parties()).toEqual([])
  }),

  law('the session that took a text last has it; without its class no session has it', async ({ store }) => {
    await withSession(store)
    await withArticle(store, 1)
    const { records } = store
    await write(store, { texts: [text(1)], pairs: [pair('p1')], copies: [copy(101)] })
    await records.createSession(session('later', { clock: beginPhase('hold', 1) }))
    await write(store, { texts: [text(7, { article: article(1) })] }, 'later')
    expect((await records.reviewGrant(article(1), ann))?.clock.phase).toBe('hold')
    await write(store, { gone: ['t1'] })
    expect((await records.reviewGrant(article(1), ann))?.clock.phase).toBe('hold')
    await write(store, { gone: ['t7'] }, 'later')
    expect(await records.reviewGrant(article(1), ann)).toBeNull()
    await write(store, { texts: [text(1)] })
    expect((await records.reviewGrant(article(1), ann))?.parties).toEqual(['author'])
    await records.deleteClass('c')
    expect(await records.reviewGrant(article(1), ann)).toBeNull()
    expect(await records.reviewGrant(article(101), teacher)).toBeNull()
  }),

  law('a text that comes back is the one that its pairs are about', async ({ store, crash }) => {
    await withSession(store)
    await withArticle(store, 1)
    const pairs = [pair('p1', { person: person('r') })]
    const snapshots = [{ text: 't1', round: 1, update: bytes(1), ids: [1] }]
    await write(store, { texts: [text(1)], pairs, copies: [copy(101)], snapshots })
    const pens = await store.records.pensIn(article(1))
    await write(store, { gone: ['t1'] })
    await expect(store.records.changeReview('s', 'p1', () => ({}))).rejects.toEqual(refusedWith('not-found'))
    const again = text(1, { number: 5, authors: ['s-bob'] })
    await write(store, { texts: [again] })
    const { records } = await crash()
    expect(await records.sessionNow('s')).toMatchObject({ texts: [again], pairs })
    expect(await records.reviewedArticle(article(1))).toEqual({ session: 's', text: 't1', pair: null })
    expect(await records.pensIn(article(1))).toEqual(pens)
    expect(await records.snapshotOf('s', 't1', 1)).toEqual(snapshots[0])
    const seen: SessionText[] = []
    await records.changeReview('s', 'p1', ({ text }) => {
      seen.push(text)
      return null
    })
    expect(seen).toEqual([again])
  }),

  law('sessions that run, and those whose reviews have not all landed, are found', async ({ store }) => {
    await withSession(store)
    await withArticle(store, 1)
    const { records } = store
    const running = async () => (await records.runningSessions()).map(({ id }) => id)
    expect([await running(), await records.landingSessions()]).toEqual([['s'], []])
    await write(store, { session: { clock: { ...beginPhase('review', 1, 9), pausedAt: 3 } } })
    expect(await running()).toEqual([])
    const pairs = [pair('p1'), pair('p2', { copy: article(102), round: 0 })]
    await write(store, { texts: [text(1)], pairs, copies: [copy(101), copy(102)], session: { round: 1 } })
    expect(await records.landingSessions()).toEqual([])
    await write(store, { session: { clock: beginPhase('release', 9), releasedAt: 9 } })
    expect([await running(), await records.landingSessions()]).toEqual([[], ['s']])
    await write(store, { pairs: [pair('p1', { isLanded: true })] })
    expect(await records.landingSessions()).toEqual([])
  }),

  law('reviews of which a remark is due are found, whatever else is said in them', async ({ store }) => {
    await withSession(store)
    await withArticle(store, 1)
    const { records } = store
    const remark = { ...NEW_REMARK, hidden: 'why' }
    const kept = (some: Partial<RemarkState>) => ({ answers: {}, remarks: { t: { ...remark, ...some } } })
    await write(store, {
      texts: [text(1)],
      pairs: [pair('p1'), pair('p2', { copy: article(102) })],
      copies: [copy(101), copy(102)],
      reviews: [
        { pair: 'p1', review: kept({}) },
        { pair: 'p2', review: kept({ hidden: '"isDue":true' }) },
      ],
    })
    expect(await records.dueReviews()).toEqual([])
    await write(store, { reviews: [{ pair: 'p1', review: kept({ isDue: true }) }] })
    expect(await records.dueReviews()).toEqual([{ session: 's', pair: 'p1' }])
    await write(store, { reviews: [{ pair: 'p1', review: kept({}) }] })
    expect(await records.dueReviews()).toEqual([])
  }),

  law('who has landed in an article is known by a number, and on a copy everybody', async ({ store }) => {
    await withSession(store)
    await withArticle(store, 1)
    const { records } = store
    expect(await records.pensIn(article(1))).toEqual({ everybody: null, persons: new Map() })
    await write(store, {
      texts: [text(1, { teacher: person('t') })],
      pairs: [pair('p1', { person: person('r') })],
      copies: [copy(101)],
    })
    expect(await records.pensIn(article(1))).toEqual({
      everybody: null,
      persons: new Map([
        [person('t'), 0],
        [person('r'), 2],
      ]),
    })
    expect(await records.pensIn(article(101))).toEqual({ everybody: 2, persons: new Map() })
    // Also when the text is in the session no more; another one's readers are none of its.
    await withArticle(store, 2)
    await write(store, {
      texts: [text(2)],
      pairs: [pair('p2', { text: 't2', copy: article(102), person: person('q'), pen: 1 })],
      copies: [copy(102)],
    })
    const pens = await records.pensIn(article(1))
    await write(store, { gone: ['t1'] })
    expect(await records.reviewedArticle(article(1))).toBeNull()
    expect(await records.pensIn(article(1))).toEqual(pens)
    expect((await records.pensIn(article(2))).persons).toEqual(new Map([[person('q'), 1]]))
    const added = { id: 'e', kind: 'comment', by: person('r'), at: 1, body: 'x', assignee: null } as const
    const thread = {
      by: person('r'),
      at: 1,
      anchor: null,
      status: 'open',
      assignee: null,
      removed: false,
    } as const
    const outcome = await records.changeThread(article(1), 't', { person: person('r') }, () => ({
      thread,
      added: [added],
    }))
    expect(outcome.person).toBe(person('r'))
    expect(await records.people(article(1))).toEqual([])
  }),

  law(
    'with a class go its sessions and their copies; texts stay, and who has landed in them',
    async (lab) => {
      const { store, crash } = lab
      await withSession(store)
      await withArticle(store, 1)
      const { records } = store
      await write(store, {
        texts: [text(1, { teacher: person('t') })],
        pairs: [pair('p1', { person: person('r') }), pair('p2', { copy: article(102) })],
        copies: [copy(101), copy(102)],
        snapshots: [{ text: 't1', round: 1, update: bytes(3), ids: null }],
        reviews: [{ pair: 'p1', review: { answers: {}, remarks: {} } }],
      })
      const other = { id: 'p', text: 't', copy: article(103) }
      await records.createClass({ id: 'other', name: 'Other', createdAt: 1 }, teacher)
      await records.createSession(session('else', { class: 'other' }))
      await withArticle(store, 2)
      const [texts, pairs] = [[text(2, { id: 't' })], [pair('p', other)]]
      await write(store, { texts, pairs, copies: [copy(103)] }, 'else')
      const image = (id: string, n: number, hash: string) => ({
        ...{ id, article: article(n), hash },
        ...{ type: 'image/png', width: 1, height: 1 },
      })
      await records.addImage(image('text', 1, 'both'), bytes(1))
      for (const [id, hash] of [
        ['copy', 'both'],
        ['alone', 'alone'],
      ] as const)
        await records.addImage(image(id, 101, hash), bytes(1))
      await records.changeThread(article(101), 'x', { account: bob, proposed: person('bob') }, () => ({
        thread: thread('x', { by: person('bob') }),
        added: [comment('x-1', { by: person('bob') })],
      }))
      const epoch = await openEpoch(store, article(101))
      const pens = await records.pensIn(article(1))
      const [last] = await records.changesAfter(null)

      expect(await records.deleteClass('c')).toBe(true)
      expect([await records.sessionsOf('c'), await records.sessionNow('s')]).toEqual([[], null])
      expect([await records.snapshotOf('s', 't1', 1), (await records.reviewsOf('s')).size]).toEqual([null, 0])
      for (const n of [101, 102]) {
        expect([await records.article(article(n)), await store.log.open(article(n))]).toEqual([null, null])
        expect(await records.reviewedArticle(article(n))).toBeNull()
      }
      expect(await store.log.append([append(article(101), epoch, bytes(9))])).toEqual([{ kind: 'stale' }])
      expect(await store.log.read(article(101), 0, 9)).toEqual([])
      expect([await records.image('copy'), await records.image('alone')]).toEqual([null, null])
      expect((await records.image('text'))?.bytes).toEqual(bytes(1))
      // What nothing has any more is not kept: another image may be of that name.
      await records.addImage(image('later', 1, 'alone'), bytes(2))
      expect((await records.image('later'))?.bytes).toEqual(bytes(2))
      expect(await records.article(article(1))).not.toBeNull()
      expect(await records.reviewedArticle(article(1))).toBeNull()
      expect(await records.article(article(103))).not.toBeNull()
      expect((await records.sessionNow('else'))?.pairs).toHaveLength(1)
      const heard = (await records.changesAfter(last?.seq ?? 0)).map((change) => change.article)
      expect(new Set(heard)).toEqual(new Set([article(1), article(101), article(102)]))
      expect(pens.persons.size).toBe(2)
      expect(await (await crash()).records.pensIn(article(1))).toEqual(pens)
    },
  ),

  law(
    'who is made one with another is in review sessions what they were, unless both are in one',
    async ({ store }) => {
      await withSession(store)
      const { records } = store
      for (const n of [1, 2]) await withArticle(store, n)
      await records.putStudents('c', [{ id: 's-twin', handle: 'twin', key: 'twin' }], 9)
      await write(store, { texts: [text(1)], pairs: [pair('p1')], copies: [copy(101)] })
      const before = await records.sessionNow('s')
      await expect(records.mergeStudents('c', 's-ann', 's-bob')).rejects.toEqual(refusedWith('conflict'))
      expect(await records.sessionNow('s')).toEqual(before)
      expect(await records.mergeStudents('c', 's-bob', 's-twin')).toBeNull()
      const now = await records.sessionNow('s')
      expect(now?.pairs.map(({ reviewer }) => reviewer)).toEqual(['s-twin'])
      expect(now?.texts.map(({ authors }) => authors)).toEqual([['s-ann']])
      expect(now?.session.attendance).toEqual({ 's-twin': { state: 'away', extra: 1 } })
      expect(now?.session.rev).toBe((before?.session.rev ?? 0) + 1)
      expect(await records.mergeStudents('c', 's-ann', 's-twin').catch((error: Refused) => error.code)).toBe(
        'conflict',
      )
      await records.putStudents('c', [{ id: 's-other', handle: 'other', key: 'other' }], 9)
      await records.mergeStudents('c', 's-ann', 's-other')
      const last = await records.sessionNow('s')
      expect(last?.texts.map(({ authors }) => authors)).toEqual([['s-other']])
      expect(last?.session.settings.mustNot).toEqual([{ reviewer: 's-other', text: 't2' }])
    },
  ),
]
