/** The laws of server/store/notices.ts: noticed once and not less, read, mailed, silenced, and gone with the account. */

import { expect } from 'vitest'
import type { MailRow, NewNotice } from '../../server/store/notices.ts'
import type { Store } from '../../server/store/store.ts'
import type { ArticleId } from '../../shared/ids.ts'
import { noticeBodyUnits } from '../../shared/limits.ts'
import { account, article, type Law, law, person, withArticle } from './lab.ts'

const ann = account('ann')
const bob = account('bob')

const notice = (entry: string, some: Partial<NewNotice> = {}): NewNotice => ({
  account: ann,
  thread: 't1',
  entry,
  kind: 'reply',
  by: person('bob'),
  at: 100,
  ...some,
})
const address: MailRow = {
  account: ann,
  address: 'ann@school.example',
  language: 'ko',
  confirmedAt: 50,
  atOnce: true,
  digest: false,
  token: 'secret',
}
/** Says something in a thread: one revision. */
const say = (store: Store, of: ArticleId, thread: string, entry: string, by = person('bob')) =>
  store.records.changeThread(of, thread, { account: account(by), proposed: by }, () => ({
    thread: { by, at: 5, anchor: null, status: 'open', assignee: null, removed: false },
    added: [{ id: entry, kind: 'comment', by, at: 5, body: 'words', assignee: null }],
  }))
const entries = async (store: Store, of = ann) =>
  (await store.records.noticesOf(of, null, 100)).map(({ entry }) => entry)

