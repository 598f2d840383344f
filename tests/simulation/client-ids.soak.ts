/**
 * The life of a client id at length: `npm run soak -- client-ids --runs 200` plays as many histories of each situation. The
 * same id and clock never comes with other content, compared unit by unit with what the server was shown before.
 */

import { type HistoryOptions, playHistory } from './history.ts'
import { SUDDEN_DEATHS, WITHOUT_CONNECTION } from './operations.ts'
import type { Counts } from './world.ts'

/** Every eighth update of an honest tab. */
const refuses = (number: number) => number % 8 === 0

export const SITUATIONS: Readonly<Record<string, HistoryOptions>> = {
  'two tabs opened without a connection from one cache': { weights: WITHOUT_CONNECTION, steps: 60 },
  'a tab killed between writing to the cache and sending': { weights: SUDDEN_DEATHS, steps: 60 },
  'a refusal followed by a reload': {
    weights: { ...SUDDEN_DEATHS, erase: 6, split: 4 },
    steps: 60,
    planted: { refuses },
  },
}

/** Plays `runs` histories of one situation. */
export async function playSituation(situation: string, runs: number, seed: number) {
  const counts: Counts = {}
  const failures: string[] = []
  for (let run = 0; run < runs; run++) {
    const history = await playHistory(seed + run, SITUATIONS[situation])
    for (const [what, count] of Object.entries(history.counts)) counts[what] = (counts[what] ?? 0) + count
    if (history.failures.length > 0)
      failures.push(`seed ${seed + run}: ${history.failures.slice(0, 3).join('; ')}`)
  }
  return { counts, failures }
}

export async function soak(
  runs: number,
  seed: number,
  print: (line: string) => void,
): Promise<{ failed: number }> {
  let failed = 0
  for (const situation of Object.keys(SITUATIONS)) {
    const { counts, failures } = await playSituation(situation, runs, seed)
    for (const line of [...failures, `${situation}: ${JSON.stringify(counts)}`]) print(line)
    failed += failures.length
  }
  return { failed }
}
