/** Views of the article: whose characters count. Every reader asks per item which of its units are shown. */

import type * as Y from 'yjs'
import { isSuggesting } from '../ids.ts'

/** Whose characters count: without open suggestions, as if all were accepted, or everything not hidden. */
export type View = 'base' | 'final' | 'marked'

/**
 * Calls `use` for each stretch of the item's units that is shown, in order: offset and length in units.
 * Part of an item may be shown and part not, because a decision about characters does not split items.
 */
export type Shown = (item: Y.Item, use: (offset: number, length: number) => void) => void

const living: Shown = (item, use) => {
  if (!item.deleted) use(0, item.length)
}

const editorsOnly: Shown = (item, use) => {
  if (!item.deleted && !isSuggesting(item.id.client)) use(0, item.length)
}

export const shownIn = (view: View): Shown => (view === 'base' ? editorsOnly : living)

/** Whether any unit of the item is shown. */
export function isShown(item: Y.Item, shown: Shown): boolean {
  let some = false
  shown(item, () => {
    some = true
  })
  return some
}
