/** How a block of words stands in the page: its element by kind, its attributes kept in step without drawing it anew. */

import type { Node } from '@tiptap/pm/model'
import type { NodeView } from '@tiptap/pm/view'
import type { BlockKind } from '../../../shared/article/blocks.ts'
import { blockAttributesOf } from '../extensions.ts'

/** Words that stand in an empty block of this kind; '' for none. */
export type Placeholder = (kind: BlockKind | 'caption') => string

const TAGS: Partial<Record<BlockKind, string>> = {
  headline: 'h1',
  h2: 'h2',
  h3: 'h3',
  quote: 'blockquote',
  pull: 'blockquote',
  code: 'pre',
}
const tagOf = (kind: BlockKind): string => TAGS[kind] ?? 'p'

export class TextBlockView implements NodeView {
  readonly dom: HTMLElement
  readonly contentDOM: HTMLElement

  constructor(
    node: Node,
    private readonly placeholder: Placeholder,
  ) {
    const { kind } = blockAttributesOf(node)
    this.dom = document.createElement(tagOf(kind))
    this.contentDOM = kind === 'code' ? this.dom.appendChild(document.createElement('code')) : this.dom
    // Any language may be written into it, right to left too.
    this.dom.dir = 'auto'
    this.show(node)
  }

  update(node: Node): boolean {
    const { kind } = blockAttributesOf(node)
    const sameElement = tagOf(kind) === this.dom.tagName.toLowerCase()
    if (kind === 'figure' || kind === 'rule' || !sameElement) return false
    this.show(node)
    return true
  }

  private show(node: Node): void {
    const { kind, list, indent } = blockAttributesOf(node)
    set(this.dom, 'data-kind', kind)
    set(this.dom, 'data-list', list)
    set(this.dom, 'data-indent', list === null ? null : String(indent))
    set(this.dom, 'data-empty', node.content.size === 0 ? '' : null)
    set(this.dom, 'data-placeholder', this.placeholder(kind) || null)
  }
}

/** Writes only what differs: an attribute that is set to itself still wakes observers. */
export function set(element: HTMLElement, name: string, value: string | null): void {
  if (element.getAttribute(name) === value) return
  if (value === null) element.removeAttribute(name)
  else element.setAttribute(name, value)
}
