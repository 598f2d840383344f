/** From ProseMirror to the text: every step becomes the same change of the same tokens, addressed by block and offset. */

import type { Node } from '@tiptap/pm/model'
import {
  AddMarkStep,
  AddNodeMarkStep,
  AttrStep,
  RemoveMarkStep,
  RemoveNodeMarkStep,
  ReplaceAroundStep,
  ReplaceStep,
  type Step,
} from '@tiptap/pm/transform'
import type * as Y from 'yjs'
import { BLOCK_DEFAULTS } from '../../shared/article/blocks.ts'
import type { FormatValue } from '../../shared/article/formats.ts'
import type { MarkerMap } from '../../shared/article/items.ts'
import type { PlacedBlock } from '../../shared/article/projection.ts'
import type { IdRange } from '../../shared/article/record.ts'
import type { Suggestions } from '../../shared/article/suggestions.ts'
import { ArticleWriter, type Cursor, setAttributes, type Token } from '../../shared/article/writer.ts'
import { must } from '../../shared/assert.ts'
import { suggestingPartner } from '../../shared/ids.ts'
import type { BlockIndex, Range } from './block-index.ts'
import type { HeldChanges } from './composition.ts'
import { blockAttributesOf } from './extensions.ts'
import type { FormatHistory } from './format-history.ts'
import { Moves } from './moves.ts'
import { type ArticleNodes, formatValueOf, tokenSize, tokensOfSlice } from './nodes.ts'
import { type OtherFormats, type OwnRecords, otherFormats } from './own-records.ts'

/** A position: inside a block so many units into its content, or, with `offset` null, before a block (or after the last). */
export type Spot = { readonly block: number; readonly offset: number | null }

/** Whether the text says what the document does, or at least has the same positions. */
export type Agreement = 'agrees' | 'fits' | 'apart'

export class LocalSteps {
  /** What the present step would have deleted, and is suggested. */
  private readonly spared: IdRange[] = []
  /** Of what the present step has written. */
  private readonly reformatted: OtherFormats[] = []
  readonly moves: Moves

  constructor(
    private readonly text: Y.Text,
    private readonly index: BlockIndex,
    private readonly nodes: ArticleNodes,
    private readonly held: HeldChanges,
    private readonly formats: FormatHistory,
    private readonly suggestions: Suggestions,
    private readonly records: OwnRecords,
  ) {
    this.moves = new Moves(must(text.doc, 'the text is part of a doc'))
  }

  /**
   * Writes one step, which led from `before` to `after`; the index stands for `before` and then for what the text holds.
   * The text cleans strings and knows no half of a surrogate pair, so that may be something else.
   */
  write(transaction: Y.Transaction, step: Step, before: Node, after: Node): Agreement {
    const writer = this.writerFor(transaction)
    const touched = this.apply(writer, step, before, after)
    if (touched === null) return 'agrees'
    this.sayProposals(transaction)
    return this.reread(touched, after)
  }

  /** Reads the touched blocks anew, numbered as before the change, and compares them with what is drawn. */
  reread(touched: Range, after: Node): Agreement {
    const segment = this.index.segment(touched)
    return this.compare(segment.first, this.index.reread(segment), after)
  }

  /** Makes the text say what `wanted` says by one replacement: for when a document has parted from its steps. */
  writeDifference(transaction: Y.Transaction, wanted: Node): void {
    const present = this.nodes.docOf(this.index.load())
    const difference = differenceOf(present, wanted)
    if (difference === null) return
    const { from, to, wantedTo } = difference
    const writer = this.writerFor(transaction)
    this.replace(writer, present, from, to, tokensOfSlice(wanted.slice(from, wantedTo)))
    this.sayProposals(transaction)
    this.index.load()
  }

  /** Suggested characters that an editor deletes are hidden by a record: whose they are, they stay for their author to see decided. */
  private spare(range: IdRange): readonly IdRange[] {
    const open: IdRange[] = []
    this.suggestions.cutOpen(range, (clock, length, isOpen) => {
      const part = { client: range.client, clock, length }
      this.moves.take(part, isOpen)
      if (isOpen) open.push(part)
    })
    for (const one of open) this.held.forget(one)
    this.spared.push(...open)
    return open
  }

  private sayProposals(transaction: Y.Transaction): void {
    if (this.spared.length + this.reformatted.length === 0) return
    this.records.delete(this.spared.splice(0))
    const { doc } = transaction
    const writesAs = doc.clientID
    doc.clientID = suggestingPartner(writesAs)
    for (const { range, change, behind } of this.reformatted.splice(0))
      this.records.format([range], change, behind)
    doc.clientID = writesAs
    this.records.flush()
    this.suggestions.feed(transaction)
  }

  private writerFor(transaction: Y.Transaction): ArticleWriter {
    return new ArticleWriter(transaction, this.text, this.held.shown, {
      spare: (range) => this.spare(range),
      onDelete: ({ id, length }) => this.held.forget({ client: id.client, clock: id.clock, length }),
      onInsert: (item, token) => this.moves.put(item, token),
      onOtherFormats: (item, change) => this.reformatted.push(otherFormats(item, change)),
      onClose: (item) => this.formats.closes(item),
    })
  }

