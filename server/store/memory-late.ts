/** What a memory store keeps of what came late. */

import { Refused } from '../../shared/refusals.ts'
import type { LateName, LateRecords, LateRow } from './late.ts'
import type { MemoryState, Read, Transact } from './memory-state.ts'

export const memoryLate = (transact: Transact, read: Read): LateRecords => ({
  addLate: (row, most) =>
    transact((state) => {
      if (!state.articles.has(row.article))
        throw new Refused('not-found', `There is no article ${row.article}.`)
      const own = state.late.filter(
        ({ article, account }) => article === row.article && account === row.account,
      )
      if (own.some(({ id }) => id === row.id)) return { answer: true }
      const bytes = own.reduce((sum, { update }) => sum + update.length, row.update.length)
      if (own.length >= most.count || bytes > most.bytes) return { answer: false }
      const kept = { ...row, update: new Uint8Array(row.update) }
      return {
        answer: true,
        write: (state) => {
          state.late = [...state.late, kept]
        },
      }
    }),
  lateOf: (article) => read((state) => sorted(state.late.filter((row) => row.article === article))),
  lateArticles: () =>
    read((state) =>
      [...new Set(state.late.flatMap(({ article, refused }) => (refused === null ? [article] : [])))].sort(),
    ),
  lateIn: (session) =>
    read((state) =>
      wordsOf(
        state.late.filter(({ article }) => {
          const reviewed = state.reviewed.get(article)
          return reviewed?.session === session && reviewed.pair === null
        }),
      ),
    ),
  lateBy: (by) => read((state) => wordsOf(state.late.filter(({ account }) => account === by))),
  refuseLate: (name, reason) =>
    transact(() => ({
      answer: undefined,
      write: (state) => {
        state.late = state.late.map((row) => (isNamed(row, name) ? { ...row, refused: reason } : row))
      },
    })),
  dropLate: (name) =>
    transact(() => ({
      answer: undefined,
      write: (state) => {
        state.late = state.late.filter((row) => !isNamed(row, name))
      },
    })),
})

export const moveLate = (state: MemoryState, from: LateRow['account'], to: LateRow['account']): void => {
  state.late = state.late.map((row) => (row.account === from ? { ...row, account: to } : row))
}

const isNamed = (row: LateRow, { article, account, id }: LateName): boolean =>
  row.article === article && row.account === account && row.id === id

const sorted = (rows: readonly LateRow[]) => [...rows].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))

const wordsOf = (rows: readonly LateRow[]) => sorted(rows).map(({ update: _, ...row }) => row)
