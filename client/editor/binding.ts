/** Binds a ProseMirror editor to the article's text: the document is the text's projection at every moment. */

import type { Node, Schema } from '@tiptap/pm/model'
import {
  type EditorState,
  Plugin,
  PluginKey,
  type Selection,
  TextSelection,
  type Transaction,
} from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import type * as Y from 'yjs'
import { isMarker, type MarkerMap } from '../../shared/article/items.ts'
import { stoodBefore, touchedItems } from '../../shared/article/touched.ts'
import { assert } from '../../shared/assert.ts'
import type { Clock, Timer } from '../clock.ts'
import { BlockIndex, type Range } from './block-index.ts'
import { commitComposition, HeldChanges, readComposition } from './composition.ts'
import { FormatHistory } from './format-history.ts'
import { differenceOf, LocalSteps } from './local-steps.ts'
import { ArticleNodes } from './nodes.ts'
import { Positions, type Side } from './positions.ts'
import { drawAttributes, drawSegment, type Pieces } from './remote-steps.ts'
import { ArticleUndo, type KeptSelection } from './undo.ts'

export type BindingOptions = {
  readonly text: Y.Text
  readonly schema: Schema
  readonly clock: Pick<Clock, 'now' | 'after'>
  /** Typing without a pause of this length is undone together. */
  readonly captureMs?: number
}

/** What the binding needs of an editor's view; a test has one without a browser. */
export type BoundView = Pick<EditorView, 'state' | 'dispatch' | 'composing'> & { readonly dom?: HTMLElement }

/** A composition that keeps others' changes waiting for longer is ended with what it has. */
const heldMsMax = 3_000

/** Transactions that have reached the state and not yet the text. */
type Unwritten = readonly Transaction[]
const key = new PluginKey<Unwritten>('article')

/** Whether a transaction draws what came from the text, so that it is not somebody's work in this editor. */
export const isDrawing = (transaction: Transaction): boolean => transaction.getMeta(key) === 'drawing'

/** What one undoes by itself, however soon one has typed before or after it; ProseMirror and our input rules say so in this meta. */
const isWholeDeed = (transaction: Transaction): boolean =>
  ['paste', 'drop', 'cut', 'input rule'].includes(String(transaction.getMeta('uiEvent')))

export class ArticleBinding {
  /** The document to start the editor with. */
  readonly initialDoc: Node
  readonly plugin: Plugin<Unwritten>

  private readonly text: Y.Text
  private readonly doc: Y.Doc
  private readonly clock: Pick<Clock, 'now' | 'after'>
  private readonly held = new HeldChanges()
  private readonly index: BlockIndex
  private readonly nodes: ArticleNodes
  private readonly local: LocalSteps
  private readonly positions: Positions
  private readonly undoing: ArticleUndo
  private readonly written = new WeakSet<Transaction>()
  private view: BoundView | null = null
  private heldTooLong: Timer | null = null
  /** Where the selection was before what has not been written yet. */
  private selectionBefore: KeptSelection = { anchor: '', head: '' }

  constructor({ text, schema, clock, captureMs = 500 }: BindingOptions) {
    assert(text.doc !== null, 'the text is part of a doc')
    this.text = text
    this.clock = clock
    this.doc = text.doc
    this.nodes = new ArticleNodes(schema)
    this.index = new BlockIndex(text, this.held.shown)
    const formats = new FormatHistory(text, this.index, this.held.shown)
    this.local = new LocalSteps(text, this.index, this.nodes, this.held, formats)
    this.positions = new Positions(text, this.index, this.held.shown)
    this.undoing = new ArticleUndo(text, formats, {
      origin: this,
      now: () => clock.now(),
      captureMs,
    })
    const blocks = this.index.load()
    assert(blocks.length > 0, 'an article that is shown has its first block')
    this.initialDoc = this.nodes.docOf(blocks)
    this.plugin = this.newPlugin()
  }

  destroy(): void {
    this.undoing.destroy()
    this.unbind()
  }

  // ---- what the page asks of it

  /** Takes back one's last change; false when there is none. */
  undo(): boolean {
    return this.travel('undo')
  }

  redo(): boolean {
    return this.travel('redo')
  }

