/** What a decision has changed, by ids: enough to take it back. Plain JSON, kept beside the decision; no words of anybody's. */

import { anchoredIds } from '../../shared/article/anchor.ts'
import type { BlockAttributes } from '../../shared/article/blocks.ts'
import type { FormatValue } from '../../shared/article/formats.ts'
import { flatRanges, type IdRange } from '../../shared/article/record.ts'
import { intersection, without } from './ranges.ts'

/** Client, clock and length, one behind the other. */
export type FlatRanges = readonly number[]

export type Reversal = {
  /** What has become the article's. */
  readonly accepted: FlatRanges
  /** What was taken away. */
  readonly removed: FlatRanges
  /** Frames of the server's in which nothing stood before: they may stand empty again. */
  readonly bare: FlatRanges
  /** Frames that the server wrote because words would have stood in none. */
  readonly written: FlatRanges
  /** In the order in which they were decided; the others too. */
  readonly records: readonly DecidedRecord[]
  readonly formats: readonly DecidedFormat[]
  readonly attributes: readonly DecidedAttributes[]
}

export const NOTHING: Reversal = {
  accepted: [],
  removed: [],
  bare: [],
  written: [],
  records: [],
  formats: [],
  attributes: [],
}

export type DecidedRecord = {
  readonly key: string
  /** The value before and after; null: none any more. */
  readonly was: object
  readonly left: object | null
  /** What of it was decided. */
  readonly decided: FlatRanges
}
export type DecidedFormat = {
  readonly key: string
  readonly ranges: FlatRanges
  readonly was: FormatValue
  readonly is: FormatValue
}
export type DecidedAttributes = {
  readonly marker: FlatRanges
  readonly was: Partial<BlockAttributes>
  readonly is: Partial<BlockAttributes>
}

/** The part of a reversal that is about these ids, and the rest; null: nothing. Frames go with the part. */
export function partedReversal(
  reversal: Reversal,
  about: readonly IdRange[],
): { readonly part: Reversal | null; readonly rest: Reversal | null } {
  return { part: some(reversal, intersection), rest: some({ ...reversal, written: [] }, without) }

  function some(whole: Reversal, cut: typeof without): Reversal | null {
    const cutFlat = (flat: FlatRanges) => flatRanges(cut(anchoredIds(flat), about))
    const part: Reversal = {
      accepted: cutFlat(whole.accepted),
      removed: cutFlat(whole.removed),
      bare: whole.bare,
      written: whole.written,
      records: whole.records
        .map((one) => ({ ...one, decided: cutFlat(one.decided) }))
        .filter(({ decided }) => decided.length > 0),
      formats: whole.formats
        .map((one) => ({ ...one, ranges: cutFlat(one.ranges) }))
        .filter(({ ranges }) => ranges.length > 0),
      attributes: whole.attributes.filter(({ marker }) => cutFlat(marker).length > 0),
    }
    const { accepted, removed, records } = part
    return accepted.length + removed.length + records.length === 0 ? null : part
  }
}
