/**
 * What is suggested about an article, by character: the read model of the roots `sug`, `dec` and `alias`. A character is
 * suggested because of who typed it (an odd client id, not accepted yet), never because of a mark on it; what is
 * proposed about characters that are there are records (record.ts). Server and page read with the same code.
 */

import * as Y from 'yjs'
import { type ClientId, isSuggesting, type PersonId } from '../ids.ts'
import { Aliases, aliasDepthMax } from './aliases.ts'
import { DecidedIds, type DecidedKey, readDecidedKey } from './decided.ts'
import { IdSet } from './idset.ts'
import { aliasesOf, articleText, decisionsOf, suggestionsOf } from './layout.ts'
import { cutBySpans, NO_RECORDS, type PlacedRecord, PlacedRecords } from './placed-records.ts'
import { type IdRange, readAlias, readRecord, readRecordKey } from './record.ts'
import { living, type Restyled, type Shown, type Sign, type View } from './view.ts'

/** What is suggested about some units, alike for all of them. */
export type Stretch = {
  /** They are suggested themselves, and nobody has decided yet. */
  readonly isOpen: boolean
  /** Suggested and taken back, or deleted by an editor, or taken away by a decision: nobody is shown them. */
  readonly isHidden: boolean
  /** In the order in which they apply. */
  readonly records: readonly PlacedRecord[]
}

/** What a change of the records means for characters that did not change themselves. */
export type Reading = {
  /** Hidden from now on, and shown before. */
  readonly hidden: IdSet
  /** Shown from now on, and hidden before. */
  readonly shown: IdSet
  /** About which anything else is said now than before, these two included. */
  readonly touched: IdSet
  /** Whose author is known, or another one, from now on. */
  readonly reauthored: IdSet
}

const NOTHING: readonly IdRange[] = []
const PLAIN: Stretch = { isOpen: false, isHidden: false, records: NO_RECORDS }
const OPEN: Stretch = { isOpen: true, isHidden: false, records: NO_RECORDS }
const REMOVED: Stretch = { isOpen: false, isHidden: true, records: NO_RECORDS }

export class Suggestions {
  readonly doc: Y.Doc
  readonly text: Y.Text
  private readonly people = new Map<ClientId, PersonId>()
  private readonly decided = new DecidedIds()
  private readonly records = new PlacedRecords()
  /** What nobody is shown, for whatever reason. */
  private readonly hidden = new IdSet()
  readonly aliases = new Aliases()

  /** Reads what the doc holds now; `feed` keeps it up to date. */
  constructor(doc: Y.Doc) {
    this.doc = doc
    this.text = articleText(doc)
    this.read(decisionsOf(doc).keys(), aliasesOf(doc).keys(), suggestionsOf(doc).keys())
  }

  // ---- keeping up to date

  /**
   * Reads what a transaction has changed in the three roots; `null` when nothing in them. To be called in the transaction
   * or before its observers run, and as often as one likes.
   */
  feed(transaction: Y.Transaction): Reading | null {
    const dec = changedKeys(transaction, decisionsOf(this.doc))
    const alias = changedKeys(transaction, aliasesOf(this.doc))
    const sug = changedKeys(transaction, suggestionsOf(this.doc))
    return dec.length + alias.length + sug.length === 0 ? null : this.read(dec, alias, sug)
  }

  /** Says whose a client is before the doc does: one's own, of which the server writes only with what it first admits. */
  claim(client: ClientId, person: PersonId): void {
    if (this.people.has(client)) return
    this.people.set(client, person)
    this.refresh(this.about(client))
  }

  private read(dec: Iterable<string>, alias: Iterable<string>, sug: Iterable<string>): Reading {
    const touched = new IdSet()
    const reauthored = new IdSet()
    const touch = ({ client, clock, length }: IdRange) => touched.add(client, clock, length)
    for (const key of dec) {
      for (const range of this.readDecision(key)) touch(range)
      if (key[0] === 'c') this.addWritten(reauthored, Number(key.slice(1)))
    }
    const changed = new Set(sug) // an iterator is gone through once
    let hasAliases = false
    for (const key of alias) {
      for (const { client, clock, length } of this.readAlias(key)) reauthored.add(client, clock, length)
      hasAliases = true
    }
    // Any record may be about what has come back.
    if (hasAliases) for (const { key } of this.records.all) changed.add(key)
    for (const key of changed) for (const range of this.readRecord(key)) touch(range)
    return { ...this.refresh(touched), touched, reauthored }
  }

