/** `npm run soak -- admission --runs N`: N random updates, in histories of 5,000 by successive seeds. */

import { type Counts, play } from './fuzz.ts'

const ROUNDS = 5_000

export async function soak(
  runs: number,
  seed: number,
  print: (line: string) => void,
): Promise<{ failed: number }> {
  const totals: Counts = new Map()
  let failed = 0
  for (let done = 0; done < runs; done += ROUNDS) {
    const { complaint, counts } = play(seed + done / ROUNDS, Math.min(ROUNDS, runs - done))
    for (const [what, times] of counts) totals.set(what, (totals.get(what) ?? 0) + times)
    if (complaint) {
      failed++
      print(complaint)
    }
  }
  print(JSON.stringify(Object.fromEntries([...totals].sort())))
  return { failed }
}