  get canUndo(): boolean {
    return this.undoing.undoStack.length > 0
  }

  get canRedo(): boolean {
    return this.undoing.redoStack.length > 0
  }

  /** The next change is undone apart from the last one. */
  closeUndoStep(): void {
    this.undoing.stopCapturing()
  }

  /** A position of the editor's document as a string for others: bound to the character on the given side. */
  encodePosition(position: number, side: Side): string {
    return this.positions.encode(this.bound().state.doc, position, side)
  }

  /** Where that is in the editor's document now; null when it is nowhere. */
  decodePosition(encoded: string): number | null {
    return this.positions.decode(this.bound().state.doc, encoded)
  }

  /** What in the document is not what the text says, for tests; empty at every moment. */
  disagreements(): string[] {
    const { doc } = this.bound().state
    const fresh = new BlockIndex(this.text, this.held.shown)
    const projected = this.nodes.docOf(fresh.load())
    const found = projected.eq(doc) ? [] : [`document ${doc}, text ${projected}`]
    if (fresh.length !== this.index.length) return [...found, 'the index has another number of blocks']
    for (let i = 0; i < fresh.length; i++) {
      const place = this.index.place(i)
      const wanted = fresh.place(i)
      if (place.anchor !== wanted.anchor || place.marker !== wanted.marker) found.push(`place ${i}`)
      if (this.nodes.marksOf(place.carry).length !== this.nodes.marksOf(wanted.carry).length) {
        found.push(`carry ${i}`)
      }
    }
    return found
  }

  // ---- life

  private bound(): BoundView {
    assert(this.view !== null, 'the binding has an editor')
    return this.view
  }

  private newPlugin(): Plugin<Unwritten> {
    return new Plugin<Unwritten>({
      key,
      state: {
        init: () => [],
        apply: (transaction, unwritten) => {
          if (!transaction.docChanged || isDrawing(transaction)) return unwritten
          return [...unwritten.filter((earlier) => !this.written.has(earlier)), transaction]
        },
      },
      props: {
        handleDOMEvents: {
          beforeinput: (_view, event) => this.travelInstead(event),
          compositionend: () => {
            // ProseMirror hears of it after us, and the next syllable may begin at once.
            queueMicrotask(() => this.drawHeld())
            return false
          },
        },
      },
      view: (view) => {
        this.bind(view)
        return {
          update: (updated, previous) => this.onViewUpdate(updated, previous),
          destroy: () => this.unbind(),
        }
      },
    })
  }

  private bind(view: BoundView): void {
    this.view = view
    this.text.observeDeep(this.onTextChange)
    this.redraw() // what has come since the first document was made
    this.selectionBefore = this.keep(view.state.selection)
  }

  private unbind(): void {
    if (this.view !== null) this.text.unobserveDeep(this.onTextChange)
    this.view = null
  }

  private onViewUpdate(view: BoundView, previous: EditorState): void {
    this.writeUnwritten(view)
    const { state } = view
    if (state.doc !== previous.doc || !state.selection.eq(previous.selection)) {
      this.selectionBefore = this.keep(state.selection)
    }
  }

  // ---- from the editor to the text

  /** Writes the transactions that reached the view, all in one transaction of the doc. */
  private writeUnwritten(view: BoundView): void {
    const unwritten = (key.getState(view.state) ?? []).filter((transaction) => !this.written.has(transaction))
    if (unwritten.length === 0) return
    const apart = unwritten.some(isWholeDeed)
    if (apart) this.undoing.stopCapturing()
    this.undoing.beforeChange(this.selectionBefore)
    let agrees = true
    this.doc.transact((change) => {
      for (const transaction of unwritten) {
        this.written.add(transaction)
        agrees = this.write(change, transaction) && agrees
      }
    }, this)
    if (apart) this.undoing.stopCapturing()
    if (!agrees) this.redraw()
  }

  /** Returns whether the text says then what the transaction's document says. */
  private write(change: Y.Transaction, { steps, docs, doc }: Transaction): boolean {
    let agrees = true
    for (const [i, step] of steps.entries()) {
      const before = docs[i]
      assert(before !== undefined, 'a transaction keeps the document before each step')
      const agreement = this.local.write(change, step, before, docs[i + 1] ?? doc)
      if (agreement !== 'agrees') agrees = false
      if (agreement !== 'apart') continue
      // The following steps count positions in a document that the text does not hold.
      if (i + 1 < steps.length) this.local.writeDifference(change, doc)
      return false
    }
    return agrees
  }

