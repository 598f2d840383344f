/** The article as plain text: blocks apart by an empty line, lists with their signs. */

import type { Block } from '../../shared/article/projection.ts'
import { type List, type Part, plainText, treeOf } from './tree.ts'

export const toText = (blocks: readonly Block[]): string => `${treeOf(blocks).map(partText).join('\n\n')}\n`

function partText(part: Part): string {
  if (part.type === 'list') return listLines(part.list, '').join('\n')
  const { kind, runs, credit } = part.block
  if (kind === 'rule') return '* * *'
  const words = plainText(runs)
  return kind === 'figure' && credit ? `${words} (${credit})`.trim() : words
}

function listLines({ kind, items }: List, margin: string): string[] {
  return items.flatMap(({ block, lists }, index) => {
    const sign = kind === 'ordered' ? `${index + 1}. ` : '• '
    const under = margin + ' '.repeat(sign.length)
    const words = plainText(block.runs).replaceAll('\n', `\n${under}`)
    return [margin + sign + words, ...lists.flatMap((list) => listLines(list, under))]
  })
}
