/** A rule: a short line between two parts of an article. It is selected as a whole and holds no caret. */

import type { Node } from '@tiptap/pm/model'
import type { NodeView } from '@tiptap/pm/view'
import { blockAttributesOf } from '../extensions.ts'

export class RuleView implements NodeView {
  readonly dom: HTMLElement

  constructor() {
    this.dom = document.createElement('div')
    this.dom.dataset.kind = 'rule'
    this.dom.contentEditable = 'false'
    this.dom.append(document.createElement('hr'))
  }

  update(node: Node): boolean {
    return blockAttributesOf(node).kind === 'rule'
  }

  ignoreMutation(): boolean {
    return true
  }
}
