/**
 * The records that this page writes. One is extended while the same goes on nearby; saying the same again takes it back; and
 * what was changed is remembered, so that undo can restore it.
 */

import * as Y from 'yjs'
import type { BlockAttributes } from '../../shared/article/blocks.ts'
import type { Format, FormatSet, FormatValue } from '../../shared/article/formats.ts'
import { IdSet } from '../../shared/article/idset.ts'
import { sameValue } from '../../shared/article/items.ts'
import { suggestionsOf } from '../../shared/article/layout.ts'
import {
  compareKeys,
  type FormatChange,
  type IdRange,
  type RecordKey,
  readRecord,
  readRecordKey,
  recordKey,
  recordValue,
  type SuggestionRecord,
} from '../../shared/article/record.ts'
import { rangesOf, type Suggestions } from '../../shared/article/suggestions.ts'
import { type ClientId, isSuggesting } from '../../shared/ids.ts'
import { cardGapMs, recordNumberMax, recordRangesMax } from '../../shared/limits.ts'

/** What a key held before and holds now; null: nothing. */
export type RecordChange = {
  readonly before: SuggestionRecord | null
  readonly after: SuggestionRecord | null
}
export type RecordChanges = ReadonlyMap<string, RecordChange>

/** What was written under the odd id with the formats of its place, and should have these others. */
export type OtherFormats = {
  readonly range: IdRange
  readonly change: FormatChange
  readonly behind: Y.ID | null
}

export const otherFormats = ({ id, length, left }: Y.Item, change: FormatChange): OtherFormats => ({
  range: { client: id.client, clock: id.clock, length },
  change,
  behind: left?.lastId ?? null,
})

type FormatRecord = Pick<Extract<SuggestionRecord, { kind: 'format' }>, 'ranges' | 'formats'>
type Style = {
  readonly key: string
  readonly owner: RecordKey
  readonly isOwn: boolean
  readonly attributes: Record<string, unknown>
}
type WithRanges = Extract<SuggestionRecord, { kind: 'delete' | 'format' }>

export class OwnRecords {
  /** What was written last; extended while the same goes on beside it. */
  private last: string | null = null
  private readonly numbers = new Map<ClientId, number>()
  /** When something was said to be written last, and under which client. */
  private noted: { readonly client: ClientId; readonly at: number } | null = null
  private changes = new Map<string, RecordChange>()
  /** Said in the present transaction and not written yet: a key is written once in each, whatever is said under it. */
  private unwritten = new Map<string, SuggestionRecord | null>()

  constructor(private readonly suggestions: Suggestions) {}

  /**
   * Says when what comes next is written, where that has not been said for a while: so cards know their time, and what is
   * typed much later is another one. To be called first in a transaction; no undo takes it back.
   */
  note(now: number): void {
    const { doc } = this.suggestions
    const known = this.noted
    const isNew =
      known === null || known.client !== doc.clientID || now - known.at > cardGapMs || now < known.at
    if (!isNew) return
    this.noted = { client: doc.clientID, at: now }
    const clock = Y.getState(doc.store, doc.clientID)
    suggestionsOf(doc).set(this.newKey(), recordValue({ kind: 'run', ranges: [], clock, at: now }))
  }

  /** What comes next is another record. */
  close(): void {
    this.last = null
  }

  /** What was changed since this was asked last. */
  take(): RecordChanges {
    const { changes } = this
    this.changes = new Map()
    return changes
  }

  /**
   * Says that these ids should go, under the doc's client id; of which it says so already, nothing. `beside`: ids next to them in
   * the text; where one is in the last record, that one is extended.
   */
  delete(all: readonly IdRange[], beside: readonly IdRange[] = []): void {
    const ranges = all.flatMap((range) => without([range], this.ownDeletedIn(range)))
    if (ranges.length === 0) return
    const last = this.lastOf('delete')
    const nearby = [...beside, ...ranges.map(widened)]
    this.say({ kind: 'delete', ranges }, last !== null && overlaps(last, nearby) ? last : null)
  }

  /**
   * Says that these ids should have other formats; that they should not, where it says so already. `behind`: what they stand behind
   * in the text; where that is in the last record, and says the same, it is extended.
   */
  format(ranges: readonly IdRange[], formats: FormatChange, behind: Y.ID | null = null): void {
    const mine = this.ownOver(ranges, formats)
    if (mine !== null) return this.withdraw(mine, ranges)
    const last = this.lastOf('format')
    const goesOn =
      last?.kind === 'format' && sameFormatChange(last.formats, formats) && follows(last, ranges, behind)
    this.say({ kind: 'format', ranges, formats }, goesOn ? last : null)
  }

