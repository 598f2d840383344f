/**
 * The words that a thread is about, by their ids and never by their place: an anchor covers its own words wherever they
 * have come to and under whatever ids they live on, or it is detached; never other words [G3].
 */

import { fromBase64 } from 'lib0/buffer'
import * as Y from 'yjs'
import { anchorContextUnits, anchorQuoteUnitsMax, anchorRangesMax, anchorUnitsMax } from '../limits.ts'
import { Refused } from '../refusals.ts'
import { IdSet } from './idset.ts'
import { itemAt, itemsIn } from './item-at.ts'
import { isEnd, isInline, isMarker, wordsOf } from './items.ts'
import { flatRanges, type IdRange, joinedRanges } from './record.ts'
import { listSuggestions } from './suggestion-list.ts'
import type { Suggestions } from './suggestions.ts'

export const ANCHOR_KINDS = ['text', 'figure', 'suggestion'] as const
export type AnchorKind = (typeof ANCHOR_KINDS)[number]

/** What a thread is about. Plain JSON: it is kept as it is, and sent. */
export type Anchor = {
  readonly kind: AnchorKind
  /** The characters, or a figure's marker, in the order in which they stood: client, clock and length, one behind the other. */
  readonly ranges: readonly number[]
  /** The words as they were; cut where they are many. A figure's are its alternative text, or none. */
  readonly quote: string
  /** What stood before them and behind them. */
  readonly before: string
  readonly after: string
  /** The id in the list of suggestions of what the thread is about. */
  readonly suggestion?: string
}

/** The ids of an anchor, or of any flat list: client, clock and length, one behind the other. */
export function anchoredIds(flat: readonly number[]): readonly IdRange[] {
  const ranges: IdRange[] = []
  for (let i = 0; i + 2 < flat.length; i += 3) {
    const [client, clock, length] = flat.slice(i, i + 3) as [number, number, number]
    ranges.push({ client, clock, length })
  }
  return ranges
}

/** What an anchor covers now: the units that editors are shown, range by range. None: it is detached. */
export function* coveredBy(suggestions: Suggestions, anchor: Pick<Anchor, 'ranges'>): Generator<Covered> {
  const shown = suggestions.shownIn('marked')
  for (const range of anchoredIds(anchor.ranges)) {
    for (const life of suggestions.aliases.lives(range)) {
      for (const item of itemsIn(suggestions.doc, life)) {
        if (item.deleted || item.parent !== suggestions.text) continue
        const parts: Covered[] = []
        shown(item, (offset, length) => {
          const from = Math.max(offset, life.clock - item.id.clock)
          const until = Math.min(offset + length, life.clock + life.length - item.id.clock)
          if (from < until) parts.push({ item, offset: from, length: until - from })
        })
        yield* parts
      }
    }
  }
}
export type Covered = { readonly item: Y.Item; readonly offset: number; readonly length: number }

/** The words that an anchor covers now, a figure's as none; null: it is detached. */
export function anchoredText(suggestions: Suggestions, anchor: Pick<Anchor, 'ranges'>): string | null {
  let text: string | null = null
  for (const { item, offset, length } of coveredBy(suggestions, anchor))
    text = (text ?? '') + wordsOf(item, offset, length)
  return text
}

/** How somebody says what a thread is to be about. */
export type AnchorRequest =
  | { readonly ranges: readonly number[] }
  | { readonly start: string; readonly end: string }
  | { readonly block: string }
  /** `ranges`: what of it was seen, where it may have grown or been decided since. */
  | { readonly suggestion: string; readonly ranges?: readonly number[] | undefined }

/**
 * The anchor that is asked for. Throws `gap` while these characters are not known here, and `invalid` where they are not of the
 * article's text. Of words that have been deleted meanwhile it is an anchor all the same, which covers them when they come back.
 * One walk over the article.
 */
export function anchorFor(suggestions: Suggestions, request: AnchorRequest): Anchor {
  if ('suggestion' in request) return anchorOnSuggestion(suggestions, request.suggestion, request.ranges)
  if ('ranges' in request) return anchorOn(suggestions, 'text', anchoredIds(request.ranges))
  if ('block' in request) return anchorOn(suggestions, 'figure', [unitAt(suggestions, request.block)])
  return anchorOn(suggestions, 'text', between(suggestions, request.start, request.end))
}

function anchorOnSuggestion(suggestions: Suggestions, id: string, seen?: readonly number[]): Anchor {
  if (seen !== undefined) return { ...anchorOn(suggestions, 'suggestion', anchoredIds(seen)), suggestion: id }
  const found = listSuggestions(suggestions).find((suggestion) => suggestion.id === id)
  if (found === undefined) throw new Refused('gap', 'There is no such suggestion, or not yet.')
  return { ...anchorOn(suggestions, 'suggestion', anchoredIds(found.ranges)), suggestion: id }
}

function anchorOn(suggestions: Suggestions, kind: AnchorKind, asked: readonly IdRange[]): Anchor {
  const ranges = joinedRanges(textIn(suggestions, kind, asked))
  if (ranges.length === 0) throw new Refused('invalid', 'anchor: no words of this article.')
  if (ranges.length > anchorRangesMax) throw tooMuch()
  const living = new IdSet()
  for (const range of ranges)
    for (const { client, clock, length } of suggestions.aliases.lives(range))
      living.add(client, clock, length)
  return { kind, ranges: flatRanges(ranges), ...wordsAt(suggestions, kind, living) }
}

