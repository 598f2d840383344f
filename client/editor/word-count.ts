/** How many words the copy has: the body, without headline, dek and captions. */

import type { Node } from '@tiptap/pm/model'
import { blockAttributesOf } from './extensions.ts'

/** Blocks are values: what was counted once stays counted. */
const counted = new WeakMap<Node, number>()
const notCopy = new Set(['headline', 'dek', 'figure', 'rule'])

export function wordCount(doc: Node): number {
  let words = 0
  doc.forEach((block) => {
    words += wordsOf(block)
  })
  return words
}

function wordsOf(block: Node): number {
  let words = counted.get(block)
  if (words === undefined) {
    const text = block.textBetween(0, block.content.size, ' ', ' ')
    words = notCopy.has(blockAttributesOf(block).kind) ? 0 : (text.match(/[\p{L}\p{N}][^\s]*/gu)?.length ?? 0)
    counted.set(block, words)
  }
  return words
}
