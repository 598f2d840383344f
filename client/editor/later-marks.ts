/** The blocks whose marks an article opens without: those far below its beginning are marked when one can write already. */

import type { MarkerMap } from '../../shared/article/items.ts'
import type { BlockIndex, Range } from './block-index.ts'

export class LaterMarks {
  private readonly waiting = new Set<MarkerMap>()

  /** The index as it is when the article is opened; its first blocks, so many, are marked then. */
  constructor(
    private readonly index: BlockIndex,
    first: number,
  ) {
    for (let block = first; block < index.length; block++) {
      const { marker } = index.place(block)
      if (marker !== null) this.waiting.add(marker)
    }
  }

  get isEmpty(): boolean {
    return this.waiting.size === 0
  }

  /** The next ones, at most so many, which wait no longer; of those that are gone nothing. */
  take(count: number): readonly Range[] {
    const blocks: number[] = []
    for (const marker of this.waiting) {
      if (blocks.length === count) break
      this.waiting.delete(marker)
      const block = this.index.numberOf(marker)
      if (block !== undefined) blocks.push(block)
    }
    return rangesOf(blocks)
  }

  /** All blocks that do not wait. */
  others(): readonly Range[] {
    const { index } = this
    if (this.isEmpty) return [{ first: 0, last: index.length - 1 }]
    return rangesOf(
      Array.from({ length: index.length }, (_, block) => block).filter((block) => {
        const { marker } = index.place(block)
        return marker === null || !this.waiting.has(marker)
      }),
    )
  }
}

/** Neighbours together. */
function rangesOf(blocks: readonly number[]): readonly Range[] {
  const ranges: Range[] = []
  for (const block of [...blocks].sort((a, b) => a - b)) {
    const last = ranges.at(-1)
    if (last !== undefined && last.last + 1 === block) ranges[ranges.length - 1] = { ...last, last: block }
    else ranges.push({ first: block, last: block })
  }
  return ranges
}
