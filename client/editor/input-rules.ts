/** What typing at the start of a paragraph turns it into: "# ", "- ", "1. ", "> ", "---", "``` "; and links of typed addresses. */

import { InputRule } from '@tiptap/core'
import type { Schema } from '@tiptap/pm/model'
import type { EditorState } from '@tiptap/pm/state'
import type { BlockAttributes } from '../../shared/article/blocks.ts'
import { blockAt, insertBlock, setAttributes } from './commands.ts'
import { blockAttributesOf } from './extensions.ts'
import { addressRule } from './link.ts'
import { markRules } from './marks.ts'

/** Only a plain paragraph turns into something; elsewhere the characters are meant. */
function plainParagraph(state: EditorState) {
  const block = blockAt(state)
  if (!block) return null
  const { kind, list } = blockAttributesOf(block.node)
  return kind === 'p' && list === null ? block : null
}

const becomes = (find: RegExp, attributes: Partial<BlockAttributes>): InputRule =>
  new InputRule({
    find,
    handler: ({ state, range }) => {
      const block = plainParagraph(state)
      if (!block) return null
      state.tr.delete(range.from, range.to)
      setAttributes(state.tr.setMeta('uiEvent', 'input rule'), block, attributes)
    },
  })

const rule = new InputRule({
  find: /^(?:---|—-|\*\*\*)$/,
  handler: ({ state, range }) => {
    const block = plainParagraph(state)
    if (!block || block.number === 0) return null
    state.tr.delete(range.from, range.to).setMeta('uiEvent', 'input rule')
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
