/** The laws of server/store/decisions.ts: numbers, what a decision was about, and how long it can be taken back. */

import { expect } from 'vitest'
import type { NewDecision } from '../../server/store/decisions.ts'
import type { Note } from '../../server/store/notes.ts'
import type { Store } from '../../server/store/store.ts'
import type { ArticleId } from '../../shared/ids.ts'
import { account, append, article, bytes, type Law, law, openEpoch, person, withArticle } from './lab.ts'

const [ann, bob] = [person('ann'), person('bob')]
const part = { kind: 'insertion', person: bob, text: 'Ünï 한국어 👍\n', change: null } as const
const decision = (some: Partial<NewDecision> = {}): NewDecision => ({
  verb: 'accept',
  person: ann,
  at: 5_000,
  reason: null,
  parts: [{ ...part, suggestion: 'i1.0' }],
  suggestions: ['i1.0'],
  reversal: '{"back":1}',
  ...some,
})

/** Keeps it with an update that carries it out, as the article's holder by now. */
async function decide(store: Store, id: ArticleId, made = decision(), keptSince = 0): Promise<void> {
  await noted(store, id, { type: 'decided', decision: made, keptSince })
}
const reopened = (store: Store, id: ArticleId, number: number, by: Reopener, rest: string | null) =>
  noted(store, id, { type: 'reopened', number, by, rest })
type Reopener = Extract<Note, { type: 'reopened' }>['by']

async function noted(store: Store, id: ArticleId, note: Note): Promise<void> {
  const [result] = await store.log.append([append(id, await openEpoch(store, id), bytes(1), { note })])
  expect(result?.kind).toBe('stored')
}
const numbers = async ({ records }: Store, id: ArticleId) =>
  (await records.decisionsBefore(id, null, 20)).map(({ number }) => number)

