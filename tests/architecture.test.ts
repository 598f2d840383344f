/** Holds "Who may import whom" of docs/architecture.md over every source file, and who may ask the world for time and chance. */

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

type Source = { readonly path: string; readonly text: string; readonly imports: readonly string[] }

// `import … from 'x'`, `export … from 'x'`, `import 'x'` and `import('x')`, types included: a type is a dependency too.
const IMPORT = /(?:from\s+|import\s*\(\s*|import\s+)['"]([^'"]+)['"]/g

function importsOf(path: string, text: string): string[] {
  return [...text.matchAll(IMPORT)]
    .map((match) => match[1] ?? '')
    .map((name) => (name.startsWith('.') ? relative(root, resolve(root, dirname(path), name)) : name))
}

function sources(...folders: string[]): Source[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, String(name))),
    )
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8')
      return { path, text, imports: importsOf(path, text) }
    })
}

const product = sources('shared', 'server', 'client').filter(({ path }) => !/\.test\.tsx?$/.test(path))

type Rule = {
  readonly name: string
  readonly remedy: string
  readonly breaks: (from: string, to: string) => boolean
}

const within = (path: string, ...folders: string[]) => folders.some((folder) => path.startsWith(`${folder}/`))

const DRIVERS = ['server/store/memory.ts', 'server/store/sqlite.ts', 'server/store/postgres.ts']

const RULES: readonly Rule[] = [
  {
    name: '[A1] shared imports neither application nor Node',
    remedy: 'Hand it in as a value, or move the file to the application that needs it.',
    breaks: (from, to) =>
      within(from, 'shared') && (within(to, 'server', 'client', 'tests') || to.startsWith('node:')),
  },
  {
    name: 'server and client never import each other',
    remedy: 'What both need is a file of shared.',
    breaks: (from, to) =>
      (within(from, 'server') && within(to, 'client')) || (within(from, 'client') && within(to, 'server')),
  },
  {
    name: 'the product does not import its tests',
    remedy: 'Move what the product needs out of tests.',
    breaks: (_from, to) => within(to, 'tests'),
  },
  {
    name: 'only open-store names a store driver',
    remedy: 'Take a Store through the constructor.',
    breaks: (from, to) =>
      DRIVERS.includes(to) && !within(from, 'server/store') && from !== 'server/open-store.ts',
  },
  {
    name: '[A2] the store does not know Yjs',
    remedy: 'The store holds bytes; parse them in the room.',
    breaks: (from, to) => within(from, 'server/store') && (to === 'yjs' || to.startsWith('y-protocols')),
  },
  {
    name: 'the room knows no socket and no HTTP',
    remedy: 'Give the room a small interface that the socket implements.',
    breaks: (from, to) =>
      within(from, 'server/room') &&
      (to === 'ws' || to === 'hono' || to === 'node:http' || within(to, 'server/socket', 'server/http')),
  },
  {
    name: 'room, threads, decisions, classes and store do not look up the stairs',
    remedy:
      'socket and http know the room, the threads, the decisions and the classes, decisions know the room, the room knows the store, never the other way.',
    breaks: (from, to) =>
      (within(from, 'server/room') &&
        within(to, 'server/auth', 'server/threads', 'server/decisions', 'server/classes')) ||
      (within(from, 'server/threads', 'server/decisions', 'server/classes') &&
        within(to, 'server/socket', 'server/http')) ||
      (within(from, 'server/store') &&
        within(
          to,
          'server/room',
          'server/socket',
          'server/http',
          'server/auth',
          'server/threads',
          'server/decisions',
          'server/classes',
        )),
  },
  {
    name: '[A4] the editor and the sync share only the doc and awareness',
    remedy: 'Join them in the page; each takes the doc and awareness as values.',
    breaks: (from, to) =>
      (within(from, 'client/editor') && within(to, 'client/sync')) ||
      (within(from, 'client/sync') && within(to, 'client/editor')),
  },
  {
    name: 'panels take a status, not a provider',
    remedy: 'Pass the status (client/sync/status.ts) down from the page.',
    breaks: (from, to) =>
      within(from, 'client/panels') && within(to, 'client/sync') && to !== 'client/sync/status.ts',
  },
]

