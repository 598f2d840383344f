/** Random sessions of three and four tabs, by the thousand. */

import { OPERATIONS, playSession } from './session.ts'

export type Totals = {
  sessions: number
  failed: number
  operations: number
  typed: number
  lost: number
  doubled: number
  repairs: number
  corrections: number
  orphansSeen: number
  byOperation: Record<string, number>
}

/** Plays sessions of consecutive seeds, each with another number of tabs and steps. Prints what fails. */
export function playSessions(
  seed: number,
  runs: number,
  check: 'always' | 'end',
  print: (line: string) => void,
): Totals {
  const totals: Totals = {
    sessions: runs,
    failed: 0,
    operations: 0,
    typed: 0,
    lost: 0,
    doubled: 0,
    repairs: 0,
    corrections: 0,
    orphansSeen: 0,
    byOperation: Object.fromEntries(OPERATIONS.map((name) => [name, 0])),
  }
  for (let i = seed; i < seed + runs; i++) {
    const outcome = playSession(i, { steps: 60 + (i % 60), tabs: 3 + (i % 2), check })
    if (outcome.failures.length > 0) {
      totals.failed += 1
      print(`seed ${i}: ${outcome.failures[0]}`)
    }
    for (const key of ['typed', 'lost', 'doubled', 'repairs', 'corrections', 'orphansSeen'] as const) {
      totals[key] += outcome[key]
    }
    for (const [name, count] of Object.entries(outcome.operations)) {
      totals.byOperation[name] = (totals.byOperation[name] ?? 0) + count
      totals.operations += count
    }
  }
  return totals
}

export async function soak(
  runs: number,
  seed: number,
  print: (line: string) => void,
): Promise<{ failed: number }> {
  const totals = playSessions(seed, runs, 'end', print)
  print(JSON.stringify(totals))
  return { failed: totals.failed }
}
