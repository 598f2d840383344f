/** What Backspace and Delete do at the edge of a block: level, list, kind, then join; figures and rules are selected first. */

import type { Node } from '@tiptap/pm/model'
import { type Command, type EditorState, NodeSelection, Selection, TextSelection } from '@tiptap/pm/state'
import { blockAt, holdsWords, type PlacedNode, setKind, shiftLevel, toggleList } from './commands.ts'
import { blockAttributesOf } from './extensions.ts'

/** The caret's block, when there is a caret and it stands at this end of it. */
function atEdge(state: EditorState, edge: 'start' | 'end'): PlacedNode | null {
  const { selection } = state
  if (!(selection instanceof TextSelection) || !selection.empty) return null
  const { parentOffset, parent } = selection.$from
  if (parentOffset !== (edge === 'start' ? 0 : parent.content.size)) return null
  return blockAt(state) ?? null
}

/** Deletes the selected words. Where they reach over blocks, the first one stays and takes what is left of the last. */
const deleteWords: Command = (state, dispatch) => {
  const { selection, tr } = state
  if (!(selection instanceof TextSelection) || selection.empty) return false
  dispatch?.(tr.delete(selection.from, selection.to).scrollIntoView())
  return true
}

export const backspace: Command = (state, dispatch, view) => {
  if (state.selection instanceof NodeSelection) return deleteBlock(state, dispatch)
  if (deleteWords(state, dispatch)) return true
  const block = atEdge(state, 'start')
  if (!block) return false
  const { kind, list, indent } = blockAttributesOf(block.node)
  if (!holdsWords(block.node)) return selectBlock(state, dispatch, block.pos)
  if (list !== null) return (indent > 0 ? shiftLevel(-1) : toggleList(list))(state, dispatch, view)
  if (block.number === 0) return true
  if (kind !== 'p') return setKind('p')(state, dispatch, view)
  const before = state.doc.child(block.number - 1)
  return joinAt(state, dispatch, { pos: block.pos, number: block.number, before, after: block.node })
}

export const deleteForward: Command = (state, dispatch) => {
  if (state.selection instanceof NodeSelection) return deleteBlock(state, dispatch)
  if (deleteWords(state, dispatch)) return true
  const block = atEdge(state, 'end')
  if (!block) return false
  if (!holdsWords(block.node)) return true
  if (block.number === state.doc.childCount - 1) return true
  const pos = block.pos + block.node.nodeSize
  const after = state.doc.child(block.number + 1)
  return joinAt(state, dispatch, { pos, number: block.number + 1, before: block.node, after })
}

/** The border between two blocks; `number` is that of the second. */
type Border = { pos: number; number: number; before: Node; after: Node }

function joinAt(state: EditorState, dispatch: Parameters<Command>[1], border: Border): boolean {
  const { pos, number, before, after } = border
  const { tr } = state
  if (!holdsWords(before)) {
    const start = pos - before.nodeSize
    if (after.content.size === 0) tr.delete(pos, pos + after.nodeSize)
    dispatch?.(tr.setSelection(NodeSelection.create(tr.doc, start)).scrollIntoView())
    return true
  }
  if (!holdsWords(after)) {
    const removes = before.content.size === 0 && number > 1
    if (removes) tr.delete(pos - before.nodeSize, pos)
    dispatch?.(
      tr.setSelection(NodeSelection.create(tr.doc, removes ? pos - before.nodeSize : pos)).scrollIntoView(),
    )
    return true
  }
  // An empty block before gives way with its kind; the first one stays: it is the article's.
  if (before.content.size === 0 && number > 1) tr.delete(pos - before.nodeSize, pos)
  else tr.join(pos)
  dispatch?.(tr.scrollIntoView())
  return true
}

function selectBlock(state: EditorState, dispatch: Parameters<Command>[1], pos: number): boolean {
  dispatch?.(state.tr.setSelection(NodeSelection.create(state.doc, pos)).scrollIntoView())
  return true
}

/** Removes the selected figure or rule, and leaves the caret where it was. */
function deleteBlock(state: EditorState, dispatch: Parameters<Command>[1]): boolean {
  const { from, to } = state.selection
  const { tr, doc } = state
  if (from === 0 || doc.childCount === 1) return true
  tr.delete(from, to)
  dispatch?.(
    tr.setSelection(Selection.near(tr.doc.resolve(Math.min(from, tr.doc.content.size)), -1)).scrollIntoView(),
  )
  return true
}
