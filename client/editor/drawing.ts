/** From the text to the editor: draws what others, the server and undo have changed, but for what waits while somebody composes. */

import type { Node } from '@tiptap/pm/model'
import { PluginKey, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import type * as Y from 'yjs'
import { itemsIn } from '../../shared/article/item-at.ts'
import { isEnd, isMarker, type MarkerMap } from '../../shared/article/items.ts'
import { type Reading, rangesOf, type Suggestions } from '../../shared/article/suggestions.ts'
import { stoodBefore, touchedItems } from '../../shared/article/touched.ts'
import { isShown, type View } from '../../shared/article/view.ts'
import { assert } from '../../shared/assert.ts'
import type { Clock, Timer } from '../clock.ts'
import type { BlockIndex, Range } from './block-index.ts'
import { type BlockMarks, setTouched } from './block-marks.ts'
import { commitComposition, type HeldChanges, readComposition } from './composition.ts'
import { selectionOf, stickyTo, storedMarksOf } from './drawn-selection.ts'
import { FinalReading } from './final-reading.ts'
import type { LaterMarks } from './later-marks.ts'
import { differenceOf } from './local-steps.ts'
import type { NetChange } from './net-change.ts'
import type { ArticleNodes } from './nodes.ts'
import { drawAttributes, drawSegment, type Pieces } from './remote-steps.ts'
import { Segments } from './segments.ts'

/** What the binding needs of an editor's view; a test has one without a browser. */
export type BoundView = Pick<EditorView, 'state' | 'dispatch' | 'composing'> & { readonly dom?: HTMLElement }

/** What was written to the text first. `transaction`: the editor's that it was; null: it was made elsewhere. */
export type Proposed = { readonly net: NetChange; readonly transaction: Transaction | null }

/** A composition that keeps others' changes waiting for longer is ended with what it has. */
const heldMsMax = 3_000
/** Blocks that are marked at once of those that were opened without: some ms. */
const laterAtOnce = 100

const key = new PluginKey('drawing')

/** Whether a transaction draws what came from the text, so that it is not somebody's work in this editor. */
export const isDrawing = (transaction: Transaction): boolean => transaction.getMeta(key) === true

const asDrawing = (transaction: Transaction): Transaction =>
  transaction.setMeta(key, true).setMeta('addToHistory', false)

export type DrawingParts = {
  readonly text: Y.Text
  readonly clock: Pick<Clock, 'after' | 'whenIdle'>
  /** `base` for who may not see what is suggested, and `final` as a preview: both are only read. */
  readonly shows: View
  readonly held: HeldChanges
  readonly index: BlockIndex
  readonly nodes: ArticleNodes
  readonly suggestions: Suggestions
  /** What is drawn over the blocks; `following`: of these what depends on the ids under which characters lived before. */
  readonly marks: readonly BlockMarks[]
  readonly following: readonly BlockMarks[]
  /** The blocks that are marked when the article is open already. */
  readonly later: LaterMarks
}

export class Drawing {
  view: BoundView | null = null
  private readonly segments: Segments
  /** Blocks in which other marks are to be drawn when nobody composes there any more. */
  private readonly unmarked = new Set<MarkerMap>()
  private heldTooLong: Timer | null = null
  private later: Timer | null = null

  constructor(private readonly parts: DrawingParts) {
    const { index, suggestions, shows } = parts
    this.segments = new Segments(index, (marker) => isShown(marker, suggestions.shownIn(shows)))
  }

  bound(): BoundView {
    assert(this.view !== null, 'the binding has an editor')
    return this.view
  }

  /** What a document that the index stands for would be if all that is suggested were accepted; null: what it is. */
  readFinal(doc: Node): FinalReading | null {
    const { text, index, suggestions, held } = this.parts
    if (doc.childCount !== index.length) return null
    const items = [...suggestions.all].flatMap(({ record, ranges }) =>
      record.kind === 'run' ? [] : ranges.flatMap((range) => [...itemsIn(suggestions.doc, range)]),
    )
    const blocks = new Set<number>()
    for (const { first, last } of this.segments.around(items.filter((item) => item.parent === text))) {
      for (let block = first; block <= last; block++) blocks.add(block)
    }
    return FinalReading.of({ text, index, suggestions, shown: held.shown }, doc, blocks)
  }

  /** Draws a transaction that is being observed. `proposed`: what was written in it before the document had it. */
  drawChange(change: Y.Transaction, reading: Reading | null, proposed?: Proposed): void {
    const { text, shows } = this.parts
    // In a preview all of it may read otherwise: what is proposed about characters is not drawn over them, but done.
    if (shows === 'final') return this.redraw()
    const items = this.itemsOf(
      touchedItems(change, text),
      reading === null ? [] : [reading.hidden, reading.shown],
    )
    const markers = this.markersOf(change)
    const { tr } = this.bound().state
    const pieces = this.piecesOf(change, reading)
    let replaced: readonly Range[] = []
    if (proposed !== undefined && this.isHolding) replaced = this.endHolding(tr)
    else if (this.isDecided(reading) || !this.draw(tr, [...items], markers, pieces))
      replaced = this.drawDifference(tr)
    const marked = this.blocksAbout([...items, ...itemsOfMarkers(markers)], reading)
    this.dispatch(tr, [...marked, ...replaced], proposed)
  }

  /** Marks what is said about characters after a transaction of this editor's, which the document has already. */
  markChange(change: Y.Transaction, reading: Reading | null): void {
    const items = [...touchedItems(change, this.parts.text), ...itemsOfMarkers(this.markersOf(change))]
    this.markBlocks(this.blocksAbout(items, reading))
  }

  /**
   * Marks the blocks anew of which the editor has replaced the frame: what was drawn on it is gone, also where the text says
   * what it said before, as of a block that was put where it stood.
   */
  markReplaced(transactions: readonly Transaction[]): void {
    const { doc } = this.bound().state
    const blocks: Range[] = []
    for (const [i, { mapping }] of transactions.entries()) {
      for (const [at, map] of mapping.maps.entries()) {
        const after = [mapping.slice(at + 1), ...transactions.slice(i + 1).map((later) => later.mapping)]
        map.forEach((_from, _to, start, end) => {
          const [first, last] = [start, end].map((position, side) =>
            Math.min(
              after.reduce((mapped, later) => later.map(mapped, side === 0 ? -1 : 1), position),
              doc.content.size,
            ),
          ) as [number, number]
          const [$first, $last] = [doc.resolve(first), doc.resolve(last)]
          if ($first.depth > 0 && $last.depth > 0 && $first.sameParent($last)) return
          blocks.push({ first: $first.index(0), last: Math.min($last.index(0), doc.childCount - 1) })
        })
      }
    }
    if (blocks.length > 0) this.markBlocks(blocks)
  }

  /** The markers whose attributes a transaction has changed: a block's frame goes where the editor has replaced its opening. */
  private markersOf(change: Y.Transaction): ReadonlySet<MarkerMap> {
    return new Set(
      [...change.changed.keys()].filter((type) => this.isMarkerMap(type)) as unknown as MarkerMap[],
    )
  }

  /** Marks the blocks that hold these items anew, where they should be marked otherwise. */
  markAround(items: Iterable<Y.Item>): void {
    this.markBlocks(this.segments.around(items))
  }

  /** Draws these marks, and no others, for the first time: on the blocks on which others are drawn already. */
  markOnly(marks: BlockMarks, on: BlockMarks): void {
    const { view } = this
    if (view === null || view.state.doc.childCount !== this.parts.index.length) return
    const { state } = view
    const numbers = new Set<number>()
    for (const { from, to } of on.drawn(state).find())
      for (let block = state.doc.resolve(from).index(0); block <= state.doc.resolve(to).index(0); block++)
        numbers.add(block)
    const blocks = this.markable([...numbers].map((block) => ({ first: block, last: block })))
    if (blocks.length === 0) return
    view.dispatch(asDrawing(setTouched(state.tr, blocks, marks).setStoredMarks(state.storedMarks)))
  }

  /** Marks everything anew, where it should be marked otherwise. */
  markAll(): void {
    this.markBlocks(this.parts.later.others())
  }

  get isMarked(): boolean {
    return this.parts.later.isEmpty
  }

  /** Marks what the article was opened without, by and by. */
  markLater(): void {
    const { later, clock, index } = this.parts
    if (later.isEmpty) return
    this.later = clock.whenIdle(() => {
      const { view } = this
      if (view === null) return
      if (view.state.doc.childCount === index.length) {
        const blocks = this.markable(later.take(laterAtOnce))
        view.dispatch(asDrawing(setTouched(view.state.tr, blocks).setStoredMarks(view.state.storedMarks)))
      }
      this.markLater()
    })
  }

  /** Marks no more of it, until somebody says so again. */
  stopMarking(): void {
    this.later?.cancel()
  }

  /** Makes the document what the text says, by one replacement. */
  redraw(): void {
    const { tr } = this.bound().state
    this.dispatch(tr, this.drawDifference(tr))
  }

  /** Ends a composition with what it has, and draws what has waited for it. */
  commitAndDraw(): void {
    if (this.view?.dom !== undefined && this.view.composing) commitComposition({ dom: this.view.dom })
    this.drawHeld()
  }

  /** Draws what has waited, unless the input method is at work again. */
  drawHeld(): void {
    const { view } = this
    if (view === null || (this.parts.held.isEmpty && this.unmarked.size === 0)) return
    readComposition(view)
    if (view.composing) return
    if (this.parts.held.isEmpty) return this.markUnmarked()
    this.heldTooLong?.cancel()
    this.heldTooLong = null
    const { first, last } = this.heldRange()
    const pieces = this.parts.held.release()
    const { tr } = view.state
    const segment = { first, last: this.segments.last(last) }
    drawSegment(tr, this.parts.text, this.parts.index, this.parts.nodes, segment, pieces)
    this.dispatch(tr)
    this.markUnmarked()
  }

  /** Whether a reader of the base may be shown something else now: decisions are rare, so all of it is compared. */
  private isDecided(reading: Reading | null): boolean {
    return this.parts.shows === 'base' && reading !== null && !reading.touched.isEmpty
  }

  private isMarkerMap(type: Y.AbstractType<never> | object): boolean {
    const { _item: item } = type as { _item?: Y.Item | null }
    return item != null && item.parent === this.parts.text
  }

  /** What a transaction that is being observed did to an item. */
  private piecesOf(change: Y.Transaction, reading: Reading | null): Pieces {
    return (item, use) => {
      const stood = stoodBefore(change, item)
      const lives = !item.deleted
      const { client, clock } = item.id
      const range = { client, clock, length: item.length }
      if (this.parts.shows === 'base') {
        return this.parts.suggestions.cutBase(range, (at, length, inBase) => {
          if (inBase && (stood || lives)) use(at - clock, length, stood, lives)
        })
      }
      this.parts.suggestions.cutHidden(range, (at, length, isHidden) => {
        const part = (from: number, units: number, wasHidden: boolean) => {
          const [was, is] = [stood && !wasHidden, lives && !isHidden]
          if (was || is) use(from - clock, units, was, is)
        }
        if (reading === null) return part(at, length, isHidden)
        const turned = isHidden ? reading.hidden : reading.shown
        turned.cut(client, at, length, (from, units, inSet) => part(from, units, isHidden !== inSet))
      })
    }
  }

  /** Draws what changed, but for what has to wait; false when something changed that no block of the document holds. */
  private draw(
    tr: Transaction,
    items: readonly Y.Item[],
    markers: ReadonlySet<MarkerMap>,
    pieces: Pieces,
  ): boolean {
    const segments = this.segments.of(items)
    if (segments === null) return false
    const waiting = this.waitingBlocks()
    for (const marker of markers) {
      const block = this.parts.index.numberOf(marker)
      if (block === undefined) continue
      if (overlap(waiting, { first: block, last: block }))
        this.hold({ first: block, last: block }, [], pieces)
      else drawAttributes(tr, this.parts.index, marker)
    }
    for (const { range, items: changed } of segments) {
      if (overlap(waiting, range)) this.hold(range, changed, pieces)
      else drawSegment(tr, this.parts.text, this.parts.index, this.parts.nodes, range, pieces)
    }
    return true
  }

  /** Returns the blocks of which something was replaced. */
  private drawDifference(tr: Transaction): readonly Range[] {
    const projected = this.parts.nodes.docOf(this.parts.index.load())
    const difference = differenceOf(tr.doc, projected)
    if (difference === null) return []
    const { from, to, wantedTo } = difference
    tr.replace(from, to, projected.slice(from, wantedTo))
    const last = Math.min(projected.resolve(wantedTo).index(0), projected.childCount - 1)
    return [{ first: projected.resolve(from).index(0), last }]
  }

  private dispatch(tr: Transaction, marked: readonly Range[] = [], proposed?: Proposed): void {
    if (!tr.docChanged && marked.length === 0 && proposed === undefined) return
    const view = this.bound()
    const { net, transaction = null } = proposed ?? {}
    const selection =
      net === undefined || transaction === null
        ? stickyTo(view.state.selection, tr)
        : selectionOf(net, transaction, view.state, tr, (doc) => this.readFinal(doc))
    if (selection !== null) tr.setSelection(selection)
    if (transaction?.scrolledIntoView) tr.scrollIntoView()
    // Somebody else's key does not switch off what I have just switched on.
    tr.setStoredMarks(transaction === null ? view.state.storedMarks : storedMarksOf(transaction, tr))
    view.dispatch(asDrawing(setTouched(tr, this.markable(marked))))
  }

  // ---- marks over the blocks

  /** The items, and those of the article's that any of these ids name. */
  private itemsOf(items: Iterable<Y.Item>, named: readonly Reading['touched'][]): Set<Y.Item> {
    const all = new Set(items)
    const { text, suggestions } = this.parts
    for (const range of named.flatMap((ids) => [...rangesOf(ids)])) {
      for (const item of itemsIn(suggestions.doc, range)) if (item.parent === text) all.add(item)
    }
    return all
  }

  /** The blocks that hold these items, or about whose characters anything else is said now. */
  private blocksAbout(items: Iterable<Y.Item>, reading: Reading | null): Range[] {
    const said = reading === null ? [] : [reading.touched, ...(this.drawsLives ? [reading.reauthored] : [])]
    const about = this.itemsOf(items, said)
    const blocks = this.segments.around(about)
    if (![...about].some((item) => isMarker(item) || isEnd(item))) return blocks
    // Whether a break splits what was one block is read from what stands before it, which may have come or gone.
    const end = this.parts.index.length - 1
    return blocks.map(({ first, last }) => ({ first, last: Math.min(last + 1, end) }))
  }

  /** Whether anything is drawn that depends on what characters were called before. */
  private get drawsLives(): boolean {
    return this.parts.following.some(({ isOn }) => isOn)
  }

  /** Those of the blocks in which nobody composes; the others are marked when that ends. */
  private markable(ranges: readonly Range[]): Range[] {
    const waiting = this.waitingBlocks()
    if (waiting === null) return [...ranges]
    const now: Range[] = []
    for (const { first, last } of ranges) {
      for (let block = first; block <= last; block++) {
        // The block before shows the sign of this one's break.
        if (block < waiting.first || block > waiting.last + 1) now.push({ first: block, last: block })
        else {
          const { marker } = this.parts.index.place(block)
          if (marker !== null) this.unmarked.add(marker)
        }
      }
    }
    return now
  }

  private markBlocks(blocks: readonly Range[]): void {
    const { view } = this
    if (view === null) return
    const { state } = view
    if (state.doc.childCount !== this.parts.index.length) return // about to be drawn
    const behind = this.markable(blocks).filter((range) =>
      this.parts.marks.some((marks) => marks.isBehind(state, range)),
    )
    if (behind.length === 0) return
    const tr = setTouched(state.tr, behind).setStoredMarks(state.storedMarks)
    view.dispatch(asDrawing(tr))
  }

  private markUnmarked(): void {
    const blocks = [...this.unmarked].flatMap((marker) => this.parts.index.numberOf(marker) ?? [])
    this.unmarked.clear()
    if (blocks.length > 0) this.markBlocks(blocks.map((block) => ({ first: block, last: block })))
  }

  // ---- while somebody composes

  /** The blocks in which nothing may be drawn now, because an input method is at work in their characters. */
  private waitingBlocks(): Range | null {
    const { composing, state } = this.bound()
    if (!this.parts.held.isEmpty) return this.heldRange()
    if (!composing) return null
    const block = state.selection.$head.index(0)
    return { first: block, last: block }
  }

  private heldRange(): Range {
    const numbers = [...this.parts.held.blocks].flatMap((marker) => this.parts.index.numberOf(marker) ?? [])
    return { first: Math.min(...numbers), last: Math.max(...numbers) }
  }

  private get isHolding(): boolean {
    return !this.parts.held.isEmpty
  }

  /** Draws everything at once, also into a composition: what was done there was not typed. */
  private endHolding(tr: Transaction): readonly Range[] {
    this.heldTooLong?.cancel()
    this.heldTooLong = null
    this.parts.held.release()
    return this.drawDifference(tr)
  }

  /** Where somebody composes is drawn anew when they have done: what they write has other formats in the text than there. */
  holdComposed(): void {
    const waiting = this.waitingBlocks()
    // A block whose marker is gone is held by the one before it.
    if (waiting !== null)
      this.parts.held.hold(this.markersIn(this.parts.index.segment(waiting)), [], () => {})
  }

  private markersIn({ first, last }: Range): MarkerMap[] {
    const markers: MarkerMap[] = []
    for (let block = first; block <= last; block++) {
      const { marker } = this.parts.index.place(block)
      if (marker !== null) markers.push(marker)
    }
    return markers
  }

  private hold(range: Range, items: readonly Y.Item[], pieces: Pieces): void {
    this.parts.held.hold(this.markersIn(range), items, pieces)
    this.heldTooLong ??= this.parts.clock.after(heldMsMax, () => this.commitAndDraw())
  }
}

const itemsOfMarkers = (markers: ReadonlySet<MarkerMap>): Y.Item[] =>
  [...markers].flatMap(({ _item }) => _item ?? [])

const overlap = (a: Range | null, b: Range): boolean => a !== null && a.first <= b.last && b.first <= a.last
