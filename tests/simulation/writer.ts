/** The hands at one tab: the product's binding without a view, typing characters that nobody has typed before. */

import { splitBlock } from '@tiptap/pm/commands'
import { EditorState, TextSelection, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import type * as Y from 'yjs'
import { ArticleBinding } from '../../client/editor/binding.ts'
import { articleText } from '../../shared/article/layout.ts'
import { schema } from '../text/tab.ts'

export class Writer {
  readonly binding: ArticleBinding
  state: EditorState
  readonly composing = false
  readonly #views

  constructor(
    readonly doc: Y.Doc,
    now: () => number,
  ) {
    this.binding = new ArticleBinding({
      text: articleText(doc),
      schema,
      clock: { now, after: () => ({ cancel: () => {} }), whenIdle: () => ({ cancel: () => {} }) },
      captureMs: 0,
    })
    this.state = EditorState.create({ doc: this.binding.initialDoc, plugins: [...this.binding.plugins] })
    this.#views = this.binding.plugins.flatMap(({ spec }) => spec.view?.(this as unknown as EditorView) ?? [])
  }

  dispatch(transaction: Transaction): void {
    const previous = this.state
    this.state = previous.apply(transaction)
    for (const view of this.#views) view.update?.(this as unknown as EditorView, previous)
  }

  type(at: number, words: string): void {
    this.#select(at)
    for (const character of words) this.dispatch(this.state.tr.insertText(character))
  }

  erase(at: number, count: number): void {
    const from = this.#position(at)
    const { parent, parentOffset } = this.state.doc.resolve(from)
    const to = from + Math.min(count, parent.content.size - parentOffset)
    if (from < to) this.dispatch(this.state.tr.delete(from, to))
  }

  split(at: number): void {
    this.#select(at)
    splitBlock(this.state, (transaction) => this.dispatch(transaction))
  }

  join(at: number): void {
    const { doc } = this.state
    if (doc.childCount < 2) return
    const block = 1 + Math.floor(at * (doc.childCount - 1))
    let position = 0
    for (let i = 0; i < block; i++) position += doc.child(i).nodeSize
    this.dispatch(this.state.tr.join(position))
  }

  format(at: number, count: number): void {
    const from = this.#position(at)
    const { parent, parentOffset } = this.state.doc.resolve(from)
    const to = from + Math.min(count, parent.content.size - parentOffset)
    const bold = schema.marks.bold!
    if (from >= to) return
    const { tr, doc } = this.state
    this.dispatch(
      doc.rangeHasMark(from, to, bold) ? tr.removeMark(from, to, bold) : tr.addMark(from, to, bold.create()),
    )
  }

  undo(): boolean {
    return this.binding.undo()
  }

  redo(): boolean {
    return this.binding.redo()
  }

  get characters(): Set<string> {
    return new Set(this.state.doc.textBetween(0, this.state.doc.content.size))
  }

  close(): void {
    for (const view of this.#views) view.destroy?.()
  }

  #select(at: number): void {
    this.dispatch(this.state.tr.setSelection(TextSelection.create(this.state.doc, this.#position(at))))
  }

  /** A place in some block's content; `at` from 0 to 1. */
  #position(at: number): number {
    const { doc } = this.state
    const block = Math.min(doc.childCount - 1, Math.floor(at * doc.childCount))
    const { size } = doc.child(block).content
    let position = 1
    for (let i = 0; i < block; i++) position += doc.child(i).nodeSize
    return position + Math.round((at * doc.childCount - block) * size)
  }
}
