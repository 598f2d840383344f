/**
 * Decisions about suggestions: what becomes of characters and records that somebody has decided about, in one transaction of the
 * server's. Always by explicit ids and never more than the decider saw, so that the first decision wins and the second finds nothing
 * left to do. What a decision has changed is answered, so that it can be taken back (reopening.ts).
 */

import * as Y from 'yjs'
import { acceptRanges } from '../../shared/article/accept.ts'
import type { BlockAttributes } from '../../shared/article/blocks.ts'
import { readDecidedKey } from '../../shared/article/decided.ts'
import type { FormatValue } from '../../shared/article/formats.ts'
import { IdSet } from '../../shared/article/idset.ts'
import { itemAt, itemsIn } from '../../shared/article/item-at.ts'
import { isMarker, type MarkerMap } from '../../shared/article/items.ts'
import { decisionsOf, suggestionsOf } from '../../shared/article/layout.ts'
import type { PlacedRecord } from '../../shared/article/placed-records.ts'
import { readAttributes } from '../../shared/article/projection.ts'
import {
  decidedIn,
  flatRanges,
  type IdRange,
  readClockRanges,
  type SuggestionRecord,
  trimmedValue,
} from '../../shared/article/record.ts'
import { rangesOf, type Suggestions } from '../../shared/article/suggestions.ts'
import { setAttributes } from '../../shared/article/writer.ts'
import { unreachable } from '../../shared/assert.ts'
import { SERVER_CLIENT, SERVER_SUGGESTING } from '../../shared/ids.ts'
import { eachFormatted, formatRanges } from './decided-formats.ts'
import { Deciding } from './deciding.ts'
import { IdMap } from './id-map.ts'
import { intersection, ofWholeCharacters, wholeRanges, without } from './ranges.ts'
import {
  type DecidedAttributes,
  type DecidedFormat,
  type DecidedRecord,
  NOTHING,
  type Reversal,
} from './reversal.ts'
import { type Day, livingIn } from './taken-away.ts'

export type Verb = 'accept' | 'reject'

/** What is decided about: characters that are suggested, or what a record says, and of that no more than `seen` (null: all of it). */
export type Subject =
  | { readonly kind: 'insertion'; readonly ranges: readonly IdRange[] }
  | { readonly kind: 'record'; readonly key: string; readonly seen: readonly IdRange[] | null }

/** What a decision has come to. */
export type Decided = {
  /** Of the subjects those of which anything was left to decide. */
  readonly subjects: readonly Subject[]
  /** What it has changed; nothing, where nothing was left. */
  readonly reversal: Reversal
}

/** Carries a decision out, all of it in one transaction. The doc writes under SERVER_CLIENT. */
export function decide(
  suggestions: Suggestions,
  verb: Verb,
  subjects: readonly Subject[],
  today: Day,
): Decided {
  const before = new Map(decisionsOf(suggestions.doc).entries())
  let decided: Decided = { subjects: [], reversal: NOTHING }
  Deciding.run(
    suggestions,
    today,
    (deciding) => {
      const decision = new Decision(deciding)
      const done = subjects.filter((subject) => decision.decide(verb, subject))
      decision.finish()
      return { done, changes: decision.changes }
    },
    ({ done, changes }, { transaction, bareBefore }) => {
      if (done.length === 0) return
      const ids = { ...idsChanged(transaction, before), bare: flatRanges([...rangesOf(bareBefore)]) }
      decided = { subjects: done, reversal: { ...changes, ...ids, written: framesWritten(transaction) } }
    },
  )
  return decided
}

/** The subjects of one decision, one after the other; what becomes of characters is written at the end, at once. */
class Decision {
  readonly changes = {
    records: [] as DecidedRecord[],
    formats: [] as DecidedFormat[],
    attributes: [] as DecidedAttributes[],
  }
  private readonly accepted: IdRange[] = []
  private readonly removed: IdRange[] = []
  private readonly formatted = new Map<string, { ranges: readonly IdRange[]; value: FormatValue }[]>()
  private readonly trimmed = new Set<string>()

  constructor(private readonly deciding: Deciding) {}

  private get suggestions(): Suggestions {
    return this.deciding.suggestions
  }

  /** Returns whether anything was left to decide. */
  decide(verb: Verb, subject: Subject): boolean {
    if (subject.kind === 'record') return this.decideRecord(verb, subject.key, subject.seen)
    return this.decideInsertion(verb, wholeRanges(this.suggestions, subject.ranges))
  }

  finish(): void {
    acceptRanges(this.deciding.transaction, this.suggestions, this.accepted)
    this.deciding.takeAway(this.removed)
    for (const [key, wanted] of this.formatted) this.format(key, new IdMap(wanted))
  }

  // ---- characters that are suggested

  private decideInsertion(verb: Verb, ranges: readonly IdRange[]): boolean {
    const { shown, hidden } = this.openIn(ranges)
    this.deciding.touch(shown)
    // What is hidden stays hidden, and suggested: whoever took it back may undo that.
    if (verb === 'accept') this.accepted.push(...shown)
    else this.removed.push(...shown, ...hidden)
    return shown.length > 0 || (verb === 'reject' && hidden.length > 0)
  }

