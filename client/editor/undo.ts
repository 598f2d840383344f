/** Undo of one's own changes. It deletes no format item, pops one stack item at a time, and brings the caret back. */

import * as Y from 'yjs'
import { isFormatItem, isMarker } from '../../shared/article/items.ts'
import type { Shown } from '../../shared/article/view.ts'
import { ArticleWriter } from '../../shared/article/writer.ts'
import type { BlockIndex } from './block-index.ts'

/** A selection as encoded positions. */
export type KeptSelection = { readonly anchor: string; readonly head: string }

const SELECTION = 'selection'

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

  constructor(
    private readonly text: Y.Text,
    private readonly index: BlockIndex,
    private readonly shown: Shown,
    private readonly options: UndoOptions,
  ) {
    super(text, {
      trackedOrigins: new Set([options.origin]),
      captureTimeout: Number.MAX_SAFE_INTEGER, // `beforeChange` says when a new stack item begins
      deleteFilter: (item) => !isFormatItem(item),
    })
    this.on('stack-item-added', ({ stackItem }) => {
      if (this.selectionBefore !== null) stackItem.meta.set(SELECTION, this.selectionBefore)
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
        this.cancelFormats(transaction, top.insertions)
        if (direction === 'undo') super.undo()
        else super.redo()
        // Yjs reads these when the outer transaction ends, and has reset them by then.
        this.undoing = direction === 'undo'
        this.redoing = direction === 'redo'
      }, this)
    } finally {
      this.undoing = false
      this.redoing = false
      stack.unshift(...below)
    }
    return (top.meta.get(SELECTION) as KeptSelection | undefined) ?? null
  }

  /**
   * Writes the opposite behind each format item of the change. Deleting them would let marks bleed: what others
   * formatted at that time may need their ends.
   */
  private cancelFormats(
    transaction: Y.Transaction,
    insertions: Y.UndoManager['undoStack'][0]['insertions'],
  ): void {
    const items = new Set<Y.Item>()
    Y.iterateDeletedStructs(transaction, insertions, (struct) => {
      if (
        struct instanceof Y.Item &&
        struct.parent === this.text &&
        isFormatItem(struct) &&
        !struct.deleted
      ) {
        items.add(struct)
      }
    })
    const first = this.firstBlockOf(items)
    if (first === null) return
    new ArticleWriter(transaction, this.text, this.shown).cancelFormats(this.index.place(first), items)
  }

  private firstBlockOf(items: ReadonlySet<Y.Item>): number | null {
    let first: number | null = null
    const seen = new Set<Y.Item>()
    for (const start of items) {
      for (let item: Y.Item | null = start; item !== null && !seen.has(item); item = item.left) {
        seen.add(item)
        const block = isMarker(item) && !item.deleted ? this.index.numberOf(item.content.type) : undefined
        if (block === undefined) continue
        first = Math.min(first ?? block, block)
        break
      }
    }
    return first
  }
}
