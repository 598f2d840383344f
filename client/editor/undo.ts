/**
 * Undo of one's own changes. It deletes no format item, pops one stack item at a time, and brings the caret back. What one has
 * suggested is taken back by records alone: words by one that hides them, records by restoring what they said.
 */

import * as Y from 'yjs'
import { IdSet } from '../../shared/article/idset.ts'
import { isFormatItem } from '../../shared/article/items.ts'
import { aliasesOf, suggestionsOf } from '../../shared/article/layout.ts'
import type { IdRange } from '../../shared/article/record.ts'
import type { Suggestions } from '../../shared/article/suggestions.ts'
import { must } from '../../shared/assert.ts'
import { type ClientId, isSuggesting } from '../../shared/ids.ts'
import { type Change, markerOf, restoreAttributes } from './attribute-history.ts'
import type { FormatHistory } from './format-history.ts'
import type { OwnRecords, RecordChange, RecordChanges } from './own-records.ts'

/** A selection as encoded positions. */
export type KeptSelection = { readonly anchor: string; readonly head: string }

const SELECTION = 'selection'
/** The format items that the change wrote, which undo and redo switch off and on. */
const FORMATS = 'formats'
/** What the change made of this page's own records. */
const RECORDS = 'records'

export type UndoOptions = {
  /** What a decision has taken away is not ours to take back, nor to do again. */
  readonly suggestions: Pick<Suggestions, 'cutRemoved'>
  /** The origin of the transactions that are undone. */
  readonly origin: object
  /** Milliseconds, to compare with each other only. */
  readonly now: () => number
  /** Changes closer together than this are undone together. */
  readonly captureMs: number
  /** Under which id undo writes: else the base text that it brings back would be suggested. */
  readonly undoAs: () => ClientId
}

export class ArticleUndo extends Y.UndoManager {
  /** Of what is changed or undone next: where the selection was before it. */
  selectionBefore: KeptSelection | null = null
  private changedAt = Number.NEGATIVE_INFINITY
  /** The values of attributes that this page has taken off, by a change or by undo. */
  private readonly taken = new IdSet()
  /** Of what is undone or redone at this moment. */
  private switched: readonly Y.Item[] | null = null

  constructor(
    private readonly text: Y.Text,
    private readonly formats: FormatHistory,
    private readonly records: OwnRecords,
    private readonly options: UndoOptions,
  ) {
    super([text, suggestionsOf(must(text.doc, 'the text is part of a doc'))], {
      trackedOrigins: new Set([options.origin]),
      captureTimeout: Number.MAX_SAFE_INTEGER, // `beforeChange` says when a new stack item begins
      deleteFilter: (item) => !isFormatItem(item),
    })
    this.on('stack-item-added', ({ stackItem }) => {
      if (this.selectionBefore !== null) stackItem.meta.set(SELECTION, this.selectionBefore)
      if (this.switched !== null) stackItem.meta.set(FORMATS, this.switched)
      stackItem.meta.set(RECORDS, this.records.take())
    })
    this.doc.on('afterTransaction', this.noteTaken)
    this.doc.on('afterTransaction', this.unkeepRecords) // after the one that keeps them
    this.on('stack-item-updated', ({ stackItem }) => {
      stackItem.meta.set(RECORDS, together(recordsOf(stackItem), this.records.take()))
    })
  }

  override destroy(): void {
    this.doc.off('afterTransaction', this.noteTaken)
    this.doc.off('afterTransaction', this.unkeepRecords)
    super.destroy()
  }

  /**
   * What a record said before is restored by us, so Yjs need not keep it; two kept values of one key would become one item
   * with a list of values, which nobody admits.
   */
  private readonly unkeepRecords = (transaction: Y.Transaction): void => {
    const records = suggestionsOf(this.doc)
    if (!transaction.changed.has(records as never)) return
    Y.iterateDeletedStructs(transaction, transaction.deleteSet, (struct) => {
      if (struct instanceof Y.Item && struct.parent === records) struct.keep = false
    })
  }

  private readonly noteTaken = (transaction: Y.Transaction): void => {
    if (transaction.origin !== this.options.origin && transaction.origin !== this) return
    Y.iterateDeletedStructs(transaction, transaction.deleteSet, (struct) => {
      const isValue = struct instanceof Y.Item && struct.parentSub !== null
      if (isValue && markerOf(struct, this.text) !== null)
        this.taken.add(struct.id.client, struct.id.clock, struct.length)
    })
  }

  /** To be called before each local change. */
  beforeChange(selection: KeptSelection): void {
    const now = this.options.now()
    if (now - this.changedAt >= this.options.captureMs) this.stopCapturing()
    this.changedAt = now
    this.selectionBefore = selection
  }

  /** Takes back the last stack item, whether or not anything of it is left to take back; returns where the selection was. */
  undoOne(selection: KeptSelection): KeptSelection | null {
    return this.popOne('undo', selection)
  }

  redoOne(selection: KeptSelection): KeptSelection | null {
    return this.popOne('redo', selection)
  }

