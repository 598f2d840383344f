/**
 * Lands a review in the article it was about, however that was rewritten meanwhile: what was suggested on the copy is suggested in the
 * article, under the pen name's own client id, and what was said there is said about the same words. The article without
 * suggestions does not move. What cannot be carried, because its words are gone, is answered with its words.
 */

import * as Y from 'yjs'
import { type Anchor, anchoredIds } from '../../shared/article/anchor.ts'
import type { BlockAttributes } from '../../shared/article/blocks.ts'
import { Carrying } from '../../shared/article/carry.ts'
import type { FormatSet } from '../../shared/article/formats.ts'
import { itemsIn } from '../../shared/article/item-at.ts'
import { sameFormats } from '../../shared/article/items.ts'
import { decisionsOf, suggestionsOf } from '../../shared/article/layout.ts'
import type { PlacedRecord } from '../../shared/article/placed-records.ts'
import {
  compareKeys,
  type FormatChange,
  type IdRange,
  joinedRanges,
  readRecordKey,
  recordKey,
  recordValue,
  type SuggestionRecord,
} from '../../shared/article/record.ts'
import { repairOrphans } from '../../shared/article/repair.ts'
import { listSuggestions, type Suggestion } from '../../shared/article/suggestion-list.ts'
import type { Suggestions } from '../../shared/article/suggestions.ts'
import { CLOSING, OPENING } from '../../shared/article/wording.ts'
import { ArticleWriter, type Token } from '../../shared/article/writer.ts'
import { assert } from '../../shared/assert.ts'
import { type ClientId, isSuggesting, type PersonId, SERVER_CLIENT } from '../../shared/ids.ts'
import { anchorContextUnits, recordNumberMax, recordRangesMax } from '../../shared/limits.ts'
import { intersection } from '../room/ranges.ts'
import { balanced, type Carried, isWritten, lengthOf, Places } from './places.ts'
import { type Insertion, insertionsIn, type Part } from './suggested.ts'

/** What is landed. */
export type Review = {
  readonly copy: Suggestions
  /** What the blind copy's units were called in the article (blind-copy.ts). */
  readonly ids: readonly number[] | null
  readonly threads: readonly { readonly id: string; readonly anchor: Anchor }[]
}

/** In whose name. */
export type Pen = {
  /** Odd, of a pair that is reserved for this person in the article. */
  readonly client: ClientId
  readonly person: PersonId
  /** When it is said to be written; null: that is not said. */
  readonly at: number | null
  /** The address under which the article's readers may load a picture that was put into the copy; null: under none. */
  readonly imageOf: (src: string) => string | null
}

export type Landing = {
  readonly threads: readonly { readonly id: string; readonly anchor: Anchor }[]
  readonly suggestions: readonly LandedSuggestion[]
  /** The words of these are gone. */
  readonly gone: readonly Gone[]
}

export type LandedSuggestion = {
  /** Its id in the list of the copy's suggestions. */
  readonly id: string
  /** Its ids in the article's list. */
  readonly now: readonly string[]
  /** Whether all that it is about is there. */
  readonly isWhole: boolean
}

export type Gone =
  | { readonly of: 'thread'; readonly id: string; readonly quote: string }
  | {
      readonly of: 'suggestion'
      readonly id: string
      readonly kind: Suggestion['kind']
      /** The words that are suggested, or about which something is. */
      readonly quote: string
      /** Of an insertion: what stood around it. */
      readonly before: string
      readonly after: string
    }

/** Lands it, all in one transaction. The article's doc writes under SERVER_CLIENT, and its pen has written nothing in it that the doc does not know. */
export function landReview(live: Suggestions, review: Review, pen: Pen): Landing {
  const { doc } = live
  assert(doc.clientID === SERVER_CLIENT, "the room's doc writes under the server's client id")
  assert(isSuggesting(pen.client), 'a pen name suggests')
  return doc.transact((transaction) => {
    const writing = new Writing(transaction, new Carrying(review.copy, live, review.ids), review, pen)
    try {
      // The only way to write what somebody else writes: each item has its writer's id.
      doc.clientID = pen.client
      writing.suggestions()
    } finally {
      doc.clientID = SERVER_CLIENT
    }
    writing.bind()
    repairOrphans(transaction, live)
    return writing.landing()
  })
}

class Writing {
  private readonly insertions: readonly Insertion[]
  private readonly places: Places
  private readonly landed: LandedSuggestion[] = []
  private readonly gone: Gone[] = []
  /** Records of the copy, by key: those under which they are in the article. */
  private readonly keys = new Map<string, string[]>()
  private readonly partly = new Set<string>()
  /** What had to be said of words that have other formats than their place has now. */
  private readonly formatted: { readonly range: IdRange; readonly key: string }[] = []
  private number = 0
  private hasBegun = false