  /** Says that a block should have other attributes than its marker has; `present` are those. */
  restyle(marker: IdRange, attributes: Partial<BlockAttributes>, present: BlockAttributes): void {
    const isAnswer = this.stylesOver(marker).some(
      (said) => !said.isOwn && Object.keys(attributes).some((key) => Object.hasOwn(said.attributes, key)),
    )
    if (isAnswer) return this.wishStyle(marker, attributes, present)
    const mine = this.ownStyle(marker)
    const proposed: Partial<Record<string, unknown>> = { ...mine?.attributes }
    for (const [key, value] of Object.entries(attributes)) {
      const again = mine !== null && Object.hasOwn(proposed, key) && sameValue(proposed[key], value)
      if (again || sameValue(present[key as keyof BlockAttributes], value)) delete proposed[key]
      else proposed[key] = value
    }
    this.sayStyle(marker, mine?.key ?? null, proposed)
  }

  /**
   * Says which formats these ids should come to have, whatever is proposed already; `present` are those of the article. What one
   * has said otherwise is taken back, and nothing is said that would be anyway.
   */
  wishFormat(ranges: readonly IdRange[], formats: FormatChange, present: FormatSet): void {
    for (const range of ranges) {
      for (const [key, value] of Object.entries(formats)) {
        this.unsay(range, key, value)
        const missing = this.parts(range, (records) => {
          const said = records.findLast(({ formats }) => Object.hasOwn(formats, key))?.formats[key]
          return !sameValue((said === undefined ? present[key as Format] : said) ?? null, value)
        })
        if (missing.length > 0) this.say({ kind: 'format', ranges: missing, formats: { [key]: value } }, null)
      }
    }
  }

  /** Says which attributes a block should come to have, whatever is proposed already; `present` are those that it has. */
  wishStyle(marker: IdRange, attributes: Partial<BlockAttributes>, present: BlockAttributes): void {
    const said = this.stylesOver(marker)
    const others: Partial<BlockAttributes> = Object.assign(
      {},
      ...said.map((one) => !one.isOwn && one.attributes),
    )
    const wished: Partial<Record<string, unknown>> = {}
    for (const [name, value] of Object.entries(attributes)) {
      for (const own of said) if (own.isOwn) delete own.attributes[name]
      if (!sameValue({ ...present, ...others }[name as keyof BlockAttributes], value)) wished[name] = value
    }
    // What is said last applies: after somebody else's it is said anew.
    const last = said.at(-1)
    const goesOn = last?.isOwn === true
    if (goesOn) Object.assign(last.attributes, wished)
    for (const { key, isOwn, attributes: left } of said) if (isOwn) this.sayStyle(marker, key, left)
    if (!goesOn) this.sayStyle(marker, null, wished)
  }

  /** Restores what these keys held; what was decided meanwhile stays so. Returns what it changed, to go the other way. */
  restore(changes: RecordChanges): void {
    for (const [key, { before, after }] of changes) {
      const present = this.present(key)
      if (present === null && after !== null) continue // somebody has decided
      this.set(key, restored(before, present, after))
    }
    this.close()
  }

  /** As `Suggestions.cutOpen`. */
  cutOpen(...[range, use]: Parameters<Suggestions['cutOpen']>): void {
    this.suggestions.cutOpen(range, use)
  }

  // ---- writing

  private say(record: WithRanges, extended: WithRanges | null): void {
    const ids = new IdSet()
    for (const { client, clock, length } of [...(extended?.ranges ?? []), ...record.ranges])
      ids.add(client, clock, length)
    const ranges = [...rangesOf(ids)]
    if (extended !== null && this.last !== null && ranges.length <= recordRangesMax) {
      return this.set(this.last, { ...record, ranges })
    }
    const own = extended === null ? ranges : record.ranges
    for (let i = 0; i < own.length; i += recordRangesMax) {
      const key = this.newKey()
      this.set(key, { ...record, ranges: own.slice(i, i + recordRangesMax) })
      this.last = key
    }
  }

  private sayStyle(marker: IdRange, mine: string | null, proposed: object): void {
    const isNothing = Object.keys(proposed).length === 0
    if (isNothing && mine === null) return
    const record: SuggestionRecord = { kind: 'block', ranges: [marker], attributes: proposed }
    this.set(mine ?? this.newKey(), isNothing ? null : record)
  }

