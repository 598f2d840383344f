/** The article as a tree for those who write it out: neighbouring list blocks become real, nested lists. */

import type { ListKind } from '../../shared/article/blocks.ts'
import type { Block, Run } from '../../shared/article/projection.ts'
import type { Sign } from '../../shared/article/view.ts'

export type ListItem = { readonly block: Block; readonly lists: readonly List[] }
export type List = { readonly kind: ListKind; readonly items: readonly ListItem[] }
export type Part =
  | { readonly type: 'block'; readonly block: Block }
  | { readonly type: 'list'; readonly list: List }

type OpenItem = { block: Block; lists: OpenList[] }
type OpenList = { kind: ListKind; indent: number; items: OpenItem[] }

export function treeOf(blocks: readonly Block[]): readonly Part[] {
  const parts: Part[] = []
  /** The lists that are open at this place, the outermost first. */
  let open: OpenList[] = []
  for (const block of blocks) {
    const list = block.kind === 'p' ? block.list : null
    if (list === null) {
      open = []
      parts.push({ type: 'block', block })
      continue
    }
    open = open.filter(
      ({ indent, kind }) => indent < block.indent || (indent === block.indent && kind === list),
    )
    let innermost = open.at(-1)
    if (innermost === undefined || innermost.indent < block.indent) {
      const added: OpenList = { kind: list, indent: block.indent, items: [] }
      const parent = innermost?.items.at(-1)
      if (parent) parent.lists.push(added)
      else parts.push({ type: 'list', list: added })
      open.push(added)
      innermost = added
    }
    innermost.items.push({ block, lists: [] })
  }
  return parts
}

/** How a format writes what is suggested. */
export type Signs = {
  readonly inserted: readonly [string, string]
  readonly deleted: readonly [string, string]
}

/** In HTML, which is Markdown too. */
export const HTML_SIGNS: Signs = { inserted: ['<ins>', '</ins>'], deleted: ['<del>', '</del>'] }

/** Words between the signs of what is suggested about them. */
export function signed(signs: Signs, { inserted, deleted }: Sign, words: string): string {
  if (words === '') return words
  const insertion = inserted ? signs.inserted.join(words) : words
  return deleted ? signs.deleted.join(insertion) : insertion
}

/** What stands where a block begins that is suggested itself, or to go: nothing else tells. */
export const breakSign = (signs: Signs, block: Block): string =>
  block.inserted || block.deleted ? signed(signs, block, '¶') : ''

/** The characters of a block without their formats; a line break as `\n`. */
export const plainText = (runs: readonly Run[]): string =>
  runs.map((run) => ('text' in run ? run.text : '\n')).join('')
