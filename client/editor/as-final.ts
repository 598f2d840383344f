/** Runs the commands of whoever suggests in the article as it would be if all were accepted. Of whoever edits, as they are. */

import { Mark, type Node } from '@tiptap/pm/model'
import { type Command, type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import type { BlockAttributes } from '../../shared/article/blocks.ts'
import type { FinalReading } from './final-reading.ts'
import type { NetChange } from './net-change.ts'

/** What the binding can tell and do. */
export type FinalTools = {
  readonly isSuggesting: () => boolean
  /** What the document of this state would be; null: what it is. */
  readonly read: (state: EditorState) => FinalReading | null
  /** The attributes that a block of the text, by its number, would have; null: none of its own, or it is struck. */
  readonly attributes: (block: number) => BlockAttributes | null
  readonly propose: (net: NetChange, transaction: Transaction) => void
}

const key = new PluginKey<FinalTools>('asFinal')

export const finalPlugin = (tools: FinalTools): Plugin<FinalTools> =>
  new Plugin({ key, state: { init: () => tools, apply: (_transaction, same) => same } })

/** Whether what is done in this editor now is suggested. */
export const suggests = (state: EditorState): boolean => key.getState(state)?.isSuggesting() ?? false

/** What the document would be, for who suggests; null: what it is. */
export const readFinal = (state: EditorState): FinalReading | null => {
  const tools = key.getState(state)
  return tools?.isSuggesting() ? tools.read(state) : null
}

/** The attributes that a block would have, also in a state that no view has yet. */
export function finalAttributes(state: EditorState, block: number): BlockAttributes {
  const tools = key.getState(state)
  const { attrs } = state.doc.child(block)
  const attributes = tools?.isSuggesting() ? tools.attributes(block) : null
  return attributes ?? (attrs as BlockAttributes)
}

/** The state that commands are asked in. */
export const finalState = (state: EditorState): EditorState => readFinal(state)?.stateOf(state) ?? state

/** The block before a place of the document, as whoever suggests would have it. */
export function finalNodeAt(state: EditorState, position: number): Node | null {
  const reading = readFinal(state)
  return reading === null ? state.doc.nodeAt(position) : reading.doc.nodeAt(reading.toFinal(position))
}

/** A command that is asked in what would be, and whose change is carried to the document. */
export const asFinal =
  (command: Command): Command =>
  (state, dispatch, view) => {
    const tools = key.getState(state)
    const reading = readFinal(state)
    if (tools === undefined || reading === null) return command(state, dispatch, view)
    const read = reading.stateOf(state)
    if (read === null) return command(state, dispatch, view)
    return command(
      read,
      dispatch &&
        ((transaction) => {
          const { tr } = state
          if (transaction.docChanged) {
            return tools.propose(reading.netOf(transaction, state.selection.head), transaction)
          }
          if (transaction.selectionSet) tr.setSelection(reading.selectionOf(transaction.selection, state))
          if (transaction.storedMarksSet) tr.setStoredMarks(transaction.storedMarks)
          if (transaction.scrolledIntoView) tr.scrollIntoView()
          dispatch(tr)
        }),
    )
  }

/** A command that deletes: of what is selected and struck already, nothing more. */
export const deleting =
  (command: Command): Command =>
  (state, dispatch, view) => {
    const { empty, from, to } = state.selection
    const reading = empty ? null : readFinal(state)
    if (reading !== null && reading.toFinal(from) === reading.toFinal(to)) return true
    if (reading?.stateOf(state) === null) return true
    return asFinal(command)(state, dispatch, view)
  }

/**
 * What has to be done before an input method begins: struck words come back into the document, so not under the hands of one that
 * replaces them; and what it writes takes the formats that are proposed there.
 */
export function beginComposition(view: Pick<EditorView, 'state' | 'dispatch'>): void {
  asFinal(deleteSelection)(view.state, (tr) => view.dispatch(tr))
  const { state } = view
  const marks = marksAt(finalState(state))
  if (!Mark.sameSet(marks, marksAt(state))) view.dispatch(state.tr.setStoredMarks(marks))
}

/** The marks of what is typed at the caret. */
const marksAt = ({ storedMarks, selection }: EditorState): readonly Mark[] =>
  storedMarks ?? selection.$from.marks()

const deleteSelection: Command = ({ selection, tr }, dispatch) => {
  if (selection.empty) return false
  dispatch?.(tr.deleteSelection())
  return true
}
