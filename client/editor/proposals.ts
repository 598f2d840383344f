/**
 * Writes what a transaction comes to as a suggestion: what came is inserted under the odd id, what went or changed is a
 * record. Nothing that is there is deleted, formatted or retyped, so the article without suggestions does not move.
 */

import type { Node } from '@tiptap/pm/model'
import type * as Y from 'yjs'
import type { BlockAttributes } from '../../shared/article/blocks.ts'
import { IdSet } from '../../shared/article/idset.ts'
import { itemAt } from '../../shared/article/item-at.ts'
import { isEnd, isMarker } from '../../shared/article/items.ts'
import { partnerOf } from '../../shared/article/pairs.ts'
import { readAttributes } from '../../shared/article/projection.ts'
import type { FormatChange, IdRange } from '../../shared/article/record.ts'
import { rangesOf, type Suggestions } from '../../shared/article/suggestions.ts'
import { isShown } from '../../shared/article/view.ts'
import { ArticleWriter, type Cursor, formatsBetween, type Token } from '../../shared/article/writer.ts'
import type { BlockIndex, Range } from './block-index.ts'
import type { HeldChanges } from './composition.ts'
import { blockAttributesOf } from './extensions.ts'
import { type Spot, spotAt, touchedBy } from './local-steps.ts'
import { attributesBetween, type Gap, type NetChange } from './net-change.ts'
import { formatsOf, tokensOfSlice } from './nodes.ts'
import { type OtherFormats, type OwnRecords, otherFormats } from './own-records.ts'

/** Units of one kind that went, in the order of the text; `hides`: nobody is shown them any more. */
type Went = {
  readonly kind: 'open' | 'close' | 'inline'
  readonly range: IdRange
  readonly hides: boolean
}

/** What is shown between two places, and the ids beside it. */
type Between = { readonly went: readonly Went[]; readonly beside: readonly IdRange[] }

/** A gap as it is written: the tokens between two places go, others come at the second one. */
type Replacement = {
  readonly from: number
  readonly to: number
  readonly tokens: readonly Token[]
  /** How many of the gap's tokens are not written, before the first that is: an opening that stays. */
  readonly lead: number
  /** The opening at `from - 1` stays and should have other attributes. */
  readonly restyled: { readonly block: number; readonly attributes: Partial<BlockAttributes> } | null
}

export class Proposals {
  constructor(
    private readonly text: Y.Text,
    private readonly index: BlockIndex,
    private readonly suggestions: Suggestions,
    private readonly held: HeldChanges,
    private readonly records: OwnRecords,
  ) {}

  /**
   * Whether the document after is what everybody will be shown, so that the editor may show it first, as an input method
   * needs it: in-line content came, with the formats of its place, and nothing went but what is taken back. `isComposing`: an input
   * method is at work in it, so that other formats have to wait.
   */
  isShownAsTyped(transaction: Y.Transaction, net: NetChange, isComposing: boolean): boolean {
    if (net.reformatted.length > 0 || net.restyled.length > 0) return false
    const writer = this.writerFor(transaction, [])
    return net.gaps.every((gap) => {
      const { from, to, tokens, restyled } = replacementOf(net, gap)
      if (restyled !== null && Object.keys(restyled.attributes).length > 0) return false
      const [start, end] = [spotAt(net.before, from), spotAt(net.before, to)]
      if (start.offset === null || end.offset === null || start.block !== end.block) return false
      if (tokens.some((token) => !('formats' in token))) return false
      const went = this.between(writer, start, end).went
      return went.every(({ hides }) => hides) && (isComposing || this.fits(writer, end, tokens))
    })
  }

