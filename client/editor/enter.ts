/** What Enter and Shift+Enter do, kind by kind: go on in the same way, or leave. */

import { type Command, NodeSelection, Selection, TextSelection, type Transaction } from '@tiptap/pm/state'
import { BLOCK_DEFAULTS, type BlockAttributes } from '../../shared/article/blocks.ts'
import { must } from '../../shared/assert.ts'
import {
  blockAt,
  type PlacedNode,
  paragraphAfter,
  setAttributes,
  setKind,
  shiftLevel,
  toggleList,
} from './commands.ts'
import { blockAttributesOf } from './extensions.ts'

export const enter: Command = (state, dispatch, view) => {
  const block = blockAt(state)
  if (!block) return false
  const { kind, list, indent } = blockAttributesOf(block.node)
  if (state.selection instanceof NodeSelection || kind === 'figure' || kind === 'rule') {
    return paragraphAfter(state, dispatch, view)
  }
  const empty = block.node.content.size === 0
  if (list !== null && empty) return (indent > 0 ? shiftLevel(-1) : toggleList(list))(state, dispatch, view)
  if (kind === 'code') return enterInCode(state, dispatch, view)
  if (empty && (kind === 'quote' || kind === 'pull')) return setKind('p')(state, dispatch, view)
  const { tr } = state
  tr.delete(state.selection.from, state.selection.to)
  split(tr, block)
  dispatch?.(tr.scrollIntoView())
  return true
}

/** Splits the block at the caret. The first part keeps its kind; what the second part is depends on where the caret was. */
function split(tr: Transaction, { node, pos, number }: PlacedNode): void {
  const { $from } = tr.selection
  const { kind } = blockAttributesOf(node)
  const isHeading = kind === 'headline' || kind === 'dek' || kind === 'h2' || kind === 'h3'
  const atStart = $from.parentOffset === 0
  const atEnd = $from.parentOffset === $from.parent.content.size
  if (kind === 'headline' && atEnd && goOn(tr, pos)) return
  if (isHeading && atStart && !atEnd) {
    if (number === 0) return // nothing stands before the headline
    openAbove(tr, { node, pos, number })
    return
  }
  const second: BlockAttributes =
    kind === 'headline' || kind === 'dek' || kind === 'pull' || (isHeading && atEnd)
      ? BLOCK_DEFAULTS
      : blockAttributesOf(node)
  const type = must(tr.doc.type.schema.nodes.block, 'the node block')
  tr.split($from.pos, 1, [{ type, attrs: second }])
}

/** From the headline into what waits empty below it: the dek, or the paragraph that a new article begins with. */
function goOn(tr: Transaction, headline: number): boolean {
  const after = headline + (tr.doc.nodeAt(headline)?.nodeSize ?? 0)
  const next = tr.doc.nodeAt(after)
  if (!next || next.content.size > 0) return false
  const { kind, list } = blockAttributesOf(next)
  if (kind !== 'dek' && (kind !== 'p' || list !== null)) return false
  tr.setSelection(TextSelection.create(tr.doc, after + 1))
  return true
}

/** An empty paragraph before a heading: the heading keeps its own block. */
function openAbove(tr: Transaction, block: PlacedNode): void {
  tr.split(block.pos + 1)
  setAttributes(tr, block, { kind: 'p' })
}

/** In code Enter is a line break; a second one at the end leaves the code. */
const enterInCode: Command = (state, dispatch, view) => {
  const { $from, empty } = state.selection
  const before = $from.nodeBefore
  const atEnd = $from.parentOffset === $from.parent.content.size
  if (empty && atEnd && before?.type.name === 'hardBreak') {
    const { tr } = state
    tr.delete($from.pos - before.nodeSize, $from.pos)
    const after = $from.after() - before.nodeSize
    tr.insert(after, must(state.schema.nodes.block, 'the node block').create(BLOCK_DEFAULTS))
    dispatch?.(tr.setSelection(TextSelection.create(tr.doc, after + 1)).scrollIntoView())
    return true
  }
  return lineBreak(state, dispatch, view)
}

export const lineBreak: Command = (state, dispatch) => {
  const { tr, selection } = state
  if (selection instanceof NodeSelection) return false
  const hardBreak = must(state.schema.nodes.hardBreak, 'the node hardBreak').create()
  // A selection over several blocks joins them first: a break stands between characters, never between blocks.
  tr.delete(selection.from, selection.to)
  const marks = state.storedMarks ?? selection.$from.marks()
  tr.insert(tr.selection.from, hardBreak.mark(marks))
  tr.setSelection(Selection.near(tr.doc.resolve(tr.selection.from)))
  dispatch?.(tr.scrollIntoView())
  return true
}