  // ---- from the text to the editor

  private readonly onTextChange = (events: readonly Y.YEvent<Y.Map<unknown>>[], change: Y.Transaction) => {
    if (change.origin === this || this.view === null) return
    const items = touchedItems(change, this.text)
    const markers = new Set(
      events.map(({ target }) => target).filter((target) => target !== (this.text as unknown)),
    )
    const { tr } = this.view.state
    if (!this.draw(tr, change, items, markers)) this.drawDifference(tr)
    this.dispatchDrawing(tr)
  }

  /** Draws what changed, but for what has to wait; false when something changed that no block of the document holds. */
  private draw(
    tr: Transaction,
    change: Y.Transaction,
    items: readonly Y.Item[],
    markers: ReadonlySet<MarkerMap>,
  ): boolean {
    const segments = this.segmentsOf(items)
    if (segments === null) return false
    const waiting = this.waitingBlocks()
    for (const marker of markers) {
      const block = this.index.numberOf(marker)
      if (block === undefined) continue
      if (overlap(waiting, { first: block, last: block }))
        this.hold({ first: block, last: block }, change, [])
      else drawAttributes(tr, this.index, marker)
    }
    for (const { range, items: changed } of segments) {
      if (overlap(waiting, range)) this.hold(range, change, changed)
      else drawSegment(tr, this.text, this.index, this.nodes, range, piecesOf(change))
    }
    return true
  }

  /** The segments that hold the items, the last one first, so that the earlier ones' positions hold. */
  private segmentsOf(items: readonly Y.Item[]): { range: Range; items: Y.Item[] }[] | null {
    const found = new Map<number, Y.Item[]>()
    const seen = new Map<Y.Item, number>()
    for (const item of items) {
      const first = this.segmentStart(item, seen)
      if (first === null) return null
      const others = found.get(first)
      if (others === undefined) found.set(first, [item])
      else others.push(item)
    }
    return [...found]
      .sort(([a], [b]) => b - a)
      .map(([first, held]) => ({ range: { first, last: this.segmentLast(first) }, items: held }))
  }

  /** The block before the item whose marker was and is shown. */
  private segmentStart(item: Y.Item, seen: Map<Y.Item, number>): number | null {
    const passed: Y.Item[] = []
    let first: number | null = null
    for (let left: Y.Item | null = item; left !== null && first === null; left = left.left) {
      first = seen.get(left) ?? this.stableBlock(left)
      passed.push(left)
    }
    if (first !== null) for (const one of passed) seen.set(one, first)
    return first
  }

  private stableBlock(item: Y.Item): number | null {
    return isMarker(item) && !item.deleted ? (this.index.numberOf(item.content.type) ?? null) : null
  }

  private segmentLast(first: number): number {
    let last = first
    while (last + 1 < this.index.length) {
      const { marker, anchor } = this.index.place(last + 1)
      if (marker !== null && anchor?.deleted === false) break
      last += 1
    }
    return last
  }

  /** Makes the document what the text says, by one replacement. */
  private redraw(): void {
    const { tr } = this.bound().state
    this.drawDifference(tr)
    this.dispatchDrawing(tr)
  }

  private drawDifference(tr: Transaction): void {
    const projected = this.nodes.docOf(this.index.load())
    const difference = differenceOf(tr.doc, projected)
    if (difference === null) return
    const { from, to, wantedTo } = difference
    tr.replace(from, to, projected.slice(from, wantedTo))
  }

  private dispatchDrawing(tr: Transaction): void {
    if (!tr.docChanged) return
    const view = this.bound()
    const selection = stickyTo(view.state.selection, tr)
    if (selection !== null) tr.setSelection(selection)
    tr.setStoredMarks(view.state.storedMarks) // somebody else's key does not switch off what I have just switched on
    view.dispatch(tr.setMeta(key, 'drawing').setMeta('addToHistory', false))
  }

  // ---- while somebody composes

