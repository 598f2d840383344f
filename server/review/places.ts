/**
 * Where what is suggested on a copy comes to in the article: an insertion beside what it stood beside, a deletion on what is there of
 * its words, and breaks between blocks only so that what is left is a row of blocks.
 */

import { BLOCK_DEFAULTS } from '../../shared/article/blocks.ts'
import type { Carrying } from '../../shared/article/carry.ts'
import { NO_FORMATS } from '../../shared/article/items.ts'
import type { PlacedRecord } from '../../shared/article/placed-records.ts'
import { type PlacedBlock, readBlocks } from '../../shared/article/projection.ts'
import { type IdRange, joinedRanges } from '../../shared/article/record.ts'
import type { Suggestions } from '../../shared/article/suggestions.ts'
import { CLOSING, OPENING, type Slice } from '../../shared/article/wording.ts'
import type { ArticleWriter, Cursor, Token } from '../../shared/article/writer.ts'
import { assert } from '../../shared/assert.ts'
import type { Insertion, Part } from './suggested.ts'

/** Units that a record is about, and whether that is all of them. */
export type Carried = { readonly ranges: readonly IdRange[]; readonly isWhole: boolean }

export class Places {
  private readonly blocks: readonly PlacedBlock[]

  constructor(
    private readonly carrying: Carrying,
    private readonly copy: Suggestions,
  ) {
    const { text } = carrying.live
    this.blocks = readBlocks(text._start, null, NO_FORMATS, carrying.live.shownIn('base')).blocks
  }

  /** Where an insertion comes to stand: beside what it stood beside; null: that is gone. */
  of({ place, parts }: Insertion): Spot | null {
    const { from } = this.carrying
    const [left, right] = [this.carrying.targetOf(place - 1), this.carrying.targetOf(place)]
    if (parts.every(({ takenBackBy }) => takenBackBy !== null) || this.replaced(place) === 'gone') return null
    const isBetween = from.text[place - 1] === CLOSING || place === 0
    if (left === null && right === null) return null
    if (!isBetween) {
      // One that stays beside one that is gone must be more than a space, or where a block begins.
      if (left === null && !this.isFirm(place, 1)) return null
      if (right === null && !this.isFirm(place - 1, -1)) return null
    }
    const byLeft =
      left !== null && (right === null || isWritten(from.text[place - 1]) || !isWritten(from.text[place]))
    return this.spot(byLeft && left !== null ? left + 1 : (right ?? 0), isBetween)
  }

  /** Whether what stood here is there, and is enough to know the place by. */
  private isFirm(at: number, outwards: 1 | -1): boolean {
    const { from } = this.carrying
    const [unit, next] = [from.text[at], from.text[at + outwards]]
    const target = this.carrying.targetOf(at)
    if (target === null || !isWritten(unit)) return false
    if (/[\p{L}\p{N}\ud800-\udfff]/u.test(unit ?? '')) return true
    return isWritten(next) && this.carrying.targetOf(at + outwards) === target + outwards
  }

  /** An insertion beside a deletion stands for what is deleted: with all of that gone there is nothing to replace. */
  private replaced(place: number): 'gone' | null {
    const { from } = this.carrying
    const beside = [place - 1, place].flatMap((at) => from.idsOf({ at, length: 1 }))
    const deletions = new Set(
      beside.flatMap((id) => this.copy.over(id)).filter(({ record }) => record.kind === 'delete'),
    )
    if (deletions.size === 0) return null
    return [...deletions].every((placed) => this.struck(placed).ranges.length === 0) ? 'gone' : null
  }

  private spot(at: number, isBetween: boolean): Spot {
    const { to } = this.carrying
    if (isBetween) {
      const { block } = at >= to.text.length ? { block: to.blocks } : to.placeOf(at)
      const [place, last] = [this.blocks[Math.max(1, block)], this.blocks.at(-1)]
      assert(last !== undefined, 'an article has a block')
      return {
        isBetween,
        cursor: (writer) => (place === undefined ? writer.atEnd(last) : writer.before(place)),
      }
    }
    const { block, offset } = to.placeOf(at)
    const place = this.blocks[block]
    assert(place !== undefined, 'the article has the block')
    return { isBetween, cursor: (writer) => writer.inside(place, Math.max(0, offset)) }
  }

