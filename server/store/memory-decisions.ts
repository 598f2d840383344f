/** What a memory store keeps of decisions. */

import type { DecisionRecords, DecisionRow, OwnDecision } from './decisions.ts'
import type { MemoryArticle, MemoryDecision, Read } from './memory-state.ts'
import type { Note } from './notes.ts'

export const memoryDecisions = (read: Read): DecisionRecords => ({
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

/** Writes what is noted of a row, with the row. */
export function writeNote({ decisions }: MemoryArticle, note: Note): void {
  if (note.type === 'decided') {
    const { suggestions, reversal, ...decision } = note.decision
    const number = decisions.length + 1
    const row = { ...decision, number, count: suggestions.length, reopened: null }
    decisions.push({ row, suggestions, reversal })
    for (const one of decisions) if (one.row.at < note.keptSince) one.reversal = null
    return
  }
  const decision = decisions[note.number - 1]
  if (decision === undefined) return
  decision.reversal = note.rest
  if (note.rest === null) decision.row = { ...decision.row, reopened: { ...note.by } }
}
