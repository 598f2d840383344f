/** What a person does to blocks, as ProseMirror commands: kind, list, level, rule, figure. Attributes change, nothing is re-created. */

import type { Node } from '@tiptap/pm/model'
import {
  type Command,
  type EditorState,
  NodeSelection,
  Selection,
  TextSelection,
  type Transaction,
} from '@tiptap/pm/state'
import type { BlockAttributes, BlockKind, ListKind } from '../../shared/article/blocks.ts'
import { FORMATS } from '../../shared/article/formats.ts'
import { indentMax } from '../../shared/limits.ts'
import { blockAttributesOf } from './extensions.ts'

/** A block of the document, with the position before it. */
export type PlacedNode = { readonly node: Node; readonly pos: number; readonly number: number }

/** The blocks that the selection touches. */
export function selectedBlocks({ doc, selection }: EditorState): readonly PlacedNode[] {
  const blocks: PlacedNode[] = []
  const from = selection.$from.index(0)
  // A selection that only reaches the start of a block, as a double click leaves it, does not touch that block.
  const reaches = selection.empty || selection.$to.parentOffset > 0 ? 0 : 1
  const to = selection instanceof NodeSelection ? from : Math.max(from, selection.$to.index(0) - reaches)
  let pos = selection.$from.posAtIndex(from, 0)
  for (let number = from; number <= to && number < doc.childCount; number++) {
    const node = doc.child(number)
    blocks.push({ node, pos, number })
    pos += node.nodeSize
  }
  return blocks
}

/** The block that the caret is in, or that is selected. */
export const blockAt = (state: EditorState): PlacedNode | undefined => selectedBlocks(state)[0]

/** A figure is its picture and a rule is its line: they do not become text. */
export const holdsWords = (node: Node): boolean => {
  const { kind } = blockAttributesOf(node)
  return kind !== 'figure' && kind !== 'rule'
}

/** Sets those attributes of the block that differ, one step each. */
export function setAttributes(
  tr: Transaction,
  { node, pos }: PlacedNode,
  changes: Partial<BlockAttributes>,
): void {
  for (const [name, value] of Object.entries(changes)) {
    if (node.attrs[name] !== value) tr.setNodeAttribute(pos, name, value)
  }
}

function changeBlocks(change: (block: PlacedNode) => Partial<BlockAttributes> | null): Command {
  return (state, dispatch) => {
    const { tr } = state
    for (const block of selectedBlocks(state)) {
      const changes = holdsWords(block.node) ? change(block) : null
      if (changes) setAttributes(tr, block, changes)
    }
    if (!tr.docChanged) return false
    dispatch?.(tr.scrollIntoView())
    return true
  }
}

/** Makes the selected blocks of this kind. They leave their lists. */
export const setKind = (kind: BlockKind): Command => changeBlocks(() => ({ kind, list: null, indent: 0 }))

/** Makes list items of the selected blocks; paragraphs, when all are items of this list already. */
export const toggleList =
  (list: ListKind): Command =>
  (state, dispatch) => {
    const blocks = selectedBlocks(state).filter(({ node }) => holdsWords(node))
    const on = blocks.every(({ node }) => blockAttributesOf(node).list === list)
    const change = changeBlocks(() => (on ? { list: null, indent: 0 } : { kind: 'p', list }))
    return change(state, dispatch)
  }

/** Moves the selected list items a level in (+1) or out (−1). */
export const shiftLevel = (by: 1 | -1): Command =>
  changeBlocks(({ node }) => {
    const { list, indent } = blockAttributesOf(node)
    const shifted = indent + by
    return list === null || shifted < 0 || shifted > indentMax ? null : { indent: shifted }
  })

const newBlock = (state: EditorState, attributes: Partial<BlockAttributes>): Node => {
  const block = state.schema.nodes.block
  if (!block) throw new Error('the schema has blocks')
  return block.create(attributes)
}

/** A new empty paragraph after the block that holds `$pos` (or after the selected one), with the caret in it. */
export const paragraphAfter: Command = (state, dispatch) => {
  const block = blockAt(state)
  if (!block) return false
  const { tr } = state
  const after = block.pos + block.node.nodeSize
  tr.insert(after, newBlock(state, { kind: 'p' }))
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, after + 1)).scrollIntoView())
  return true
}

/** The caret in the empty paragraph after the selected block, which is made where there is none. */
export const goOnAfter: Command = (state, dispatch) => {
  const block = blockAt(state)
  const after = block ? block.pos + block.node.nodeSize : 0
  const next = block && state.doc.nodeAt(after)
  if (!next || !isEmptyParagraph(next)) return paragraphAfter(state, dispatch)
  dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, after + 1)).scrollIntoView())
  return true
}

/**
 * Puts a block without words of its own, a rule or a figure, after the block with the caret, or in its place where that
 * is an empty paragraph, and makes sure that there is a paragraph to go on in: after a rule an empty one.
 */
export const insertBlock =
  (attributes: Partial<BlockAttributes> & { kind: 'rule' | 'figure' }, at?: number): Command =>
  (state, dispatch) => {
    const { tr } = state // first: inside an input rule it brings the state up to what was typed
    const current = at === undefined ? blockAt(state) : undefined
    const replaces = current && current.number > 0 && isEmptyParagraph(current.node)
    const pos = at ?? (current ? current.pos + (replaces ? 0 : current.node.nodeSize) : 0)
    if (pos === 0) return false
    if (replaces) setAttributes(tr, current, attributes)
    else tr.insert(pos, newBlock(state, attributes))
    const inserted = tr.doc.nodeAt(pos)
    const after = pos + (inserted?.nodeSize ?? 0)
    const next = tr.doc.nodeAt(after)
    const goesOn = next && (attributes.kind === 'figure' || isEmptyParagraph(next))
    if (!goesOn) tr.insert(after, newBlock(state, { kind: 'p' }))
    const selection =
      attributes.kind === 'figure'
        ? NodeSelection.create(tr.doc, pos)
        : Selection.near(tr.doc.resolve(after), 1)
    dispatch?.(tr.setSelection(selection).scrollIntoView())
    return true
  }

export const isEmptyParagraph = (node: Node): boolean => {
  const { kind, list } = blockAttributesOf(node)
  return kind === 'p' && list === null && node.content.size === 0
}

/** Sets attributes of the figure at `pos`, if it is still one. */
export const describeFigure =
  (pos: number, changes: Pick<BlockAttributes, 'alt' | 'credit'>): Command =>
  (state, dispatch) => {
    const node = state.doc.nodeAt(pos)
    if (!node || blockAttributesOf(node).kind !== 'figure') return false
    const { tr } = state
    setAttributes(tr, { node, pos, number: 0 }, changes)
    if (tr.docChanged) dispatch?.(tr)
    return true
  }

/** Takes every format from the selected words, and makes headings, quotes and lists plain paragraphs when whole blocks are selected. */
export const clearFormats: Command = (state, dispatch) => {
  const { tr } = state
  const { from, to, empty } = state.selection
  if (empty) {
    dispatch?.(tr.setStoredMarks([]))
    return true
  }
  for (const format of FORMATS) {
    const type = state.schema.marks[format]
    if (type) tr.removeMark(from, to, type)
  }
  dispatch?.(tr)
  return true
}

/** Everything, from the first character to the last. The first block stays what it is when all is deleted. */
export const selectAll: Command = (state, dispatch) => {
  const { tr, doc } = state
  const all = TextSelection.between(doc.resolve(1), doc.resolve(doc.content.size - 1))
  dispatch?.(tr.setSelection(all))
  return true
}
