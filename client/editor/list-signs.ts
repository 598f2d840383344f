/** Draws the sign of every list item and says its place to screen readers; recomputed only when structure has changed. */

import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { blockAttributesOf } from './extensions.ts'
import { itemSign, type ListItem, listItems } from './list-items.ts'

/** How a screen reader is told an item's place, in the reader's language. */
export type SayItem = (item: ListItem) => string

const key = new PluginKey<DecorationSet>('listSigns')

export function listSigns(say: SayItem): Plugin {
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: (_config, { doc }) => draw(doc, say),
      apply: (tr, drawn) => {
        if (!tr.docChanged) return drawn
        return sameStructure(tr.before, tr.doc) ? drawn.map(tr.mapping, tr.doc) : draw(tr.doc, say)
      },
    },
    props: { decorations: (state) => key.getState(state) },
  })
}

function draw(doc: Node, say: SayItem): DecorationSet {
  const items = listItems(doc)
  const decorations: Decoration[] = []
  doc.forEach((node, pos, number) => {
    const item = items[number]
    if (!item) return
    const attributes = { role: 'group', 'aria-label': say(item), 'data-sign': itemSign(item) }
    decorations.push(Decoration.node(pos, pos + node.nodeSize, attributes))
  })
  return DecorationSet.create(doc, decorations)
}

/** Blocks are values: one that nobody touched is the same object, so this costs a comparison a block. */
function sameStructure(before: Node, after: Node): boolean {
  if (before.childCount !== after.childCount) return false
  for (let number = 0; number < after.childCount; number++) {
    const one = before.child(number)
    const other = after.child(number)
    if (one === other) continue
    const was = blockAttributesOf(one)
    const is = blockAttributesOf(other)
    if (was.list !== is.list || was.indent !== is.indent) return false
  }
  return true
}