  private compare(first: number, blocks: readonly PlacedBlock[], after: Node): Agreement {
    if (this.index.length !== after.childCount) return 'apart'
    let agreement: Agreement = 'agrees'
    for (const [i, block] of blocks.entries()) {
      const drawn = after.child(first + i)
      const node = this.nodes.blockOf(block)
      if (node.nodeSize !== drawn.nodeSize) return 'apart'
      // Of blocks that are held while somebody composes, the attributes are too.
      const held = block.marker !== null && this.held.blocks.has(block.marker)
      if (!(held ? node.content.eq(drawn.content) : node.eq(drawn))) agreement = 'fits'
    }
    return agreement
  }

  /** Returns the blocks, numbered as before the step, that the step may have changed; null for none. */
  private apply(writer: ArticleWriter, step: Step, before: Node, after: Node): Range | null {
    if (step instanceof ReplaceStep) {
      return this.replace(writer, before, step.from, step.to, tokensOfSlice(step.slice))
    }
    if (step instanceof ReplaceAroundStep) return this.replaceAround(writer, before, step)
    if (step instanceof AddMarkStep) {
      return this.format(writer, before, step.from, step.to, step.mark.type.name, formatValueOf(step.mark))
    }
    if (step instanceof RemoveMarkStep) {
      return this.format(writer, before, step.from, step.to, step.mark.type.name, null)
    }
    if (step instanceof AddNodeMarkStep) {
      return this.format(
        writer,
        before,
        step.pos,
        step.pos + 1,
        step.mark.type.name,
        formatValueOf(step.mark),
      )
    }
    if (step instanceof RemoveNodeMarkStep) {
      return this.format(writer, before, step.pos, step.pos + 1, step.mark.type.name, null)
    }
    if (step instanceof AttrStep) {
      const block = before.resolve(step.pos).index(0)
      setAttributes(this.markerOf(writer, block), { [step.attr]: step.value })
      return { first: block, last: block }
    }
    const difference = differenceOf(before, after) // a step of a kind we do not know
    if (difference === null) return null
    const { from, to, wantedTo } = difference
    return this.replace(writer, before, from, to, tokensOfSlice(after.slice(from, wantedTo)))
  }

  /** What stands between the gap and the edges is replaced; the right side first, so that the left one's places hold. */
  private replaceAround(writer: ArticleWriter, before: Node, step: ReplaceAroundStep): Range | null {
    const [left, right] = splitTokens(tokensOfSlice(step.slice), step.insert)
    const behind = this.replace(writer, before, step.gapTo, step.to, right)
    const ahead = this.replace(writer, before, step.from, step.gapFrom, left)
    if (behind === null || ahead === null) return behind ?? ahead
    return { first: ahead.first, last: behind.last }
  }

  private format(
    writer: ArticleWriter,
    before: Node,
    from: number,
    to: number,
    key: string,
    value: FormatValue,
  ): Range | null {
    const touched: number[] = []
    before.nodesBetween(from, to, (node, position, _parent, number) => {
      if (!node.isTextblock) return true
      const start = Math.max(0, from - position - 1)
      const end = Math.min(node.content.size, to - position - 1)
      if (start < end) {
        writer.format(this.index.place(number), start, end - start, key, value)
        touched.push(number)
      }
      return false
    })
    const [first] = touched
    const last = touched.at(-1)
    return first === undefined || last === undefined ? null : { first, last }
  }

  /** Replaces the tokens between two positions of `before`. */
  private replace(
    writer: ArticleWriter,
    before: Node,
    from: number,
    to: number,
    tokens: readonly Token[],
  ): Range | null {
    if (from === to && tokens.length === 0) return null
    tokens = this.moves.recast(tokens)
    let start = spotAt(before, from)
    let end = spotAt(before, to)
    const first = tokens[0]
    if (from === to) {
      if (start.offset === null && start.block === 0) return this.insertFirst(writer, before, tokens)
      if (start.offset !== null && tokens.some(({ kind }) => kind === 'open')) {
        return this.insertBlocks(writer, before, { block: start.block, offset: start.offset }, tokens)
      }
    } else {
      // A replaced opening keeps its marker and a replaced closing its end: others may be typing between them.
      if (start.offset === null && first?.kind === 'open') {
        setAttributes(this.markerOf(writer, start.block), first.attributes)
        tokens = tokens.slice(1)
        start = { block: start.block, offset: 0 }
      }
      if (end.offset === null && tokens.at(-1)?.kind === 'close') {
        tokens = tokens.slice(0, -1)
        end = { block: end.block - 1, offset: before.child(end.block - 1).content.size }
      }
      if (start.offset === null && start.block === 0) {
        // The first marker is never deleted: it takes the next block's attributes, whose marker goes instead.
        setAttributes(this.markerOf(writer, 0), blockAttributesOf(before.child(end.block)))
        start = { block: 0, offset: 0 }
        end = { block: end.block, offset: 0 }
      } else if (end.offset === null && end.block < this.index.length) {
        this.markerOf(writer, end.block) // else a block without one would run into what is before the range
      }
    }
    this.replaceBetween(writer, start, end, tokens)
    return touchedBy(start, end)
  }

