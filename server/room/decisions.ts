/**
 * Decisions about suggestions: what becomes of characters and records that somebody has decided about, in one transaction of the
 * server's. Always by explicit ids and never more than the decider saw, so that the first decision wins and the second finds nothing
 * left to do.
 */

import * as Y from 'yjs'
import { acceptRanges, reopenRanges } from '../../shared/article/accept.ts'
import { IdSet } from '../../shared/article/idset.ts'
import { itemAt, itemsIn } from '../../shared/article/item-at.ts'
import { isEnd, isMarker } from '../../shared/article/items.ts'
import { aliasesOf, suggestionsOf } from '../../shared/article/layout.ts'
import { partnerOf } from '../../shared/article/pairs.ts'
import { decidedIn, type IdRange, type SuggestionRecord, trimmedValue } from '../../shared/article/record.ts'
import { repairOrphans } from '../../shared/article/repair.ts'
import { type PlacedRecord, rangesOf, type Suggestions } from '../../shared/article/suggestions.ts'
import { setAttributes } from '../../shared/article/writer.ts'
import { assert, unreachable } from '../../shared/assert.ts'
import { isSuggesting, SERVER_CLIENT, SERVER_SUGGESTING } from '../../shared/ids.ts'
import { deadAliases } from './dead-aliases.ts'
import { formatRanges } from './decided-formats.ts'
import { removeRanges } from './removal.ts'

/** `reopen` takes an acceptance back: the characters are suggested again. */
export type Verb = 'accept' | 'reject' | 'reopen'

/** What is decided about: characters that are suggested, or what a record says, and of that no more than `seen` (null: all of it). */
export type Subject =
  | { readonly kind: 'insertion'; readonly ranges: readonly IdRange[] }
  | { readonly kind: 'record'; readonly key: string; readonly seen: readonly IdRange[] | null }

/** Carries a decision out. Returns whether anything was left to decide. The doc writes under SERVER_CLIENT. */
export function decide(suggestions: Suggestions, verb: Verb, subjects: readonly Subject[]): boolean {
  const { doc } = suggestions
  assert(doc.clientID === SERVER_CLIENT, "the room's doc writes under the server's client id")
  let isDone = false
  doc.transact((transaction) => {
    const deciding = new Deciding(transaction, suggestions)
    for (const subject of subjects) isDone = deciding.decide(verb, subject) || isDone
    deciding.finish()
  })
  return isDone
}

/**
 * Removes for good what nobody is shown: hidden characters, records about nothing that lives, aliases that lead to nothing. To be called when nobody is
 * there, because redo would bring hidden characters back. Returns whether there was anything.
 */
export function sweep(suggestions: Suggestions): boolean {
  let isDone = false
  suggestions.doc.transact((transaction) => {
    const deciding = new Deciding(transaction, suggestions)
    isDone = deciding.sweep()
    deciding.finish()
  })
  return isDone
}

class Deciding {
  private readonly touched = new IdSet()

  constructor(
    private readonly transaction: Y.Transaction,
    private readonly suggestions: Suggestions,
  ) {}

  decide(verb: Verb, subject: Subject): boolean {
    if (subject.kind === 'record') return this.decideRecord(verb, subject.key, subject.seen)
    return this.decideInsertion(verb, wholeRanges(this.suggestions, subject.ranges))
  }

  /** Reads what has changed, and gives every view its frames. */
  finish(): void {
    const { transaction, suggestions } = this
    this.feed()
    this.removeBareFrames()
    repairOrphans(transaction, suggestions, this.touched)
    this.feed()
  }

