/** Random classes by the thousand: `npm run soak -- allocation --runs 5000`. */

import { allocate } from '../../shared/review/allocation.ts'
import { broken } from './laws.ts'

export async function soak(
  runs: number,
  seed: number,
  print: (line: string) => void,
): Promise<{ failed: number }> {
  let failed = 0
  for (let one = seed; one < seed + runs; one++) {
    const failures = broken(one, allocate)
    if (failures.length > 0) failed += 1
    for (const failure of failures) print(failure)
  }
  return { failed }
}
