/** What a memory store keeps of decisions. */

import { Refused } from '../../shared/refusals.ts'
import type { DecisionRecords, DecisionRow, OwnDecision } from './decisions.ts'
import { articleIn, type MemoryDecision, type Read, type Transact } from './memory-state.ts'

export const memoryDecisions = (transact: Transact, read: Read): DecisionRecords => ({
  noteDecision: (article, { suggestions, reversal, ...decision }, keptSince) =>
    transact((state) => {
      const known = state.articles.get(article)
      if (known === undefined) throw new Refused('not-found', `There is no article ${article}.`)
      const number = known.decisions.length + 1
      const row = { ...decision, number, count: suggestions.length, reopened: null }
      return {
        answer: number,
        write: (state) => {
          const { decisions } = articleIn(state, article)
          decisions.push({ row, suggestions, reversal })
          for (const one of decisions) if (one.row.at < keptSince) one.reversal = null
        },
      }
    }),

  decisionsBefore: (article, before, limit) =>
    read((state) =>
      (state.articles.get(article)?.decisions ?? [])
        .filter(({ row }) => before === null || row.number < before)
        .toReversed()
        .slice(0, limit)
        .map(rowOf),
    ),
  decision: (article, number) =>
    read((state) => rowOrNull(state.articles.get(article)?.decisions[number - 1])),
  lastDecisionAbout: (article, suggestions) =>
    read((state) => {
      const names = new Set(suggestions)
      const decisions = state.articles.get(article)?.decisions ?? []
      return rowOrNull(decisions.findLast((one) => one.suggestions.some((name) => names.has(name))))
    }),
  reversalOf: (article, number) =>
    read((state) => state.articles.get(article)?.decisions[number - 1]?.reversal ?? null),
  noteReopening: (article, number, by, rest) =>
    transact(() => ({
      answer: undefined,
      write: (state) => {
        const decision = articleIn(state, article).decisions[number - 1]
        if (decision === undefined) return
        decision.reversal = rest
        if (rest === null) decision.row = { ...decision.row, reopened: { ...by } }
      },
    })),
  decisionsOf: (account) =>
    read(({ articles }) =>
      [...articles]
        .flatMap(([article, { people, decisions }]) => {
          const person = people.get(account)
          return decisions.flatMap(
            ({ row: { number, at, verb, reason, reopened, ...row } }): OwnDecision[] => [
              ...(row.person === person ? [{ article, number, at, verb, reason }] : []),
              ...(reopened !== null && reopened.person === person
                ? [{ article, number, at: reopened.at, verb: 'reopen' as const, reason: null }]
                : []),
            ],
          )
        })
        .sort((a, b) => a.at - b.at),
    ),
})

const rowOf = ({ row, reversal }: MemoryDecision): DecisionRow => ({ ...row, isKept: reversal !== null })
const rowOrNull = (decision: MemoryDecision | undefined): DecisionRow | null =>
  decision === undefined ? null : rowOf(decision)
