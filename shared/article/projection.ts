/** Reads the article's text into blocks: total, never writes, shows what it does not know as well as possible. */

import type * as Y from 'yjs'
import type { BlockAttributes } from './blocks.ts'
import type { Atom, FormatSet } from './formats.ts'

/** Whose characters count: without open suggestions, as if all were accepted, or everything not hidden. */
export type View = 'base' | 'final' | 'marked'

export type Run =
  | { readonly text: string; readonly formats: FormatSet }
  | { readonly atom: Atom; readonly formats: FormatSet }

export type Block = BlockAttributes & { readonly runs: readonly Run[] }

/** Every block of the article, in order. Text whose marker is missing in this view is a paragraph of its own. */
export declare function projectArticle(text: Y.Text, view: View): readonly Block[]