/** Globals that reach for the world, and the files that own them. Everything else gets a clock, random bytes or configuration handed in. */
const OWNERS: Record<string, { readonly pattern: RegExp; readonly owners: readonly string[] }> = {
  time: {
    pattern: /\b(?:setTimeout|setInterval|setImmediate|Date\.now|performance\.now)\b|\bnew Date\(\s*\)/,
    owners: ['server/clock.ts', 'client/clock.ts'],
  },
  chance: {
    pattern: /\bMath\.random\b|\bcrypto\.getRandomValues\b|\brandomBytes\(|\brandomUUID\b/,
    owners: ['server/clock.ts', 'client/clock.ts'],
  },
  process: {
    pattern: /\bprocess\.(?:env|argv|exit|on|stdout|stdin|stderr)\b/,
    owners: ['server/main.ts', 'server/cli.ts', 'server/config.ts'],
  },
}

const withoutComments = (text: string) =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')

function brokenImports(files: readonly Source[]): string[] {
  return files.flatMap(({ path, imports }) =>
    imports.flatMap((to) =>
      RULES.filter((rule) => rule.breaks(path, to)).map(
        (rule) => `${path} imports ${to}: ${rule.name}. ${rule.remedy}`,
      ),
    ),
  )
}

function reachesForTheWorld(files: readonly Source[]): string[] {
  return files.flatMap(({ path, text }) =>
    Object.entries(OWNERS)
      .filter(([, { pattern, owners }]) => !owners.includes(path) && pattern.test(withoutComments(text)))
      .map(
        ([what]) =>
          `${path} reaches for ${what} itself. Take it through the constructor (clock.ts, config.ts).`,
      ),
  )
}

/** Import cycles, each as the path that closes it. */
function cycles(files: readonly Source[]): string[] {
  const edges = new Map(files.map(({ path, imports }) => [path, imports]))
  const done = new Set<string>()
  const found: string[] = []
  const visit = (path: string, trail: readonly string[]) => {
    const seenAt = trail.indexOf(path)
    if (seenAt >= 0) found.push([...trail.slice(seenAt), path].join(' → '))
    if (seenAt >= 0 || done.has(path)) return
    for (const next of edges.get(path) ?? []) if (edges.has(next)) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of edges.keys()) visit(path, [])
  return found
}

const planted = (path: string, text: string): Source => ({ path, text, imports: importsOf(path, text) })

describe('architecture', () => {
  it('[A1] [A2] [A4] every import follows the table', () => {
    expect(product.length).toBeGreaterThan(20)
    expect(brokenImports(product)).toEqual([])
  })

  it('there are no import cycles', () => {
    expect(cycles(product)).toEqual([])
  })

  it('[A1] time, chance and the process have owners', () => {
    expect(reachesForTheWorld(product)).toEqual([])
  })

  it.each([
    ['shared/x.ts', `import { a } from '../server/room/room.ts'`],
    ['shared/x.ts', `import fs from 'node:fs'`],
    ['client/x.ts', `import type { Store } from '../server/store/store.ts'`],
    ['server/http/x.ts', `import { openSqliteStore } from '../store/sqlite.ts'`],
    ['server/store/x.ts', `import * as Y from 'yjs'`],
    ['server/room/x.ts', `import { WebSocket } from 'ws'`],
    ['client/editor/x.ts', `const provider = await import('../sync/provider.ts')`],
    ['client/panels/x.ts', `import { provider } from '../sync/provider.ts'`],
    ['server/x.ts', `import { helper } from '../tests/support/helper.ts'`],
  ])('a planted import in %s is found: %s', (path, text) => {
    expect(brokenImports([planted(path, text)])).not.toEqual([])
  })

  it('a planted cycle and a planted timer are found', () => {
    const files = [planted('shared/a.ts', `import './b.ts'`), planted('shared/b.ts', `import './a.ts'`)]
    expect(cycles(files)).toEqual(['shared/a.ts → shared/b.ts → shared/a.ts'])
    expect(reachesForTheWorld([planted('server/x.ts', 'setTimeout(run, 5)')])).toHaveLength(1)
    expect(reachesForTheWorld([planted('server/x.ts', '// setTimeout is not called here')])).toEqual([])
  })
})
