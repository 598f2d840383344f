/** Binds a ProseMirror editor to the article's text: the document is what is marked of the text, at every moment. */

import type { Node, Schema } from '@tiptap/pm/model'
import {
  type EditorState,
  NodeSelection,
  Plugin,
  PluginKey,
  type Selection,
  TextSelection,
  type Transaction,
} from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import type * as Y from 'yjs'
import { itemsIn } from '../../shared/article/item-at.ts'
import { isMarker, type MarkerMap } from '../../shared/article/items.ts'
import { type Reading, rangesOf, Suggestions } from '../../shared/article/suggestions.ts'
import { stoodBefore, touchedItems } from '../../shared/article/touched.ts'
import { isShown } from '../../shared/article/view.ts'
import { assert } from '../../shared/assert.ts'
import { type ClientId, editingPartner, isSuggesting, type PersonId } from '../../shared/ids.ts'
import type { Clock, Timer } from '../clock.ts'
import { BlockIndex, type Range } from './block-index.ts'
import { BlockMarks, type BlockTools, type DrawBlock, setTouched } from './block-marks.ts'
import { commitComposition, HeldChanges, readComposition } from './composition.ts'
import { FormatHistory } from './format-history.ts'
import { differenceOf, LocalSteps } from './local-steps.ts'
import { type NetChange, netChangeOf, positionBefore as stoodAt } from './net-change.ts'
import { ArticleNodes } from './nodes.ts'
import { OwnRecords } from './own-records.ts'
import { Positions, type Side } from './positions.ts'
import { Proposals, writtenAt } from './proposals.ts'
import { drawAttributes, drawSegment, type Pieces } from './remote-steps.ts'
import { suggestionMarks } from './suggestion-marks.ts'
import { ArticleUndo, type KeptSelection } from './undo.ts'
import { changeOf, type Unsent } from './unsent-change.ts'

export type BindingOptions = {
  readonly text: Y.Text
  readonly schema: Schema
  readonly clock: Pick<Clock, 'now' | 'after'>
  /** Typing without a pause of this length is undone together. */
  readonly captureMs?: number
  /** `base`: what is suggested is not shown, to who may not see it. They only read. */
  readonly shows?: 'marked' | 'base'
  /** The colour of whoever writes under a client id. */
  readonly colorOf?: (client: ClientId) => number
  /** Something of what was done cannot be suggested, and was not done. */
  readonly onRefused?: (what: RefusedProposal) => void
}