  /** `c<client>`: whose it is; other keys: what was decided about its characters. Returns what that is about. */
  private readDecision(key: string): readonly IdRange[] {
    const value = decisionsOf(this.doc).get(key)
    if (key[0] === 'c') {
      const client = Number(key.slice(1))
      const person = typeof value === 'string' ? (value as PersonId) : undefined
      if (person === undefined || this.people.get(client) === person) return []
      this.people.set(client, person)
      return [...rangesOf(this.about(client))]
    }
    const decided = readDecidedKey(key)
    return decided === null ? [] : this.decided.read(decided, value)
  }

  /** Everything that a client has written so far, also what has come back under other ids since. */
  private addWritten(ids: IdSet, client: ClientId): void {
    const length = Y.getState(this.doc.store, client)
    if (length === 0) return
    for (const range of this.aliases.lives({ client, clock: 0, length }))
      ids.add(range.client, range.clock, range.length)
  }

  /** Returns the new ids of the alias that was there until now, and of the one that is there now. */
  private readAlias(key: string): readonly IdRange[] {
    const alias = readAlias(key, aliasesOf(this.doc).get(key))
    const known = this.aliases.get(key)
    if (known !== undefined && alias !== null && isSameRange(known.old, alias.old)) return NOTHING
    if (alias === null)
      this.aliases.delete(key) // the server has not believed it
    else this.aliases.set(key, alias)
    return [known, alias].flatMap((one) => one?.now ?? [])
  }

  private readRecord(key: string): readonly IdRange[] {
    const before = this.records.get(key)
    if (before !== undefined) this.records.remove(before)
    const owner = readRecordKey(key)
    const record = readRecord(suggestionsOf(this.doc).get(key))
    if (owner === null || record === null) return before?.ranges ?? []
    const placed = { key, owner, record, ranges: record.ranges.flatMap((range) => this.aliases.lives(range)) }
    this.records.add(placed)
    return [...(before?.ranges ?? []), ...placed.ranges]
  }

  /** Everything that depends on whose a client is: its characters, and those its records are about. */
  private about(client: ClientId): IdSet {
    const ids = new IdSet()
    for (const { from, until } of this.records.spansOf(client)) ids.add(client, from, until - from)
    for (const { owner, ranges } of this.records.all) {
      if (owner.client === client)
        for (const range of ranges) ids.add(range.client, range.clock, range.length)
    }
    return ids
  }

  private refresh(ids: IdSet): Pick<Reading, 'hidden' | 'shown'> {
    const hidden = new IdSet()
    const shown = new IdSet()
    for (const { client, clock, length } of rangesOf(ids)) {
      if (this.isPlain(client) && !this.hidden.holds(client)) continue
      const was = new IdSet()
      this.hidden.cut(client, clock, length, (at, count, inSet) => inSet && was.add(client, at, count))
      this.hidden.delete(client, clock, length)
      this.eachStretch(client, clock, length, (at, count, { isHidden }) => {
        if (isHidden) this.hidden.add(client, at, count)
        was.cut(client, at, count, (from, units, wasHidden) => {
          if (isHidden && !wasHidden) hidden.add(client, from, units)
          if (!isHidden && wasHidden) shown.add(client, from, units)
        })
      })
    }
    return { hidden, shown }
  }

  // ---- asking

  /** Every record, in no order. */
  get all(): Iterable<PlacedRecord> {
    return this.records.all
  }

  record(key: string): PlacedRecord | undefined {
    return this.records.get(key)
  }

  /** Whose a client id is; undefined: nobody's that the doc knows. */
  personOf(client: ClientId): PersonId | undefined {
    return this.people.get(client)
  }

  /** Who wrote a character: also of one that somebody else's undo has brought back. */
  authorOf(client: ClientId, clock: number): PersonId | undefined {
    let author: PersonId | undefined
    this.authors(client, clock, 1, (person) => {
      author = person ?? undefined
    })
    return author
  }

  /**
   * Calls `use` for each stretch of a client's characters by one author, in order, with the client that has typed them; null: nobody
   * whom the doc knows.
   */
  authors(
    client: ClientId,
    clock: number,
    length: number,
    use: (person: PersonId | null, length: number, writer: ClientId) => void,
    depth = 0,
  ): void {
    const until = clock + length
    const own = this.people.get(client) ?? null
    let at = clock
    for (const { from, old } of depth === aliasDepthMax
      ? []
      : this.aliases.backwards({ client, clock, length })) {
      const start = Math.max(at, clock + from)
      const skipped = start - clock - from
      if (skipped >= old.length) continue
      if (start > at) use(own, start - at, client)
      this.authors(old.client, old.clock + skipped, old.length - skipped, use, depth + 1)
      at = clock + from + old.length
    }
    if (at < until) use(own, until - at, client)
  }

  /** The parts of a range that were suggested and are accepted. */
  acceptedIn({ client, clock, length }: IdRange): readonly IdRange[] {
    const ranges: IdRange[] = []
    if (isSuggesting(client)) {
      this.decided.accepted.cut(client, clock, length, (at, count, isAccepted) => {
        if (isAccepted) ranges.push({ client, clock: at, length: count })
      })
    }
    return ranges
  }