  sweep(): boolean {
    const hidden: IdRange[] = []
    const { text, doc } = this.suggestions
    for (let item = text._start; item !== null; item = item.right) {
      const { client, clock } = item.id
      if (item.deleted || !isSuggesting(client)) continue
      this.suggestions.stretches(item, (offset, length, { isHidden }) => {
        if (isHidden) hidden.push({ client, clock: clock + offset, length })
      })
    }
    let isDone = this.remove(hidden) > 0
    const records = suggestionsOf(doc)
    for (const key of [...records.keys()]) {
      const placed = this.suggestions.record(key)
      const isAlive = placed?.ranges.some((range) => [...itemsIn(doc, range)].some((item) => !item.deleted))
      if (isAlive || placed?.record.kind === 'run') continue
      records.delete(key)
      isDone = true
    }
    for (const key of deadAliases(doc)) {
      aliasesOf(doc).delete(key)
      isDone = true
    }
    return isDone
  }

  // ---- characters that are suggested

  private decideInsertion(verb: Verb, ranges: readonly IdRange[]): boolean {
    if (verb === 'reopen') {
      const accepted = ranges.flatMap((range) => this.suggestions.acceptedIn(range))
      reopenRanges(this.transaction, this.suggestions, accepted)
      this.touch(accepted)
      return accepted.length > 0
    }
    const { shown, hidden } = this.openIn(ranges)
    this.touch(shown)
    // What is hidden stays hidden, and suggested: whoever took it back may undo that.
    if (verb === 'accept') acceptRanges(this.transaction, this.suggestions, shown)
    else this.remove([...shown, ...hidden])
    return shown.length > 0 || (verb === 'reject' && hidden.length > 0)
  }

  /** What of these characters is suggested and lives, apart by whether anybody is shown it. */
  private openIn(ranges: readonly IdRange[]): { shown: IdRange[]; hidden: IdRange[] } {
    const [shown, hidden] = [new IdSet(), new IdSet()]
    const { doc, text } = this.suggestions
    for (const range of ranges) {
      for (const item of itemsIn(doc, range)) {
        if (item.deleted || item.parent !== text) continue
        const { client, clock } = item.id
        this.suggestions.stretches(item, (offset, length, { isOpen, isHidden }) => {
          const from = Math.max(range.clock, clock + offset)
          const count = Math.min(range.clock + range.length, clock + offset + length) - from
          if (isOpen && count > 0) (isHidden ? hidden : shown).add(client, from, count)
        })
      }
    }
    return { shown: [...rangesOf(shown)], hidden: [...rangesOf(hidden)] }
  }

  // ---- records

  private decideRecord(verb: Verb, key: string, seen: readonly IdRange[] | null): boolean {
    const placed = this.suggestions.record(key)
    if (placed === undefined || verb === 'reopen') return false
    const decided = seen === null ? placed.ranges : intersection(placed.ranges, seen)
    if (decided.length === 0) return false
    if (verb === 'accept') this.carryOut(placed.record, decided)
    this.trim(placed, decided)
    this.touch(decided)
    return true
  }

  private carryOut(record: SuggestionRecord, ranges: readonly IdRange[]): void {
    const { doc, text } = this.suggestions
    switch (record.kind) {
      case 'delete':
        this.remove(ranges)
        return
      case 'format':
        for (const [key, value] of Object.entries(record.formats)) {
          formatRanges(this.transaction, text, ranges, key, value)
        }
        return
      case 'block':
        for (const range of ranges) {
          const marker = itemAt(doc, range)
          if (marker !== null && !marker.deleted && isMarker(marker)) {
            setAttributes(marker.content.type, record.attributes)
          }
        }
        return
      case 'run':
        return
      default:
        return unreachable(record)
    }
  }

  /** What is left of a record, perhaps nothing, and what was decided: its author may be extending it just now. */
  private trim({ key, record }: PlacedRecord, decided: readonly IdRange[]): void {
    const records = suggestionsOf(this.suggestions.doc)
    if (record.kind === 'block' || record.kind === 'run') records.delete(key)
    else {
      const before = decidedIn(records.get(key))
      records.set(key, trimmedValue(record, without(record.ranges, decided), [...before, ...decided]))
    }
    this.feed()
  }