  private replaceBetween(writer: ArticleWriter, start: Spot, end: Spot, tokens: readonly Token[]): void {
    const from = this.cursorAt(writer, start)
    if (start.block !== end.block || start.offset !== end.offset) {
      const until = this.cursorAt(writer, end)
      writer.delete(from.left === null ? from.right : from.left.right, until.right)
    }
    writer.insert({ ...from, right: from.left === null ? from.right : from.left.right }, tokens)
  }

  /** Nothing ever stands before the first marker: it becomes the new first block's, and a new one follows for the old. */
  private insertFirst(writer: ArticleWriter, before: Node, tokens: readonly Token[]): Range {
    const [first, ...rest] = tokens
    const old = blockAttributesOf(before.child(0))
    if (first?.kind === 'open') setAttributes(this.markerOf(writer, 0), first.attributes)
    const start: Spot = { block: 0, offset: 0 }
    writer.insert(this.cursorAt(writer, start), [...rest, { kind: 'open', attributes: old }])
    return { first: 0, last: 0 }
  }

  /**
   * Inserts tokens that split a block. At its end the new block goes behind its end, at its start before its marker, so
   * that what others type in the block at that time stays in it.
   */
  private insertBlocks(
    writer: ArticleWriter,
    before: Node,
    spot: { readonly block: number; readonly offset: number },
    tokens: readonly Token[],
  ): Range {
    const { block, offset } = spot
    const node = before.child(block)
    const lastToken = must(tokens.at(-1), 'a token')
    const closing = tokens.findIndex(({ kind }) => kind === 'close')
    if (offset === node.content.size && closing >= 0) {
      const next: Spot = { block: block + 1, offset: null }
      writer.insert(this.cursorAt(writer, next), [...tokens.slice(closing + 1), { kind: 'close' }])
      writer.insert(this.cursorAt(writer, spot), tokens.slice(0, closing))
      return { first: block, last: block }
    }
    if (offset === 0 && block > 0 && closing === 0 && lastToken.kind === 'open') {
      const marker = this.markerOf(writer, block)
      const opening: Token = { kind: 'open', attributes: blockAttributesOf(node) }
      writer.insert(this.cursorAt(writer, { block, offset: null }), [opening, ...tokens.slice(0, -1)])
      setAttributes(marker, lastToken.attributes)
      return { first: block - 1, last: block }
    }
    writer.insert(this.cursorAt(writer, spot), tokens)
    return { first: block, last: block }
  }

  private cursorAt(writer: ArticleWriter, { block, offset }: Spot): Cursor {
    if (offset !== null) return writer.inside(this.index.place(block), offset)
    if (block < this.index.length) return writer.before(this.index.place(block))
    return writer.atEnd(this.index.place(this.index.length - 1))
  }

  /** The block's marker. A block whose marker somebody deleted gets one as soon as its attributes matter. */
  private markerOf(writer: ArticleWriter, block: number): MarkerMap {
    const place = this.index.place(block)
    if (place.marker !== null) return place.marker
    writer.insert(writer.before(place), [{ kind: 'open', attributes: BLOCK_DEFAULTS }])
    this.index.reread(this.index.segment({ first: block, last: block }))
    return must(this.index.place(block).marker, 'the marker just written')
  }
}

export function spotAt(doc: Node, position: number): Spot {
  const resolved = doc.resolve(position)
  return { block: resolved.index(0), offset: resolved.depth === 0 ? null : resolved.parentOffset }
}

/** What is before a block's marker belongs to the block before it. */
export function touchedBy(start: Spot, end: Spot): Range {
  const first = start.offset === null ? start.block - 1 : start.block
  const last = end.offset === null ? end.block - 1 : end.block
  return { first: Math.max(0, first), last: Math.max(first, last, 0) }
}

function splitTokens(tokens: readonly Token[], size: number): [Token[], Token[]] {
  const left: Token[] = []
  const right = [...tokens]
  for (let token = right[0]; token !== undefined && size > 0; token = right[0]) {
    right.shift()
    if (token.kind === 'text' && token.text.length > size) {
      left.push({ ...token, text: token.text.slice(0, size) })
      right.unshift({ ...token, text: token.text.slice(size) })
    } else {
      left.push(token)
    }
    size -= tokenSize(token)
  }
  return [left, right]
}

/** The one replacement that leads from a document to another: positions `from` to `to` become `from` to `wantedTo` of the other. */
export function differenceOf(
  present: Node,
  wanted: Node,
): { readonly from: number; readonly to: number; readonly wantedTo: number } | null {
  const from = present.content.findDiffStart(wanted.content)
  const ends = present.content.findDiffEnd(wanted.content)
  if (from === null || ends === null) return null
  const overlap = Math.max(0, from - Math.min(ends.a, ends.b))
  return { from, to: ends.a + overlap, wantedTo: ends.b + overlap }
}
