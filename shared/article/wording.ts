/**
 * A view of an article as one string, in which every character, opening, closing and atom has its place, and which id stands there.
 * So two articles can be compared as texts, and what is found is said in ids again.
 */

import type * as Y from 'yjs'
import type { FormatSet } from './formats.ts'
import { afterFormat, atomOf, isEnd, isFormatItem, isMarker, NO_FORMATS, textOf } from './items.ts'
import { type IdRange, joinedRanges } from './record.ts'
import type { Suggestions } from './suggestions.ts'
import { isShown, type View } from './view.ts'

/** What stands for an opening, a closing and atoms: no article has these characters. */
export const OPENING = '\u0001'
export const CLOSING = '\u0002'
export const UNKNOWN_ATOM = '\u0004'
const BREAK = '\u0003'

/** Units that stand together. */
type Piece = {
  readonly at: number
  readonly length: number
  /** Of the first; null: the reader makes them up, because an opening or closing is missing. */
  readonly id: { readonly client: number; readonly clock: number } | null
  readonly formats: FormatSet
}

/** Some units of a wording. */
export type Slice = { readonly at: number; readonly length: number }

export class Wording {
  private readonly byId = new Map<number, Piece[]>()

  private constructor(
    readonly text: string,
    private readonly pieces: readonly Piece[],
    /** Where each block begins: its opening. */
    private readonly openings: readonly number[],
  ) {
    for (const piece of pieces) {
      if (piece.id === null) continue
      const own = this.byId.get(piece.id.client)
      if (own === undefined) this.byId.set(piece.id.client, [piece])
      else own.push(piece)
    }
    for (const own of this.byId.values()) own.sort((a, b) => clockOf(a) - clockOf(b))
  }

  /** One walk over the article. Its blocks are those of `readBlocks`. */
  static of(suggestions: Suggestions, view: View): Wording {
    const shown = suggestions.shownIn(view)
    const words: string[] = []
    const pieces: Piece[] = []
    const openings: number[] = []
    let [at, isOpen, formats] = [0, false, NO_FORMATS]
    const put = (text: string, id: Piece['id']) => {
      if (text === OPENING) openings.push(at)
      pieces.push({ at, length: text.length, id, formats })
      words.push(text)
      at += text.length
      isOpen = text !== CLOSING
    }
    for (let item = suggestions.text._start; item !== null; item = item.right) {
      const here = item
      if (isFormatItem(here)) {
        if (isShown(here, shown)) formats = afterFormat(formats, here)
        continue
      }
      shown(here, (offset, length) => {
        const id = { client: here.id.client, clock: here.id.clock + offset }
        if (isMarker(here)) {
          if (isOpen) put(CLOSING, null)
          put(OPENING, id)
        } else if (isEnd(here)) {
          if (isOpen) put(CLOSING, id)
        } else if (here.countable) {
          if (!isOpen) put(OPENING, null)
          put(inlineOf(here, offset, length), id)
        }
      })
    }
    if (isOpen) put(CLOSING, null)
    return new Wording(words.join(''), pieces, openings)
  }

  get blocks(): number {
    return this.openings.length
  }

  /** The number of the block in which a unit stands, and how many units of the block's content stand before it (-1: its opening). */
  placeOf(at: number): { readonly block: number; readonly offset: number } {
    const block = lastUpTo(this.openings, at, (opening) => opening)
    return { block, offset: at - (this.openings[block] ?? 0) - 1 }
  }

  formatsAt(at: number): FormatSet {
    return this.pieces[lastUpTo(this.pieces, at, (piece) => piece.at)]?.formats ?? NO_FORMATS
  }

  /** The ids of some units, in order; of what the reader makes up none, or, where each unit must count, those of client 0. */
  idsOf({ at, length }: Slice, madeUp: 'left out' | 'as client 0' = 'left out'): readonly IdRange[] {
    const ranges: IdRange[] = []
    for (let i = lastUpTo(this.pieces, at, (piece) => piece.at); i < this.pieces.length; i++) {
      const piece = this.pieces[i]
      if (piece === undefined || piece.at >= at + length) break
      const from = Math.max(at, piece.at)
      const count = Math.min(at + length, piece.at + piece.length) - from
      if (count <= 0) continue
      if (piece.id !== null)
        ranges.push({ client: piece.id.client, clock: piece.id.clock + from - piece.at, length: count })
      else if (madeUp === 'as client 0') ranges.push({ client: 0, clock: from, length: count })
    }
    return joinedRanges(ranges)
  }

  /** Where these ids stand, in the order of their clocks: `from` counts in the range. */
  *find({ client, clock, length }: IdRange): Generator<Slice & { readonly from: number }> {
    const own = this.byId.get(client) ?? []
    for (let i = Math.max(0, lastUpTo(own, clock, clockOf)); i < own.length; i++) {
      const piece = own[i]
      if (piece === undefined || clockOf(piece) >= clock + length) return
      const first = Math.max(clock, clockOf(piece))
      const count = Math.min(clock + length, clockOf(piece) + piece.length) - first
      if (count > 0) yield { from: first - clock, at: piece.at + first - clockOf(piece), length: count }
    }
  }
}

function inlineOf(item: Y.Item, offset: number, length: number): string {
  const text = textOf(item)
  if (text !== null) return text.slice(offset, offset + length)
  return (atomOf(item).type === 'hardBreak' ? BREAK : UNKNOWN_ATOM).repeat(length)
}

const clockOf = ({ id }: Piece): number => id?.clock ?? 0

/** The index of the last that is no greater; -1: there is none. */
function lastUpTo<T>(sorted: readonly T[], wanted: number, of: (one: T) => number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (of(sorted[middle] as T) <= wanted) low = middle + 1
    else high = middle
  }
  return low - 1
}
