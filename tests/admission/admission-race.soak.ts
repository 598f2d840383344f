/** `npm run soak -- admission-race --runs N`: N histories of three honest tabs. */

import type { Counts } from './fuzz.ts'
import { race } from './race.ts'

export async function soak(
  runs: number,
  seed: number,
  print: (line: string) => void,
): Promise<{ failed: number }> {
  const totals: Counts = new Map()
  let failed = 0
  for (let run = 0; run < runs; run++) {
    const { complaint, counts } = race(seed + run, 300)
    for (const [what, times] of counts) totals.set(what, (totals.get(what) ?? 0) + times)
    if (complaint) {
      failed++
      print(complaint)
    }
  }
  print(JSON.stringify(Object.fromEntries([...totals].sort())))
  return { failed }
}
