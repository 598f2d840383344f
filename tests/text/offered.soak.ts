/** Random sessions of an editor who comes back as a suggester, by the thousand. */

import { type OfferedOptions, playOffered } from './offered.ts'

export type OfferedTotals = {
  failed: number
  typed: number
  deleted: number
  suggestions: number
  /** Sessions after which the article would be what it would be, had the work been taken. */
  same: number
}

const WAYS: readonly Omit<OfferedOptions, 'steps'>[] = [
  { others: 'nobody', toggles: false },
  { others: 'editor', toggles: false },
  { others: 'editor', toggles: true },
  { others: 'everybody', toggles: false },
  { others: 'everybody', toggles: true },
]

/** Plays sessions of consecutive seeds, each in another way. Prints what fails. */
export function playAllOffered(seed: number, runs: number, print: (line: string) => void): OfferedTotals {
  const totals = { failed: 0, typed: 0, deleted: 0, suggestions: 0, same: 0 }
  for (let i = seed; i < seed + runs; i++) {
    const { failures, typed, deleted, suggestions, same } = playOffered(i, {
      steps: 15,
      ...WAYS[i % WAYS.length]!,
    })
    if (failures[0] !== undefined) {
      totals.failed += 1
      print(`seed ${i}: ${failures[0]}`)
    }
    totals.typed += typed
    totals.deleted += deleted
    totals.suggestions += suggestions
    totals.same += same ? 1 : 0
  }
  return totals
}

export async function soak(
  runs: number,
  seed: number,
  print: (line: string) => void,
): Promise<{ failed: number }> {
  const totals = playAllOffered(seed, runs, print)
  print(JSON.stringify(totals))
  return { failed: totals.failed }
}
