/**
 * Lands a review in the article it was about, however that was rewritten meanwhile: what was suggested on the copy is suggested in the
 * article, under the pen name's own client id, and what was said there is said about the same words. The article without
 * suggestions does not move. What cannot be carried, because its words are gone, is answered with its words.
 */

import * as Y from 'yjs'
import { type Anchor, anchoredIds, anchoredText } from '../../shared/article/anchor.ts'
import type { BlockAttributes } from '../../shared/article/blocks.ts'
import { Carrying } from '../../shared/article/carry.ts'
import type { FormatSet } from '../../shared/article/formats.ts'
import { itemsIn } from '../../shared/article/item-at.ts'
import { sameFormats } from '../../shared/article/items.ts'
import { openDoc, suggestionsOf } from '../../shared/article/layout.ts'
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
import { listSuggestions, type Suggestion } from '../../shared/article/suggestion-list.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import { CLOSING, OPENING } from '../../shared/article/wording.ts'
import { ArticleWriter, type Token } from '../../shared/article/writer.ts'
import { assert } from '../../shared/assert.ts'
import { isSuggesting, SERVER_CLIENT } from '../../shared/ids.ts'
import { anchorContextUnits, recordNumberMax, recordRangesMax } from '../../shared/limits.ts'
import { intersection } from '../room/ranges.ts'
import {
  besideLanded,
  type LandedBefore,
  NOTHING_BEFORE,
  spotBeside,
  type Written,
  writtenThere,
} from './landed-before.ts'
import { balanced, type Carried, isWritten, lengthOf, Places, type Spot } from './places.ts'
import { type Insertion, insertionsIn, type Part } from './suggested.ts'
import { type Pen, settle, writeLanding } from './write-landing.ts'

/** What is landed. */
export type Review = {
  readonly copy: Suggestions
  /** What the blind copy's units were called in the article (blind-copy.ts). */
  readonly ids: readonly number[] | null
  readonly threads: readonly { readonly id: string; readonly anchor: Anchor }[]
  /** What of it landed before, and is suggested on the copy no more. */
  readonly before?: LandedBefore
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

/** What landing would come to, and what would be written of it. */
export type Plan = {
  readonly landing: Landing
  /** Under the pen's id alone, for `writeLanding`; null: nothing is. */
  readonly update: Uint8Array | null
  /** Units that are suggested, and what they are called in the article. */
  readonly written: readonly Written[]
}

/** Lands it. The article's doc writes under SERVER_CLIENT, and its pen has written nothing in it that the doc does not know. */
export function landReview(live: Suggestions, review: Review, pen: Pen): Landing {
  const { landing, update } = planLanding(live, review, pen)
  if (update !== null) writeLanding(live, update, pen)
  return landing
}

/** Works it out, and leaves the article as it is. */
export function planLanding(live: Suggestions, review: Review, pen: Pen): Plan {
  assert(isSuggesting(pen.client), 'a pen name suggests')
  const doc = openDoc()
  try {
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(live.doc))
    doc.clientID = SERVER_CLIENT
    return planOn(new Suggestions(doc), review, pen)
  } finally {
    doc.destroy()
  }
}

function planOn(there: Suggestions, review: Review, pen: Pen): Plan {
  const { doc } = there
  return doc.transact((transaction) => {
    const before = Y.getState(doc.store, pen.client)
    const carrying = new Carrying(review.copy, there, review.ids)
    const writing = new Writing(transaction, carrying, review, pen)
    try {
      // The only way to write what somebody else writes: each item has its writer's id.
      doc.clientID = pen.client
      writing.suggestions()
    } finally {
      doc.clientID = SERVER_CLIENT
    }
    const known = Y.decodeStateVector(Y.encodeStateVector(doc)).set(pen.client, before)
    const hasWritten = Y.getState(doc.store, pen.client) > before
    const update = hasWritten ? Y.encodeStateAsUpdate(doc, Y.encodeStateVector(known)) : null
    settle(transaction, there, pen)
    return { landing: writing.landing(), update, written: writing.written }
  })
}

class Writing {
  private readonly before: LandedBefore
  /** What has landed before and is in the article still, under the ids that it has now. */
  private readonly there: readonly Written[]
  private readonly insertions: readonly Insertion[]
  private readonly places: Places
  /** What of the copy's units lands now. */
  readonly written: Written[] = []
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
    this.before = review.before ?? NOTHING_BEFORE
    this.there = writtenThere(carrying.live, this.before.written)
    for (const { copy, now } of this.there) carrying.write(copy, now)
    const landed = this.before.written.map(({ copy }) => copy)
    this.insertions = insertionsIn(review.copy, carrying.from, landed)
    this.places = new Places(carrying, review.copy)
    this.number = this.numberAboveAll()
  }

  /**
   * Records apply in the order of their numbers, and none of the pen's is called after one before it: neither after one that is decided,
   * or was and is swept, for what was decided about a remark goes by its ids.
   */
  private numberAboveAll(): number {
    const landed = [...this.before.ids.values()].flat().flatMap((id) => (id[0] === 'r' ? [id.slice(1)] : []))
    return [...suggestionsOf(this.live.doc).keys(), ...landed].reduce((above, key) => {
      const { client, number } = readRecordKey(key) ?? { client: null, number: -1 }
      const counts = client === this.pen.client || number < recordNumberMax
      return counts && number >= above ? number + 1 : above
    }, 0)
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
      const there = this.anchor(anchor, listed)
      if (there === null) this.gone.push({ of: 'thread', id, quote: anchor.quote })
      return there === null ? [] : [{ id, anchor: there }]
    })
    return { threads: carried, suggestions: this.landed, gone: this.gone }
  }

  private anchor(anchor: Anchor, listed: readonly Suggestion[]): Anchor | null {
    const carried = this.carrying.anchor(anchor)
    // A break that nobody sees, the copy's reader neither, is nothing to be about.
    if (carried === null || anchoredText(this.live, carried) === null) return null
    if (anchor.kind !== 'suggestion') return carried
    const { suggestion: about = '' } = anchor
    const before = this.before.ids.get(about)?.filter((id) => listed.some((one) => one.id === id))
    const suggestion = (this.landed.find(({ id }) => id === about)?.now ?? before)?.[0]
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
    const at = this.besideLanded(insertion) ?? this.places.of(insertion)
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
      this.write(source, { ...item.id, length: item.length })
    }
    for (const { range, formats } of formatted)
      this.formatted.push({ range, key: this.set({ kind: 'format', ranges: [range], formats }) })
  }

  /** Beside what has landed before, where it stands beside that on the copy. */
  private besideLanded({ parts }: Insertion): Spot | null {
    const [first, last] = [parts[0], parts.at(-1)]
    const isNothing = parts.every(({ takenBackBy }) => takenBackBy !== null)
    if (first === undefined || last === undefined || isNothing || this.there.length === 0) return null
    const beside = besideLanded(this.review.copy, first.source, last.source, this.there)
    return beside && spotBeside(this.transaction, this.live, beside)
  }

  private write(copy: IdRange, now: IdRange): void {
    this.written.push({ copy, now })
    this.carrying.write(copy, now)
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
