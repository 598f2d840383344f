/** The laws of server/store/late.ts: what came late is kept once, is no more than there may be, and goes with its author. */

import { expect } from 'vitest'
import type { LateRow } from '../../server/store/late.ts'
import { beginPhase } from '../../shared/review/phase.ts'
import { account, article, bytes, type Law, law, refusedWith, withArticle } from './lab.ts'

const [ann, bob] = [account('ann'), account('bob')]
const MOST = { count: 3, bytes: 100 }
const row = (id: string, some: Partial<LateRow> = {}): LateRow => ({
  article: article(1),
  account: ann,
  id,
  at: 5,
  update: bytes(1, 10),
  words: 'two words\n두 번째 줄',
  refused: null,
  ...some,
})
const named = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id)

export const LATE_LAWS: readonly Law[] = [
  law('what came late is kept once under its name, as it came, the oldest first', async (lab) => {
    const { store, crash } = lab
    for (const n of [1, 2]) await withArticle(store, n)
    const { records } = store
    const rows = [row('b'), row('a', { at: 9 }), row('b', { account: bob, at: 7 })]
    for (const one of rows) expect(await records.addLate(one, MOST)).toBe(true)
    expect(await records.addLate(row('b', { words: 'other', at: 1 }), MOST)).toBe(true)
    await records.addLate(row('c', { article: article(2), refused: 'no' }), MOST)
    await expect(records.addLate(row('d', { article: article(3) }), MOST)).rejects.toEqual(
      refusedWith('not-found'),
    )
    const again = (await crash()).records
    const inOrder = [rows[0], rows[2], rows[1]]
    expect(await again.lateOf(article(1))).toEqual(inOrder)
    expect(await again.lateArticles()).toEqual([article(1)])
    expect((await again.lateBy(ann)).map(({ id, words }) => [id, words])).toEqual([
      ['b', row('b').words],
      ['c', row('b').words],
      ['a', row('b').words],
    ])
    await again.refuseLate(row('b'), 'gap')
    expect((await again.lateOf(article(1))).map(({ refused }) => refused)).toEqual(['gap', null, null])
    for (const one of rows) await again.dropLate(one)
    expect([await again.lateOf(article(1)), await again.lateArticles()]).toEqual([[], []])
    expect(named(await again.lateOf(article(2)))).toEqual(['c'])
  }),

  law(
    'nobody has more waiting for a text than there may be, also of what comes at once',
    async ({ store }) => {
      for (const n of [1, 2]) await withArticle(store, n)
      const { records } = store
      const came = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => records.addLate(row(id), MOST)))
      expect(came.filter(Boolean)).toHaveLength(3)
      expect(await records.lateOf(article(1))).toHaveLength(3)
      // Others, and other texts, are counted by themselves.
      expect(await records.addLate(row('f', { account: bob, update: bytes(1, 60) }), MOST)).toBe(true)
      expect(await records.addLate(row('g', { account: bob, update: bytes(1, 41) }), MOST)).toBe(false)
      expect(await records.addLate(row('h', { account: bob, update: bytes(1, 40) }), MOST)).toBe(true)
      expect(await records.addLate(row('i', { article: article(2) }), MOST)).toBe(true)
    },
  ),

  law(
    'a session has what came late to its texts; an account that is erased leaves none',
    async ({ store }) => {
      for (const n of [1, 2]) await withArticle(store, n)
      const { records } = store
      await records.createSession({
        ...{ id: 's', class: 'c', name: 'S', createdAt: 1, clock: beginPhase('lock', 1), attendance: {} },
        ...{ settings: {} as never, seed: '', round: 1, releasedAt: null },
      })
      const text = { id: 't', number: 1, article: article(1), authors: [], override: null, notes: [] }
      await records.changeSession('s', () => ({ texts: [{ ...text, teacher: null, plan: '' }] }))
      await records.addLate(row('a'), MOST)
      await records.addLate(row('b', { account: bob }), MOST)
      await records.addLate(row('c', { article: article(2) }), MOST)
      expect(named(await records.lateIn('s'))).toEqual(['a', 'b'])
      expect(await records.lateIn('other')).toEqual([])
      await records.eraseAccount(ann, account('owner'))
      expect(named(await records.lateIn('s'))).toEqual(['b'])
      expect(await records.lateOf(article(2))).toEqual([])
    },
  ),
]