export const NOTICE_LAWS: readonly Law[] = [
  law(
    'an article is noticed up to a mark, and the notices come with it or not at all',
    async ({ store, crash }) => {
      const { records } = store
      const id = await withArticle(store)
      expect(await records.noticedUpTo(id)).toBe(0)
      expect(await records.articlesToNotice()).toEqual([])
      await say(store, id, 't1', 'e1')
      await say(store, id, 't1', 'e2')
      expect(await records.articlesToNotice()).toEqual([id])
      expect(await records.addNotices(id, 0, 2, [notice('e1'), notice('e2', { account: bob })])).toBe(true)
      expect(await records.addNotices(id, 0, 2, [notice('e3')])).toBe(false)
      expect(await records.addNotices(id, 1, 3, [notice('e3')])).toBe(false)
      expect([await records.noticedUpTo(id), await entries(store)]).toEqual([2, ['e1']])
      expect(await records.articlesToNotice()).toEqual([])
      const again = await crash()
      expect([await again.records.noticedUpTo(id), await entries(again), await entries(again, bob)]).toEqual([
        2,
        ['e1'],
        ['e2'],
      ])
    },
  ),

  law('of one entry an account has one notice, the first', async ({ store }) => {
    const id = await withArticle(store)
    await store.records.addNotices(id, 0, 1, [notice('e1', { kind: 'mention' }), notice('e1')])
    await store.records.addNotices(id, 1, 2, [notice('e1', { kind: 'assigned' }), notice('e2')])
    const rows = await store.records.noticesOf(ann, null, 10)
    expect(rows.map(({ entry, kind }) => [entry, kind])).toEqual([
      ['e2', 'reply'],
      ['e1', 'mention'],
    ])
    expect(rows[0]!.id).toBeGreaterThan(rows[1]!.id)
    expect(rows[1]).toEqual({
      ...notice('e1', { kind: 'mention' }),
      id: rows[1]!.id,
      article: id,
      readAt: null,
      mailedAt: null,
      title: rows[1]!.title,
      body: '',
    })
  }),

  law('however many they are, they are added and noted as mailed', async ({ store }) => {
    const { records } = store
    const id = await withArticle(store)
    await records.setMail(ann, address)
    // More values than a statement of either database holds.
    const all = Array.from({ length: 8_000 }, (_, i) => notice(`e${i}`))
    expect(await records.addNotices(id, 0, 1, all)).toBe(true)
    expect((await records.unreadNotices(ann)).get(id)).toBe(8_000)
    await records.noteMailed(
      Array.from({ length: 70_000 }, (_, i) => i + 1),
      400,
    )
    expect(await records.noticesToMail()).toEqual([])
  }),

  law('a notice comes with the beginning of what was said', async ({ store }) => {
    const id = await withArticle(store)
    await store.records.changeThread(id, 't1', { account: bob, proposed: person('bob') }, (now) => ({
      thread: { by: now.person, at: 5, anchor: null, status: 'open', assignee: null, removed: false },
      added: [
        { id: 'e1', kind: 'comment', by: now.person, at: 5, body: '가나다'.repeat(999), assignee: null },
      ],
    }))
    await store.records.addNotices(id, 0, 1, [notice('e1')])
    expect((await store.records.noticesOf(ann, null, 1))[0]?.body).toBe('가나다'.repeat(noticeBodyUnits / 3))
  }),

  law('a thread is there with its entries, as whoever is told of them needs it', async ({ store }) => {
    const id = await withArticle(store)
    await say(store, id, 't1', 'e1', person('bob'))
    await say(store, id, 't1', 'e2', person('cleo'))
    await say(store, id, 't2', 'e3', person('dan'))
    const { thread, entries } = await store.records.threadNow(id, 't1')
    expect([thread?.id, entries.map((entry) => entry.id)]).toEqual(['t1', ['e1', 'e2']])
    expect(await store.records.threadNow(id, 'none')).toMatchObject({ thread: null, entries: [] })
    expect(await store.records.threadNow(article(77), 't1')).toMatchObject({ thread: null, entries: [] })
  }),

  law('is read up to one, or by thread and entry, and counted', async ({ store }) => {
    const { records } = store
    const id = await withArticle(store)
    for (const [i, thread] of ['t1', 't1', 't2'].entries()) await say(store, id, thread, `e${i + 1}`)
    const all = [notice('e1'), notice('e2'), notice('e3', { thread: 't2' }), notice('e1', { account: bob })]
    await records.addNotices(id, 0, 3, all)
    expect(await records.unreadNotices(ann)).toEqual(new Map([[id, 3]]))
    expect(await records.readNoticesIn(ann, id, { t1: 1 }, 200)).toBe(1)
    expect(await records.readNoticesIn(ann, id, { t1: 1 }, 201)).toBe(0)
    expect(await records.readNoticesIn(ann, article(77), { t1: 9 }, 201)).toBe(0)
    expect((await records.unreadNotices(ann)).get(id)).toBe(2)
    expect((await records.unreadNotices(bob)).get(id)).toBe(1)
    expect(await records.unreadNotices(account('nobody'))).toEqual(new Map())
    const [last, second] = await records.noticesOf(ann, null, 2)
    expect(await records.readNotices(ann, second!.id, 300)).toBe(1)
    expect((await records.noticesOf(ann, last!.id + 1, 9)).map(({ readAt }) => readAt)).toEqual([
      null,
      300,
      200,
    ])
    expect((await records.noticesOf(ann, second!.id, 9)).map(({ entry }) => entry)).toEqual(['e1'])
  }),

  law(
    'mail is due for what is unread, told by none, and came after the address was confirmed',
    async ({ store }) => {
      const { records } = store
      const id = await withArticle(store)
      await records.addNotices(id, 0, 1, [
        notice('old', { at: 49 }),
        notice('e1', { at: 50 }),
        notice('e2'),
        notice('e3', { account: bob }),
      ])
      const due = async () => (await records.noticesToMail()).map(({ entry }) => entry)
      expect(await due()).toEqual([])
      await records.setMail(ann, { ...address, confirmedAt: null })
      expect(await due()).toEqual([])
      await records.setMail(ann, address)
      expect(await due()).toEqual(['e1', 'e2'])
      const [first] = await records.noticesToMail()
      await records.noteMailed([first!.id], 400)
      await records.noteMailed([], 400)
      expect(await due()).toEqual(['e2'])
      await records.readNotices(ann, first!.id + 1, 500)
      expect(await due()).toEqual([])
      await records.forgetNotices(100)
      expect(await entries(store)).toEqual(['e2'])
    },
  ),

  law(
    'an address, its code and what is silenced are kept, changed and removed together',
    async ({ store, crash }) => {
      const { records } = store
      const id = await withArticle(store)
      const code = { hash: 'ff', at: 9e12, tries: 0 }
      expect([await records.mailOf(ann), await records.tryMailCode(ann)]).toEqual([null, null])
      await records.setMail(ann, address)
      expect(await records.changeMail(ann, { atOnce: false })).toEqual({ ...address, atOnce: false })
      await Promise.all([
        records.changeMail(ann, { digest: true }),
        records.changeMail(ann, { language: 'ko' }),
      ])
      expect(await records.changeMail(bob, { digest: true })).toBeNull()
      await records.setMailCode(ann, code)
      const tries = await Promise.all(Array.from({ length: 3 }, () => records.tryMailCode(ann)))
      expect(tries.map((one) => one?.tries).toSorted()).toEqual([0, 1, 2])
      for (const muted of [true, true]) await records.setMuted(ann, id, muted)
      const again = (await crash()).records
      expect(await again.mailOf(ann)).toEqual({ ...address, atOnce: false, digest: true })
      expect(await again.mailByToken('secret')).toEqual(await again.mailOf(ann))
      expect(await again.mailByToken('other')).toBeNull()
      expect(await again.tryMailCode(ann)).toEqual({ ...code, tries: 3 })
      expect([await again.isMuted(ann, id), await again.isMuted(bob, id)]).toEqual([true, false])
      await again.setMuted(ann, id, false)
      expect(await again.isMuted(ann, id)).toBe(false)
      await again.setMuted(ann, id, true)
      await again.setMail(ann, null)
      expect([await again.mailOf(ann), await again.tryMailCode(ann), await again.isMuted(ann, id)]).toEqual([
        null,
        null,
        false,
      ])
    },
  ),

  law('an address is confirmed only while it is the one that was asked about', async ({ store }) => {
    const { records } = store
    const unconfirmed = { ...address, confirmedAt: null }
    expect(await records.confirmMail(address, 70)).toBeNull()
    await records.setMail(ann, { ...unconfirmed, address: 'other@school.example', token: 'other' })
    expect(await records.confirmMail(address, 70)).toBeNull()
    expect((await records.mailOf(ann))?.confirmedAt).toBeNull()
    await records.setMail(ann, unconfirmed)
    expect(await records.confirmMail(address, 70)).toEqual({ ...address, confirmedAt: 70 })
    expect(await records.mailOf(ann)).toEqual({ ...address, confirmedAt: 70 })
  }),

  law('all of it goes with the account', async ({ store }) => {
    const { records } = store
    const id = await withArticle(store)
    await records.setMail(bob, { ...address, account: bob })
    await records.setMailCode(bob, { hash: 'ff', at: 1, tries: 0 })
    await records.setMuted(bob, id, true)
    await records.addNotices(id, 0, 1, [notice('e1', { account: bob }), notice('e1')])
    await records.eraseAccount(bob, ann)
    expect([await entries(store, bob), await entries(store)]).toEqual([[], ['e1']])
    expect([
      await records.mailOf(bob),
      await records.tryMailCode(bob),
      await records.isMuted(bob, id),
    ]).toEqual([null, null, false])
  }),
]