export const DECISION_LAWS: readonly Law[] = [
  law(
    'decisions are kept as they were given, counted from 1 on, the newest first',
    async ({ store, crash }) => {
      const id = await withArticle(store)
      const format = { kind: 'format', person: null, text: '', change: { bold: true } } as const
      const made = [
        decision({ reason: 'why', at: 9e12 }),
        decision({ verb: 'withdraw', person: bob, reversal: null }),
        decision({
          verb: 'reject',
          parts: [{ ...format, suggestion: 'r3.0' }],
          suggestions: ['r3.0', 'i1.0'],
        }),
      ]
      for (const one of made) await decide(store, id, one)
      const rows = made.map(({ suggestions, reversal, ...row }, i) => ({
        ...row,
        number: i + 1,
        count: suggestions.length,
        reopened: null,
        isKept: reversal !== null,
      }))
      const { records } = await crash()
      expect(await records.decisionsBefore(id, null, 10)).toEqual(rows.toReversed())
      expect(await records.decisionsBefore(id, 3, 1)).toEqual([rows[1]])
      expect(await records.decision(id, 1)).toEqual(rows[0])
      expect(await records.decision(id, 4)).toBeNull()
      expect(await records.decisionsBefore(article(9), null, 10)).toEqual([])
    },
  ),

  law('the last decision about any of many suggestions is found', async ({ store }) => {
    const id = await withArticle(store)
    const many = Array.from({ length: 1_200 }, (_, n) => `i1.${n}`)
    await decide(store, id, decision({ suggestions: many }))
    await decide(store, id, decision({ suggestions: ['i2.0'] }))
    const last = async (...names: string[]) => (await store.records.lastDecisionAbout(id, names))?.number
    expect(await last('i1.1199')).toBe(1)
    expect(await last('i2.0')).toBe(2)
    expect(await last(...many, 'i2.0')).toBe(2)
    expect(await last('i3.0')).toBeUndefined()
    expect(await store.records.lastDecisionAbout(article(9), ['i1.0'])).toBeNull()
  }),

  law('[S1] a decision is there exactly when its update is', async ({ store, crash, breakDisk }) => {
    const id = await withArticle(store)
    const other = await withArticle(store, 2)
    const [epoch, stale] = [await openEpoch(store, id), await openEpoch(store, other)]
    await openEpoch(store, other)
    const note = { type: 'decided', decision: decision(), keptSince: 0 } as const
    const both = [append(other, stale, bytes(1), { note }), append(id, epoch, bytes(2), { note })]
    expect((await store.log.append(both)).map(({ kind }) => kind)).toEqual(['stale', 'stored'])
    expect([await numbers(store, other), await numbers(store, id)]).toEqual([[], [1]])
    const disk = await breakDisk()
    await expect(store.log.append([append(id, epoch, bytes(3, 300_000), { note })])).rejects.toThrow()
    await disk.repair()
    await store.probe()
    expect(await numbers(store, id)).toEqual([1])
    const survivor = await crash()
    expect(await numbers(survivor, id)).toEqual([1])
    expect((await survivor.log.read(id, 0, 10)).map(({ seq }) => seq)).toEqual([1, 2])
  }),

  law('decisions of one batch are counted in its order', async ({ store }) => {
    const [id, other] = [await withArticle(store, 1), await withArticle(store, 2)]
    const epochs = new Map([
      [id, await openEpoch(store, id)],
      [other, await openEpoch(store, other)],
    ])
    const rows = [id, other, id, id].map((one, n) => {
      const made = decision({ at: n, suggestions: [`i${n}.0`] })
      const note = { type: 'decided', decision: made, keptSince: 0 } as const
      return append(one, epochs.get(one) ?? 0, bytes(n), { note })
    })
    await store.log.append(rows)
    const times = async (one: ArticleId) =>
      (await store.records.decisionsBefore(one, null, 10)).map(({ number, at }) => [number, at])
    expect(await times(id)).toEqual([
      [3, 3],
      [2, 2],
      [1, 0],
    ])
    expect(await times(other)).toEqual([[1, 1]])
    expect((await store.records.lastDecisionAbout(id, ['i2.0', 'i1.0']))?.number).toBe(2)
  }),

  law(
    'a decision that was taken back says by whom, and cannot be again; in part, how the rest can',
    async ({ store }) => {
      const id = await withArticle(store)
      await decide(store, id, decision())
      const by = { person: bob, at: 7_000 }
      expect(await store.records.reversalOf(id, 1)).toBe('{"back":1}')
      await reopened(store, id, 1, by, '{"rest":1}')
      expect(await store.records.decision(id, 1)).toMatchObject({ reopened: null, isKept: true })
      expect(await store.records.reversalOf(id, 1)).toBe('{"rest":1}')
      await reopened(store, id, 1, by, null)
      expect(await store.records.decision(id, 1)).toMatchObject({ reopened: by, isKept: false })
      expect(await store.records.reversalOf(id, 1)).toBeNull()
    },
  ),

  law('how an old decision is taken back is forgotten with the next one', async ({ store }) => {
    const [one, other] = [await withArticle(store, 1), await withArticle(store, 2)]
    for (const id of [one, other]) await decide(store, id, decision({ at: 1_000 }))
    await decide(store, one, decision({ at: 9_000 }), 1_000)
    expect(await store.records.reversalOf(one, 1)).not.toBeNull()
    await decide(store, one, decision({ at: 9_000 }), 1_001)
    expect(await store.records.reversalOf(one, 1)).toBeNull()
    expect(await store.records.reversalOf(one, 2)).not.toBeNull()
    expect(await store.records.reversalOf(other, 1)).not.toBeNull()
  }),

  law(
    'somebody’s own decisions are found, and those that they took back, until they are erased',
    async ({ store }) => {
      const id = await withArticle(store)
      const { records } = store
      await records.personOf(id, account('ann'), ann)
      await decide(store, id, decision({ at: 1, reason: 'why' }))
      await decide(store, id, decision({ at: 2, person: bob }))
      await reopened(store, id, 2, { person: ann, at: 3 }, null)
      expect(await records.decisionsOf(account('ann'))).toEqual([
        { article: id, number: 1, at: 1, verb: 'accept', reason: 'why' },
        { article: id, number: 2, at: 3, verb: 'reopen', reason: null },
      ])
      expect(await records.decisionsOf(account('bob'))).toEqual([])
      await records.eraseAccount(account('ann'), null)
      expect(await records.decisionsOf(account('ann'))).toEqual([])
      expect(await records.decision(id, 1)).toMatchObject({ person: ann, reason: 'why' })
    },
  ),
]