  /** What a deletion strikes in the article: openings and closings only where what is left is a row of blocks. */
  struck({ ranges }: PlacedRecord): Carried {
    const { from, to } = this.carrying
    const asked = ranges.flatMap((range) => [...from.find(range)]).flatMap(unitsOf)
    const units = asked.flatMap((at) => this.carrying.targetOf(at) ?? [])
    const kept = this.breaksToKeep(asked)
    const struck = units.filter((at) => !kept.has(at))
    return {
      ranges: joinedRanges(slicesOf(struck).flatMap((slice) => [...to.idsOf(slice)])),
      isWhole: struck.length === asked.length,
    }
  }

  /**
   * Openings and closings alternate; without an even number of them in a row they still do. Of an odd number the last one stays, but
   * where they were so on the copy too. So does the first opening of the article, and what is only made up.
   */
  private breaksToKeep(asked: readonly number[]): ReadonlySet<number> {
    const { from, to } = this.carrying
    const targets = (units: readonly number[]) => units.flatMap((at) => this.carrying.targetOf(at) ?? [])
    const isFixed = (at: number) => at === 0 || to.idsOf({ at, length: 1 }).length === 0
    const breaks = targets(asked.filter((at) => !isWritten(from.text[at])))
    const kept = new Set(breaks.filter(isFixed))
    const onCopy = new Set(rowsOf(from.text, asked).map((row) => targets(row).join()))
    for (const row of rowsOf(
      to.text,
      breaks.filter((at) => !kept.has(at)),
    )) {
      const last = row.at(-1)
      if (last !== undefined && row.length % 2 === 1 && !onCopy.has(row.join())) kept.add(last)
    }
    return kept
  }
}

/** Where an insertion comes to stand: between blocks, or inside of one. */
export type Spot = { readonly isBetween: boolean; readonly cursor: (writer: ArticleWriter) => Cursor }

const unitsOf = ({ at, length }: Slice): readonly number[] => Array.from({ length }, (_, i) => at + i)

/** How many units that is. */
export const lengthOf = (ranges: readonly { readonly length: number }[]): number =>
  ranges.reduce((sum, { length }) => sum + length, 0)

/** Whether it is a character or an atom. */
export const isWritten = (unit: string | undefined): boolean =>
  unit !== undefined && unit !== OPENING && unit !== CLOSING

function slicesOf(units: readonly number[]): readonly Slice[] {
  const slices: { at: number; length: number }[] = []
  for (const at of [...units].sort((a, b) => a - b)) {
    const last = slices.at(-1)
    if (last !== undefined && last.at + last.length === at) last.length += 1
    else slices.push({ at, length: 1 })
  }
  return slices
}

/** Openings and closings, by those that follow each other in the text. */
function rowsOf(text: string, units: readonly number[]): readonly (readonly number[])[] {
  const rows: number[][] = []
  let last = -1
  for (const at of units.filter((unit) => !isWritten(text[unit])).sort((a, b) => a - b)) {
    const isNext = last >= 0 && [...text.slice(last + 1, at)].every(isWritten)
    if (isNext) rows.at(-1)?.push(at)
    else rows.push([at])
    last = at
  }
  return rows
}

/** The parts, so that each block among them begins and ends, and what stands behind them is where it was. */
export function balanced(
  parts: readonly Part[],
  isBetween: boolean,
): readonly { readonly token: Token; readonly source: IdRange | null }[] {
  const all: { token: Token; source: IdRange | null }[] = []
  const open = () => all.push({ token: { kind: 'open', attributes: BLOCK_DEFAULTS }, source: null })
  const close = () => all.push({ token: { kind: 'close' }, source: null })
  let isOpen = !isBetween
  for (const part of parts) {
    const { kind } = part.token
    if (kind === 'open' && isOpen) close()
    if (kind === 'close' && !isOpen) continue
    if (kind !== 'open' && kind !== 'close' && !isOpen) open()
    isOpen = kind !== 'close'
    all.push(part)
  }
  if (isOpen && isBetween) close()
  if (!isOpen && !isBetween) open()
  return all
}