  /**
   * Writes it, the last gap first. The index stands for the document before, and is not touched. `kept`: a break between
   * blocks that cannot be suggested away. `apart`: what can be decided by itself is a record of its own.
   */
  write(
    transaction: Y.Transaction,
    net: NetChange,
    apart?: 'apart',
  ): { readonly touched: Range | null; readonly kept: boolean } {
    let deleted: IdRange[] = []
    let beside: IdRange[] = []
    const formatted: OtherFormats[] = []
    const writer = this.writerFor(transaction, formatted)
    const touched: Range[] = []
    let kept = false
    const say = () => {
      for (const { range, change, behind } of formatted.splice(0))
        this.records.format([range], change, behind)
      if (deleted.length > 0) {
        for (const range of deleted) this.held.forget(range)
        this.records.delete(deleted, beside)
      }
      deleted = []
      beside = []
      if (apart) this.records.close()
    }
    for (const { from, to, change } of net.reformatted) {
      const [start, end] = [spotAt(net.before, from), spotAt(net.before, to)]
      if (net.read) this.wish(writer, net.before, from, to, change)
      else this.records.format(this.inlineBetween(writer, start, end), change)
      touched.push(touchedBy(start, end))
      if (apart) this.records.close()
    }
    // All of them are read before anything is written: a gap may end where another one's words come.
    const gaps = [...net.gaps].reverse().map((gap) => {
      const replacement = replacementOf(net, gap)
      const { tokens, restyled } = replacement
      return { tokens, restyled, ...this.paired(writer, net, gap, replacement) }
    })
    for (const { start, end, tokens, restyled, between } of gaps) {
      touched.push(touchedBy(start, end))
      const breaks = breaksToKeep(between.went, start.offset === null, end.offset !== null)
      kept ||= breaks.size > 0
      const went = between.went.filter((one) => !breaks.has(one)).map(({ range }) => range)
      deleted.push(...(apart ? went.flatMap((range) => this.notStruck(range)) : went))
      beside.push(...between.beside)
      if (restyled !== null) this.restyle(net, restyled.block, restyled.attributes)
      writer.insert(this.cursorAt(writer, end), tokens)
      if (apart) say()
    }
    for (const { position, attributes } of net.restyled) {
      const { block } = spotAt(net.before, position)
      this.restyle(net, block, attributes)
      touched.push({ first: block, last: block })
    }
    say()
    this.records.flush()
    return { touched: joined(touched), kept }
  }

  /**
   * What goes between two places. “End … marker” and “marker … end” may be the same words to see; what goes is the one that
   * leaves no half of a pair.
   */
  private paired(
    writer: ArticleWriter,
    net: NetChange,
    gap: Gap,
    { from, to, tokens }: Replacement,
  ): { readonly start: Spot; readonly end: Spot; readonly between: Between } {
    const spots = (range: { readonly from: number; readonly to: number }) => {
      const [start, end] = [spotAt(net.before, range.from), spotAt(net.before, range.to)]
      return { start, end, between: this.between(writer, start, end) }
    }
    const written = spots({ from, to })
    const isWhole = from === gap.from && to === gap.to && tokens.length === 0
    const seen = net.read?.gaps[net.gaps.indexOf(gap)] ?? gap
    const drawn = net.read?.before ?? net.before
    const shift = isWhole ? [1, -1].find((by) => isSameDeletion(drawn, seen.from, seen.to, by)) : undefined
    const halves = shift === undefined ? 0 : this.halves(written.between.went)
    if (shift === undefined || halves === 0) return written
    const shifted = { from: seen.from + shift, to: seen.to + shift }
    const other = spots(net.read?.rangeOf(shifted.from, shifted.to) ?? shifted)
    return this.halves(other.between.went) < halves ? other : written
  }

  /** How many ends and markers go whose other half stays, and is not struck either. */
  private halves(went: readonly Went[]): number {
    const { doc } = this.text
    const ids = new IdSet()
    for (const { range } of went) ids.add(range.client, range.clock, range.length)
    return went.filter(({ kind, range }) => {
      const item = kind === 'inline' || doc === null ? null : itemAt(doc, range)
      const partner = item === null ? null : partnerOf(item)
      if (partner === null || ids.has(partner.id.client, partner.id.clock)) return false
      const { client, clock } = partner.id
      return (
        !this.suggestions.isHidden(client, clock) && this.notStruck({ client, clock, length: 1 }).length > 0
      )
    }).length
  }

  private restyle({ read }: NetChange, block: number, attributes: Partial<BlockAttributes>): void {
    const { marker, anchor } = this.index.place(block)
    if (marker === null || anchor === null || Object.keys(attributes).length === 0) return
    const range = { ...anchor.id, length: 1 }
    const present = readAttributes(marker)
    if (read === undefined) this.records.restyle(range, attributes, present)
    else this.records.wishStyle(range, attributes, present)
  }

