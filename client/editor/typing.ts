/** Typing where something is proposed already: the input rules read the words without what is struck, and what is typed takes the formats that are proposed. */

import { createChainableState, type InputRule } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import {
  type Command,
  EditorState,
  NodeSelection,
  Plugin,
  Selection,
  type Transaction,
} from '@tiptap/pm/state'
import { asFinal, finalState, readFinal } from './as-final.ts'

/** How many characters before the caret the rules are asked about. */
const reachMax = 500

type Dispatch = (transaction: Transaction) => void

/** What is typed between two places of the document, as the rules make of it. */
export type TypedText = { readonly from: number; readonly to: number; readonly text: string }

export const typing = (rules: readonly InputRule[]): Plugin =>
  new Plugin({
    props: {
      handleTextInput: (view, from, to, text) => {
        const reading = view.composing ? null : readFinal(view.state)
        // What is typed over a figure or a rule goes on after it.
        if (finalState(view.state).selection instanceof NodeSelection) return false
        if (reading === null) return false
        const typed = { from, to, text }
        if (
          from === to &&
          !reading.isOther(from) &&
          !isRuled(rules, reading.doc, reading.toFinal(from), text)
        )
          return false
        typeText(rules, typed, () => view.state, view.dispatch)
        return true
      },
    },
  })

/** Types and applies the first of the rules that fits, in what the document would be. */
export function typeText(
  rules: readonly InputRule[],
  { from, to, text }: TypedText,
  stateNow: () => EditorState,
  dispatch: Dispatch,
): void {
  let ruled: Transaction | null = null
  const type: Command = (state, dispatchTyped) => {
    const reading = readFinal(stateNow())
    const [start, end] = reading === null ? [from, to] : [reading.toFinal(from), reading.toFinal(to)]
    const typed = state.tr.insertText(text, start, end)
    ruled = ruledBy(rules, state.doc, { from: start, to: end, text }, typed)
    dispatchTyped?.(typed.scrollIntoView())
    return true
  }
  asFinal(type)(stateNow(), dispatch)
  if (ruled !== null) asFinal(again(ruled))(stateNow(), dispatch)
}

/** The same change, where the document is the one that it was made for. */
const again =
  (made: Transaction): Command =>
  ({ doc, tr }, dispatch) => {
    if (!doc.eq(made.before)) return false
    for (const step of made.steps) tr.step(step)
    if (made.selectionSet) tr.setSelection(Selection.fromJSON(tr.doc, made.selection.toJSON()))
    if (made.storedMarksSet) tr.setStoredMarks(made.storedMarks)
    dispatch?.(tr.setMeta('uiEvent', 'input rule'))
    return true
  }

/** The words before a place that a rule is asked about, with what is typed there; null in code, where characters are meant. */
function wordsBefore(doc: Node, position: number, text: string): string | null {
  const $at = doc.resolve(position)
  const { code } = doc.type.schema.marks
  const beside = $at.nodeBefore ?? $at.nodeAfter
  if (code !== undefined && beside?.marks.some(({ type }) => type === code)) return null
  return (
    $at.parent.textBetween(Math.max(0, $at.parentOffset - reachMax), $at.parentOffset, null, '\ufffc') + text
  )
}

function isRuled(rules: readonly InputRule[], doc: Node, position: number, text: string): boolean {
  const words = wordsBefore(doc, position, text)
  return words !== null && rules.some(({ find }) => find instanceof RegExp && find.test(words))
}

/** What a rule makes of what was typed; null: none fits. */
function ruledBy(
  rules: readonly InputRule[],
  before: Node,
  { from, text }: TypedText,
  typed: Transaction,
): Transaction | null {
  const words = wordsBefore(before, from, text)
  if (words === null) return null
  for (const { find, handler } of rules) {
    const match = find instanceof RegExp ? find.exec(words) : null
    if (match === null) continue
    const { doc, selection, storedMarks } = typed
    const { tr } = EditorState.create({ doc, selection, storedMarks })
    const state = createChainableState({
      state: EditorState.create({ doc, selection, storedMarks }),
      transaction: tr,
    })
    const range = { from: from - (match[0].length - text.length), to: from + text.length }
    // Our rules ask for no commands.
    const answer = handler({ state, range, match } as Parameters<InputRule['handler']>[0])
    if (answer !== null && tr.steps.length > 0) return tr
  }
  return null
}
