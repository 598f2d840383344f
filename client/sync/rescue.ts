/** The rescue copy: the words of an article that were typed here and did not reach the server. */

import * as Y from 'yjs'
import { atomOf, isEnd, isInline, isMarker, textOf } from '../../shared/article/items.ts'
import { escapeHtml } from '../../shared/html.ts'
import type { Rescue } from './cache.ts'
import { type IdRanges, piecesOf } from './id-ranges.ts'

export type RescuedWords = Pick<Rescue, 'text' | 'html' | 'reason'>
type Lines = { text: string; html: string; touched: boolean }

/** The living words among `unsaved`, a line for each block, with the rest of those blocks around them. */
export function rescueOf(text: Y.Text, unsaved: IdRanges, reason: string): RescuedWords {
  const blocks: Lines[] = []
  let block: Lines | null = null
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted) continue
    if (isEnd(item)) block = null
    else if (isMarker(item) || (isInline(item) && block === null)) {
      block = { text: '', html: '', touched: false }
      blocks.push(block)
    }
    if (block !== null && isInline(item)) readInline(item, unsaved, block)
  }
  const touched = blocks.filter((one) => one.touched)
  return {
    text: touched.map((one) => one.text).join('\n'),
    html: touched.map((one) => `<p>${one.html}</p>`).join(''),
    reason,
  }
}

/** The words of updates that do not fit the doc: something they stand on is missing. */
export function rescueOfUpdates(updates: readonly Uint8Array[], reason: string): RescuedWords {
  const words = updates
    .flatMap((update) => Y.decodeUpdate(update).structs)
    .flatMap((struct) =>
      struct instanceof Y.Item && struct.content instanceof Y.ContentString ? [struct.content.str] : [],
    )
    .join('')
  return { text: words, html: words === '' ? '' : `<p><ins>${escapeHtml(words)}</ins></p>`, reason }
}

function readInline(item: Y.Item, unsaved: IdRanges, block: Lines): void {
  const words = textOf(item)
  if (words === null) {
    if (atomOf(item).type === 'hardBreak') block.html += '<br>'
    return
  }
  for (const piece of piecesOf(item.id, words, unsaved)) {
    const html = escapeHtml(piece.words)
    block.html += piece.within ? `<ins>${html}</ins>` : html
    if (!piece.within) continue
    block.text += piece.words
    block.touched = true
  }
}
