/** A figure: the picture, its caption as the block's text, its credit, and the button for what is not seen. */

import type { Node } from '@tiptap/pm/model'
import type { EditorView, NodeView, ViewMutationRecord } from '@tiptap/pm/view'
import { blockAttributesOf } from '../extensions.ts'
import { selectWhole } from './select-whole.ts'
import { set } from './text-block.ts'

export type FigureWords = {
  readonly edit: string
  readonly noAlt: string
  readonly missing: string
  readonly caption: string
  readonly credit: (credit: string) => string
}

export type FigureTools = {
  readonly words: FigureWords
  /** The person wants to see or change alternative text and credit of the figure at `pos`. */
  readonly onDetails: (pos: number, anchor: HTMLElement) => void
}

export class FigureView implements NodeView {
  readonly dom: HTMLElement
  readonly contentDOM: HTMLElement
  private readonly frame: HTMLElement
  private readonly image: HTMLImageElement
  private readonly details: HTMLButtonElement
  private readonly credit: HTMLElement

  constructor(
    node: Node,
    private readonly view: EditorView,
    private readonly tools: FigureTools,
    getPos: () => number | undefined,
  ) {
    this.dom = document.createElement('figure')
    this.dom.dataset.kind = 'figure'
    this.image = document.createElement('img')
    this.image.draggable = false
    this.details = document.createElement('button')
    this.details.type = 'button'
    this.details.addEventListener('click', () => {
      const pos = getPos()
      if (pos !== undefined) tools.onDetails(pos, this.details)
    })
    this.frame = document.createElement('div')
    this.frame.className = 'picture'
    this.frame.contentEditable = 'false'
    this.frame.append(this.image, this.details)
    this.frame.addEventListener('mousedown', (event) => {
      if (event.target !== this.details) selectWhole(view, getPos, event)
    })
    this.contentDOM = document.createElement('figcaption')
    this.contentDOM.dir = 'auto'
    this.contentDOM.dataset.placeholder = tools.words.caption
    this.credit = document.createElement('p')
    this.credit.className = 'credit'
    this.credit.contentEditable = 'false'
    this.dom.append(this.frame, this.contentDOM, this.credit)
    this.image.addEventListener('error', () => set(this.frame, 'data-missing', tools.words.missing))
    this.image.addEventListener('load', () => set(this.frame, 'data-missing', null))
    this.show(node)
  }

  update(node: Node): boolean {
    if (blockAttributesOf(node).kind !== 'figure') return false
    this.show(node)
    return true
  }

  private show(node: Node): void {
    const { src, alt, credit } = blockAttributesOf(node)
    const { words } = this.tools
    set(this.image, 'src', src)
    set(this.image, 'alt', alt ?? '')
    set(this.frame, 'data-missing', src === null ? words.missing : this.frame.getAttribute('data-missing'))
    const editable = this.view.editable
    this.details.hidden = !editable
    this.details.textContent = alt ? words.edit : words.noAlt
    set(this.details, 'data-hint', alt ? null : '')
    set(this.contentDOM, 'data-empty', node.content.size === 0 ? '' : null)
    this.credit.hidden = !credit
    this.credit.textContent = credit ? words.credit(credit) : ''
  }

  selectNode(): void {
    this.dom.classList.add('selected')
  }

  deselectNode(): void {
    this.dom.classList.remove('selected')
  }

  /** The picture and its button are the page's, not the text's. */
  stopEvent(event: Event): boolean {
    return (
      event.target === this.details ||
      (event.type === 'mousedown' && this.frame.contains(event.target as globalThis.Node))
    )
  }

  ignoreMutation(mutation: ViewMutationRecord): boolean {
    return mutation.type !== 'selection' && !this.contentDOM.contains(mutation.target)
  }
}
