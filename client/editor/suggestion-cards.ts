/** What is suggested, as cards: where each one's words are, which were pressed, and which card stands out. Read block by block as it is drawn. */

import type { Node } from '@tiptap/pm/model'
import { Decoration } from '@tiptap/pm/view'
import type * as Y from 'yjs'
import { anchoredIds } from '../../shared/article/anchor.ts'
import type { BlockAttributes } from '../../shared/article/blocks.ts'
import { type Card, cardsOf, type Piece } from '../../shared/article/cards.ts'
import { IdSet } from '../../shared/article/idset.ts'
import { itemsIn } from '../../shared/article/item-at.ts'
import { isEnd, isInline, isMarker, wordsOf } from '../../shared/article/items.ts'
import { readAttributes } from '../../shared/article/projection.ts'
import { quotedIn } from '../../shared/article/quotations.ts'
import { flatRanges, joinedRanges } from '../../shared/article/record.ts'
import type { ArticleBinding } from './binding.ts'
import type { BlockTools } from './block-marks.ts'

/** A card in the document. */
export type PlacedCard = Card & {
  /** Whether it changes words between quotation marks, which are somebody's own. */
  readonly changesQuotation: boolean
}

/** The cards of a binding's text; made when somebody wants to see them. */
export function suggestionCardsOf(binding: ArticleBinding): SuggestionCards {
  const known = made.get(binding)
  if (known !== undefined) return known
  const cards = new SuggestionCards(binding)
  made.set(binding, cards)
  return cards
}
const made = new WeakMap<ArticleBinding, SuggestionCards>()

type BlockPiece = Piece & {
  /** It changes words between quotation marks. */
  readonly isQuoted: boolean
  /** Of which token of a block it is: drawn as the block's frame, or over its words. */
  readonly token: 'opening' | 'content' | 'end'
}
type MarkSpec = { readonly of: string; readonly pieces: readonly BlockPiece[] }

export class SuggestionCards {
  private readonly tools: BlockTools
  private active = new IdSet()
  private activeRecords: ReadonlySet<string> = new Set()
  private activeCard: Card | null = null

  constructor(private readonly binding: ArticleBinding) {
    this.tools = binding.tools
    binding.drawCards(this.draw)
  }

  /** In the order of the article. Costs what is suggested, never what is written. */
  list(): readonly PlacedCard[] {
    const pieces: Piece[] = []
    const quoted: Piece[] = []
    for (const mark of this.drawn()) {
      for (const piece of (mark.spec as MarkSpec).pieces) {
        const placed = placedIn(mark, piece)
        pieces.push(placed)
        if (piece.isQuoted) quoted.push(placed)
      }
    }
    pieces.sort((a, b) => a.from - b.from)
    return cardsOf(this.tools.suggestions, pieces).map((card) => ({
      ...card,
      changesQuotation: quoted.some((piece) => isAbout(card, piece)),
    }))
  }

  /** Lets a card's words stand out; null: none. */
  activate(card: Card | null): void {
    if (sameParts(card, this.activeCard)) return
    const about: Y.Item[] = []
    const look = (one: Card | null) => {
      for (const { ranges } of one?.parts ?? [])
        for (const range of anchoredIds(ranges)) about.push(...itemsIn(this.tools.suggestions.doc, range))
    }
    look(this.activeCard)
    look(card)
    this.activeCard = card
    this.active = new IdSet()
    const records: string[] = []
    for (const { suggestion, kind, ranges } of card?.parts ?? []) {
      if (kind !== 'insertion') records.push(suggestion)
      else for (const { client, clock, length } of anchoredIds(ranges)) this.active.add(client, clock, length)
    }
    this.activeRecords = new Set(records)
    this.binding.activeCard.drawWith(card === null ? null : this.drawActive)
    this.binding.redrawAround(about.filter((item) => item.parent === this.tools.text))
  }

