/** Random sessions of two editors who toggle modes and three suggesters, with decisions, by the thousand. */

import { playSuggesting, type SuggestingOptions, type SuggestingOutcome } from './suggesting.ts'

export type SuggestingTotals = Omit<SuggestingOutcome, 'failures'> & { readonly failed: number }

/** From keys that arrive nearly at once to half a minute behind, with and without decisions. */
export const WAYS: readonly Pick<SuggestingOptions, 'latency' | 'decisions'>[] = [
  { latency: 3, decisions: 6 },
  { latency: 8, decisions: 6 },
  { latency: 30, decisions: 4 },
  { latency: 8, decisions: 0 },
]

/** Plays sessions of consecutive seeds, each with another latency. Prints what fails. */
export function playAllSuggesting(
  seed: number,
  runs: number,
  check: SuggestingOptions['check'],
  print: (line: string) => void,
  options: Partial<SuggestingOptions> = {},
): SuggestingTotals {
  const totals = {
    failed: 0,
    typed: 0,
    decisions: 0,
    reopened: 0,
    records: 0,
    toggles: 0,
    refusedInWords: 0,
    operations: 0,
    updates: 0,
    threads: 0,
  }
  for (let i = seed; i < seed + runs; i++) {
    const { failures, ...counts } = playSuggesting(i, {
      steps: 110,
      check,
      ...WAYS[i % WAYS.length]!,
      ...options,
    })
    const [failure] = failures
    if (failure !== undefined) {
      totals.failed += 1
      print(`seed ${i}: ${failure}`)
    }
    for (const [key, count] of Object.entries(counts)) totals[key as keyof typeof counts] += count
  }
  return totals
}

export async function soak(
  runs: number,
  seed: number,
  print: (line: string) => void,
): Promise<{ failed: number }> {
  const totals = playAllSuggesting(seed, runs, 'always', print)
  print(JSON.stringify(totals))
  return { failed: totals.failed }
}
