/** The server and command line as they are shipped: built once a test file, into a folder that finds its packages. */

import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))

export type Built = {
  /** Of `main.js` and `cli.js`. */
  readonly folder: string
  remove(): Promise<void>
}

export async function buildServer(): Promise<Built> {
  const cache = join(root, 'node_modules', '.cache')
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'galley-built-'))
  await build({ root, logLevel: 'error', build: { ssr: true, outDir: folder } })
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** A process' environment is only what a test gives it: the test runner sets variables of its own, BASE_URL among them. */
export const cleanEnvironment = (variables: Readonly<Record<string, string>>): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  ...variables,
})
