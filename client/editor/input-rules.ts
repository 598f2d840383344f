/** What typing at the start of a paragraph turns it into: "# ", "- ", "1. ", "> ", "---", "``` "; and links of typed addresses. */

import { InputRule } from '@tiptap/core'
import type { Schema } from '@tiptap/pm/model'
import { type EditorState, TextSelection } from '@tiptap/pm/state'
import type { BlockAttributes } from '../../shared/article/blocks.ts'
import { insertBlock, type PlacedNode, setAttributes } from './commands.ts'
import { blockAttributesOf } from './extensions.ts'
import { addressRule } from './link.ts'
import { markRules } from './marks.ts'

/**
 * Only a plain paragraph turns into something; elsewhere the characters are meant. The one in which they were typed: the selection
 * may be elsewhere, because the browser says what was typed before it says where the caret is.
 */
function plainParagraph({ doc }: EditorState, typedAt: number): PlacedNode | null {
  const $at = doc.resolve(typedAt)
  if ($at.depth === 0) return null
  const { kind, list } = blockAttributesOf($at.parent)
  return kind === 'p' && list === null ? { node: $at.parent, pos: $at.before(), number: $at.index(0) } : null
}

const becomes = (find: RegExp, attributes: Partial<BlockAttributes>): InputRule =>
  new InputRule({
    find,
    handler: ({ state, range }) => {
      const block = plainParagraph(state, range.from)
      if (!block) return null
      state.tr.delete(range.from, range.to)
      setAttributes(state.tr.setMeta('uiEvent', 'input rule'), block, attributes)
    },
  })

const rule = new InputRule({
  find: /^(?:---|—-|\*\*\*)$/,
  handler: ({ state, range }) => {
    const block = plainParagraph(state, range.from)
    if (!block || block.number === 0) return null
    const { tr } = state
    tr.delete(range.from, range.to).setMeta('uiEvent', 'input rule')
    tr.setSelection(TextSelection.create(tr.doc, range.from))
    insertBlock({ kind: 'rule' })(state, () => {})
  },
})

/** All of them, in the order in which they are asked. */
export const inputRules = (schema: Schema): readonly InputRule[] => [...blockRules, ...markRules(schema)]

const blockRules: readonly InputRule[] = [
  becomes(/^#\s$/, { kind: 'h2' }),
  becomes(/^###?\s$/, { kind: 'h3' }),
  becomes(/^[-*+]\s$/, { list: 'bullet' }),
  becomes(/^1[.)]\s$/, { list: 'ordered' }),
  becomes(/^>\s$/, { kind: 'quote' }),
  becomes(/^```\s$/, { kind: 'code' }),
  rule,
  addressRule,
]