  constructor(
    private readonly transaction: Y.Transaction,
    private readonly carrying: Carrying,
    private readonly review: Review,
    private readonly pen: Pen,
  ) {
    this.insertions = insertionsIn(review.copy, carrying.from)
    this.places = new Places(carrying, review.copy)
    for (const { owner } of this.live.all)
      if (owner.number >= this.number && owner.number < recordNumberMax) this.number = owner.number + 1
  }

  private get live(): Suggestions {
    return this.carrying.live
  }

  suggestions(): void {
    // The last one first: of two that come to stand in one place the first one is written before the other.
    for (const insertion of [...this.insertions].reverse()) this.insert(insertion)
    const records = [...this.review.copy.all].sort((a, b) => compareKeys(a.owner, b.owner))
    for (const placed of records) this.record(placed)
  }

  /** Says whose the pen's id is, as it is said with the first thing that anybody writes. */
  bind(): void {
    const { client, person } = this.pen
    const { doc } = this.transaction
    const has = Y.getState(doc.store, client) > (this.transaction.beforeState.get(client) ?? 0)
    if (has && !decisionsOf(doc).has(`c${client}`)) decisionsOf(doc).set(`c${client}`, person)
    this.live.feed(this.transaction)
  }

  landing(): Landing {
    const { copy, threads } = this.review
    const listed = listSuggestions(this.live)
    for (const suggestion of listSuggestions(copy)) {
      const now =
        suggestion.id[0] === 'r' ? this.keys.get(suggestion.id.slice(1)) : this.listedAs(suggestion, listed)
      if (now === undefined || now.length === 0) this.gone.push(this.goneSuggestion(suggestion))
      else this.landed.push({ id: suggestion.id, now, isWhole: !this.partly.has(suggestion.id) })
    }
    const carried = threads.flatMap(({ id, anchor }) => {
      const there = this.anchor(anchor)
      if (there === null) this.gone.push({ of: 'thread', id, quote: anchor.quote })
      return there === null ? [] : [{ id, anchor: there }]
    })
    return { threads: carried, suggestions: this.landed, gone: this.gone }
  }

  private anchor(anchor: Anchor): Anchor | null {
    const carried = this.carrying.anchor(anchor)
    if (carried === null || anchor.kind !== 'suggestion') return carried
    const suggestion = this.landed.find(({ id }) => id === anchor.suggestion)?.now[0]
    // What was suggested is gone, and of the words around it some are there.
    return suggestion === undefined ? { ...carried, kind: 'text' } : { ...carried, suggestion }
  }

  /** The insertion of the article's list in which the words of one of the copy's are, and what had to be said of their formats. */
  private listedAs({ ranges }: Suggestion, listed: readonly Suggestion[]): string[] {
    const now = this.carrying.ranges(anchoredIds(ranges))
    const isOf = (own: readonly IdRange[]) => intersection(own, now).length > 0
    return [
      ...listed
        .filter((one) => one.kind === 'insertion' && isOf(anchoredIds(one.ranges)))
        .map(({ id }) => id),
      ...this.formatted.filter(({ range }) => isOf([range])).map(({ key }) => `r${key}`),
    ]
  }

  private goneSuggestion({ id, kind, text, ranges: [client = 0, clock = 0] }: Suggestion): Gone {
    const isOf = ({ source }: Part) => intersection([source], [{ client, clock, length: 1 }]).length > 0
    const insertion = kind === 'insertion' ? this.insertions.find(({ parts }) => parts.some(isOf)) : undefined
    const words = (from: number, to: number) =>
      this.carrying.from.text
        .slice(Math.max(0, from), to)
        .replaceAll(OPENING, '')
        .replaceAll(CLOSING, '\n')
        .toWellFormed()
    const place = insertion?.place
    return {
      ...{ of: 'suggestion', id, kind, quote: text },
      before: place === undefined ? '' : words(place - anchorContextUnits, place),
      after: place === undefined ? '' : words(place, place + anchorContextUnits),
    }
  }

  // ---- insertions