/** What of the asked is the text's: words, a figure, or what was one of these and may come back. Throws where it is not known, or too much. */
function textIn({ doc, text }: Suggestions, kind: AnchorKind, asked: readonly IdRange[]): IdRange[] {
  const ranges: IdRange[] = []
  let units = 0
  for (const range of asked) {
    units += range.length
    if (range.length < 1 || units > anchorUnitsMax) throw tooMuch()
    if (range.clock + range.length > Y.getState(doc.store, range.client))
      throw new Refused('gap', 'The server does not know these words yet.')
    for (const item of itemsIn(doc, range)) {
      const isOfKind = item.deleted || isInline(item) || (kind !== 'text' && isMarker(item))
      if (item.parent !== text || !isOfKind) continue
      const clock = Math.max(range.clock, item.id.clock)
      const length = Math.min(range.clock + range.length, item.id.clock + item.length) - clock
      ranges.push({ client: range.client, clock, length })
    }
  }
  return ranges
}

const tooMuch = () => new Refused('too-large', 'Too much text for one thread.')

/** The words of these units that are shown, in the order of the article, and what stands around them. */
function wordsAt(
  suggestions: Suggestions,
  kind: AnchorKind,
  wanted: IdSet,
): { quote: string; before: string; after: string } {
  let isBegun = false
  const shown = suggestions.shownIn('marked')
  let [quote, before, after, ends] = ['', '', '', '']
  for (let item = suggestions.text._start; item !== null; item = item.right) {
    const here = item
    const counts = isInline(here) || isEnd(here) || (kind !== 'text' && isMarker(here))
    if (here.deleted || !counts) continue
    const { client, clock } = here.id
    shown(here, (offset, length) => {
      wanted.cut(client, clock + offset, length, (at, count, isWanted) => {
        const words = wordsOf(here, at - clock, count)
        if (isWanted && !isEnd(here)) {
          isBegun = true
          quote += ends + words
          after = ends = ''
        } else if (!isBegun) before = (before + words).slice(-anchorContextUnits)
        else {
          after = (after + words).slice(0, anchorContextUnits)
          if (isEnd(here)) ends = '\n' // between words of its own, and no other words
        }
      })
    })
  }
  return {
    quote: quote.slice(0, anchorQuoteUnitsMax).toWellFormed(),
    before: before.toWellFormed(),
    after: after.toWellFormed(),
  }
}

/** The units between two encoded positions, ends and markers not among them. */
function between(suggestions: Suggestions, start: string, end: string): readonly IdRange[] {
  const from = placeOf(suggestions, start)
  const until = placeOf(suggestions, end)
  const shown = suggestions.shownIn('marked')
  const ranges: IdRange[] = []
  for (let item: Y.Item | null = from.item; item !== null; item = item.right) {
    const here = item
    const first = here === from.item ? from.offset : 0
    const last = here === until.item ? until.offset : here.length
    if (isInline(here) && !here.deleted)
      shown(here, (offset, length) => {
        const clock = Math.max(offset, first)
        const count = Math.min(offset + length, last) - clock
        if (count > 0) ranges.push({ client: here.id.client, clock: here.id.clock + clock, length: count })
      })
    if (here !== until.item) continue
    if (ranges.length === 0) break
    return joinedRanges(ranges)
  }
  throw new Refused('invalid', 'anchor: there are no words from start to end.')
}

/** Where an encoded position is today: before a unit of this item. */
function placeOf({ doc, text, aliases }: Suggestions, encoded: string): { item: Y.Item; offset: number } {
  const { unit, isBehind } = boundTo(encoded)
  if (unit.clock >= Y.getState(doc.store, unit.client))
    throw new Refused('gap', 'The server does not know these words yet.')
  const lives = aliases.lives({ ...unit, length: 1 })
  const items = lives.flatMap((life) => {
    const item = itemAt(doc, life)
    return item?.parent === text ? [{ item, offset: life.clock - item.id.clock + (isBehind ? 1 : 0) }] : []
  })
  const place = items.find(({ item }) => !item.deleted) ?? items[0]
  if (place === undefined) throw new Refused('invalid', 'anchor: no place in this article.')
  return place
}

/** The figure's marker that a position is bound to. */
function unitAt({ doc }: Suggestions, encoded: string): IdRange {
  const { unit } = boundTo(encoded)
  const item = itemAt(doc, unit)
  if (item !== null && !isMarker(item)) throw new Refused('invalid', 'anchor: no figure is there.')
  return { ...unit, length: 1 }
}

function boundTo(encoded: string): { unit: { client: number; clock: number }; isBehind: boolean } {
  try {
    const { item, assoc } = Y.decodeRelativePosition(fromBase64(encoded))
    if (item !== null) return { unit: { client: item.client, clock: item.clock }, isBehind: assoc < 0 }
  } catch {} // anybody may have sent it
  throw new Refused('invalid', 'anchor: not an encoded position.')
}