  // ---- removing

  private remove(ranges: readonly IdRange[]): number {
    this.touch(ranges)
    return removeRanges(this.transaction, this.suggestions, ranges)
  }

  /** Frames that the server put around suggested words, and whose words are gone. */
  private removeBareFrames(): void {
    const { doc } = this.suggestions
    const shown = this.suggestions.shownIn('marked')
    const frames = { client: SERVER_SUGGESTING, clock: 0, length: Y.getState(doc.store, SERVER_SUGGESTING) }
    const bare: IdRange[] = []
    for (const item of itemsIn(doc, frames)) {
      const isFrame =
        !item.deleted && isMarker(item) && this.suggestions.isOpen(item.id.client, item.id.clock)
      if (isFrame && isBare(item, shown)) bare.push({ ...item.id, length: 1 })
    }
    removeRanges(this.transaction, this.suggestions, bare)
  }

  private touch(ranges: readonly IdRange[]): void {
    for (const { client, clock, length } of ranges) this.touched.add(client, clock, length)
  }

  private feed(): void {
    const reading = this.suggestions.feed(this.transaction)
    if (reading !== null) this.touch([...rangesOf(reading.touched)])
  }
}

/** Whether nothing that is shown stands between a marker and the next end or marker. */
function isBare(marker: Y.Item, shown: ReturnType<Suggestions['shownIn']>): boolean {
  for (let item = marker.right; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue
    let isShown = false
    shown(item, () => {
      isShown = true
    })
    if (isShown) return isEnd(item) || isMarker(item)
  }
  return true
}

/** Ranges that cut no surrogate pair, and that name ends and markers of one client's pairs together. */
function wholeRanges(suggestions: Suggestions, ranges: readonly IdRange[]): readonly IdRange[] {
  const { doc, text } = suggestions
  const whole = new IdSet()
  for (const range of ranges) {
    const from = cutsPair(doc, range.client, range.clock) ? range.clock - 1 : range.clock
    const end = range.clock + range.length
    const until = cutsPair(doc, range.client, end) ? end + 1 : end
    whole.add(range.client, from, until - from)
    for (const item of itemsIn(doc, range)) {
      const partner = item.parent === text && !item.deleted ? partnerOf(item) : null
      if (partner === null || isOpen(partner) !== isOpen(item)) continue
      whole.add(partner.id.client, partner.id.clock, 1)
    }
  }
  return [...rangesOf(whole)]

  function isOpen({ id }: Y.Item): boolean {
    return suggestions.isOpen(id.client, id.clock)
  }
}

/** Whether a cut before this clock goes through a character of two UTF-16 units. */
function cutsPair(doc: Y.Doc, client: number, clock: number): boolean {
  const item = itemAt(doc, { client, clock: clock - 1 })
  if (item === null || !(item.content instanceof Y.ContentString)) return false
  const offset = clock - 1 - item.id.clock
  const unit = item.content.str.charCodeAt(offset)
  return unit >= 0xd800 && unit <= 0xdbff && offset + 1 < item.length
}

function intersection(ranges: readonly IdRange[], others: readonly IdRange[]): readonly IdRange[] {
  return parted(ranges, others, true)
}

/** The parts of ranges that are not in others. */
export const without = (ranges: readonly IdRange[], others: readonly IdRange[]): readonly IdRange[] =>
  parted(ranges, others, false)

function parted(ranges: readonly IdRange[], others: readonly IdRange[], wanted: boolean): readonly IdRange[] {
  const set = new IdSet()
  for (const { client, clock, length } of others) set.add(client, clock, length)
  const parts: IdRange[] = []
  for (const { client, clock, length } of ranges) {
    set.cut(client, clock, length, (at, count, inSet) => {
      if (inSet === wanted) parts.push({ client, clock: at, length: count })
    })
  }
  return parts
}
