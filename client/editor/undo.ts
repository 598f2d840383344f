/** Undo of one's own changes. It deletes no format item, pops one stack item at a time, and brings the caret back. */

import * as Y from 'yjs'
import { isFormatItem } from '../../shared/article/items.ts'
import { restoreAttributes } from './attribute-history.ts'
import type { FormatHistory } from './format-history.ts'

/** A selection as encoded positions. */
export type KeptSelection = { readonly anchor: string; readonly head: string }

const SELECTION = 'selection'
/** The format items that the change wrote, which undo and redo switch off and on. */
const FORMATS = 'formats'

export type UndoOptions = {
  /** The origin of the transactions that are undone. */
  readonly origin: object
  /** Milliseconds, to compare with each other only. */
  readonly now: () => number
  /** Changes closer together than this are undone together. */
  readonly captureMs: number
}

export class ArticleUndo extends Y.UndoManager {
  /** Of what is changed or undone next: where the selection was before it. */
  selectionBefore: KeptSelection | null = null
  private changedAt = Number.NEGATIVE_INFINITY
  /** Of what is undone or redone at this moment. */
  private switched: readonly Y.Item[] | null = null

  constructor(
    private readonly text: Y.Text,
    private readonly formats: FormatHistory,
    private readonly options: UndoOptions,
  ) {
    super(text, {
      trackedOrigins: new Set([options.origin]),
      captureTimeout: Number.MAX_SAFE_INTEGER, // `beforeChange` says when a new stack item begins
      deleteFilter: (item) => !isFormatItem(item),
    })
    this.on('stack-item-added', ({ stackItem }) => {
      if (this.selectionBefore !== null) stackItem.meta.set(SELECTION, this.selectionBefore)
      if (this.switched !== null) stackItem.meta.set(FORMATS, this.switched)
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
    try {
      this.doc.transact((transaction) => {
        const switched = (top.meta.get(FORMATS) as Y.Item[] | undefined) ?? this.formatsOf(transaction, top)
        this.switched = switched
        if (direction === 'undo') super.undo()
        else super.redo()
        restoreAttributes(transaction, this.text, top)
        this.formats.switch(transaction, switched, direction === 'redo')
        // Yjs reads these when the outer transaction ends, and has reset them by then.
        this.undoing = direction === 'undo'
        this.redoing = direction === 'redo'
      }, this)
    } finally {
      this.undoing = false
      this.redoing = false
      this.switched = null
      stack.unshift(...below)
    }
    return (top.meta.get(SELECTION) as KeptSelection | undefined) ?? null
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