  private popOne(direction: 'undo' | 'redo', selection: KeptSelection): KeptSelection | null {
    const stack = direction === 'undo' ? this.undoStack : this.redoStack
    const top = stack.at(-1)
    if (top === undefined) return null
    this.selectionBefore = selection
    // Yjs goes on to the next stack item when one has nothing left to do: it sees only one.
    const below = stack.splice(0, stack.length - 1)
    const writesAs = this.doc.clientID
    try {
      this.doc.transact((transaction) => {
        this.doc.clientID = this.options.undoAs()
        const switched = (top.meta.get(FORMATS) as Y.Item[] | undefined) ?? this.formatsOf(transaction, top)
        this.switched = switched
        this.takeBackSuggested(transaction, top)
        if (direction === 'undo') super.undo()
        else super.redo()
        restoreAttributes(transaction, this.text, top, ({ id }) => this.taken.has(id.client, id.clock))
        if (!isSuggesting(this.doc.clientID)) {
          this.formats.switch(transaction, switched, direction === 'redo')
          this.alias(transaction, top)
        }
        // Yjs reads these when the outer transaction ends, and has reset them by then.
        this.undoing = direction === 'undo'
        this.redoing = direction === 'redo'
        this.doc.clientID = writesAs
      }, this)
    } finally {
      this.doc.clientID = writesAs
      this.undoing = false
      this.redoing = false
      this.switched = null
      stack.unshift(...below)
    }
    return (top.meta.get(SELECTION) as KeptSelection | undefined) ?? null
  }

  /** Takes back by records what an odd id has written, and leaves the rest of the stack item to Yjs. */
  private takeBackSuggested(transaction: Y.Transaction, top: StackItem): void {
    const hidden: IdRange[] = []
    const insertions = new Part()
    Y.iterateDeletedStructs(transaction, top.insertions, (struct) => {
      if (!(struct instanceof Y.Item) || !this.isOfArticle(struct)) return
      const { client, clock } = struct.id
      const { length } = struct
      if (!isSuggesting(client)) this.addStanding(insertions, { client, clock, length })
      else if (struct.parent === this.text && struct.countable && !struct.deleted)
        this.records.cutOpen({ client, clock, length }, (at, count, isOpen) => {
          // Of an editor's own suggestion what was accepted is the article's: it goes, and redo brings it back.
          if (isOpen || isSuggesting(this.doc.clientID)) hidden.push({ client, clock: at, length: count })
          else this.addStanding(insertions, { client, clock: at, length: count })
        })
    })
    const deletions = new Part()
    Y.iterateDeletedStructs(transaction, top.deletions, (struct) => {
      if (!(struct instanceof Y.Item) || !this.isOfArticle(struct)) return
      deletions.add({ ...struct.id, length: struct.length })
    })
    top.insertions = insertions.set
    top.deletions = deletions.set
    this.records.restore(recordsOf(top))
    if (hidden.length > 0) this.records.delete(hidden)
    this.records.flush()
    this.records.close()
  }

  /** Adds what of an item no decision has taken away. */
  private addStanding(part: Part, { client, clock, length }: IdRange): void {
    this.options.suggestions.cutRemoved({ client, clock, length }, (at, count, isRemoved) => {
      if (!isRemoved) part.add({ client, clock: at, length: count })
    })
  }

  private isOfArticle(item: Y.Item): boolean {
    return item.parent === this.text || markerOf(item, this.text) !== null
  }

  /** Says of the characters that came back which they are: who wrote them, what is proposed about them, which threads are. */
  private alias(transaction: Y.Transaction, { deletions }: Change): void {
    const { clientID: own } = this.doc
    const before = transaction.beforeState.get(own) ?? 0
    Y.iterateDeletedStructs(transaction, deletions, (struct) => {
      if (!(struct instanceof Y.Item) || struct.parent !== this.text || isFormatItem(struct)) return
      const { redone, length, id } = struct
      if (redone === null || redone.client !== own || redone.clock < before) return
      aliasesOf(this.doc).set(`${own}:${redone.clock}`, [length, id.client, id.clock])
    })
  }

  private formatsOf(transaction: Y.Transaction, { insertions }: Y.UndoManager['undoStack'][0]): Y.Item[] {
    const items: Y.Item[] = []
    Y.iterateDeletedStructs(transaction, insertions, (struct) => {
      if (struct instanceof Y.Item && isFormatItem(struct) && this.formats.canSwitch(struct))
        items.push(struct)
    })
    return items
  }
}

type StackItem = Y.UndoManager['undoStack'][0]

const NO_RECORDS: RecordChanges = new Map()
const recordsOf = (item: StackItem): RecordChanges =>
  (item.meta.get(RECORDS) as RecordChanges | undefined) ?? NO_RECORDS

/** Two changes of the same keys, one after the other. */
function together(first: RecordChanges, second: RecordChanges): RecordChanges {
  const both = new Map<string, RecordChange>(first)
  for (const [key, { before, after }] of second)
    both.set(key, { before: first.get(key)?.before ?? before, after })
  return both
}

/** Some of the structs of a set, which come in order. */
class Part {
  readonly set = Y.createDeleteSet()

  add({ client, clock, length }: IdRange): void {
    const ranges = this.set.clients.get(client) ?? []
    ranges.push({ clock, len: length })
    this.set.clients.set(client, ranges)
  }
}
