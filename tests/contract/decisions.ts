/** The laws of server/store/decisions.ts: numbers, what a decision was about, and how long it can be taken back. */

import { expect } from 'vitest'
import type { NewDecision } from '../../server/store/decisions.ts'
import { account, article, type Law, law, person, refusedWith, withArticle } from './lab.ts'

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
      for (const [i, one] of made.entries()) expect(await store.records.noteDecision(id, one, 0)).toBe(i + 1)
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
    await store.records.noteDecision(id, decision({ suggestions: many }), 0)
    await store.records.noteDecision(id, decision({ suggestions: ['i2.0'] }), 0)
    const last = async (...names: string[]) => (await store.records.lastDecisionAbout(id, names))?.number
    expect(await last('i1.1199')).toBe(1)
    expect(await last('i2.0')).toBe(2)
    expect(await last(...many, 'i2.0')).toBe(2)
    expect(await last('i3.0')).toBeUndefined()
    expect(await store.records.lastDecisionAbout(article(9), ['i1.0'])).toBeNull()
  }),

  law('decisions that are made at once get each its number', async ({ store, another }) => {
    const id = await withArticle(store)
    const other = await another()
    const numbers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => (n % 2 ? store : other).records.noteDecision(id, decision(), 0)),
    )
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 10 }, (_, n) => n + 1))
  }),

  law('there is no decision in an article that is not there', async ({ store }) => {
    await expect(store.records.noteDecision(article(9), decision(), 0)).rejects.toEqual(
      refusedWith('not-found'),
    )
  }),

  law(
    'a decision that was taken back says by whom, and cannot be again; in part, how the rest can',
    async ({ store }) => {
      const id = await withArticle(store)
      await store.records.noteDecision(id, decision(), 0)
      const by = { person: bob, at: 7_000 }
      expect(await store.records.reversalOf(id, 1)).toBe('{"back":1}')
      await store.records.noteReopening(id, 1, by, '{"rest":1}')
      expect(await store.records.decision(id, 1)).toMatchObject({ reopened: null, isKept: true })
      expect(await store.records.reversalOf(id, 1)).toBe('{"rest":1}')
      await store.records.noteReopening(id, 1, by, null)
      expect(await store.records.decision(id, 1)).toMatchObject({ reopened: by, isKept: false })
      expect(await store.records.reversalOf(id, 1)).toBeNull()
    },
  ),

  law('how an old decision is taken back is forgotten with the next one', async ({ store }) => {
    const [one, other] = [await withArticle(store, 1), await withArticle(store, 2)]
    for (const id of [one, other]) await store.records.noteDecision(id, decision({ at: 1_000 }), 0)
    await store.records.noteDecision(one, decision({ at: 9_000 }), 1_000)
    expect(await store.records.reversalOf(one, 1)).not.toBeNull()
    await store.records.noteDecision(one, decision({ at: 9_000 }), 1_001)
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
      await records.noteDecision(id, decision({ at: 1, reason: 'why' }), 0)
      await records.noteDecision(id, decision({ at: 2, person: bob }), 0)
      await records.noteReopening(id, 2, { person: ann, at: 3 }, null)
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
