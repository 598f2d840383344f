/** Random sessions of editors and suggesters as in suggesting.soak.ts, half of whose work is done by keys, by the thousand. */

import { playAllSuggesting } from './suggesting.soak.ts'

export async function soak(
  runs: number,
  seed: number,
  print: (line: string) => void,
): Promise<{ failed: number }> {
  const totals = playAllSuggesting(seed, runs, 'always', print, { keys: true })
  print(JSON.stringify(totals))
  return { failed: totals.failed }
}
