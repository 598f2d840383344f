/** `npm run soak -- admission-roles --runs N`: N random updates from each role, beside as many from everybody. */

import { admit } from '../../server/room/admission.ts'
import { ROLES } from '../../shared/roles.ts'
import { type Counts, play } from './fuzz.ts'

const ROUNDS = 5_000

export async function soak(
  runs: number,
  seed: number,
  print: (line: string) => void,
): Promise<{ failed: number }> {
  let failed = 0
  for (const role of ROLES) {
    const totals: Counts = new Map()
    for (let at = seed; (totals.get('cast') ?? 0) < runs; at++) {
      const { complaint, counts } = play(at, ROUNDS, admit, role)
      for (const [what, times] of counts) {
        if (what.startsWith('cast')) totals.set(what, (totals.get(what) ?? 0) + times)
      }
      if (complaint) {
        failed++
        print(`${role}: ${complaint}`)
        break
      }
    }
    print(JSON.stringify({ role, ...Object.fromEntries([...totals].sort()) }))
  }
  return { failed }
}