  /** Says which formats these places should come to have; the document has those of the article, not those that are proposed. */
  private wish(writer: ArticleWriter, before: Node, from: number, to: number, change: FormatChange): void {
    before.nodesBetween(from, to, (node, position) => {
      if (!node.isInline) return true
      const [start, end] = [Math.max(from, position), Math.min(to, position + node.nodeSize)]
      const ranges = this.inlineBetween(writer, spotAt(before, start), spotAt(before, end))
      this.records.wishFormat(ranges, change, formatsOf(node.marks))
      return false
    })
  }

  private inlineBetween(writer: ArticleWriter, start: Spot, end: Spot): readonly IdRange[] {
    return this.between(writer, start, end)
      .went.filter(({ kind }) => kind === 'inline')
      .map(({ range }) => range)
  }

  private writerFor(transaction: Y.Transaction, formatted: OtherFormats[]): ArticleWriter {
    return new ArticleWriter(transaction, this.text, this.held.shown, {
      onOtherFormats: (item, change) => formatted.push(otherFormats(item, change)),
    })
  }

  /** What is shown between two places, and the ids on both sides of it and between. */
  private between(writer: ArticleWriter, start: Spot, end: Spot): Between {
    if (start.block === end.block && start.offset === end.offset) return { went: [], beside: [] }
    const from = this.cursorAt(writer, start)
    const until = this.cursorAt(writer, end).right
    const went: Went[] = []
    const beside = [...this.neighbours(from.left, 'left'), ...this.neighbours(until, 'right')]
    for (let item = from.left?.right ?? from.right; item !== null && item !== until; item = item.right) {
      const { client, clock } = item.id
      const kind = isMarker(item) ? 'open' : isEnd(item) ? 'close' : item.countable ? 'inline' : null
      if (kind === null && !item.deleted) continue
      this.held.shown(item, (offset, length) => {
        const range = { client, clock: clock + offset, length }
        this.suggestions.cutOpen(range, (at, count, isOpen) =>
          went.push({
            kind: kind ?? 'inline',
            range: { client, clock: at, length: count },
            hides: isOpen && this.suggestions.mayHide(this.text.doc?.clientID ?? 0, client),
          }),
        )
      })
    }
    return { went, beside }
  }

  /** The parts of a range that the person has not proposed to delete already. */
  private notStruck(range: IdRange): readonly IdRange[] {
    const own = this.suggestions.personOf(this.text.doc?.clientID ?? 0)
    const ids = new IdSet()
    ids.add(range.client, range.clock, range.length)
    for (const { owner, record, ranges } of this.suggestions.over(range)) {
      if (record.kind !== 'delete' || this.suggestions.personOf(owner.client) !== own) continue
      for (const { client, clock, length } of ranges) ids.delete(client, clock, length)
    }
    return [...rangesOf(ids)]
  }

  /** The ids next to a place on one side: what is not shown there, and the first unit that is. */
  private neighbours(item: Y.Item | null, side: 'left' | 'right'): IdRange[] {
    const ids: IdRange[] = []
    for (let at = item; at !== null; at = at[side]) {
      const { client, clock } = at.id
      if (!at.countable) continue
      ids.push(
        side === 'left' || !isShown(at, this.held.shown)
          ? { client, clock, length: at.length }
          : { client, clock, length: 1 },
      )
      if (isShown(at, this.held.shown)) break
    }
    return ids
  }

  private fits(writer: ArticleWriter, end: Spot, tokens: readonly Token[]): boolean {
    const [first] = tokens
    if (first === undefined || !('formats' in first)) return true
    const { formats } = writer.lookAhead(this.cursorAt(writer, end), first.formats)
    return tokens.every(
      (token) => 'formats' in token && Object.keys(formatsBetween(formats, token.formats)).length === 0,
    )
  }

  private cursorAt(writer: ArticleWriter, { block, offset }: Spot): Cursor {
    if (offset !== null) return writer.inside(this.index.place(block), offset)
    if (block < this.index.length) return writer.before(this.index.place(block))
    return writer.atEnd(this.index.place(this.index.length - 1))
  }
}

/** Where in the document before the tokens of a gap come, and where in the one after the first of them is that is written. */
export function writtenAt(net: NetChange, gap: Gap): { readonly at: number; readonly first: number } {
  const { to, lead } = replacementOf(net, gap)
  return { at: to, first: gap.start + lead }
}

