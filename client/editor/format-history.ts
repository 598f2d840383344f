/**
 * Which of one's own format items hold, so that undo can switch them off and redo on again. Nothing is deleted: what
 * others formatted meanwhile keeps its ends. Where the text then says something else than it should, it is written.
 */

import * as Y from 'yjs'
import { FORMATS, type FormatSet } from '../../shared/article/formats.ts'
import {
  afterFormat,
  type FormatItem,
  isFormatItem,
  isInline,
  NO_FORMATS,
  sameFormats,
  sameValue,
  withFormat,
} from '../../shared/article/items.ts'
import type { Place } from '../../shared/article/projection.ts'
import { touchedItems } from '../../shared/article/touched.ts'
import { isShown, type Shown } from '../../shared/article/view.ts'
import { ArticleWriter, type Cursor } from '../../shared/article/writer.ts'
import type { BlockIndex } from './block-index.ts'

export class FormatHistory {
  /** They end what the same change began. Switched off, they still end what is somebody else's: else a mark could stay open to the end of the article. */
  private readonly closing = new WeakSet<Y.Item>()
  private readonly off = new WeakSet<Y.Item>()
  /** Written by undo and redo, to make the text say what the items that hold would say alone. */
  private readonly corrections = new WeakSet<Y.Item>()

  /** Until then every character has the formats that stand before it. */
  private hasSwitched = false

  constructor(
    private readonly text: Y.Text,
    private readonly index: BlockIndex,
    private readonly shown: Shown,
  ) {}

  /** The item ends what the same change began. */
  closes(item: Y.Item): void {
    this.closing.add(item)
  }

  canSwitch(item: Y.Item): boolean {
    return item.parent === this.text && !this.corrections.has(item)
  }

  /** Switches items off or on and writes what changes by that, for the characters where it does. */
  switch(transaction: Y.Transaction, items: readonly Y.Item[], on: boolean): void {
    if (items.length === 0 && !this.hasSwitched) return
    this.hasSwitched = true
    const switched = new Set(items)
    const pass = new Correction(new ArticleWriter(transaction, this.text, this.shown), this.shown, {
      before: this.reading((item) => (switched.has(item) ? !on : !this.off.has(item))),
      after: this.reading((item) => (switched.has(item) ? on : !this.off.has(item))),
    })
    pass.run(this.index.place(0), [...items, ...broughtBack(transaction, this.text)])
    for (const item of pass.written) this.corrections.add(item)
    for (const item of items) {
      if (on) this.off.delete(item)
      else this.off.add(item)
    }
  }

  private reading(holds: (item: Y.Item) => boolean): Reading {
    const own = this.text.doc?.clientID
    return new Reading((item, opener) => {
      if (this.corrections.has(item)) return false
      if (holds(item)) return true
      return this.closing.has(item) && opener !== undefined && opener.id.client !== own
    })
  }
}

const broughtBack = (transaction: Y.Transaction, text: Y.Text): Y.Item[] =>
  touchedItems(transaction, text).filter((item) => !item.deleted && isInline(item))

/** The formats that some of the format items give. */
class Reading {
  formats: FormatSet = NO_FORMATS
  /** By whose word a format is what it is. */
  private readonly openers = new Map<string, Y.Item>()

  constructor(private readonly holds: (item: Y.Item, opener: Y.Item | undefined) => boolean) {}

  pass(item: FormatItem): void {
    const { key } = item.content
    if (!this.holds(item, this.openers.get(key))) return
    this.formats = afterFormat(this.formats, item)
    this.openers.set(key, item)
  }
}

/** One walk over the text that writes formats where the switch has changed what should be. */
class Correction {
  readonly written: Y.Item[] = []

  constructor(
    private readonly writer: ArticleWriter,
    private readonly shown: Shown,
    /** What the text should say before and after the switch. */
    private readonly should: { readonly before: Reading; readonly after: Reading },
  ) {}

  /** Writes at least up to the last of these items: those switched, and characters that the undo brought back. */
  run(first: Place, items: readonly Y.Item[]): void {
    const { before, after } = this.should
    let at = this.writer.inside(first, 0) // its formats: what the text says with what we have written
    let present = at.formats // what the text says without it
    const ahead = new Set(items)
    for (let item = at.right; item !== null; item = at.right) {
      if (isFormatItem(item) && isShown(item, this.shown)) {
        ahead.delete(item)
        before.pass(item)
        after.pass(item)
        present = afterFormat(present, item)
        at = { left: item, right: item.right, formats: afterFormat(at.formats, item) }
        continue
      }
      if (ahead.size === 0 && sameFormats(before.formats, after.formats)) break
      // What was brought back was not there when others beside it were corrected.
      if (isInline(item) && isShown(item, this.shown)) {
        at = this.write(at, ahead.delete(item) ? after.formats : this.wanted(present))
      }
      at = { left: item, right: item.right, formats: at.formats }
    }
    this.write(at, present)
  }

  /** Only where the switch changes something: what else differs is somebody else's. */
  private wanted(present: FormatSet): FormatSet {
    const { before, after } = this.should
    let formats = present
    for (const key of FORMATS) {
      if (!sameValue(before.formats[key], after.formats[key])) {
        formats = withFormat(formats, key, after.formats[key])
      }
    }
    return formats
  }

  private write(at: Cursor, formats: FormatSet): Cursor {
    for (const key of FORMATS) {
      if (sameValue(at.formats[key], formats[key])) continue
      const { left, right } = this.writer.put(at, new Y.ContentFormat(key, (formats[key] ?? null) as never))
      if (left !== null) this.written.push(left)
      at = { left, right, formats: withFormat(at.formats, key, formats[key]) }
    }
    return at
  }
}
