/** A rule: a short line between two parts of an article. It is selected as a whole and holds no caret. */

import type { Node } from '@tiptap/pm/model'
import type { EditorView, NodeView } from '@tiptap/pm/view'
import { blockAttributesOf } from '../extensions.ts'
import { selectWhole } from './select-whole.ts'

export class RuleView implements NodeView {
  readonly dom: HTMLElement

  constructor(view: EditorView, getPos: () => number | undefined) {
    this.dom = document.createElement('div')
    this.dom.dataset.kind = 'rule'
    this.dom.contentEditable = 'false'
    this.dom.append(document.createElement('hr'))
    this.dom.addEventListener('mousedown', (event) => selectWhole(view, getPos, event))
  }

  update(node: Node): boolean {
    return blockAttributesOf(node).kind === 'rule'
  }

  stopEvent(event: Event): boolean {
    return event.type === 'mousedown'
  }

  ignoreMutation(): boolean {
    return true
  }
}
