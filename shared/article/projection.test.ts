import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { SERVER_CLIENT } from '../ids.ts'
import { BLOCK_DEFAULTS } from './blocks.ts'
import { END } from './formats.ts'
import { isMarker } from './items.ts'
import { articleText, openDoc } from './layout.ts'
import { type Block, projectArticle } from './projection.ts'
import { repairOrphans } from './repair.ts'
import { Suggestions } from './suggestions.ts'
import { newArticleUpdate } from './writer.ts'

const block = (text: string, attributes: Partial<Block> = {}): Block => ({
  ...BLOCK_DEFAULTS,
  runs: text === '' ? [] : [{ text, formats: {} }],
  ...attributes,
})

function opened(...blocks: readonly Block[]): { doc: Y.Doc; text: Y.Text } {
  const doc = openDoc()
  Y.applyUpdate(doc, newArticleUpdate(blocks))
  doc.clientID = SERVER_CLIENT
  return { doc, text: articleText(doc) }
}

const plain = (text: Y.Text, view: 'base' | 'marked' = 'base'): string[] =>
  projectArticle(text.doc!, view).map(({ kind, runs }) => {
    const content = runs.map((run) => ('text' in run ? run.text : `<${run.atom.type}>`)).join('')
    return `${kind}: ${content}`
  })

function deleteMarker(transaction: Y.Transaction, text: Y.Text, number: number): void {
  let seen = 0
  for (let item = text._start; item !== null; item = item.right) {
    if (!item.deleted && isMarker(item) && seen++ === number) item.delete(transaction)
  }
}

describe('the projection', () => {
  it('gives back what an article was made of', () => {
    const blocks: Block[] = [
      block('Title', { kind: 'headline' }),
      block('', {
        runs: [
          { text: 'plain ', formats: {} },
          { text: 'bold', formats: { bold: true } },
          { atom: { type: 'hardBreak' }, formats: {} },
          { text: 'link', formats: { link: { href: 'https://a.example/' } } },
        ],
      }),
      block('item', { list: 'ordered', indent: 2 }),
      block('', { kind: 'rule' }),
    ]
    expect(projectArticle(opened(...blocks).doc, 'base')).toEqual(blocks)
  })

  it('shows what it does not know as well as possible, and keeps it', () => {
    const { text } = opened(block('ab'))
    text.insertEmbed(2, { type: 'chart' })
    text.format(1, 1, { sparkle: true })
    const marker = new Y.Map<unknown>([['kind', 'poll']])
    text.insertEmbed(text.length, marker)
    const before = Y.encodeStateVector(text.doc!)
    expect(plain(text)).toEqual(['p: a<unknown>b', 'p: '])
    expect(Y.encodeStateVector(text.doc!)).toEqual(before)
    expect(marker.get('kind')).toBe('poll')
  })

  it('hides what is suggested from the base', () => {
    const { doc, text } = opened(block('ab'))
    doc.clientID = 4097
    text.insert(2, 'X')
    expect(plain(text)).toEqual(['p: ab'])
    expect(plain(text, 'marked')).toEqual(['p: aXb'])
  })

  it('makes text without a marker a paragraph of its own', () => {
    const { doc, text } = opened(block('one', { kind: 'h2' }), block('two', { kind: 'h2' }))
    doc.transact((transaction) => deleteMarker(transaction, text, 1))
    expect(plain(text)).toEqual(['h2: one', 'p: two'])
  })
})

describe('repair', () => {
  it('writes the marker that an orphan misses, and nothing more', () => {
    const { doc, text } = opened(block('one', { kind: 'h2' }), block('two'), block('three'))
    const repairs = () => {
      let count = 0
      doc.transact((transaction) => {
        deleteMarker(transaction, text, 1)
        count = repairOrphans(transaction, new Suggestions(doc))
      })
      return count
    }
    expect(repairs()).toBe(1)
    expect(plain(text)).toEqual(['h2: one', 'p: two', 'p: three'])
    doc.transact((transaction) => expect(repairOrphans(transaction, new Suggestions(doc))).toBe(0))
    expect(doc.clientID).toBe(SERVER_CLIENT)
  })

  it('finds the words of somebody who typed in a block that is gone', () => {
    const { doc, text } = opened(block('one'), block('two'))
    const update = Y.encodeStateAsUpdate(doc)
    const other = openDoc()
    Y.applyUpdate(other, update)
    other.clientID = 4096
    articleText(other).insert(7, 'XX')
    doc.transact((transaction) => {
      let inSecond = false
      for (let item = text._start; item !== null; item = item.right) {
        if (isMarker(item) && item.left !== null) inSecond = true
        if (inSecond) item.delete(transaction)
      }
    })
    let repaired = 0
    doc.transact((transaction) => {
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(other, Y.encodeStateVector(doc)))
      repaired = repairOrphans(transaction, new Suggestions(doc))
    })
    expect(repaired).toBe(1)
    expect(plain(text)).toEqual(['p: one', 'p: XX'])
  })

  it('leaves a missing end alone', () => {
    const { doc, text } = opened(block('one'), block('two'))
    doc.transact((transaction) => {
      for (let item = text._start; item !== null; item = item.right) {
        if (item.content instanceof Y.ContentEmbed && (item.content.embed as unknown) === END)
          item.delete(transaction)
      }
      expect(repairOrphans(transaction, new Suggestions(doc))).toBe(0)
    })
    expect(plain(text)).toEqual(['p: one', 'p: two'])
  })
})
