/** kill -9 at many random moments, on SQLite and on PostgreSQL in turn. */

import { join } from 'node:path'
import { buildServer } from '../support/built.ts'
import type { StoreKind } from './crash-server.ts'
import { killWhileTyping } from './kill.ts'

/** A server that is killed this often before the next begins with an empty article. */
const killsEach = 20

export async function soak(
  runs: number,
  seed: number,
  print: (line: string) => void,
): Promise<{ failed: number }> {
  let failed = 0
  const built = await buildServer()
  const program = join(built.folder, 'main.js')
  for (const kind of ['sqlite', 'postgres'] as const satisfies readonly StoreKind[]) {
    for (let done = 0; done < runs; done += killsEach) {
      const report = await killWhileTyping(kind, Math.min(killsEach, runs - done), seed + done, program)
      print(
        `${kind}, seed ${seed + done}: ${report.kills} kills, ${report.inTheAct} in the act, ` +
          `${report.characters} characters, ${report.broken.length} broken promises`,
      )
      for (const what of report.broken) print(`  ${what}`)
      failed += report.broken.length
    }
  }
  await built.remove()
  return { failed }
}
