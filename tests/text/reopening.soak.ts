/** The sessions of suggesting.soak.ts in which decisions are taken back. */

import { playAllSuggesting } from './suggesting.soak.ts'

export async function soak(
  runs: number,
  seed: number,
  print: (line: string) => void,
): Promise<{ failed: number }> {
  const totals = playAllSuggesting(seed, runs, 'always', print, { reopens: true })
  print(JSON.stringify(totals))
  return { failed: totals.failed }
}