  private insert(insertion: Insertion): void {
    const at = this.places.of(insertion)
    if (at === null) return
    this.begin()
    const {
      doc,
      doc: { store },
    } = this.transaction
    const { client } = this.pen
    const wanted = insertion.parts.filter(
      ({ takenBackBy }) => takenBackBy === null || this.places.struck(takenBackBy).isWhole,
    )
    const parts = balanced(wanted, at.isBetween).map((part) => this.inFormats(part, insertion))
    const formatted: { range: IdRange; formats: FormatChange }[] = []
    const writer = new ArticleWriter(this.transaction, this.live.text, this.live.shownIn('base'), {
      onOtherFormats: (item, change) =>
        formatted.push({ range: { ...item.id, length: item.length }, formats: change }),
    })
    const clock = Y.getState(store, client)
    writer.insert(
      at.cursor(writer),
      parts.map(({ token }) => token),
    )
    const written = [...itemsIn(doc, { client, clock, length: Y.getState(store, client) - clock })].filter(
      (item) => item.parent === this.live.text && item.id.clock >= clock,
    )
    assert(written.length === parts.length, 'each token is an item')
    for (const [i, { source }] of parts.entries()) {
      const item = written[i]
      if (item === undefined || source === null) continue
      assert(item.length === source.length, 'what the copy has is clean')
      this.carrying.write(source, { ...item.id, length: item.length })
    }
    for (const { range, formats } of formatted)
      this.formatted.push({ range, key: this.set({ kind: 'format', ranges: [range], formats }) })
  }

  /** Words have the formats that what they stood beside has now, where they had its formats on the copy. */
  private inFormats<P extends { readonly token: Token }>(part: P, { place }: Insertion): P {
    const { token } = part
    if (token.kind === 'open' || token.kind === 'close')
      return { ...part, token: token.kind === 'open' ? this.withImages(token) : token }
    const { from, to } = this.carrying
    const beside = [place - 1, place].filter((one) => isWritten(from.text[one]))
    let formats: FormatSet = token.formats
    for (const one of beside) {
      const target = this.carrying.targetOf(one)
      if (target === null || !sameFormats(from.formatsAt(one), token.formats)) continue
      formats = to.formatsAt(target)
      break
    }
    return { ...part, token: { ...token, formats } }
  }

  private withImages(token: Extract<Token, { kind: 'open' }>): Token {
    return { ...token, attributes: { ...token.attributes, ...this.pictured(token.attributes) } }
  }

  private pictured(attributes: Partial<BlockAttributes>): Partial<BlockAttributes> {
    const { src } = attributes
    return typeof src === 'string' ? { ...attributes, src: this.pen.imageOf(src) } : attributes
  }

  // ---- records

  private record(placed: PlacedRecord): void {
    const { record, key } = placed
    if (record.kind === 'run') return
    const { ranges, isWhole } = record.kind === 'delete' ? this.struckBy(placed) : this.carried(placed)
    if (ranges.length === 0) return
    if (!isWhole) this.partly.add(`r${key}`)
    const written: string[] = []
    if (record.kind === 'block') {
      const [marker] = ranges
      if (marker === undefined) return
      written.push(this.set({ ...record, ranges: [marker], attributes: this.pictured(record.attributes) }))
    } else {
      for (let i = 0; i < ranges.length; i += recordRangesMax)
        written.push(this.set({ ...record, ranges: ranges.slice(i, i + recordRangesMax) }))
    }
    this.keys.set(
      key,
      written.map((one) => `r${one}`),
    )
  }

  /** Says when it is written, with the first thing that is. */
  private begin(): void {
    const { client, at } = this.pen
    if (this.hasBegun) return
    this.hasBegun = true
    const clock = Y.getState(this.transaction.doc.store, client)
    if (at !== null) this.set({ kind: 'run', ranges: [], clock, at })
  }

  private set(record: SuggestionRecord): string {
    this.begin()
    const records = suggestionsOf(this.transaction.doc)
    const key = recordKey({ client: this.pen.client, number: this.number++ })
    assert(readRecordKey(key) !== null && !records.has(key), 'a key of its own')
    records.set(key, recordValue(record))
    return key
  }

  /** What a record is about, but for what its author has taken back of their own. */
  private carried({ ranges }: PlacedRecord): Carried {
    const about: IdRange[] = []
    const { copy } = this.review
    for (const range of ranges)
      copy.cutHidden(range, (clock, length, isHidden) => {
        if (!isHidden) about.push({ client: range.client, clock, length })
      })
    const carried = this.carrying.ranges(about)
    return { ranges: carried, isWhole: lengthOf(carried) === lengthOf(about) }
  }

  /** What a deletion strikes, and what it has taken back of the reviewer's own that has come along. */
  private struckBy(placed: PlacedRecord): Carried {
    const { ranges, isWhole } = this.places.struck(placed)
    const own = placed.ranges.filter((range) => [...this.carrying.from.find(range)].length === 0)
    return {
      isWhole,
      ranges: ranges.length === 0 ? [] : joinedRanges([...ranges, ...this.carrying.ranges(own)]),
    }
  }
}
