/** Segments of the document: blocks between two markers that were and are there, the smallest part that is drawn by itself. */

import type * as Y from 'yjs'
import { isMarker } from '../../shared/article/items.ts'
import type { BlockIndex, Range } from './block-index.ts'

export class Segments {
  /** `stays`: whether a marker is shown when everything that waits is drawn. */
  constructor(
    private readonly index: BlockIndex,
    private readonly stays: (marker: Y.Item) => boolean,
  ) {}

  /** The segments that hold the items, the last one first, so that the earlier ones' positions hold; null: one is before all of them. */
  of(items: readonly Y.Item[]): { range: Range; items: Y.Item[] }[] | null {
    const found = new Map<number, Y.Item[]>()
    const seen = new Map<Y.Item, number>()
    for (const item of items) {
      const first = this.start(item, seen)
      if (first === null) return null
      const others = found.get(first)
      if (others === undefined) found.set(first, [item])
      else others.push(item)
    }
    return [...found]
      .sort(([a], [b]) => b - a)
      .map(([first, held]) => ({ range: { first, last: this.last(first) }, items: held }))
  }

  /** The last block of the segment that begins with this one. */
  last(first: number): number {
    let last = first
    while (last + 1 < this.index.length) {
      const { marker, anchor } = this.index.place(last + 1)
      if (marker !== null && anchor !== null && this.stays(anchor)) break
      last += 1
    }
    return last
  }

  /** The blocks that hold the items. */
  around(items: Iterable<Y.Item>): Range[] {
    const seen = new Set<Y.Item>()
    const blocks: Range[] = []
    for (const item of items) {
      for (let left: Y.Item | null = item; left !== null && !seen.has(left); left = left.left) {
        seen.add(left)
        const block = isMarker(left) ? this.index.numberOf(left.content.type) : undefined
        if (block === undefined) continue
        blocks.push({ first: block, last: this.last(block) })
        break
      }
    }
    return blocks
  }

  /** The block before the item whose marker was and is shown. */
  private start(item: Y.Item, seen: Map<Y.Item, number>): number | null {
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
}
