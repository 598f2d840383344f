/** Random sessions of people who suggest beside somebody who does the same in a plain article, by the thousand. */

import { type AsPlainOptions, type AsPlainOutcome, playAsPlain } from './as-plain.ts'

export type AsPlainTotals = Omit<AsPlainOutcome, 'failures'> & { readonly failed: number }

/** Plays sessions of consecutive seeds, two thirds of them of one person. Prints what fails. */
export function playAllAsPlain(
  seed: number,
  runs: number,
  print: (line: string) => void,
  options: Partial<AsPlainOptions> = {},
): AsPlainTotals {
  const totals = { failed: 0, deeds: 0, refused: 0, records: 0, typed: 0 }
  for (let i = seed; i < seed + runs; i++) {
    const { failures, ...counts } = playAsPlain(i, { steps: 40, people: i % 3 === 2 ? 2 : 1, ...options })
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
  const totals = playAllAsPlain(seed, runs, print)
  print(JSON.stringify(totals))
  return { failed: totals.failed }
}
