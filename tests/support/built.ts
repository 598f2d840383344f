/** The server and command line as they are shipped, in a folder that finds its packages: built once a test run. */

import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Where a test run's setup says that the folder is: to its test files, and to the starters of threads (`*.dev.mjs`). */
export const BUILT = 'GALLEY_TEST_BUILT'

export type Built = {
  /** Of `main.js` and `cli.js`. */
  readonly folder: string
  remove(): Promise<void>
}

/** That of the test run, or outside of one a new one. */
export async function buildServer(): Promise<Built> {
  const folder = process.env[BUILT]
  return folder ? { folder, remove: async () => {} } : newBuild()
}

export async function newBuild(): Promise<Built> {
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
