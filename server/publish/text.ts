/** The article as plain text: blocks apart by an empty line, lists with their signs. */

import type { Block } from '../../shared/article/projection.ts'
import { breakSign, type List, type Part, plainText, type Signs, signed, treeOf } from './tree.ts'

/** Those of CriticMarkup, https://criticmarkup.com. */
const SIGNS: Signs = { inserted: ['{++', '++}'], deleted: ['{--', '--}'] }

export const toText = (blocks: readonly Block[]): string => `${treeOf(blocks).map(partText).join('\n\n')}\n`

function partText(part: Part): string {
  if (part.type === 'list') return listLines(part.list, '').join('\n')
  const { kind, credit } = part.block
  if (kind === 'rule') return signed(SIGNS, part.block, '* * *')
  const words = wordsOf(part.block)
  return kind === 'figure' && credit ? `${words} (${credit})`.trim() : words
}

function listLines({ kind, items }: List, margin: string): string[] {
  return items.flatMap(({ block, lists }, index) => {
    const sign = kind === 'ordered' ? `${index + 1}. ` : '• '
    const under = margin + ' '.repeat(sign.length)
    const words = wordsOf(block).replaceAll('\n', `\n${under}`)
    return [margin + sign + words, ...lists.flatMap((list) => listLines(list, under))]
  })
}

const wordsOf = (block: Block): string =>
  breakSign(SIGNS, block) + block.runs.map((run) => signed(SIGNS, run, plainText([run]))).join('')