  /** What of these characters is suggested and lives, apart by whether anybody is shown it. */
  private openIn(ranges: readonly IdRange[]): { shown: IdRange[]; hidden: IdRange[] } {
    const [shown, hidden] = [new IdSet(), new IdSet()]
    const { doc, text } = this.suggestions
    for (const range of ranges) {
      for (const item of itemsIn(doc, range)) {
        if (item.deleted || item.parent !== text) continue
        const { client } = item.id
        const clock = Math.max(range.clock, item.id.clock)
        const length = Math.min(range.clock + range.length, item.id.clock + item.length) - clock
        this.suggestions.stretchesIn({ client, clock, length }, (at, count, { isOpen, isHidden }) => {
          if (isOpen) (isHidden ? hidden : shown).add(client, at, count)
        })
      }
    }
    return { shown: [...rangesOf(shown)], hidden: [...rangesOf(hidden)] }
  }

  // ---- records

  private decideRecord(verb: Verb, key: string, seen: readonly IdRange[] | null): boolean {
    if (this.trimmed.has(key)) this.deciding.feed() // a part of it was decided just now
    const placed = this.suggestions.record(key)
    if (placed === undefined) return false
    const { doc } = this.suggestions
    const decided = seen === null ? placed.ranges : intersection(placed.ranges, ofWholeCharacters(doc, seen))
    // About what is gone, or was decided about otherwise, there is nothing to say.
    if (livingIn(this.suggestions, decided).isEmpty) return false
    if (verb === 'accept') this.carryOut(placed.record, decided)
    // Whoever goes on deleting from the article's words into their own has taken those back: they do not come again.
    else
      this.removed.push(
        ...this.openIn(decided).hidden.filter(({ client }) => this.suggestions.hides(placed, client)),
      )
    this.trim(placed, decided)
    this.deciding.touch(decided)
    return true
  }

  private carryOut(record: SuggestionRecord, ranges: readonly IdRange[]): void {
    switch (record.kind) {
      case 'delete':
        this.removed.push(...ranges)
        return
      case 'format':
        for (const [key, value] of Object.entries(record.formats)) {
          const wanted = this.formatted.get(key) ?? []
          wanted.push({ ranges, value })
          this.formatted.set(key, wanted)
        }
        return
      case 'block':
        for (const range of ranges) {
          const marker = itemAt(this.suggestions.doc, range)
          if (marker !== null && !marker.deleted && isMarker(marker))
            this.restyle(range, marker.content.type, record.attributes)
        }
        return
      case 'run':
        return
      default:
        return unreachable(record)
    }
  }

  private format(key: string, wanted: IdMap<FormatValue>): void {
    const { text } = this.suggestions
    const changed = new Map<string, { key: string; ranges: IdRange[]; was: FormatValue; is: FormatValue }>()
    eachFormatted(text, key, wanted, (range, was, is) => {
      const name = JSON.stringify([was, is])
      const alike = changed.get(name) ?? { key, ranges: [], was, is }
      alike.ranges.push(range)
      changed.set(name, alike)
    })
    for (const { ranges, ...one } of changed.values())
      this.changes.formats.push({ ...one, ranges: flatRanges(ranges) })
    formatRanges(this.deciding.transaction, text, key, wanted)
  }

  private restyle(range: IdRange, marker: MarkerMap, attributes: Partial<BlockAttributes>): void {
    const before = readAttributes(marker)
    setAttributes(marker, attributes)
    const after = readAttributes(marker)
    const keys = Object.keys(attributes) as (keyof BlockAttributes)[]
    const of = (all: BlockAttributes) => Object.fromEntries(keys.map((key) => [key, all[key]]))
    this.changes.attributes.push({ marker: flatRanges([range]), was: of(before), is: of(after) })
  }

  /** What is left of a record, perhaps nothing, and what was decided: its author may be extending it just now. */
  private trim({ key, record }: PlacedRecord, decided: readonly IdRange[]): void {
    const records = suggestionsOf(this.suggestions.doc)
    const was = records.get(key) as object
    const named = intersection(record.ranges, decided)
    let left: object | null = null
    if (record.kind === 'block' || record.kind === 'run') records.delete(key)
    else {
      left = trimmedValue(record, without(record.ranges, decided), [...decidedIn(was), ...decided])
      records.set(key, left)
    }
    this.changes.records.push({ key, was, left, decided: flatRanges(named) })
    this.trimmed.add(key)
  }
}

/** Which ids are accepted or taken away now and were not before, by the keys of `dec` that the transaction has written. */
function idsChanged(
  { doc, changed }: Y.Transaction,
  before: ReadonlyMap<string, unknown>,
): Pick<Reversal, 'accepted' | 'removed'> {
  const ids: Record<'accepted' | 'removed', IdRange[]> = { accepted: [], removed: [] }
  const decisions = decisionsOf(doc)
  for (const key of changed.get(decisions as never) ?? []) {
    const decided = readDecidedKey(key ?? '')
    if (key === null || decided === null || decided.kind === 'reopened') continue
    const rangesIn = (value: unknown) =>
      (readClockRanges(value) ?? []).map(([clock, length]) => ({ client: decided.client, clock, length }))
    ids[decided.kind].push(...without(rangesIn(decisions.get(key)), rangesIn(before.get(key))))
  }
  return { accepted: flatRanges(ids.accepted), removed: flatRanges(ids.removed) }
}

/** The markers that the server has written in the transaction. */
function framesWritten({ doc, beforeState }: Y.Transaction): readonly number[] {
  const frames: IdRange[] = []
  for (const client of [SERVER_CLIENT, SERVER_SUGGESTING]) {
    const clock = beforeState.get(client) ?? 0
    const length = Y.getState(doc.store, client) - clock
    for (const item of length > 0 ? itemsIn(doc, { client, clock, length }) : [])
      if (!item.deleted && isMarker(item)) frames.push({ ...item.id, length: 1 })
  }
  return flatRanges(frames)
}