  /** What is said now about the attributes of a block, in the order in which it applies; to be changed. */
  private stylesOver(marker: IdRange): readonly Style[] {
    const keys = new Set([...this.suggestions.over(marker).map(({ key }) => key), ...this.unwritten.keys()])
    return [...keys]
      .flatMap((key) => {
        const owner = readRecordKey(key)
        const isOwn = this.isOwn(key)
        const record = isOwn ? this.present(key) : (this.suggestions.record(key)?.record ?? null)
        if (owner === null || record?.kind !== 'block') return []
        // One that was said in this transaction may be about another block.
        const isAbout = this.suggestions.over(marker).some((placed) => placed.key === key)
        if (!isAbout && intersection(record.ranges, [marker]).length === 0) return []
        return [{ key, owner, isOwn, attributes: { ...record.attributes } as Style['attributes'] }]
      })
      .sort((a, b) => compareKeys(a.owner, b.owner))
  }

  /** Takes back what one has said otherwise about one format of these ids. */
  private unsay(range: IdRange, key: string, wanted: FormatValue): void {
    for (const own of this.ownKeysOver(range)) {
      const record = this.present(own)
      if (record?.kind !== 'format' || !Object.hasOwn(record.formats, key)) continue
      if (sameValue(record.formats[key], wanted)) continue
      const about = intersection(record.ranges, [range])
      if (about.length === 0) continue
      const { [key]: _gone, ...others } = record.formats
      const left = without(record.ranges, about)
      this.set(own, left.length === 0 ? null : { ...record, ranges: left })
      if (Object.keys(others).length === 0) continue
      this.set(this.newKey(), { ...record, ranges: about, formats: others })
    }
  }

  /** The parts of a range about whose formats that is true; the records over each, in the order in which they apply. */
  private parts(range: IdRange, isWanted: (records: readonly FormatRecord[]) => boolean): readonly IdRange[] {
    const records = this.formatsOver(range)
    const cuts = new Set([range.clock, range.clock + range.length])
    for (const { ranges } of records)
      for (const { client, clock, length } of intersection(ranges, [range]))
        if (client === range.client) cuts.add(clock).add(clock + length)
    const places = [...cuts].sort((a, b) => a - b)
    return places.slice(1).flatMap((until, i) => {
      const clock = places[i] ?? until
      const part = { client: range.client, clock, length: until - clock }
      const over = records.filter(({ ranges }) => intersection(ranges, [part]).length > 0)
      return isWanted(over) ? [part] : []
    })
  }

  /** What is said now about the formats of these ids, in the order in which it applies. */
  private formatsOver(range: IdRange): readonly FormatRecord[] {
    const keys = new Set([...this.suggestions.over(range).map(({ key }) => key), ...this.unwritten.keys()])
    return [...keys]
      .flatMap((key) => {
        const owner = readRecordKey(key)
        const placed = this.suggestions.record(key)
        const record = this.isOwn(key) ? this.present(key) : (placed?.record ?? null)
        if (owner === null || record?.kind !== 'format') return []
        const ranges = this.unwritten.has(key) ? record.ranges : (placed?.ranges ?? record.ranges)
        return [{ owner, ranges, formats: record.formats }]
      })
      .filter(({ ranges }) => intersection(ranges, [range]).length > 0)
      .sort((a, b) => compareKeys(a.owner, b.owner))
  }

  private ownKeysOver(range: IdRange): readonly string[] {
    const keys = [...this.suggestions.over(range).map(({ key }) => key), ...this.unwritten.keys()]
    return [...new Set(keys)].filter((key) => this.isOwn(key))
  }

  private withdraw(key: string, ranges: readonly IdRange[]): void {
    const record = this.present(key)
    if (record?.kind !== 'format') return
    const left = without(record.ranges, ranges)
    this.set(key, left.length === 0 ? null : { ...record, ranges: left })
  }

  private set(key: string, record: SuggestionRecord | null): void {
    const before = this.changes.has(key) ? (this.changes.get(key)?.before ?? null) : this.present(key)
    this.changes.set(key, { before, after: record })
    this.unwritten.set(key, record)
  }

  /** Writes what was said. To be called at the end of each transaction in which anything was. */
  flush(): void {
    const map = suggestionsOf(this.suggestions.doc)
    for (const [key, record] of this.unwritten) {
      if (record !== null) map.set(key, recordValue(record))
      else if (map.has(key)) map.delete(key)
    }
    this.unwritten = new Map()
  }