  /** Whether nothing of what a client has written is suggested, nor taken away by a decision. */
  private isPlain(client: ClientId): boolean {
    return !isSuggesting(client) && !this.decided.removed.holds(client)
  }

  /** Whether a character is suggested and nobody has decided yet. */
  isOpen(client: ClientId, clock: number): boolean {
    if (!isSuggesting(client)) return false
    return !this.decided.accepted.has(client, clock) && !this.decided.removed.has(client, clock)
  }

  /**
   * Whether any of these characters has never been the article's. One that was accepted once may be on somebody's page as the
   * article's still, who deletes it there.
   */
  hasOnlySuggested(client: ClientId, clock: number, length: number): boolean {
    if (!isSuggesting(client)) return false
    const { accepted, reopened } = this.decided
    let some = false
    accepted.cut(client, clock, length, (at, count, isAccepted) => {
      if (isAccepted) return
      reopened.cut(client, at, count, (_at, _count, wasAccepted) => {
        some ||= !wasAccepted
      })
    })
    return some
  }

  isHidden(client: ClientId, clock: number): boolean {
    return this.hidden.has(client, clock)
  }

  /** Whether a decision has taken a character away. */
  isRemoved(client: ClientId, clock: number): boolean {
    return this.decided.removed.has(client, clock)
  }

  /** Cuts a run of ids into the stretches that are hidden and those that are not, in order: also of what is deleted. */
  cutHidden(
    { client, clock, length }: IdRange,
    use: (clock: number, length: number, isHidden: boolean) => void,
  ): void {
    if (this.isPlain(client)) return use(clock, length, false)
    this.hidden.cut(client, clock, length, use)
  }

  /** Cuts a run of ids into the stretches that a decision has taken away, and the others, in order. */
  cutRemoved(
    { client, clock, length }: IdRange,
    use: (clock: number, length: number, isRemoved: boolean) => void,
  ): void {
    this.decided.removed.cut(client, clock, length, use)
  }

  /** Cuts a run of ids into the stretches that are suggested and about which nobody has decided yet, and those that are not. */
  cutOpen(
    { client, clock, length }: IdRange,
    use: (clock: number, length: number, isOpen: boolean) => void,
  ): void {
    this.cutByDecision(client, clock, length, (at, count, isOpen) => use(at, count, isOpen))
  }

  /** Cuts a run of ids into the stretches that are the article's, if they live, and those that are not. */
  cutBase(
    { client, clock, length }: IdRange,
    use: (clock: number, length: number, inBase: boolean) => void,
  ): void {
    this.cutByDecision(client, clock, length, (at, count, isOpen, isRemoved) =>
      use(at, count, !isOpen && !isRemoved),
    )
  }

  private cutByDecision(
    client: ClientId,
    clock: number,
    length: number,
    use: (clock: number, length: number, isOpen: boolean, isRemoved: boolean) => void,
  ): void {
    const { removed } = this.decided
    if (!removed.holds(client)) return this.cutAccepted(client, clock, length, use)
    removed.cut(client, clock, length, (at, count, isRemoved) =>
      isRemoved ? use(at, count, false, true) : this.cutAccepted(client, at, count, use),
    )
  }

  private cutAccepted(
    client: ClientId,
    clock: number,
    length: number,
    use: (clock: number, length: number, isOpen: boolean, isRemoved: boolean) => void,
  ): void {
    if (!isSuggesting(client)) return use(clock, length, false, false)
    const { accepted } = this.decided
    if (!accepted.holds(client)) return use(clock, length, true, false)
    accepted.cut(client, clock, length, (at, count, isAccepted) => use(at, count, !isAccepted, false))
  }

  /** What was decided about the characters of a client, and still holds. */
  decidedOf(kind: DecidedKey['kind'], client: ClientId): readonly IdRange[] {
    const ranges: IdRange[] = []
    this.decided[kind].each(client, (clock, length) => ranges.push({ client, clock, length }))
    return ranges
  }

  /** What decisions have taken away of a client's characters, by the days since 1970 on which they did. */
  removedBy(client: ClientId): ReadonlyMap<number, IdSet> {
    return this.decided.removedBy(client)
  }

  /** How many ranges all records of a person name. */
  rangesOf(person: PersonId): number {
    return this.records.rangeCount((client) => this.people.get(client) === person)
  }

  /** How many records of a person say something about the same unit, where they are most. */
  deepestOver(person: PersonId, range: IdRange): number {
    return this.records.deepestOver(range, (client) => this.people.get(client) === person)
  }

  /** The records that say something about any of these units. */
  over(range: IdRange | undefined): readonly PlacedRecord[] {
    return range === undefined ? NO_RECORDS : this.records.over(range)
  }

