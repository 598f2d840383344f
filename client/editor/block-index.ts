/** Where each block of the ProseMirror document is in the text: its marker's item and the formats open there. */

import type * as Y from 'yjs'
import { type MarkerMap, NO_FORMATS, sameFormats } from '../../shared/article/items.ts'
import { type Place, type PlacedBlock, readBlocks } from '../../shared/article/projection.ts'
import type { Shown } from '../../shared/article/view.ts'
import { must } from '../../shared/assert.ts'

/** Neighbouring blocks, by number: from `first` to `last`, both included. */
export type Range = { readonly first: number; readonly last: number }

/**
 * Block number k of the index is child number k of the document. Everything here costs as much as the blocks it is
 * about; only inserting and removing blocks numbers the following ones anew.
 */
export class BlockIndex {
  private places: Place[] = []
  private readonly numbers = new Map<MarkerMap, number>()

  constructor(
    private readonly text: Y.Text,
    private readonly shown: Shown,
  ) {}

  get length(): number {
    return this.places.length
  }

  place(number: number): Place {
    return must(this.places[number], `block ${number}`)
  }

  /** The number of the block that this marker opens; undefined when it opens none. */
  numberOf(marker: MarkerMap): number | undefined {
    return this.numbers.get(marker)
  }

  /** Reads the whole text. */
  load(): readonly PlacedBlock[] {
    const { blocks } = readBlocks(this.text._start, null, NO_FORMATS, this.shown)
    this.replace({ first: 0, last: this.places.length - 1 }, blocks)
    return blocks
  }

  /** The blocks widened to those that have markers of their own, whose places nothing inside the range can change. */
  segment({ first, last }: Range): Range {
    while (first > 0 && this.place(first).marker === null) first -= 1
    while (last + 1 < this.length && this.place(last + 1).marker === null) last += 1
    return { first, last }
  }

  /**
   * Reads the blocks of a segment anew after a change inside it, and the following ones for as long as the formats they
   * begin with have changed. The result begins with block number `first`.
   */
  reread(segment: Range): readonly PlacedBlock[] {
    const { blocks, formats } = this.readRange(segment, this.place(segment.first).carry)
    const added = this.replace(segment, blocks)
    const result = [...blocks]
    let carry = formats
    for (let next = segment.last + 1 + added; next < this.length; ) {
      if (sameFormats(this.place(next).carry, carry)) break
      const { first, last } = this.segment({ first: next, last: next })
      const following = this.readRange({ first, last }, carry)
      this.replace({ first, last }, following.blocks)
      result.push(...following.blocks)
      carry = following.formats
      next = last + 1
    }
    return result
  }

  /** The item at which the block after this one begins to exist: its marker; null after the last. */
  startAfter(number: number): Y.Item | null {
    return number + 1 < this.length ? this.place(number + 1).anchor : null
  }

  private readRange({ first, last }: Range, carry: Place['carry']) {
    const start = this.place(first).anchor ?? this.text._start
    return readBlocks(start, this.startAfter(last), carry, this.shown)
  }

  /** Puts other blocks in the place of a range; returns how many more they are. */
  private replace({ first, last }: Range, blocks: readonly PlacedBlock[]): number {
    const removed = this.places.splice(
      first,
      last - first + 1,
      ...blocks.map(({ anchor, marker, carry }) => ({ anchor, marker, carry })),
    )
    for (const { marker } of removed) if (marker !== null) this.numbers.delete(marker)
    const added = blocks.length - removed.length
    const renumbered = added === 0 ? first + blocks.length : this.length
    for (let number = first; number < renumbered; number++) {
      const { marker } = this.place(number)
      if (marker !== null) this.numbers.set(marker, number)
    }
    return added
  }
}
