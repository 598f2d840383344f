/** `npm run soak -- admission-editor --runs N`: N sessions of three editors. */

import { playEditors } from './editor.ts'

export async function soak(
  runs: number,
  seed: number,
  print: (line: string) => void,
): Promise<{ failed: number }> {
  let failed = 0
  let admitted = 0
  for (let run = 0; run < runs; run++) {
    const outcome = playEditors(seed + run, 110)
    admitted += outcome.admitted
    if (outcome.failures.length > 0) failed++
    for (const failure of outcome.failures) print(`seed ${seed + run}: ${failure}`)
  }
  print(JSON.stringify({ admitted }))
  return { failed }
}
