/** The records of an article where they lie, and which of them say something about a character. */

import type { ClientId } from '../ids.ts'
import { compareKeys, type IdRange, type RecordKey, type SuggestionRecord } from './record.ts'
import { type Span, Spans } from './spans.ts'

/** A record where it lies: its ids are those that it names and those under which they have come back since. */
export type PlacedRecord = {
  readonly key: string
  readonly owner: RecordKey
  readonly record: SuggestionRecord
  readonly ranges: readonly IdRange[]
}

export const NO_RECORDS: readonly PlacedRecord[] = []

export class PlacedRecords {
  private readonly byKey = new Map<string, PlacedRecord>()
  /** Where they say something about characters of a client. */
  private readonly spans = new Map<ClientId, Spans<PlacedRecord>>()
  /** How many ranges the records of a client name. */
  private readonly rangeCounts = new Map<ClientId, number>()

  /** Every one, in no order. */
  get all(): Iterable<PlacedRecord> {
    return this.byKey.values()
  }

  get(key: string): PlacedRecord | undefined {
    return this.byKey.get(key)
  }

  add(placed: PlacedRecord): void {
    this.byKey.set(placed.key, placed)
    this.count(placed, 1)
    for (const { client, clock, length } of placed.ranges) {
      const spans = this.spans.get(client) ?? new Spans()
      this.spans.set(client, spans)
      spans.add({ from: clock, until: clock + length, placed })
    }
  }

  remove(placed: PlacedRecord): void {
    this.byKey.delete(placed.key)
    this.count(placed, -1)
    for (const client of new Set(placed.ranges.map((range) => range.client))) {
      const spans = this.spans.get(client)
      spans?.remove(placed)
      if (spans?.isEmpty) this.spans.delete(client)
    }
  }

  private count({ owner, record }: PlacedRecord, sign: 1 | -1): void {
    const count = (this.rangeCounts.get(owner.client) ?? 0) + sign * record.ranges.length
    this.rangeCounts.set(owner.client, count)
  }

  /** Those that say something about any of these units. */
  over(range: IdRange): readonly PlacedRecord[] {
    return this.spansOver(range).map(({ placed }) => placed)
  }

  /** The same with where they do, by where that begins. */
  spansOver({ client, clock, length }: IdRange): readonly Span<PlacedRecord>[] {
    return this.spans.get(client)?.over(clock, clock + length) ?? NO_SPANS
  }

  /** Where anything is said about characters of a client. */
  spansOf(client: ClientId): Iterable<Span<PlacedRecord>> {
    return this.spans.get(client)?.all() ?? NO_SPANS
  }

  /** How many ranges those name that such clients have written. */
  rangeCount(isOwn: (client: ClientId) => boolean): number {
    let sum = 0
    for (const [client, count] of this.rangeCounts) if (isOwn(client)) sum += count
    return sum
  }

  /** How many that such clients have written say something about the same unit, where they are most. */
  deepestOver(range: IdRange, isOwn: (client: ClientId) => boolean): number {
    const own = this.spansOver(range).filter(({ placed }) => isOwn(placed.owner.client))
    const begins = own.map(({ from }) => from) // in their order
    const ends = own.map(({ until }) => until).sort((a, b) => a - b)
    let deepest = 0
    let ended = 0
    for (const [index, from] of begins.entries()) {
      while ((ends[ended] ?? Infinity) <= from) ended++
      deepest = Math.max(deepest, index + 1 - ended)
    }
    return deepest
  }
}

const NO_SPANS: readonly Span<PlacedRecord>[] = []

/** Cuts some units into stretches about which the same records say something, in the order in which they apply. */
export function cutBySpans(
  spans: readonly Span<PlacedRecord>[],
  clock: number,
  length: number,
  use: (clock: number, length: number, records: readonly PlacedRecord[]) => void,
): void {
  const until = clock + length
  const cuts = new Set([clock, until])
  for (const span of spans) {
    if (span.from > clock && span.from < until) cuts.add(span.from)
    if (span.until > clock && span.until < until) cuts.add(span.until)
  }
  const places = [...cuts].sort((a, b) => a - b)
  let over: Span<PlacedRecord>[] = []
  let next = 0
  for (const [i, from] of places.entries()) {
    const end = places[i + 1]
    if (end === undefined) return
    over = over.filter((span) => span.until >= end)
    for (let span = spans[next]; span !== undefined && span.from <= from; span = spans[++next])
      if (span.until >= end) over.push(span)
    const records = over.map(({ placed }) => placed)
    if (records.length > 1) records.sort((a, b) => compareKeys(a.owner, b.owner))
    use(from, end - from, records.length === 0 ? NO_RECORDS : records)
  }
}
