/** A set of character ids: per client, the ranges of clocks in it. */

import type { ClientId } from '../ids.ts'

type Range = { readonly from: number; readonly until: number }

export class IdSet {
  /** Sorted, neither touching nor overlapping. */
  private readonly ranges = new Map<ClientId, Range[]>()

  get isEmpty(): boolean {
    return this.ranges.size === 0
  }

  has(client: ClientId, clock: number): boolean {
    const ranges = this.ranges.get(client) ?? []
    const range = ranges[firstEndingAfter(ranges, clock)]
    return range !== undefined && range.from <= clock
  }

  /** Whether any id of a client is in it. */
  holds(client: ClientId): boolean {
    return this.ranges.has(client)
  }

  add(client: ClientId, clock: number, length: number): void {
    const ranges = this.ranges.get(client) ?? []
    let from = clock
    let until = clock + length
    const first = firstEndingAfter(ranges, clock - 1) // one that ends where ours begins is joined too
    let last = first
    for (let range = ranges[last]; range !== undefined && range.from <= until; range = ranges[++last]) {
      from = Math.min(from, range.from)
      until = Math.max(until, range.until)
    }
    ranges.splice(first, last - first, { from, until })
    this.ranges.set(client, ranges)
  }

  delete(client: ClientId, clock: number, length: number): void {
    const ranges = this.ranges.get(client)
    if (ranges === undefined) return
    const until = clock + length
    const first = firstEndingAfter(ranges, clock)
    const left: Range[] = []
    let last = first
    for (let range = ranges[last]; range !== undefined && range.from < until; range = ranges[++last]) {
      if (range.from < clock) left.push({ from: range.from, until: clock })
      if (range.until > until) left.push({ from: until, until: range.until })
    }
    ranges.splice(first, last - first, ...left)
    if (ranges.length === 0) this.ranges.delete(client)
  }

  /** Of one client, or all. */
  clear(client?: ClientId): void {
    if (client === undefined) this.ranges.clear()
    else this.ranges.delete(client)
  }

  clients(): Iterable<ClientId> {
    return this.ranges.keys()
  }

  /** Calls `use` for each run of a client's ids, in order. */
  each(client: ClientId, use: (clock: number, length: number) => void): void {
    for (const { from, until } of this.ranges.get(client) ?? []) use(from, until - from)
  }

  /** Cuts a run of ids into the stretches that are in the set and those that are not, in order. */
  cut(
    client: ClientId,
    clock: number,
    length: number,
    use: (clock: number, length: number, inSet: boolean) => void,
  ): void {
    const ranges = this.ranges.get(client) ?? []
    const until = clock + length
    let at = clock
    for (let i = firstEndingAfter(ranges, clock); at < until; i++) {
      const range = ranges[i]
      const from = Math.min(range?.from ?? until, until)
      if (from > at) use(at, from - at, false)
      at = Math.max(at, from)
      const end = Math.min(range?.until ?? until, until)
      if (end > at) use(at, end - at, true)
      at = Math.max(at, end)
    }
  }
}

/** The index of the first range that reaches beyond the clock. */
function firstEndingAfter(ranges: readonly Range[], clock: number): number {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ranges[middle]?.until ?? 0) > clock) high = middle
    else low = middle + 1
  }
  return low
}
