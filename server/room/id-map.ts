/** Something about each of many ids, given by ranges. */

import { IdSet } from '../../shared/article/idset.ts'
import type { IdRange } from '../../shared/article/record.ts'
import type { ClientId } from '../../shared/ids.ts'

type Span<T> = { readonly from: number; readonly until: number; readonly value: T }

export class IdMap<T> {
  /** Of each client, sorted, none overlapping another. */
  private readonly spans = new Map<ClientId, Span<T>[]>()

  /** Of what is given twice, the later one holds. */
  constructor(given: readonly { readonly ranges: readonly IdRange[]; readonly value: T }[]) {
    const known = new IdSet()
    for (const { ranges, value } of given.toReversed()) {
      for (const { client, clock, length } of ranges) {
        const spans = this.spans.get(client) ?? []
        this.spans.set(client, spans)
        known.cut(client, clock, length, (at, count, isKnown) => {
          if (!isKnown) spans.push({ from: at, until: at + count, value })
        })
        known.add(client, clock, length)
      }
    }
    for (const spans of this.spans.values()) spans.sort((a, b) => a.from - b.from)
  }

  /** Cuts a run of ids into stretches of one value, in order; null: none is given. */
  cut(
    client: ClientId,
    clock: number,
    length: number,
    use: (clock: number, length: number, given: { readonly value: T } | null) => void,
  ): void {
    const spans = this.spans.get(client) ?? []
    const until = clock + length
    let at = clock
    for (let i = firstEndingAfter(spans, clock); at < until; i++) {
      const span = spans[i]
      const from = Math.min(span?.from ?? until, until)
      if (from > at) use(at, from - at, null)
      at = Math.max(at, from)
      const end = Math.min(span?.until ?? until, until)
      if (span !== undefined && end > at) use(at, end - at, span)
      at = Math.max(at, end)
    }
  }
}

/** The index of the first span that reaches beyond the clock. */
function firstEndingAfter<T>(spans: readonly Span<T>[], clock: number): number {
  let [low, high] = [0, spans.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spans[middle]?.until ?? 0) > clock) high = middle
    else low = middle + 1
  }
  return low
}