  /** Calls `use` for each stretch of an item's units about which the same is suggested, in order. */
  stretches(item: Y.Item, use: (offset: number, length: number, stretch: Stretch) => void): void {
    const { client, clock } = item.id
    this.eachStretch(client, clock, item.length, (at, length, stretch) => use(at - clock, length, stretch))
  }

  /** The same of some of a client's units, whatever items they are in. */
  stretchesIn(
    { client, clock, length }: IdRange,
    use: (clock: number, length: number, stretch: Stretch) => void,
  ): void {
    this.eachStretch(client, clock, length, use)
  }

  /** What a view shows of an item. */
  shownIn(view: View): Shown {
    switch (view) {
      case 'base':
        return this.inBase
      case 'marked':
        return this.inMarked
      case 'final':
        return this.inFinal
    }
  }

  /** Whether a deletion hides an open insertion of this client, instead of striking it. */
  hides({ owner, record }: PlacedRecord, client: ClientId): boolean {
    return record.kind === 'delete' && this.mayHide(owner.client, client)
  }

  /** Whether what this writer deletes of a client's open insertions is hidden: an editor's word, or its author's. */
  mayHide(writer: ClientId, client: ClientId): boolean {
    if (!isSuggesting(writer) || writer === client) return true
    const person = this.people.get(writer)
    return person !== undefined && person === this.people.get(client)
  }

  private readonly inBase: Shown = (item, use) => {
    const { client, clock } = item.id
    if (this.isPlain(client)) return living(item, use)
    if (item.deleted) return
    this.cutBase({ client, clock, length: item.length }, (at, length, inBase) => {
      if (inBase) use(at - clock, length)
    })
  }

  private readonly inMarked: Shown = (item, use) => {
    const { client, clock } = item.id
    if (this.isPlain(client)) return living(item, use)
    if (item.deleted) return
    this.hidden.cut(client, clock, item.length, (at, length, inSet) => {
      if (!inSet) use(at - clock, length)
    })
  }

  /** What `marked` shows, with what is suggested about it. */
  readonly inMarkedWithSigns: Shown = (item, use) => {
    if (item.deleted) return
    this.stretches(item, (offset, length, { isOpen, isHidden, records }) => {
      if (isHidden) return
      const isStruck = records.some(({ record }) => record.kind === 'delete')
      if (!isOpen && !isStruck) return use(offset, length)
      const sign: Sign = { ...(isOpen && { inserted: true }), ...(isStruck && { deleted: true }) }
      use(offset, length, { formats: {}, attributes: {}, sign })
    })
  }

  private readonly inFinal: Shown = (item, use) => {
    if (item.deleted) return
    this.stretches(item, (offset, length, { isHidden, records }) => {
      if (isHidden || records.some(({ record }) => record.kind === 'delete')) return
      use(offset, length, records.length === 0 ? null : restyledBy(records))
    })
  }

  private eachStretch(
    client: ClientId,
    clock: number,
    length: number,
    use: (clock: number, length: number, stretch: Stretch) => void,
  ): void {
    const spans = this.records.spansOver({ client, clock, length })
    this.cutByDecision(client, clock, length, (at, count, isOpen, isRemoved) => {
      if (isRemoved) return use(at, count, REMOVED)
      if (spans.length === 0) return use(at, count, isOpen ? OPEN : PLAIN)
      cutBySpans(spans, at, count, (from, units, records) => {
        const isHidden = isOpen && records.some((placed) => this.hides(placed, client))
        use(from, units, { isOpen, isHidden, records })
      })
    })
  }
}

const NO_KEYS: readonly string[] = []

/** Which keys of one of the roots a transaction has changed. */
function changedKeys(transaction: Y.Transaction, map: Y.Map<unknown>): readonly string[] {
  const changed = transaction.changed.get(map as never)
  return changed === undefined ? NO_KEYS : [...changed].flatMap((key) => key ?? [])
}

/** What records propose about what they are all about, in their order. */
export function restyledBy(records: readonly PlacedRecord[]): Restyled {
  const restyled = { formats: {}, attributes: {} }
  for (const { record } of records) {
    if (record.kind === 'format') Object.assign(restyled.formats, record.formats)
    if (record.kind === 'block') Object.assign(restyled.attributes, record.attributes)
  }
  return restyled
}

export function* rangesOf(ids: IdSet): Generator<IdRange> {
  for (const client of ids.clients()) {
    const ranges: IdRange[] = []
    ids.each(client, (clock, length) => ranges.push({ client, clock, length }))
    yield* ranges
  }
}

const isSameRange = (a: IdRange, b: IdRange): boolean =>
  a.client === b.client && a.clock === b.clock && a.length === b.length
