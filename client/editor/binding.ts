/** Binds a ProseMirror editor to the article's text: the document is what is marked of the text, at every moment. */

import type { Node, Schema } from '@tiptap/pm/model'
import {
  type EditorState,
  Plugin,
  PluginKey,
  type Selection,
  TextSelection,
  type Transaction,
} from '@tiptap/pm/state'
import { DecorationSet } from '@tiptap/pm/view'
import type * as Y from 'yjs'
import type { BlockAttributes } from '../../shared/article/blocks.ts'
import { readAttributes } from '../../shared/article/projection.ts'
import { restyledBy, Suggestions } from '../../shared/article/suggestions.ts'
import type { View } from '../../shared/article/view.ts'
import { assert } from '../../shared/assert.ts'
import { type ClientId, editingPartner, isSuggesting, type PersonId } from '../../shared/ids.ts'
import type { Clock } from '../clock.ts'
import { beginComposition, finalPlugin, suggests } from './as-final.ts'
import { BlockIndex } from './block-index.ts'
import { BlockMarks, type BlockTools, type DrawBlock } from './block-marks.ts'
import { HeldChanges } from './composition.ts'
import { type BoundView, Drawing, isDrawing, type Proposed } from './drawing.ts'
import type { FinalReading } from './final-reading.ts'
import { FormatHistory } from './format-history.ts'
import { LaterMarks } from './later-marks.ts'
import { LocalSteps } from './local-steps.ts'
import { type NetChange, netChangeOf } from './net-change.ts'
import { ArticleNodes } from './nodes.ts'
import { OwnRecords } from './own-records.ts'
import { Positions, type Side } from './positions.ts'
import { Proposals } from './proposals.ts'
import { suggestionMarks } from './suggestion-marks.ts'
import { ArticleUndo, type KeptSelection } from './undo.ts'
import type { CompareUnsent, Unsent } from './unsent-change.ts'

export type BindingOptions = {
  readonly text: Y.Text
  readonly schema: Schema
  readonly clock: Pick<Clock, 'now' | 'after' | 'whenIdle'>
  /** Typing without a pause of this length is undone together. */
  readonly captureMs?: number
  /** `base`: what is suggested is not shown; `final`: as if all were accepted. Both are only read. */
  readonly shows?: View
  /** The colour of whoever writes under a client id. */
  readonly colorOf?: (client: ClientId) => number
  /** What is suggested is drawn with so many of the first blocks at once, with the others when nothing else is to be done. Left out: with all. */
  readonly marksFirst?: number
  /** Something of what was done cannot be suggested, and was not done. */
  readonly onRefused?: (what: RefusedProposal) => void
  /** The time to note with what is suggested, in ms since 1970. Left out: none is noted. */
  readonly suggestedAt?: () => number
}

/** `join`: a break between blocks that would go while the words behind it stay. */
export type RefusedProposal = 'join'