  /** The blocks in which nothing may be drawn now, because an input method is at work in their characters. */
  private waitingBlocks(): Range | null {
    const { composing, state } = this.bound()
    if (!this.held.isEmpty) return this.heldRange()
    if (!composing) return null
    const block = state.selection.$head.index(0)
    return { first: block, last: block }
  }

  private heldRange(): Range {
    const numbers = [...this.held.blocks].flatMap((marker) => this.index.numberOf(marker) ?? [])
    return { first: Math.min(...numbers), last: Math.max(...numbers) }
  }

  private hold({ first, last }: Range, change: Y.Transaction, items: readonly Y.Item[]): void {
    const markers: MarkerMap[] = []
    for (let block = first; block <= last; block++) {
      const { marker } = this.index.place(block)
      if (marker !== null) markers.push(marker)
    }
    this.held.hold(markers, change, items)
    this.heldTooLong ??= this.clock.after(heldMsMax, () => this.commitAndDraw())
  }

  private commitAndDraw(): void {
    if (this.view?.dom !== undefined && this.view.composing) commitComposition({ dom: this.view.dom })
    this.drawHeld()
  }

  /** Draws what has waited, unless the input method is at work again. */
  private drawHeld(): void {
    const { view } = this
    if (view === null || this.held.isEmpty) return
    readComposition(view)
    if (view.composing) return
    this.heldTooLong?.cancel()
    this.heldTooLong = null
    const { first, last } = this.heldRange()
    const pieces = this.held.release()
    const { tr } = view.state
    drawSegment(tr, this.text, this.index, this.nodes, { first, last: this.segmentLast(last) }, pieces)
    this.dispatchDrawing(tr)
  }

  // ---- selections and undo

  /** The browser's own undo (its menu, a gesture, a key beside the text) knows neither the article nor the others in it. */
  private travelInstead(event: InputEvent): boolean {
    const { inputType } = event
    if (inputType !== 'historyUndo' && inputType !== 'historyRedo') return false
    event.preventDefault()
    this.bound().dom?.focus() // as the browser does, so that the next key is ours
    this.travel(inputType === 'historyUndo' ? 'undo' : 'redo')
    return true
  }

  private travel(direction: 'undo' | 'redo'): boolean {
    if (direction === 'undo' ? !this.canUndo : !this.canRedo) return false
    this.commitAndDraw()
    const now = this.selectionBefore
    const kept = direction === 'undo' ? this.undoing.undoOne(now) : this.undoing.redoOne(now)
    if (kept !== null) this.restore(kept)
    return true
  }

  private keep({ anchor, head }: Selection): KeptSelection {
    return { anchor: this.encodePosition(anchor, -1), head: this.encodePosition(head, -1) }
  }

  private restore(kept: KeptSelection): void {
    const view = this.bound()
    const { doc, tr } = view.state
    const anchor = this.decodePosition(kept.anchor)
    const head = this.decodePosition(kept.head)
    if (anchor === null || head === null) return
    view.dispatch(
      tr.setSelection(TextSelection.between(doc.resolve(anchor), doc.resolve(head))).scrollIntoView(),
    )
  }
}

const overlap = (a: Range | null, b: Range): boolean => a !== null && a.first <= b.last && b.first <= a.last

/** What a transaction that is being observed did to an item. */
function piecesOf(change: Y.Transaction): Pieces {
  return (item, use) => {
    const was = stoodBefore(change, item)
    if (was || !item.deleted) use(0, item.length, was, !item.deleted)
  }
}

/**
 * Where a selection is after drawing. A caret stays with the character left of it, so that two people who type at one
 * place do not mix their words; a selected range does not grow. Null: where ProseMirror maps it, as for a selected figure.
 */
function stickyTo(selection: Selection, tr: Transaction): Selection | null {
  if (!(selection instanceof TextSelection)) return null
  const { mapping, doc } = tr
  if (selection.empty) return TextSelection.near(doc.resolve(mapping.map(selection.head, -1)), -1)
  const from = mapping.map(selection.from, 1)
  const to = Math.max(from, mapping.map(selection.to, -1))
  const [anchor, head] = selection.anchor < selection.head ? [from, to] : [to, from]
  return TextSelection.between(doc.resolve(anchor), doc.resolve(head))
}
