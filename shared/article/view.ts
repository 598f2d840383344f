/** Views of the article: whose characters count. Every reader asks per item which of its units are shown. */

import type * as Y from 'yjs'
import type { BlockAttributes } from './blocks.ts'
import type { FormatChange } from './record.ts'

/**
 * Whose characters count: without open suggestions (`base`), as if all were accepted (`final`), or everything that is not
 * hidden (`marked`: what an editor shows). `Suggestions.shownIn` reads each of them.
 */
export type View = 'base' | 'final' | 'marked'

/** What a view shows of some units in another way than the text has them. */
export type Restyled = {
  readonly formats: FormatChange
  /** Of a marker. */
  readonly attributes: Partial<BlockAttributes>
  readonly sign?: Sign
}

/** What is suggested about some units, for who reads them beside the rest; both, where somebody strikes what another suggests. */
export type Sign = { readonly inserted?: true; readonly deleted?: true }

/**
 * Calls `use` for each stretch of the item's units that is shown, in order: offset and length in units.
 * Part of an item may be shown and part not, because a decision about characters does not split items.
 */
export type Shown = (
  item: Y.Item,
  use: (offset: number, length: number, restyled?: Restyled | null) => void,
) => void

/** Whatever is not deleted: a text in which nothing is suggested. */
export const living: Shown = (item, use) => {
  if (!item.deleted) use(0, item.length)
}

/** Whether any unit of the item is shown. */
export function isShown(item: Y.Item, shown: Shown): boolean {
  let some = false
  shown(item, () => {
    some = true
  })
  return some
}
