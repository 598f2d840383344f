/** Sets of character ids, as ranges of clocks for each client. */

import * as Y from 'yjs'
import type { IdRange } from '../../shared/article/record.ts'
import type { ClientId } from '../../shared/ids.ts'

/** `to` is exclusive. */
type Range = { readonly from: number; readonly to: number }
export type IdRanges = ReadonlyMap<ClientId, readonly Range[]>

export const NO_IDS: IdRanges = new Map()

/** The ids of all structs in these updates. */
export function idsIn(updates: readonly Uint8Array[]): IdRanges {
  const ranges = new Map<ClientId, Range[]>()
  for (const { id, length } of updates.flatMap((update) => Y.decodeUpdate(update).structs)) {
    const own = ranges.get(id.client) ?? []
    own.push({ from: id.clock, to: id.clock + length })
    ranges.set(id.client, own)
  }
  return ranges
}

/** Each client's in the order of their clocks. */
export const rangesIn = (ids: IdRanges): readonly IdRange[] =>
  [...ids].flatMap(([client, ranges]) =>
    [...ranges]
      .sort((a, b) => a.from - b.from)
      .map(({ from, to }) => ({ client, clock: from, length: to - from })),
  )

export function withRange(ranges: IdRanges, client: ClientId, from: number): IdRanges {
  const range = { from, to: Number.POSITIVE_INFINITY }
  return new Map(ranges).set(client, [...(ranges.get(client) ?? []), range])
}

/** Cuts an item's text where it enters or leaves the ranges: pieces in order, each wholly in or out. */
export function piecesOf(
  { client, clock }: Y.ID,
  words: string,
  ranges: IdRanges,
): readonly { readonly words: string; readonly within: boolean }[] {
  const own = (ranges.get(client) ?? []).filter(({ from, to }) => from < clock + words.length && to > clock)
  const inside = (at: number) => own.some(({ from, to }) => from <= at && at < to)
  const cuts = own
    .flatMap(({ from, to }) => [from, to])
    .filter((at) => at > clock && at < clock + words.length)
  const starts = [...new Set([clock, ...cuts])].sort((a, b) => a - b)
  return starts.map((start, index) => ({
    words: words.slice(start - clock, (starts[index + 1] ?? clock + words.length) - clock),
    within: inside(start),
  }))
}
