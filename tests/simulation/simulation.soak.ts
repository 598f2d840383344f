/** Simulated histories by the thousand: `npm run soak -- simulation --runs 10000`. */

import { playHistory } from './history.ts'
import type { Counts } from './world.ts'

export async function soak(
  runs: number,
  seed: number,
  print: (line: string) => void,
): Promise<{ failed: number; counts: Counts }> {
  const counts: Counts = {}
  let failed = 0
  for (let run = 0; run < runs; run++) {
    const history = await playHistory(seed + run)
    for (const [what, count] of Object.entries(history.counts)) counts[what] = (counts[what] ?? 0) + count
    if (history.failures.length === 0) continue
    failed += 1
    print(`seed ${seed + run}: ${history.failures.slice(0, 3).join('; ')}`)
  }
  print(JSON.stringify(counts))
  return { failed, counts }
}