/** Transactions that have reached the state and not yet the text. */
type Unwritten = readonly Transaction[]
const key = new PluginKey<Unwritten>('article')

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
  /** Drawn when there are threads, on the words that they are about. */
  readonly threadMarks = new BlockMarks('threads', null)
  /** Where the words of cards are, when somebody is shown cards; and the words of the one that stands out. */
  readonly cardMarks = new BlockMarks('cards', null, { unseen: true })
  readonly activeCard = new BlockMarks('activeCard', null)
  /** What was done beside the text, the last last; `depth`: how much could be undone in the text when it was. */
  private beside: readonly { readonly depth: number; readonly undo: () => void }[] = []
  /** Whether the text has changed while no view showed it. */
  private isBehind = false
  /** Whether the person may also edit: then undo brings text back as the article's, whatever the mode. */
  mayEdit = true

  private readonly suggested: BlockMarks
  private readonly text: Y.Text
  private readonly doc: Y.Doc
  private readonly held: HeldChanges
  private readonly index: BlockIndex
  private readonly nodes: ArticleNodes
  private readonly local: LocalSteps
  private readonly positions: Positions
  private readonly undoing: ArticleUndo
  private readonly proposals: Proposals
  private readonly records: OwnRecords
  /** What is drawn over the text is read from these. */
  readonly tools: BlockTools
  private readonly suggestedAt: (() => number) | undefined
  private readonly onRefused: (what: RefusedProposal) => void
  private readonly written = new WeakSet<Transaction>()
  /** What was written to the text first, by the change that did it: the document follows. */
  private readonly proposed = new WeakMap<Y.Transaction, Proposed>()
  private readonly drawing: Drawing
  /** Of the document, until anything changes. */
  private lastReading: { readonly doc: Node; readonly reading: FinalReading | null } | null = null
  /** Where the selection was before what has not been written yet. */
  private selectionBefore: KeptSelection = { anchor: '', head: '' }

  constructor({
    text,
    schema,
    clock,
    captureMs = 500,
    shows = 'marked',
    colorOf,
    marksFirst = Infinity,
    onRefused,
    suggestedAt,
  }: BindingOptions) {
    assert(text.doc !== null, 'the text is part of a doc')
    this.text = text
    this.doc = text.doc
    this.suggestedAt = suggestedAt
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
    this.undoing = new ArticleUndo(text, formats, this.records, {
      suggestions,
      origin: this,
      now: () => clock.now(),
      captureMs,
      undoAs: () => (this.mayEdit ? editingPartner(this.doc.clientID) : this.doc.clientID),
    })
    const blocks = this.index.load()
    assert(blocks.length > 0, 'an article that is shown has its first block')
    this.initialDoc = this.nodes.docOf(blocks)
    this.tools = { text, index: this.index, shown: held.shown, suggestions }
    this.suggested = new BlockMarks('suggestions', suggestionMarks(this.tools, colorOf ?? (() => 0)), {
      first: marksFirst,
    })
    const final = finalPlugin({
      isSuggesting: () => shows === 'marked' && isSuggesting(this.doc.clientID),
      read: (state) => this.readFinal(state),
      attributes: (block) => this.attributesOf(block),
      propose: (net, transaction) => this.writeFirst(net, transaction),
    })
    const beside = [this.threadMarks, this.cardMarks, this.activeCard, this.overlay]
    const marks = shows === 'marked' ? [this.suggested, ...beside] : [this.overlay]
    this.plugins = [this.newPlugin(), final, ...marks.map(({ plugin }) => plugin)]
    const following = [this.threadMarks, this.overlay]
    const { index, nodes } = this
    const later = new LaterMarks(index, shows === 'marked' ? marksFirst : Infinity)
    this.drawing = new Drawing({
      ...{ text, clock, shows, held, index, nodes, suggestions, marks, following, later },
    })
    this.doc.on('beforeObserverCalls', this.onChange)
  }

  destroy(): void {
    this.undoing.destroy()
    this.unbind()
    this.doc.off('beforeObserverCalls', this.onChange)
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
    return this.isBesideNext || this.undoing.undoStack.length > 0
  }

  get canRedo(): boolean {
    return this.undoing.redoStack.length > 0
  }

  /** The next change is undone apart from the last one. */
  closeUndoStep(): void {
    this.undoing.stopCapturing()
    this.records.close()
  }

  /**
   * Something was done beside the text, as a decision: it is undone in its turn, and redone by nobody. Returns what forgets it, for
   * when it has been taken back in another way.
   */
  didBeside(undo: () => void): () => void {
    this.closeUndoStep()
    const step = { depth: this.undoing.undoStack.length, undo }
    this.beside = [...this.beside, step]
    return () => {
      this.beside = this.beside.filter((one) => one !== step)
    }
  }

  /** Another mode or role: what was done before is not gone on with. Without edit rights nothing done with them is undone. */
  modeChanged(mayEdit: boolean): void {
    this.closeUndoStep()
    if (this.mayEdit && !mayEdit) {
      this.undoing.clear()
      this.beside = []
    }
    this.mayEdit = mayEdit
  }

  /** Draws something over every block, and over what changes from then on; null: nothing any more. */
  drawOver(make: ((tools: BlockTools) => DrawBlock) | null): void {
    this.overlay.drawWith(make?.(this.tools) ?? null)
    this.redrawMarks()
  }

  /** Draws the blocks that hold these items anew, where they should be drawn otherwise. */
  redrawAround(items: Iterable<Y.Item>): void {
    this.drawing.markAround(items)
  }

  /** Whether anything is suggested that is shown. */
  get hasSuggestions(): boolean {
    return this.suggested.drawn(this.state) !== DecorationSet.empty
  }

  /** Whether what is suggested is drawn everywhere: soon after the article was opened. */
  get isMarked(): boolean {
    return this.drawing.isMarked
  }

  /** Draws where the cards' words are, from now on. */
  drawCards(draw: DrawBlock): void {
    this.cardMarks.drawWith(draw)
    this.drawing.markOnly(this.cardMarks, this.suggested)
  }

  /** The editor's state now. */
  get state(): EditorState {
    return this.drawing.bound().state
  }

  /** What others' colours or names were waited for is known now. */
  redrawMarks(): void {
    this.drawing.markAll()
  }

  /**
   * To be asked before a transaction is applied. True: it was written to the text first, and the document has followed by
   * what is shown of it; it must not be applied.
   */
  propose(transaction: Transaction): boolean {
    const { view } = this.drawing
    if (view === null || !transaction.docChanged || isDrawing(transaction)) return false
    if (!isSuggesting(this.doc.clientID) || transaction.before !== view.state.doc) return false
    const net = netChangeOf(transaction)
    const isFirst = this.doc.transact(
      (change) => this.proposals.isShownAsTyped(change, net, view.composing),
      this,
    )
    if (isFirst) return false
    this.writeFirst(net, transaction)
    return true
  }

  /** Writes what a transaction comes to, and lets the document follow. */
  private writeFirst(net: NetChange, transaction: Transaction): void {
    const kept = this.undoable([transaction], (change) => {
      this.proposed.set(change, { net, transaction })
      return this.proposals.write(change, net).kept
    })
    if (kept) this.onRefused('join')
  }

  private attributesOf(block: number): BlockAttributes | null {
    const { anchor, marker } =
      block < this.index.length ? this.index.place(block) : { anchor: null, marker: null }
    if (anchor === null || marker === null) return null
    let attributes: BlockAttributes | null = readAttributes(marker)
    this.suggestions.stretches(anchor, (_offset, _length, { records }) => {
      const isStruck = records.some(({ record }) => record.kind === 'delete')
      attributes = isStruck ? null : { ...readAttributes(marker), ...restyledBy(records).attributes }
    })
    return attributes
  }

  /** What the document would be if all that is suggested were accepted; null: what it is. */
  private readFinal({ doc }: EditorState): FinalReading | null {
    if (doc !== this.drawing.view?.state.doc) return null
    if (this.lastReading?.doc !== doc) this.lastReading = { doc, reading: this.drawing.readFinal(doc) }
    return this.lastReading.reading
  }

  /**
   * Proposes what the server has not taken of this person's, as one deed. `unfit`: it has no place in the article. `compare` is
   * `changeOf`, which a page loads when it is needed.
   */
  suggest(unsent: Unsent, person: PersonId, compare: CompareUnsent): 'suggested' | 'nothing' | 'unfit' {
    assert(isSuggesting(this.doc.clientID), 'it is proposed under an odd id')
    this.drawing.commitAndDraw()
    this.suggestions.claim(this.doc.clientID, person)
    const { suggestions, nodes } = this
    const net = compare(unsent, person, { suggestions, nodes, document: this.state.doc })
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
    return this.positions.encode(this.state.doc, position, side)
  }

  /** Where that is in the editor's document now; null when it is nowhere. */
  decodePosition(encoded: string): number | null {
    return this.positions.decode(this.state.doc, encoded)
  }

  /** What in the document is not what the text says, for tests; empty at every moment. */
  disagreements(): string[] {
    const { doc } = this.drawing.bound().state
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
            if (suggests(view.state)) beginComposition(view)
            return false
          },
          compositionend: () => {
            // ProseMirror hears of it after us, and the next syllable may begin at once.
            queueMicrotask(() => this.drawing.drawHeld())
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
    this.drawing.view = view
    this.drawing.markLater()
    if (this.isBehind) this.drawing.redraw()
    this.selectionBefore = this.keep(view.state.selection)
  }

  private unbind(): void {
    this.drawing.view = null
    this.drawing.stopMarking()
    this.isBehind = true
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
    if (!agrees) this.drawing.redraw()
    this.drawing.markReplaced(unwritten)
  }

  /** Runs what writes local transactions, as what one undo takes back. */
  private undoable<Result>(
    transactions: readonly Transaction[],
    write: (change: Y.Transaction) => Result,
  ): Result {
    const apart = transactions.some(isWholeDeed)
    if (apart) this.closeUndoStep()
    this.undoing.beforeChange(this.selectionBefore)
    const result = this.doc.transact((change) => {
      if (isSuggesting(this.doc.clientID) && this.suggestedAt) this.records.note(this.suggestedAt())
      return write(change)
    }, this)
    if (apart) this.closeUndoStep()
    return result
  }

  private writeProposal(change: Y.Transaction, transaction: Transaction): boolean {
    const { touched } = this.proposals.write(change, netChangeOf(transaction))
    this.suggestions.feed(change)
    const agreement = touched === null ? 'agrees' : this.local.reread(touched, transaction.doc)
    if (agreement !== 'fits' || !this.drawing.bound().composing) return agreement === 'agrees'
    this.drawing.holdComposed()
    return true
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

  /** Before the text's own observers: what is shown is up to date when anybody is told. */
  private readonly onChange = (change: Y.Transaction): void => {
    const reading = this.suggestions.feed(change)
    this.lastReading = null
    if (this.drawing.view === null) {
      this.isBehind = true
      return
    }
    const proposed = this.proposed.get(change)
    if (change.origin === this && proposed === undefined) this.drawing.markChange(change, reading)
    else this.drawing.drawChange(change, reading, proposed)
  }

  // ---- selections and undo

  /** The browser's own undo (its menu, a gesture, a key beside the text) knows neither the article nor the others in it. */
  private travelInstead(event: InputEvent): boolean {
    const { inputType } = event
    if (inputType !== 'historyUndo' && inputType !== 'historyRedo') return false
    event.preventDefault()
    this.drawing.bound().dom?.focus() // as the browser does, so that the next key is ours
    this.travel(inputType === 'historyUndo' ? 'undo' : 'redo')
    return true
  }

  /** Whether what was done beside the text was done after all that can be undone in it. */
  private get isBesideNext(): boolean {
    const last = this.beside.at(-1)
    return last !== undefined && last.depth >= this.undoing.undoStack.length
  }

  private travel(direction: 'undo' | 'redo'): boolean {
    if (direction === 'undo' && this.isBesideNext) {
      const last = this.beside.at(-1)
      this.beside = this.beside.slice(0, -1)
      last?.undo()
      return true
    }
    if (direction === 'undo' ? !this.canUndo : !this.canRedo) return false
    this.drawing.commitAndDraw()
    const now = this.selectionBefore
    const kept = direction === 'undo' ? this.undoing.undoOne(now) : this.undoing.redoOne(now)
    if (kept !== null) this.restore(kept)
    return true
  }

  private keep({ anchor, head }: Selection): KeptSelection {
    return { anchor: this.encodePosition(anchor, -1), head: this.encodePosition(head, -1) }
  }

  private restore(kept: KeptSelection): void {
    const view = this.drawing.bound()
    const { doc, tr } = view.state
    const anchor = this.decodePosition(kept.anchor)
    const head = this.decodePosition(kept.head)
    if (anchor === null || head === null) return
    view.dispatch(
      tr.setSelection(TextSelection.between(doc.resolve(anchor), doc.resolve(head))).scrollIntoView(),
    )
  }
}