/** `join`: a break between blocks that would go while the words behind it stay. */
export type RefusedProposal = 'join'

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
  readonly plugins: readonly Plugin[]
  /** What is suggested about the article, as the document shows it. */
  readonly suggestions: Suggestions
  /** Drawn when somebody asks for it, as who wrote what. */
  readonly overlay = new BlockMarks('overlay', null)
  /** Whether the person may also edit: then undo brings text back as the article's, whatever the mode. */
  mayEdit = true

  private readonly text: Y.Text
  private readonly doc: Y.Doc
  private readonly clock: Pick<Clock, 'now' | 'after'>
  /** `base` for who may not see what is suggested: they read. */
  private readonly shows: 'marked' | 'base'
  private readonly held: HeldChanges
  private readonly index: BlockIndex
  private readonly nodes: ArticleNodes
  private readonly local: LocalSteps
  private readonly positions: Positions
  private readonly undoing: ArticleUndo
  private readonly proposals: Proposals
  private readonly records: OwnRecords
  private readonly tools: BlockTools
  /** What is drawn over the blocks: what is suggested, and below it whatever is asked for beside that. */
  private readonly marks: readonly BlockMarks[]
  private readonly onRefused: (what: RefusedProposal) => void
  private readonly written = new WeakSet<Transaction>()
  /** What was written to the text first, by the change that did it: the document follows. */
  private readonly proposed = new WeakMap<Y.Transaction, Proposed>()
  /** Blocks in which other marks are to be drawn when nobody composes there any more. */
  private readonly unmarked = new Set<MarkerMap>()
  private view: BoundView | null = null
  private heldTooLong: Timer | null = null
  /** Where the selection was before what has not been written yet. */
  private selectionBefore: KeptSelection = { anchor: '', head: '' }

  constructor({
    text,
    schema,
    clock,
    captureMs = 500,
    shows = 'marked',
    colorOf,
    onRefused,
  }: BindingOptions) {
    assert(text.doc !== null, 'the text is part of a doc')
    this.shows = shows
    this.text = text
    this.clock = clock
    this.doc = text.doc
    this.onRefused = onRefused ?? (() => {})
    this.nodes = new ArticleNodes(schema)
    this.suggestions = new Suggestions(this.doc)
    this.held = new HeldChanges(this.suggestions.shownIn(shows))
    const { suggestions, held } = this
    this.index = new BlockIndex(text, held.shown)
    const formats = new FormatHistory(text, this.index, held.shown)
    this.records = new OwnRecords(suggestions)
    this.local = new LocalSteps(text, this.index, this.nodes, held, formats, suggestions, this.records)
    this.proposals = new Proposals(text, this.index, suggestions, held, this.records)
    this.positions = new Positions(text, this.index, held.shown)
    this.undoing = new ArticleUndo(text, formats, suggestions, this.records, {
      origin: this,
      now: () => clock.now(),
      captureMs,
      undoAs: () => (this.mayEdit ? editingPartner(this.doc.clientID) : this.doc.clientID),
    })
    const blocks = this.index.load()
    assert(blocks.length > 0, 'an article that is shown has its first block')
    this.initialDoc = this.nodes.docOf(blocks)
    this.tools = { text, index: this.index, shown: held.shown, suggestions }
    const suggested = new BlockMarks('suggestions', suggestionMarks(this.tools, colorOf ?? (() => 0)))
    this.marks = shows === 'base' ? [this.overlay] : [suggested, this.overlay]
    this.plugins = [this.newPlugin(), ...this.marks.map(({ plugin }) => plugin)]
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
    this.records.close()
  }

  /** Another mode or role: what was done before is not gone on with. Without edit rights nothing done with them is undone. */
  modeChanged(mayEdit: boolean): void {
    this.closeUndoStep()
    if (this.mayEdit && !mayEdit) this.undoing.clear()
    this.mayEdit = mayEdit
  }

  /** Draws something over every block, and over what changes from then on; null: nothing any more. */
  drawOver(make: ((tools: BlockTools) => DrawBlock) | null): void {
    this.overlay.drawWith(make?.(this.tools) ?? null)
    this.redrawMarks()
  }

  /** What others' colours or names were waited for is known now. */
  redrawMarks(): void {
    this.markBlocks([{ first: 0, last: this.index.length - 1 }])
  }

  /**
   * To be asked before a transaction is applied. True: it was written to the text first, and the document has followed by
   * what is shown of it; it must not be applied.
   */
  propose(transaction: Transaction): boolean {
    const { view } = this
    if (view === null || !transaction.docChanged || isDrawing(transaction)) return false
    if (!isSuggesting(this.doc.clientID) || transaction.before !== view.state.doc) return false
    const net = netChangeOf(transaction)
    const isFirst = this.doc.transact((change) => this.proposals.isShownAsTyped(change, net), this)
    if (isFirst) return false
    const kept = this.undoable([transaction], (change) => {
      this.proposed.set(change, { net, transaction })
      return this.proposals.write(change, net).kept
    })
    if (kept) this.onRefused('join')
    return true
  }

  /** Proposes what the server has not taken of this person's, as one deed. `unfit`: it has no place in the article. */
  suggest(unsent: Unsent, person: PersonId): 'suggested' | 'nothing' | 'unfit' {
    assert(isSuggesting(this.doc.clientID), 'it is proposed under an odd id')
    this.commitAndDraw()
    this.suggestions.claim(this.doc.clientID, person)
    const { suggestions, nodes } = this
    const net = changeOf(unsent, person, { suggestions, nodes, document: this.bound().state.doc })
    if (net === null) return 'unfit'
    if (net.gaps.length + net.reformatted.length + net.restyled.length === 0) return 'nothing'
    this.closeUndoStep()
    const kept = this.undoable([], (change) => {
      this.proposed.set(change, { net, transaction: null })
      return this.proposals.write(change, net, 'apart').kept
    })
    this.closeUndoStep()
    if (kept) this.onRefused('join')
    return 'suggested'
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
          compositionstart: (view) => {
            // Struck words come back into the document: not under the hands of an input method that replaces them.
            const { selection, tr } = view.state
            if (isSuggesting(this.doc.clientID) && !selection.empty) view.dispatch(tr.deleteSelection())
            return false
          },
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
    this.doc.on('beforeObserverCalls', this.onChange)
    this.redraw() // what has come since the first document was made
    this.selectionBefore = this.keep(view.state.selection)
  }

  private unbind(): void {
    this.doc.off('beforeObserverCalls', this.onChange)
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
    const agrees = this.undoable(unwritten, (change) => {
      let all = true
      for (const transaction of unwritten) {
        this.written.add(transaction)
        // What follows a document that the text does not hold is about other places.
        if (isSuggesting(this.doc.clientID)) all &&= this.writeProposal(change, transaction)
        else all = this.write(change, transaction) && all
      }
      return all
    })
    if (!agrees) this.redraw()
  }

  /** Runs what writes local transactions, as what one undo takes back. */
  private undoable<Result>(
    transactions: readonly Transaction[],
    write: (change: Y.Transaction) => Result,
  ): Result {
    const apart = transactions.some(isWholeDeed)
    if (apart) this.closeUndoStep()
    this.undoing.beforeChange(this.selectionBefore)
    const result = this.doc.transact(write, this)
    if (apart) this.closeUndoStep()
    return result
  }

  private writeProposal(change: Y.Transaction, transaction: Transaction): boolean {
    const { touched } = this.proposals.write(change, netChangeOf(transaction))
    this.suggestions.feed(change)
    return touched === null || this.local.reread(touched, transaction.doc) === 'agrees'
  }

  /** Returns whether the text says then what the transaction's document says. */
  private write(change: Y.Transaction, transaction: Transaction): boolean {
    const { steps, docs, doc } = transaction
    let agrees = true
    this.local.moves.begin(transaction)
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

  /** Before the text's own observers: what is shown is up to date when anybody is told. */
  private readonly onChange = (change: Y.Transaction): void => {
    const reading = this.suggestions.feed(change)
    if (this.view === null) return
    const proposed = this.proposed.get(change)
    if (change.origin === this && proposed === undefined) return this.markChange(change, reading)
    const items = new Set(touchedItems(change, this.text))
    for (const ids of reading === null ? [] : [reading.hidden, reading.shown]) {
      for (const range of rangesOf(ids)) {
        for (const item of itemsIn(this.doc, range)) if (item.parent === this.text) items.add(item)
      }
    }
    const markers = new Set(
      [...change.changed.keys()].filter((type) => this.isMarkerMap(type)) as unknown as MarkerMap[],
    )
    const { tr } = this.view.state
    const pieces = this.piecesOf(change, reading)
    let replaced: readonly Range[] = []
    if (proposed !== undefined && this.isHolding) replaced = this.endHolding(tr)
    else if (this.isDecided(reading) || !this.draw(tr, [...items], markers, pieces))
      replaced = this.drawDifference(tr)
    this.dispatchDrawing(tr, [...this.blocksAbout([...items], reading), ...replaced], proposed)
  }

  /** Whether a reader of the base may be shown something else now: decisions are rare, so all of it is compared. */
  private isDecided(reading: Reading | null): boolean {
    return this.shows === 'base' && reading !== null && !reading.touched.isEmpty
  }

  private isMarkerMap(type: Y.AbstractType<never> | object): boolean {
    const { _item: item } = type as { _item?: Y.Item | null }
    return item != null && item.parent === this.text
  }

  /** What a transaction that is being observed did to an item. */
  private piecesOf(change: Y.Transaction, reading: Reading | null): Pieces {
    return (item, use) => {
      const stood = stoodBefore(change, item)
      const lives = !item.deleted
      const { client, clock } = item.id
      const range = { client, clock, length: item.length }
      if (this.shows === 'base') {
        return this.suggestions.cutOpen(range, (at, length, isOpen) => {
          if (!isOpen && (stood || lives)) use(at - clock, length, stood, lives)
        })
      }
      this.suggestions.cutHidden(range, (at, length, isHidden) => {
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
    const segments = this.segmentsOf(items)
    if (segments === null) return false
    const waiting = this.waitingBlocks()
    for (const marker of markers) {
      const block = this.index.numberOf(marker)
      if (block === undefined) continue
      if (overlap(waiting, { first: block, last: block }))
        this.hold({ first: block, last: block }, [], pieces)
      else drawAttributes(tr, this.index, marker)
    }
    for (const { range, items: changed } of segments) {
      if (overlap(waiting, range)) this.hold(range, changed, pieces)
      else drawSegment(tr, this.text, this.index, this.nodes, range, pieces)
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
    return isMarker(item) && this.stays(item) ? (this.index.numberOf(item.content.type) ?? null) : null
  }

  /** Whether a marker is shown when everything that waits is drawn. */
  private stays(item: Y.Item): boolean {
    return isShown(item, this.suggestions.shownIn(this.shows))
  }

  private segmentLast(first: number): number {
    let last = first
    while (last + 1 < this.index.length) {
      const { marker, anchor } = this.index.place(last + 1)
      if (marker !== null && anchor !== null && this.stays(anchor)) break
      last += 1
    }
    return last
  }

  /** Makes the document what the text says, by one replacement. */
  private redraw(): void {
    const { tr } = this.bound().state
    this.dispatchDrawing(tr, this.drawDifference(tr))
  }

  /** Returns the blocks of which something was replaced. */
  private drawDifference(tr: Transaction): readonly Range[] {
    const projected = this.nodes.docOf(this.index.load())
    const difference = differenceOf(tr.doc, projected)
    if (difference === null) return []
    const { from, to, wantedTo } = difference
    tr.replace(from, to, projected.slice(from, wantedTo))
    const last = Math.min(projected.resolve(wantedTo).index(0), projected.childCount - 1)
    return [{ first: projected.resolve(from).index(0), last }]
  }

  private dispatchDrawing(tr: Transaction, marked: readonly Range[] = [], proposed?: Proposed): void {
    if (!tr.docChanged && marked.length === 0 && proposed === undefined) return
    const view = this.bound()
    const { net, transaction = null } = proposed ?? {}
    const selection =
      net === undefined || transaction === null
        ? stickyTo(view.state.selection, tr)
        : selectionOf(net, transaction, view.state, tr)
    if (selection !== null) tr.setSelection(selection)
    if (transaction?.scrolledIntoView) tr.scrollIntoView()
    // Somebody else's key does not switch off what I have just switched on.
    tr.setStoredMarks(transaction === null ? view.state.storedMarks : transaction.storedMarks)
    view.dispatch(
      setTouched(tr, this.markable(marked)).setMeta(key, 'drawing').setMeta('addToHistory', false),
    )
  }

  // ---- the marks of suggestions

  /** The blocks that hold these items, or about whose characters anything else is said now. */
  private blocksAbout(items: readonly Y.Item[], reading: Reading | null): Range[] {
    const all = new Set(items)
    const said = reading === null ? [] : [reading.touched, ...(this.overlay.isOn ? [reading.reauthored] : [])]
    for (const range of said.flatMap((ids) => [...rangesOf(ids)])) {
      for (const item of itemsIn(this.doc, range)) if (item.parent === this.text) all.add(item)
    }
    const seen = new Set<Y.Item>()
    const blocks: Range[] = []
    for (const item of all) {
      for (let left: Y.Item | null = item; left !== null && !seen.has(left); left = left.left) {
        seen.add(left)
        const block = isMarker(left) ? this.index.numberOf(left.content.type) : undefined
        if (block === undefined) continue
        blocks.push({ first: block, last: this.segmentLast(block) })
        break
      }
    }
    return blocks
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
          const { marker } = this.index.place(block)
          if (marker !== null) this.unmarked.add(marker)
        }
      }
    }
    return now
  }

  private markChange(change: Y.Transaction, reading: Reading | null): void {
    this.markBlocks(this.blocksAbout(touchedItems(change, this.text), reading))
  }

  private markBlocks(blocks: readonly Range[]): void {
    const { view } = this
    if (view === null) return
    const { state } = view
    if (state.doc.childCount !== this.index.length) return // about to be drawn
    const behind = this.markable(blocks).filter((range) =>
      this.marks.some((marks) => marks.isBehind(state, range)),
    )
    if (behind.length === 0) return
    const tr = setTouched(state.tr, behind).setStoredMarks(state.storedMarks)
    view.dispatch(tr.setMeta(key, 'drawing').setMeta('addToHistory', false))
  }

  private markUnmarked(): void {
    const blocks = [...this.unmarked].flatMap((marker) => this.index.numberOf(marker) ?? [])
    this.unmarked.clear()
    if (blocks.length > 0) this.markBlocks(blocks.map((block) => ({ first: block, last: block })))
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

  private get isHolding(): boolean {
    return !this.held.isEmpty
  }

  /** Draws everything at once, also into a composition: what was done there was not typed. */
  private endHolding(tr: Transaction): readonly Range[] {
    this.heldTooLong?.cancel()
    this.heldTooLong = null
    this.held.release()
    return this.drawDifference(tr)
  }

  private hold({ first, last }: Range, items: readonly Y.Item[], pieces: Pieces): void {
    const markers: MarkerMap[] = []
    for (let block = first; block <= last; block++) {
      const { marker } = this.index.place(block)
      if (marker !== null) markers.push(marker)
    }
    this.held.hold(markers, items, pieces)
    this.heldTooLong ??= this.clock.after(heldMsMax, () => this.commitAndDraw())
  }

  private commitAndDraw(): void {
    if (this.view?.dom !== undefined && this.view.composing) commitComposition({ dom: this.view.dom })
    this.drawHeld()
  }

  /** Draws what has waited, unless the input method is at work again. */
  private drawHeld(): void {
    const { view } = this
    if (view === null || (this.held.isEmpty && this.unmarked.size === 0)) return
    readComposition(view)
    if (view.composing) return
    if (this.held.isEmpty) return this.markUnmarked()
    this.heldTooLong?.cancel()
    this.heldTooLong = null
    const { first, last } = this.heldRange()
    const pieces = this.held.release()
    const { tr } = view.state
    const segment = { first, last: this.segmentLast(last) }
    drawSegment(tr, this.text, this.index, this.nodes, segment, pieces)
    this.dispatchDrawing(tr)
    this.markUnmarked()
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

/** What was written to the text first. `transaction`: the editor's that it was; null: it was made elsewhere. */
type Proposed = { readonly net: NetChange; readonly transaction: Transaction | null }

/**
 * Where the selection of a transaction is in what was drawn of it. Struck words stay, so a caret that has deleted forward goes
 * on behind them.
 */
function selectionOf(
  net: NetChange,
  { selection }: Transaction,
  before: EditorState,
  tr: Transaction,
): Selection {
  const place = (position: number): number => {
    const gap = net.gaps.find(({ start, end }) => start <= position && position <= end)
    const stood = gap === undefined ? stoodAt(net.gaps, position) : null
    if (stood !== null) return tr.mapping.map(stood, -1)
    if (gap === undefined) return position
    if (gap.start < gap.end) {
      const at = writtenAt(net, gap)
      const behind = gap.from === gap.to ? 0 : gap.to - at
      // A new block at a block's end is drawn behind that end: the same tokens, one place on.
      const isThere = tr.mapping.map(at, 1) > tr.mapping.map(at, -1)
      const end = isThere ? tr.mapping.map(at, 1) : tr.mapping.map(at + 1, 1) - 1
      return end + position - (gap.end - behind)
    }
    const forward = before.selection.empty && before.selection.head === gap.from
    return forward ? tr.mapping.map(gap.to, 1) : tr.mapping.map(gap.from, -1)
  }
  const at = (position: number) => tr.doc.resolve(Math.max(0, Math.min(place(position), tr.doc.content.size)))
  if (selection instanceof NodeSelection) {
    const $at = at(selection.from)
    if ($at.nodeAfter !== null && NodeSelection.isSelectable($at.nodeAfter))
      return NodeSelection.create(tr.doc, $at.pos)
  }
  return TextSelection.between(at(selection.anchor), at(selection.head))
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
