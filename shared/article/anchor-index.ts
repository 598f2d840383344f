/** Which anchors are on a character: found by its id, or by any under which it lived before. */

import type { ClientId } from '../ids.ts'
import { type Aliases, aliasDepthMax } from './aliases.ts'
import { type Anchor, anchoredIds } from './anchor.ts'
import type { IdRange } from './record.ts'

type Span = { readonly from: number; readonly until: number; readonly name: string }

export class AnchorIndex {
  /** Of each client, sorted by where they begin. */
  private readonly spans = new Map<ClientId, Span[]>()
  private readonly longest = new Map<ClientId, number>()
  private readonly named = new Map<string, readonly IdRange[]>()

  get isEmpty(): boolean {
    return this.named.size === 0
  }

  get names(): Iterable<string> {
    return this.named.keys()
  }

  /** The ids that an anchor names; none: there is no such anchor. */
  rangesOf(name: string): readonly IdRange[] {
    return this.named.get(name) ?? []
  }

  set(name: string, anchor: Pick<Anchor, 'ranges'>): void {
    this.delete(name)
    const ranges = anchoredIds(anchor.ranges)
    this.named.set(name, ranges)
    for (const { client, clock, length } of ranges) {
      const spans = this.spans.get(client) ?? []
      spans.splice(firstFrom(spans, clock), 0, { from: clock, until: clock + length, name })
      this.spans.set(client, spans)
      this.longest.set(client, Math.max(this.longest.get(client) ?? 0, length))
    }
  }

  delete(name: string): void {
    for (const { client } of this.rangesOf(name)) {
      const left = (this.spans.get(client) ?? []).filter((span) => span.name !== name)
      this.spans.set(client, left)
    }
    this.named.delete(name)
  }

  /** Calls `use` for each stretch of a client's units that the same anchors are on, in order; not for those that none is on. */
  stretches(
    aliases: Aliases,
    { client, clock, length }: IdRange,
    use: (clock: number, length: number, names: readonly string[]) => void,
  ): void {
    const found = this.found(aliases, { client, clock, length }, clock, 0).sort((a, b) => a.from - b.from)
    let on: Span[] = []
    let next = 0
    let at = found[0]?.from ?? 0
    while (next < found.length || on.length > 0) {
      on = on.filter(({ until }) => until > at)
      for (let span = found[next]; span !== undefined && span.from <= at; span = found[++next]) on.push(span)
      let end = found[next]?.from ?? Number.POSITIVE_INFINITY
      for (const { until } of on) end = Math.min(end, until)
      if (on.length > 0) use(at, end - at, [...new Set(on.map(({ name }) => name))])
      at = end
    }
  }

  /** The anchors on a range, by where they are among units of which the range's first is `root`. */
  private found(aliases: Aliases, range: IdRange, root: number, depth: number): Span[] {
    const spans = this.over(range).map(({ from, until, name }) => ({
      from: root + Math.max(from, range.clock) - range.clock,
      until: root + Math.min(until, range.clock + range.length) - range.clock,
      name,
    }))
    if (depth === aliasDepthMax) return spans
    for (const { from, old } of aliases.backwards(range))
      spans.push(...this.found(aliases, old, root + from, depth + 1))
    return spans
  }

  private over({ client, clock, length }: IdRange): Span[] {
    const spans = this.spans.get(client) ?? []
    const found: Span[] = []
    for (let i = firstFrom(spans, clock - (this.longest.get(client) ?? 0)); i < spans.length; i++) {
      const span = spans[i]
      if (span === undefined || span.from >= clock + length) break
      if (span.until > clock) found.push(span)
    }
    return found
  }
}

function firstFrom(spans: readonly Span[], clock: number): number {
  let [low, high] = [0, spans.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spans[middle]?.from ?? 0) < clock) low = middle + 1
    else high = middle
  }
  return low
}
