import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { BLOCK_DEFAULTS, type BlockKind } from '../../shared/article/blocks.ts'
import { openDoc } from '../../shared/article/layout.ts'
import { newArticleUpdate } from '../../shared/article/writer.ts'
import { titleUnitsMax } from '../../shared/limits.ts'
import { titleOf } from './title.ts'

const article = (...blocks: readonly (readonly [BlockKind, string])[]) => {
  const doc = openDoc()
  const runs = (text: string) => (text === '' ? [] : [{ text, formats: {} }])
  Y.applyUpdate(
    doc,
    newArticleUpdate(blocks.map(([kind, text]) => ({ ...BLOCK_DEFAULTS, kind, runs: runs(text) }))),
  )
  return doc
}

test.each([
  [[['headline', 'The news']], 'The news'],
  [
    [
      ['p', 'Words'],
      ['headline', 'The news'],
    ],
    'The news',
  ],
  [
    [
      ['headline', ''],
      ['p', ''],
      ['p', '  First\u00a0 words '],
    ],
    'First words',
  ],
  [[['p', '']], ''],
] as const)('%j is called %j', (blocks, title) => {
  expect(titleOf(article(...blocks))).toBe(title)
})

test('a title has an end', () => {
  expect(titleOf(article(['p', 'x'.repeat(1_000)]))).toHaveLength(titleUnitsMax)
})
