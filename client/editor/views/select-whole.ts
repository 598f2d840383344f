/** A press of the mouse on a figure's picture or on a rule selects the whole block. */

import { NodeSelection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'

export function selectWhole(view: EditorView, getPos: () => number | undefined, event: MouseEvent): void {
  const pos = getPos()
  if (pos === undefined || event.button !== 0) return
  event.preventDefault()
  view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, pos)))
  view.focus()
}
