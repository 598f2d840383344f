/** A press below the last words puts the caret behind them, however far to the left it is. */

import type { Node } from '@tiptap/pm/model'
import { type Command, Plugin, Selection, TextSelection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { holdsWords } from './commands.ts'

export function clickBelow(): Plugin {
  return new Plugin({
    props: {
      handleDOMEvents: {
        mousedown: (view, event) => {
          if (event.button !== 0 || event.shiftKey || !view.editable || !isBelow(view, event)) return false
          event.preventDefault()
          caretAtEnd(view.state, (tr) => view.dispatch(tr))
          view.focus()
          return true
        },
      },
    },
  })
}

function isBelow(view: EditorView, event: MouseEvent): boolean {
  const last = view.dom.lastElementChild
  return event.target === view.dom && last !== null && event.clientY > last.getBoundingClientRect().bottom
}

/** Into a new paragraph where the article ends with a figure or a rule: there is no going on in those. */
const caretAtEnd: Command = ({ tr, doc, schema }, dispatch) => {
  const { lastChild } = doc
  const paragraph: Node | null | undefined =
    lastChild && !holdsWords(lastChild) ? schema.nodes.block?.create({ kind: 'p' }) : null
  if (paragraph) {
    tr.insert(doc.content.size, paragraph)
    tr.setSelection(TextSelection.create(tr.doc, tr.doc.content.size - 1))
  } else tr.setSelection(Selection.atEnd(doc))
  dispatch?.(tr)
  return true
}
