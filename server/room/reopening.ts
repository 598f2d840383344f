/**
 * Takes a decision back: what it has changed is as it was, apart from what others have done since. What is gone stays gone; a format
 * or an attribute that says something else by now is somebody's word after the decision; a record has kept what its author added.
 */

import { reopenRanges } from '../../shared/article/accept.ts'
import { anchoredIds } from '../../shared/article/anchor.ts'
import { type FormatValue, isPlainObject } from '../../shared/article/formats.ts'
import { itemAt } from '../../shared/article/item-at.ts'
import { isMarker, sameValue } from '../../shared/article/items.ts'
import { suggestionsOf } from '../../shared/article/layout.ts'
import { readAttributes } from '../../shared/article/projection.ts'
import {
  decidedIn,
  type IdRange,
  type RangedRecord,
  readRecord,
  readRecordKey,
  recordKey,
  recordValue,
  type SuggestionRecord,
  trimmedValue,
} from '../../shared/article/record.ts'
import type { Suggestions } from '../../shared/article/suggestions.ts'
import { setAttributes } from '../../shared/article/writer.ts'
import { recordRangesMax } from '../../shared/limits.ts'
import { eachFormatted, formatRanges } from './decided-formats.ts'
import { Deciding } from './deciding.ts'
import { IdMap } from './id-map.ts'
import { united, without } from './ranges.ts'
import { removeRanges } from './removal.ts'
import type { DecidedAttributes, DecidedFormat, DecidedRecord, Reversal } from './reversal.ts'
import { type Day, giveBack } from './taken-away.ts'

/** Does it in one transaction; the doc writes under SERVER_CLIENT. */
export function reopen(suggestions: Suggestions, reversal: Reversal, today: Day): void {
  Deciding.run(suggestions, today, (deciding) => new Reopening(deciding).takeBack(reversal))
}

class Reopening {
  private readonly suggestions: Suggestions

  constructor(private readonly deciding: Deciding) {
    this.suggestions = deciding.suggestions
  }

  /** The last change first. */
  takeBack({ accepted, removed, bare, written, records, formats, attributes }: Reversal): void {
    const { deciding, suggestions } = this
    const { transaction } = deciding
    for (const one of attributes.toReversed()) this.restyle(one)
    this.format(formats)
    for (const one of records.toReversed()) this.propose(one)
    deciding.feed()
    const [again, back, frames] = [accepted, removed, written].map(anchoredIds)
    deciding.touch([...(again ?? []), ...(back ?? []), ...(frames ?? [])])
    reopenRanges(
      transaction,
      suggestions,
      (again ?? []).flatMap((range) => suggestions.acceptedIn(range)),
    )
    giveBack(transaction, suggestions, back ?? [])
    deciding.keepBare(anchoredIds(bare))
    // Written because something was not there that is there again; where not, the repair writes another.
    removeRanges(transaction, suggestions, frames ?? [])
  }

  private restyle({ marker: id, was, is }: DecidedAttributes): void {
    for (const range of this.livesOf(anchoredIds(id))) {
      const item = itemAt(this.suggestions.doc, range)
      if (item === null || item.deleted || !isMarker(item)) continue
      const marker = item.content.type
      const present = readAttributes(marker)
      const keys = Object.keys(is) as (keyof typeof is)[]
      const undecided = keys.filter((key) => present[key] === is[key])
      setAttributes(marker, Object.fromEntries(undecided.map((key) => [key, was[key]])))
    }
  }

  private format(formats: readonly DecidedFormat[]): void {
    const { text } = this.suggestions
    for (const key of new Set(formats.map((one) => one.key))) {
      const decided = formats
        .filter((one) => one.key === key)
        .map((value) => ({ ranges: this.livesOf(anchoredIds(value.ranges)), value }))
      const undecided: { ranges: IdRange[]; value: FormatValue }[] = []
      eachFormatted(text, key, new IdMap(decided), (range, present, { was, is }) => {
        if (sameValue(present, is)) undecided.push({ ranges: [range], value: was })
      })
      formatRanges(this.deciding.transaction, text, key, new IdMap(undecided))
    }
  }

  private livesOf(ranges: readonly IdRange[]): readonly IdRange[] {
    return ranges.flatMap((range) => this.suggestions.aliases.lives(range))
  }

  // ---- records

  /** Under the key that it had, together with what its author has made of it since. */
  private propose(one: DecidedRecord): void {
    const { key, was } = one
    const records = suggestionsOf(this.suggestions.doc)
    const present = records.get(key)
    const record = readRecord(was)
    if (record === null || record.kind === 'run') return
    if (record.kind === 'block') this.proposeBlock(key, record, readRecord(present))
    else this.proposeRanges(key, record, one, present)
  }

  private proposeBlock(
    key: string,
    record: Extract<SuggestionRecord, { kind: 'block' }>,
    present: SuggestionRecord | null,
  ): void {
    const records = suggestionsOf(this.suggestions.doc)
    const [{ client, clock }] = record.ranges
    const isSame =
      present?.kind === 'block' && present.ranges[0].client === client && present.ranges[0].clock === clock
    const attributes = { ...record.attributes, ...(isSame && present.attributes) }
    const value = recordValue({ ...record, attributes })
    records.set(present === null || isSame ? key : this.newKeyBeside(key), value)
  }

  private proposeRanges(
    key: string,
    record: RangedRecord,
    { was, left, decided }: DecidedRecord,
    present: unknown,
  ): void {
    const back = anchoredIds(decided)
    if (present !== undefined && !isSameProposal(was, present))
      return this.say(this.newKeyBeside(key), record, back)
    const given = united(decidedIn(present, 'b'), back)
    // As it was, to the order of its ranges: so it is listed as it was.
    if (JSON.stringify(present) === JSON.stringify(left))
      return this.say(key, record, record.ranges, decidedIn(was), given)
    const rest = without(decidedIn(present), this.livesOf(back))
    this.say(key, record, united(readRecord(present)?.ranges ?? [], back), rest, given)
  }

  private say(
    key: string,
    record: RangedRecord,
    ranges: readonly IdRange[],
    decided: readonly IdRange[] = [],
    given: readonly IdRange[] = [],
  ): void {
    const records = suggestionsOf(this.suggestions.doc)
    records.set(key, trimmedValue(record, ranges.slice(0, recordRangesMax), decided, given))
    for (let i = recordRangesMax; i < ranges.length; i += recordRangesMax) {
      const surplus = ranges.slice(i, i + recordRangesMax)
      records.set(this.newKeyBeside(key), recordValue({ ...record, ranges: surplus }))
    }
  }

  /** A key of the same owner that nobody uses. */
  private newKeyBeside(key: string): string {
    const client = readRecordKey(key)?.client ?? 0
    let last = -1
    for (const one of suggestionsOf(this.suggestions.doc).keys()) {
      const owner = readRecordKey(one)
      if (owner?.client === client) last = Math.max(last, owner.number)
    }
    return recordKey({ client, number: last + 1 })
  }
}

/** Whether two values propose the same, about whatever ids. */
const isSameProposal = (one: object, other: unknown): boolean =>
  isPlainObject(one) &&
  isPlainObject(other) &&
  one.t === other.t &&
  JSON.stringify(one.a) === JSON.stringify(other.a)
