/** Every class that a component names stands in its style sheet, and every class of a style sheet is named by a component. */

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const files = readdirSync(join(root, 'client'), { recursive: true }).map((name) =>
  join('client', String(name)),
)
const read = (path: string) => readFileSync(join(root, path), 'utf8')

const IMPORT = /import (\w+) from '(\.[^']+\.module\.css)'/g
const CLASS = /\.([a-zA-Z]\w*)/g

/** The classes of a sheet: what stands before a brace, but for what is quoted and for sizes. */
function classesOf(css: string): Set<string> {
  const selectors = css.replace(/\/\*.*?\*\//gs, '').match(/[^{};]+(?=\{)/g) ?? []
  const found = new Set<string>()
  for (const selector of selectors) {
    if (selector.trim().startsWith('@')) continue
    for (const [, name = ''] of selector.replace(/:global\([^)]*\)|"[^"]*"/g, '').matchAll(CLASS))
      found.add(name)
  }
  return found
}

/** What components name, by sheet. `styles[…]` names any. */
function named(components: readonly { readonly path: string; readonly text: string }[]) {
  const names = new Map<string, Map<string, string>>()
  for (const { path, text } of components) {
    for (const [, local = '', from = ''] of text.matchAll(IMPORT)) {
      const sheet = relative('', join(dirname(path), from))
      const of = names.get(sheet) ?? new Map<string, string>()
      names.set(sheet, of)
      for (const [, name = ''] of text.matchAll(new RegExp(`\\b${local}\\.(\\w+)`, 'g'))) of.set(name, path)
      if (text.includes(`${local}[`)) of.set('any', path)
    }
  }
  return names
}

function mistakes(names: ReturnType<typeof named>, sheet: string, css: string): string[] {
  const [has, wanted] = [classesOf(css), names.get(sheet) ?? new Map<string, string>()]
  return [
    ...[...wanted]
      .filter(([name]) => name !== 'any' && !has.has(name))
      .map(([name, by]) => `${by}: no .${name}`),
    ...[...has]
      .filter((name) => !wanted.has(name) && !wanted.has('any'))
      .map((name) => `${sheet}: unused .${name}`),
  ]
}

const components = files.filter((path) => path.endsWith('.tsx')).map((path) => ({ path, text: read(path) }))
const sheets = files.filter((path) => path.endsWith('.module.css'))

test('no class is missing, and none is left over', () => {
  expect(sheets.length).toBeGreaterThan(30)
  const names = named(components)
  expect(sheets.flatMap((sheet) => mistakes(names, sheet, read(sheet)))).toEqual([])
})

test('a missing one and one left over are found', () => {
  const text = "import styles from './a.module.css'\nconst a = <p className={styles.here} id={styles.gone} />"
  const names = named([{ path: 'client/a.tsx', text }])
  const css = '.here,\n.left:hover { margin: 0.5rem }\n@media (max-width: 40rem) { .here { top: 0 } }'
  expect(mistakes(names, 'client/a.module.css', css)).toEqual([
    'client/a.tsx: no .gone',
    'client/a.module.css: unused .left',
  ])
})