/**
 * How a gap is written. An opening that is replaced by one stays, and a closing too: others may be typing between them. The
 * first marker stays always, and nothing stands before it.
 */
function replacementOf({ before, after, gaps, read }: NetChange, gap: Gap): Replacement {
  let { from, to } = gap
  let tokens = tokensOfSlice(after.slice(gap.start, gap.end))
  // Whoever made the change saw other attributes than the blocks have, where others are proposed.
  const seen = read?.gaps[gaps.indexOf(gap)] ?? gap
  const drawn = read?.before ?? before
  if (from === to) {
    // Nothing stands before the first block: what is put there comes after it.
    const at = from === 0 && tokens.length > 0 ? before.child(0).nodeSize : from
    return { from: at, to: at, tokens, lead: 0, restyled: null }
  }
  let lead = 0
  let restyled: Replacement['restyled'] = null
  const opening = spotAt(before, from)
  const [first] = tokens
  if (opening.offset === null && first?.kind === 'open') {
    const present = drawn.child(spotAt(drawn, seen.from).block)
    restyled = { block: opening.block, attributes: changed(present, first.attributes) }
    tokens = tokens.slice(1)
    from += 1
    lead = 1
  }
  if (spotAt(before, to).offset === null && tokens.at(-1)?.kind === 'close' && to > from) {
    tokens = tokens.slice(0, -1)
    to -= 1
  }
  const closing = spotAt(before, to)
  if (from === 0) {
    // The first block goes: its words, its end, and the next one's marker, whose attributes it takes.
    const next = closing.offset === null ? closing.block : null
    if (next !== null && next < before.childCount) {
      const wanted = drawn.child(spotAt(drawn, seen.to).block)
      restyled = { block: 0, attributes: attributesBetween(drawn.child(0), wanted) }
      to += 1
    } else {
      to -= 1
    }
    return { from: 1, to, tokens, lead, restyled }
  }
  return { from, to, tokens, lead, restyled }
}

/** Whether it comes to the same when one deletes one token further on or back: where that is an end, as the one that stays is. */
function isSameDeletion(doc: Node, from: number, to: number, by: number): boolean {
  const isEnd = (position: number) => {
    const { depth, parent, parentOffset } = doc.resolve(position)
    return depth > 0 && parentOffset === parent.content.size
  }
  return by > 0 ? isEnd(from) && isEnd(to) : from > 1 && isEnd(from - 1) && isEnd(to - 1)
}

function changed(present: Node, wanted: BlockAttributes): Partial<BlockAttributes> {
  const is = blockAttributesOf(present)
  return Object.fromEntries(
    Object.entries(wanted).filter(([key, value]) => is[key as keyof BlockAttributes] !== value),
  )
}

/**
 * The breaks that cannot go. Hiding a block's opening behind an end that stays would put its words outside of any block;
 * so opening and end stay both, and the words between keep their block. `startsOutside`: behind an end, which stays.
 */
function breaksToKeep(went: readonly Went[], startsOutside: boolean, endsInside: boolean): ReadonlySet<Went> {
  const kept = new Set<Went>()
  /** The end that stays, when no opening that stays is behind it. */
  let end: Went | 'outside' | null = startsOutside ? 'outside' : null
  let opening: Went | null = null
  /** An opening was kept, and its own end is not there yet. */
  let isOpen = false
  const keep = () => {
    if (end !== null && opening !== null) {
      kept.add(opening)
      if (end !== 'outside') kept.add(end)
      isOpen = true
    }
    end = null
    opening = null
  }
  for (const one of went) {
    if (one.kind === 'close') {
      if (isOpen) kept.add(one)
      if (isOpen || !one.hides) end = one
      isOpen = false
    } else if (one.kind === 'open') {
      isOpen = false
      if (one.hides) opening = one
      else end = null
      if (!one.hides) opening = null
    } else if (!one.hides) keep()
  }
  if (endsInside) keep()
  return kept
}

function joined(ranges: readonly Range[]): Range | null {
  const [first, ...others] = ranges
  if (first === undefined) return null
  return others.reduce(
    (all, one) => ({ first: Math.min(all.first, one.first), last: Math.max(all.last, one.last) }),
    first,
  )
}
