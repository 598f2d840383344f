// Builds page and server when a source is newer than what was built from it.

import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const root = new URL('../', import.meta.url)

const PARTS = {
  client: { built: 'dist/client/index.html', sources: ['client', 'shared'], arguments: ['build'] },
  server: { built: 'dist/server/main.js', sources: ['server', 'shared'], arguments: ['build', '--ssr'] },
}
const ALWAYS = ['package-lock.json', 'vite.config.ts']

/** Builds each of `parts` (`client`, `server`) that is not up to date. Ends the process when one cannot be built. */
export async function buildIfStale(parts) {
  const stale = parts.filter((part) => isStale(PARTS[part]))
  if (stale.length > 0) console.error('Building Galley, once…')
  for (const part of stale) build(PARTS[part])
}

function isStale({ built, sources }) {
  const builtAt = modifiedAt(built)
  return (
    builtAt === null || [...ALWAYS, ...sources.flatMap(filesIn)].some((path) => modifiedAt(path) > builtAt)
  )
}

function build({ arguments: given }) {
  const vite = fileURLToPath(new URL('node_modules/vite/bin/vite.js', root))
  const run = spawnSync(process.execPath, [vite, ...given, '--logLevel', 'warn'], {
    cwd: fileURLToPath(root),
    encoding: 'utf8',
    // A shell that exports another NODE_ENV would get React's slow development build.
    env: { ...process.env, NODE_ENV: 'production' },
  })
  if (run.status === 0) return
  console.error(`${run.stdout}${run.stderr}\nGalley could not be built. Was “npm ci” run?`)
  process.exit(1)
}

const filesIn = (folder) =>
  readdirSync(new URL(folder, root), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`)

function modifiedAt(path) {
  const found = statSync(new URL(path, root), { throwIfNoEntry: false })
  return found ? found.mtimeMs : null
}