  /** The cards that are about any of these words of the document. */
  between(cards: readonly PlacedCard[], from: number, to: number): readonly PlacedCard[] {
    const here = this.drawn().flatMap((mark) => {
      const pieces = (mark.spec as MarkSpec).pieces.map((piece) => placedIn(mark, piece))
      return pieces.filter((piece) => piece.from <= to && piece.to >= from)
    })
    return cards.filter((card) => here.some((piece) => isAbout(card, piece)))
  }

  /** Of these cards what lies between two places of the document, as it can be decided by itself. */
  selected(
    cards: readonly PlacedCard[],
    from: number,
    to: number,
  ): readonly Pick<PlacedCard, 'id' | 'parts'>[] {
    const pieces = this.drawn()
      .flatMap((mark) => (mark.spec as MarkSpec).pieces.map((piece) => placedIn(mark, piece)))
      .flatMap((piece) => cutTo(piece, from, to) ?? [])
    return cards.flatMap((card) => {
      const parts = card.parts.flatMap((part) => {
        const own = pieces.filter((piece) => isAbout({ ...card, parts: [part] }, piece))
        const ranges = flatRanges(joinedRanges(own.map(({ range }) => range)))
        const text = own.map((piece) => piece.text).join('')
        return own.length === 0 ? [] : [{ ...part, ranges, text }]
      })
      return parts.length === 0 ? [] : [{ id: card.id, parts }]
    })
  }

  private drawn(): readonly Decoration[] {
    return this.binding.cardMarks.drawn(this.binding.state).find()
  }

  private readonly draw = (doc: Node, block: number, position: number): readonly Decoration[] =>
    this.marksOf(doc, block, position, {})

  private readonly drawActive = (doc: Node, block: number, position: number): readonly Decoration[] =>
    this.marksOf(doc, block, position, { class: 'in-active-card' }, (piece) => this.isActive(piece))

  private marksOf(
    doc: Node,
    block: number,
    position: number,
    look: { readonly class?: string },
    counts: (piece: BlockPiece) => boolean = () => true,
  ): readonly Decoration[] {
    const pieces = this.piecesIn(doc, block, position).filter(counts)
    if (pieces.length === 0) return []
    const end = position + doc.child(block).nodeSize
    const content = pieces.filter(({ token }) => token === 'content')
    const frame = pieces.filter(({ token }) => token !== 'content')
    const marks = runsOf(content).map((run) => {
      const [from, to] = [run[0]?.from ?? 0, run.at(-1)?.to ?? 0]
      return Decoration.inline(from, to, look, specOf(run))
    })
    if (frame.length === 0) return marks
    return [...marks, Decoration.node(position, end, look, specOf(frame))]
  }

  private isActive({ range, isOpen, records }: BlockPiece): boolean {
    if (isOpen && this.active.has(range.client, range.clock)) return true
    return records.some((key) => this.activeRecords.has(`r${key}`))
  }

  /** The opening, the content and the end of a block, as far as anything is suggested about them. */
  private piecesIn(doc: Node, block: number, position: number): readonly BlockPiece[] {
    const { text, index, shown, suggestions } = this.tools
    const { anchor, marker } = index.place(block)
    const until = index.startAfter(block)
    const pieces: BlockPiece[] = []
    let plain = ''
    const add = (
      item: Y.Item,
      [offset, length, at]: readonly [offset: number, length: number, at: number],
      token: BlockPiece['token'],
      of: BlockAttributes | null = null,
    ) => {
      suggestions.stretches(item, (from, count, { isOpen, records }) => {
        const first = Math.max(from, offset)
        const units = Math.min(from + count, offset + length) - first
        if (units <= 0) return
        const words =
          token === 'content'
            ? wordsOf(item, first, units).replaceAll('\n', '↵')
            : wordsOf(item, first, units)
        if (isInline(item)) plain += isOpen ? '\0'.repeat(units) : words
        if (!isOpen && records.length === 0) return
        const { client, clock } = item.id
        const range = { client, clock: clock + first, length: units }
        const start = at + first - offset
        const strikes = records.some(({ record }) => record.kind === 'delete')
        pieces.push({
          ...{ from: start, to: start + units, range, text: words, block: of, isOpen, token },
          records: records.map(({ key }) => key),
          isQuoted: token === 'content' && (isOpen || strikes),
        })
      })
    }
    if (anchor !== null && isMarker(anchor) && marker !== null && !anchor.deleted)
      add(anchor, [0, 1, position], 'opening', readAttributes(marker))
    const end = position + doc.child(block).nodeSize
    let at = position + 1
    for (
      let item = anchor?.right ?? (anchor === null ? text._start : null);
      item !== null && item !== until;
      item = item.right
    ) {
      const here = item
      if (here.deleted || !(isInline(here) || isEnd(here))) continue
      shown(here, (offset, length) => {
        if (isEnd(here)) return add(here, [offset, length, end - 1], 'end')
        add(here, [offset, length, at], 'content')
        at += length
      })
    }
    const quoted = pieces.some(({ isQuoted }) => isQuoted) ? quotedIn(plain) : []
    const isInside = ({ from, to }: BlockPiece) =>
      quoted.some(([first, last]) => from - position - 1 < last && to - position - 1 > first)
    return pieces.map((piece) => ({ ...piece, isQuoted: piece.isQuoted && isInside(piece) }))
  }
}

