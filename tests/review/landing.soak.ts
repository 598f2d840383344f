/** Random reviews that are landed by the hundred: `npm run soak -- landing --runs 300`. */

import { type Outcome, playLanding } from './landed.ts'

export type LandingTotals = { failed: number; totals: Omit<Outcome, 'failures'> }

/** Plays consecutive seeds. Prints what fails. */
export function playLandings(
  seed: number,
  runs: number,
  print: (line: string) => void,
  options: Parameters<typeof playLanding>[1] = {},
): LandingTotals {
  const totals = { threads: 0, suggestions: 0, gone: 0, compared: 0 }
  let failed = 0
  for (let one = seed; one < seed + runs; one++) {
    const { failures, ...counts } = playLanding(one, options)
    for (const [name, count] of Object.entries(counts)) totals[name as keyof typeof totals] += count
    if (failures.length === 0) continue
    failed += 1
    print(`seed ${one}: ${failures[0]}`)
  }
  return { failed, totals }
}

export async function soak(
  runs: number,
  seed: number,
  print: (line: string) => void,
): Promise<{ failed: number }> {
  let all = 0
  for (const ids of ['known', 'unknown'] as const) {
    const { failed, totals } = playLandings(seed, runs, print, { ids })
    print(`ids ${ids}: ${JSON.stringify(totals)}`)
    all += failed
  }
  return { failed: all }
}
