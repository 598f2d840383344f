/** The words that an update would bring to an article. */

import * as Y from 'yjs'
import { isEnd, isInline, isMarker, textOf } from '../../shared/article/items.ts'
import { articleText, openDoc } from '../../shared/article/layout.ts'

/** Of the article with the update, as an update, those that `doc` does not have: a line for each block that they stand in. */
export function newWordsIn(state: Uint8Array, { store }: Y.Doc): string {
  const doc = openDoc()
  try {
    Y.applyUpdate(doc, state)
    const lines: string[] = []
    let line = ''
    const end = () => {
      if (line !== '') lines.push(line)
      line = ''
    }
    for (let item = articleText(doc)._start; item !== null; item = item.right) {
      if (item.deleted) continue
      if (isMarker(item) || isEnd(item)) end()
      else if (isInline(item)) {
        const known = Y.getState(store, item.id.client) - item.id.clock
        line += (textOf(item) ?? '').slice(Math.max(0, known))
      }
    }
    end()
    return lines.join('\n')
  } finally {
    doc.destroy()
  }
}
