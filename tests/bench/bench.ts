/**
 * The benchmarks, one JSON line each: `npm run bench [-- <part> …]`. A part is a file of this folder that exports
 * `bench(print)`; it measures what it compares in one run, because the machines are noisy.
 */

import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

type Bench = (print: (line: Readonly<Record<string, unknown>>) => void) => Promise<void>

const here = fileURLToPath(new URL('.', import.meta.url))
const parts = readdirSync(here)
  .filter((name) => name.endsWith('.bench.ts'))
  .map((name) => basename(name, '.bench.ts'))
  .sort()

const asked = process.argv.slice(2)
const unknown = asked.filter((part) => !parts.includes(part))
if (unknown.length > 0) {
  console.error(`No such part: ${unknown.join(', ')}. There are: ${parts.join(', ')}`)
  process.exit(1)
}

for (const part of asked.length > 0 ? asked : parts) {
  const { bench }: { bench: Bench } = await import(`./${part}.bench.ts`)
  await bench((line) => console.log(JSON.stringify({ part, ...line })))
}
process.exit(0)
