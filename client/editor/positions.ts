/** Positions that survive what others do: bound to the character beside them, not to a count. */

import type { Node } from '@tiptap/pm/model'
import { fromBase64, toBase64 } from 'lib0/buffer'
import * as Y from 'yjs'
import { isEnd, isInline, isMarker } from '../../shared/article/items.ts'
import { isShown, type Shown } from '../../shared/article/view.ts'
import type { BlockIndex } from './block-index.ts'
import { positionBefore } from './remote-steps.ts'

/** -1: stays behind the character left of it; 1: stays before the one right of it. */
export type Side = -1 | 1

export class Positions {
  constructor(
    private readonly text: Y.Text,
    private readonly index: BlockIndex,
    private readonly shown: Shown,
  ) {}

  /** A position of `doc` as base64 of an encoded Yjs relative position. Costs as much as its block is long. */
  encode(doc: Node, position: number, side: Side): string {
    const resolved = doc.resolve(position)
    const block = Math.min(resolved.index(0), this.index.length - 1)
    const units = resolved.depth === 0 ? 0 : resolved.parentOffset
    const id = side < 0 ? this.unitBefore(block, units) : this.unitAfter(block, units)
    const relative = new Y.RelativePosition(
      null,
      null,
      id ?? this.unitBefore(block, units),
      id === null ? -1 : side,
    )
    return toBase64(Y.encodeRelativePosition(relative))
  }

  /** The position in `doc`, which the index stands for; null when what it was bound to is not known here. */
  decode(doc: Node, encoded: string): number | null {
    const relative = decodeRelative(encoded)
    if (relative?.item == null) return null
    const unit = this.follow(relative.item)
    if (unit === null) return null
    const spot = this.locate(unit.item, unit.offset, relative.assoc < 0)
    if (spot === null) return null
    const units = Math.min(spot.units, doc.child(spot.block).content.size)
    return positionBefore(doc, spot.block) + 1 + units
  }

  /** The id of the unit left of a place: at a block's start what opens it. */
  private unitBefore(block: number, units: number): Y.ID | null {
    const { anchor } = this.index.place(block)
    let id = anchor?.lastId ?? null
    for (let item = anchor?.right ?? null; item !== null && units > 0; item = item.right) {
      if (!isInline(item) && !item.deleted) continue
      const { client, clock } = item.id
      this.shown(item, (offset, length) => {
        if (units > 0) id = Y.createID(client, clock + offset + Math.min(units, length) - 1)
        units -= length
      })
    }
    return id
  }

  /** The id of the unit right of a place: a character, or what ends the block; null at the end of the text. */
  private unitAfter(block: number, units: number): Y.ID | null {
    let id: Y.ID | null = null
    for (
      let item = this.index.place(block).anchor?.right ?? null;
      item !== null && id === null;
      item = item.right
    ) {
      if (!item.countable && !item.deleted) continue
      const { client, clock } = item.id
      this.shown(item, (offset, length) => {
        if (id === null && units < length) id = Y.createID(client, clock + offset + units)
        units -= length
      })
    }
    return id
  }

  /** The item that stands for an id today: undo gives deleted characters new ones. */
  private follow(id: Y.ID): { readonly item: Y.Item; readonly offset: number } | null {
    const { store } = this.text.doc ?? {}
    for (let at = id; store !== undefined && at.clock < Y.getState(store, at.client); ) {
      const item: Y.Item | Y.GC = Y.getItem(store, at)
      if (!(item instanceof Y.Item) || item.parent !== this.text) return null
      const offset = at.clock - item.id.clock
      if (item.redone === null) return { item, offset }
      at = Y.createID(item.redone.client, item.redone.clock + offset)
    }
    return null
  }

  private locate(item: Y.Item, offset: number, behind: boolean): { block: number; units: number } | null {
    const opened =
      isMarker(item) && behind && !item.deleted ? this.index.numberOf(item.content.type) : undefined
    if (opened !== undefined) return { block: opened, units: 0 }
    let units = 0
    if (isInline(item) || item.deleted) {
      const reach = offset + (behind ? 1 : 0)
      this.shown(item, (from, length) => {
        units += Math.max(0, Math.min(length, reach - from))
      })
    }
    let end: Y.Item | null = null // behind which the block begins, when it has no marker
    for (let left = item.left; left !== null; left = left.left) {
      const block = isMarker(left) && !left.deleted ? this.index.numberOf(left.content.type) : undefined
      if (block !== undefined) return { block: end === null ? block : this.behind(end, block), units }
      if (end !== null) continue
      if (isEnd(left) && units > 0 && isShown(left, this.shown)) end = left
      else if (!isEnd(left)) this.shown(left, (_offset, length) => (units += length))
    }
    return null
  }

  /** The number of the block without marker that begins behind an end, somewhere after the given block. */
  private behind(end: Y.Item, after: number): number {
    for (let block = after + 1; block < this.index.length; block++) {
      const { marker, anchor } = this.index.place(block)
      if (anchor === end) return block
      if (marker !== null) break
    }
    return after
  }
}

function decodeRelative(encoded: string): Y.RelativePosition | null {
  try {
    return Y.decodeRelativePosition(fromBase64(encoded))
  } catch {
    return null // it came from another browser: anything may be in it
  }
}