  /** Of a number above all that are known: what is said later says otherwise, whoever says it. */
  private newKey(): string {
    const client = this.suggestions.doc.clientID
    const map = suggestionsOf(this.suggestions.doc)
    let number = this.numbers.get(client) ?? 0
    for (const { owner } of this.suggestions.all) {
      if (owner.number >= number && owner.number < recordNumberMax) number = owner.number + 1
    }
    const isTaken = (taken: string) => map.has(taken) || this.unwritten.has(taken)
    while (isTaken(recordKey({ client, number }))) number += 1
    this.numbers.set(client, number + 1)
    return recordKey({ client, number })
  }

  // ---- what is there

  private present(key: string): SuggestionRecord | null {
    const unwritten = this.unwritten.get(key)
    if (unwritten !== undefined) return unwritten
    return readRecord(suggestionsOf(this.suggestions.doc).get(key))
  }

  private lastOf(kind: WithRanges['kind']): WithRanges | null {
    if (this.last === null || !this.last.startsWith(`${this.suggestions.doc.clientID}.`)) return null
    const record = this.present(this.last)
    return record?.kind === kind ? (record as WithRanges) : null
  }

  /** Whether the person has said this in this mode, be it on an earlier visit. */
  private isOwn(key: string): boolean {
    const { clientID: own } = this.suggestions.doc
    const client = readRecordKey(key)?.client ?? own
    if (client === own) return true
    const person = this.suggestions.personOf(client)
    return (
      isSuggesting(client) === isSuggesting(own) &&
      person !== undefined &&
      person === this.suggestions.personOf(own)
    )
  }

  private ownDeletedIn(range: IdRange): readonly IdRange[] {
    return this.suggestions.over(range).flatMap(({ key }) => {
      const record = this.isOwn(key) ? this.present(key) : null
      return record?.kind === 'delete' ? record.ranges : []
    })
  }

  private ownOver(ranges: readonly IdRange[], formats: FormatChange): string | null {
    for (const { key, record } of this.suggestions.over(ranges[0])) {
      if (!this.isOwn(key) || record.kind !== 'format' || !sameFormatChange(record.formats, formats)) continue
      if (without(ranges, record.ranges).length === 0) return key
    }
    return null
  }

  private ownStyle(marker: IdRange): { key: string; attributes: Partial<BlockAttributes> } | null {
    for (const { key, record } of this.suggestions.over(marker)) {
      if (this.isOwn(key) && record.kind === 'block') return { key, attributes: record.attributes }
    }
    return null
  }
}

/** What a key should hold again: what it held, but for what somebody has decided of what it came to hold. */
function restored(
  before: SuggestionRecord | null,
  present: SuggestionRecord | null,
  after: SuggestionRecord | null,
): SuggestionRecord | null {
  if (before?.kind !== 'delete' && before?.kind !== 'format') return before
  if (present === null || after === null || after.kind === 'block') return before
  const decided = without(after.ranges, present.ranges)
  const ranges = without(before.ranges, decided)
  return ranges.length === 0 ? null : { ...before, ranges }
}

function without(ranges: readonly IdRange[], removed: readonly IdRange[]): readonly IdRange[] {
  const ids = new IdSet()
  for (const { client, clock, length } of ranges) ids.add(client, clock, length)
  for (const { client, clock, length } of removed) ids.delete(client, clock, length)
  return [...rangesOf(ids)]
}

const intersection = (ranges: readonly IdRange[], others: readonly IdRange[]): readonly IdRange[] =>
  without(ranges, without(ranges, others))

const widened = ({ client, clock, length }: IdRange): IdRange => ({
  client,
  clock: clock - 1,
  length: length + 2,
})

const overlaps = ({ ranges }: WithRanges, others: readonly IdRange[]): boolean =>
  others.some((other) =>
    ranges.some(
      ({ client, clock, length }) =>
        client === other.client && clock < other.clock + other.length && other.clock < clock + length,
    ),
  )

/** Whether the ids stand, or were written, directly behind those of the record: somebody types on with the same formats. */
function follows({ ranges }: WithRanges, [next]: readonly IdRange[], behind: Y.ID | null): boolean {
  return ranges.some(({ client, clock, length }) => {
    const end = clock + length
    if (next !== undefined && client === next.client && end === next.clock) return true
    return behind !== null && client === behind.client && clock <= behind.clock && behind.clock < end
  })
}

const sameFormatChange = (a: FormatChange, b: FormatChange): boolean =>
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(a).every(([key, value]) => Object.hasOwn(b, key) && sameValue(b[key], value))
