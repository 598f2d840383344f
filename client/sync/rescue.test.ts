import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { BLOCK_DEFAULTS } from '../../shared/article/blocks.ts'
import { articleText, openDoc } from '../../shared/article/layout.ts'
import { newArticleUpdate } from '../../shared/article/writer.ts'
import { SERVER_CLIENT } from '../../shared/ids.ts'
import { idsIn, NO_IDS, piecesOf, withRange } from './id-ranges.ts'
import { rescueOf, rescueOfUpdates } from './rescue.ts'

/** A doc of paragraphs, written by the server. */
function docOf(...blocks: string[]): Y.Doc {
  const doc = openDoc()
  const paragraphs = blocks.map((text) => ({
    ...BLOCK_DEFAULTS,
    runs: text === '' ? [] : [{ text, formats: {} }],
  }))
  Y.applyUpdate(doc, newArticleUpdate(paragraphs))
  return doc
}

const secondOf = (doc: Y.Doc, client: number): Y.Text => {
  doc.clientID = client
  return articleText(doc)
}

it('the words of the ids are in the copy, by block, and those around them in its HTML', () => {
  const doc = docOf('one', 'two & three', 'four')
  const text = secondOf(doc, 10)
  text.insert(6 + 3, ' <b>')
  text.insert(1, 'A')
  const rescue = rescueOf(text, withRange(NO_IDS, 10, 0), 'why')
  expect(rescue).toEqual({
    text: 'A\n <b>',
    html: '<p><ins>A</ins>one</p><p>two<ins> &lt;b&gt;</ins> &amp; three</p>',
    reason: 'why',
  })
})

it('what was settled is around, not in', () => {
  const text = secondOf(docOf(''), 10)
  text.insert(1, 'savedlost')
  expect(rescueOf(text, withRange(NO_IDS, 10, 5), '').text).toBe('lost')
  expect(rescueOf(text, withRange(NO_IDS, 10, 5), '').html).toBe('<p>saved<ins>lost</ins></p>')
})

it('deleted words are not in it', () => {
  const text = secondOf(docOf(''), 10)
  text.insert(1, 'abc')
  text.delete(2, 1)
  expect(rescueOf(text, withRange(NO_IDS, 10, 0), '').text).toBe('ac')
})

it('words behind an end, whose block somebody deleted, are in it', () => {
  const text = secondOf(docOf('one'), 10)
  text.insert(text.length, 'orphan')
  expect(rescueOf(text, withRange(NO_IDS, 10, 0), '')).toEqual({
    text: 'orphan',
    html: '<p><ins>orphan</ins></p>',
    reason: '',
  })
})

it('an article without such words has an empty copy', () => {
  expect(rescueOf(articleText(docOf('one')), withRange(NO_IDS, 10, 0), 'why')).toEqual({
    text: '',
    html: '',
    reason: 'why',
  })
})

it('the words of updates that fit nowhere are in the copy', () => {
  const doc = docOf('one')
  const before = Y.encodeStateVector(doc)
  articleText(doc).insert(4, ' <two>')
  expect(rescueOfUpdates([Y.encodeStateAsUpdate(doc, before)], '').html).toBe(
    '<p><ins> &lt;two&gt;</ins></p>',
  )
})

it('ids of updates are ranges of clocks', () => {
  const doc = docOf('one')
  expect([...idsIn([Y.encodeStateAsUpdate(doc)])]).toEqual([
    [SERVER_CLIENT, expect.arrayContaining([{ from: 0, to: 1 }])],
  ])
})

it.each([
  [[], [['abcdef', false]]],
  [[{ from: 0, to: 99 }], [['abcdef', true]]],
  [
    [{ from: 12, to: 14 }],
    [
      ['ab', false],
      ['cd', true],
      ['ef', false],
    ],
  ],
  [
    [
      { from: 8, to: 12 },
      { from: 14, to: 20 },
    ],
    [
      ['ab', true],
      ['cd', false],
      ['ef', true],
    ],
  ],
  [
    [
      { from: 12, to: 14 },
      { from: 13, to: 15 },
    ],
    [
      ['ab', false],
      ['c', true],
      ['d', true],
      ['e', true],
      ['f', false],
    ],
  ],
])('an item is cut where it enters or leaves %j', (ranges, pieces) => {
  const cut = piecesOf(Y.createID(4, 10), 'abcdef', new Map([[4, ranges]]))
  expect(cut.map(({ words, within }) => [words, within])).toEqual(pieces)
})
