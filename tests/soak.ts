/**
 * The large counts: `npm run soak -- <suite> --runs N [--seed S]`. A suite is a file `tests/<area>/<suite>.soak.ts` that exports
 * `soak(runs, seed, print)`; a seed that fails here becomes a fixed one of the suite's test.
 */

import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

type Soak = (runs: number, seed: number, print: (line: string) => void) => Promise<{ failed: number }>

const here = fileURLToPath(new URL('.', import.meta.url))
const suites = new Map(
  readdirSync(here, { recursive: true })
    .map(String)
    .filter((path) => path.endsWith('.soak.ts'))
    .map((path) => [basename(path, '.soak.ts'), `./${path}`] as const),
)

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
})
const file = suites.get(positionals[0] ?? '')
if (!file) {
  console.error(`Which suite? One of: ${[...suites.keys()].sort().join(', ')}`)
  process.exit(1)
}

const { soak }: { soak: Soak } = await import(file)
const start = performance.now()
const { failed } = await soak(Number(values.runs), Number(values.seed), console.log)
const seconds = ((performance.now() - start) / 1000).toFixed(0)
console.log(
  JSON.stringify({
    suite: positionals[0],
    runs: Number(values.runs),
    seed: Number(values.seed),
    failed,
    seconds,
  }),
)
process.exit(failed === 0 ? 0 : 1)