function specOf(pieces: readonly BlockPiece[]): MarkSpec {
  const names = pieces.map(({ range, block, isOpen, isQuoted, records }) =>
    [range.client, range.clock, range.length, isOpen, isQuoted, ...records, JSON.stringify(block)].join(' '),
  )
  return { of: names.join(), pieces }
}

/** Pieces that follow each other and of which the same is said, as one mark: a word is not taken apart for who hears it. */
function runsOf(pieces: readonly BlockPiece[]): readonly (readonly BlockPiece[])[] {
  const runs: BlockPiece[][] = []
  for (const piece of pieces) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    if (run !== undefined && last !== undefined && goesOn(last, piece)) run.push(piece)
    else runs.push([piece])
  }
  return runs
}

const goesOn = (last: BlockPiece, next: BlockPiece): boolean =>
  last.to === next.from &&
  last.isOpen === next.isOpen &&
  last.range.client === next.range.client &&
  last.records.join() === next.records.join()

/** A piece where its mark is by now: inside a block, or its opening or its end. */
function placedIn({ from, to, spec }: Decoration, piece: BlockPiece): BlockPiece {
  const offset = piece.from - ((spec as MarkSpec).pieces[0]?.from ?? 0)
  switch (piece.token) {
    case 'opening':
      return { ...piece, from, to: from + 1 }
    case 'content':
      return { ...piece, from: from + offset, to: from + offset + piece.to - piece.from }
    case 'end':
      return { ...piece, from: to - 1, to }
  }
}

/** What of a piece lies between two places; null: nothing. */
function cutTo(piece: BlockPiece, from: number, to: number): BlockPiece | null {
  const start = Math.max(piece.from, from)
  const end = Math.min(piece.to, to)
  if (start >= end) return null
  const { client, clock } = piece.range
  const offset = start - piece.from
  return {
    ...piece,
    from: start,
    to: end,
    range: { client, clock: clock + offset, length: end - start },
    text: piece.token === 'content' ? piece.text.slice(offset, offset + end - start) : piece.text,
  }
}

function isAbout({ parts }: Card, { range, isOpen, records }: Piece): boolean {
  return parts.some(({ suggestion, kind, ranges }) =>
    kind === 'insertion' ? isOpen && holds(ranges, range) : records.some((key) => suggestion === `r${key}`),
  )
}

const holds = (flat: readonly number[], { client, clock }: { client: number; clock: number }): boolean =>
  anchoredIds(flat).some(
    (one) => one.client === client && one.clock <= clock && clock < one.clock + one.length,
  )

const sameParts = (a: Card | null, b: Card | null): boolean =>
  a === b ||
  (a !== null &&
    b !== null &&
    a.parts.length === b.parts.length &&
    a.parts.every((part, i) => {
      const other = b.parts[i]
      return other?.suggestion === part.suggestion && other.ranges.join() === part.ranges.join()
    }))
