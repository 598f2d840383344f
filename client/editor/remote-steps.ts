/** From the text to ProseMirror: the smallest steps that draw what changed, so that carets and selections stay where they are. */

import { Fragment, type Node, Slice } from '@tiptap/pm/model'
import type { Transaction } from '@tiptap/pm/state'
import { AddMarkStep, AttrStep, RemoveMarkStep, ReplaceStep } from '@tiptap/pm/transform'
import type * as Y from 'yjs'
import { BLOCK_ATTRIBUTES } from '../../shared/article/blocks.ts'
import type { FormatSet } from '../../shared/article/formats.ts'
import { afterFormat, isEnd, isFormatItem, isMarker, type MarkerMap } from '../../shared/article/items.ts'
import { type PlacedBlock, pushUnits, type Run, readAttributes } from '../../shared/article/projection.ts'
import { assert, must } from '../../shared/assert.ts'
import type { BlockIndex, Range } from './block-index.ts'
import { blockAttributesOf } from './extensions.ts'
import type { ArticleNodes } from './nodes.ts'

/** Calls `use` for each stretch of the item that was or is shown: offset, length, was it, is it. */
export type Pieces = (
  item: Y.Item,
  use: (offset: number, length: number, was: boolean, is: boolean) => void,
) => void

/** The position before a block of the document. */
export function positionBefore(doc: Node, block: number): number {
  let position = 0
  for (let i = 0; i < block; i++) position += doc.child(i).nodeSize
  return position
}

/** Draws a marker's attributes. AttrSteps, because replacing the node would end a selection of it. */
export function drawAttributes(tr: Transaction, index: BlockIndex, marker: MarkerMap): void {
  const block = index.numberOf(marker)
  if (block !== undefined) drawAttributesAt(tr, positionBefore(tr.doc, block), tr.doc.child(block), marker)
}

function drawAttributesAt(tr: Transaction, position: number, node: Node, marker: MarkerMap | null): void {
  const drawn = blockAttributesOf(node)
  const wanted = readAttributes(marker)
  for (const key of BLOCK_ATTRIBUTES) {
    if (drawn[key] !== wanted[key]) tr.step(new AttrStep(position, key, wanted[key]))
  }
}

/**
 * Draws what changed in a segment: blocks of which the first one's marker, and that of the block after them, were and
 * are shown. The index stands for `tr.doc` before and after.
 */
export function drawSegment(
  tr: Transaction,
  text: Y.Text,
  index: BlockIndex,
  nodes: ArticleNodes,
  segment: Range,
  pieces: Pieces,
): void {
  const { anchor, carry } = index.place(segment.first)
  const start = positionBefore(tr.doc, segment.first)
  const until = index.startAfter(segment.last)
  new SegmentDrawing(tr, nodes, start + 1).draw(anchor?.right ?? text._start, until, carry, pieces)
  const blocks = index.reread(segment)
  let position = start
  blocks.forEach((block, i) => {
    const number = segment.first + i
    drawAttributesAt(tr, position, tr.doc.child(number), block.marker)
    drawMarks(tr, nodes, position + 1, tr.doc.child(number), block)
    position += tr.doc.child(number).nodeSize
  })
}

type NewBlock = { readonly marker: MarkerMap | null; readonly runs: Run[] }

/** What changed between two things that stay: content of the block that is open there, then whole blocks. */
class Gap {
  /** Units that went from the open block's content. */
  removedUnits = 0
  /** The sizes of the contents of removed blocks. */
  readonly removedBlocks: number[] = []
  readonly insertedRuns: Run[] = []
  readonly insertedBlocks: NewBlock[] = []

  get isEmpty(): boolean {
    return (
      this.removedUnits === 0 &&
      this.insertedRuns.length === 0 &&
      this.removedBlocks.length === 0 &&
      this.insertedBlocks.length === 0
    )
  }

  removeUnits(count: number): void {
    const last = this.removedBlocks.length - 1
    if (last < 0) this.removedUnits += count
    else this.removedBlocks[last] = (this.removedBlocks[last] ?? 0) + count
  }

  insertUnits(item: Y.Item, offset: number, length: number, formats: FormatSet): void {
    pushUnits(this.insertedBlocks.at(-1)?.runs ?? this.insertedRuns, item, [offset, length], formats)
  }

  /** Whether a removed and an inserted block both begin where the gap ends: then the block stays and only its marker is another. */
  takeCommonOpening(): boolean {
    if (this.removedBlocks.at(-1) !== 0 || this.insertedBlocks.at(-1)?.runs.length !== 0) return false
    this.removedBlocks.pop()
    this.insertedBlocks.pop()
    return true
  }
}

class SegmentDrawing {
  private gap = new Gap()
  /** Whether a block is open in the document as it was; where none is, content opens a paragraph of its own. */
  private wasOpen = true
  private isOpen = true

  constructor(
    private readonly tr: Transaction,
    private readonly nodes: ArticleNodes,
    private position: number,
  ) {}

  draw(start: Y.Item | null, until: Y.Item | null, formats: FormatSet, pieces: Pieces): void {
    for (let item = start; item !== null && item !== until; item = item.right) {
      const here = item
      if (isFormatItem(here)) {
        if (!here.deleted) formats = afterFormat(formats, here)
      } else {
        pieces(here, (offset, length, was, is) => this.piece(here, offset, length, was, is, formats))
      }
    }
    this.drawGapAtEnd()
  }

  private piece(
    item: Y.Item,
    offset: number,
    length: number,
    was: boolean,
    is: boolean,
    formats: FormatSet,
  ): void {
    if (isMarker(item)) {
      if (was) this.removeOpening()
      if (is) this.insertOpening(item.content.type)
    } else if (isEnd(item)) {
      if (was) this.wasOpen = false
      if (is) this.isOpen = false
    } else if (item.countable || was) {
      this.inline(item, offset, length, was, is, formats)
    }
  }

  private inline(
    item: Y.Item,
    offset: number,
    length: number,
    was: boolean,
    is: boolean,
    formats: FormatSet,
  ) {
    if (was && !this.wasOpen) this.removeOpening()
    if (is && !this.isOpen) this.insertOpening(null)
    if (was && is) {
      this.drawGap()
      this.position += length
    } else if (was) {
      this.gap.removeUnits(length)
    } else if (is) {
      this.gap.insertUnits(item, offset, length, formats)
    }
  }

  private removeOpening(): void {
    this.wasOpen = true
    this.gap.removedBlocks.push(0)
  }

  private insertOpening(marker: MarkerMap | null): void {
    this.isOpen = true
    this.gap.insertedBlocks.push({ marker, runs: [] })
  }

  /** Draws the gap before something that stays inside a block: the content on both sides of new blocks is open. */
  private drawGap(): void {
    const { gap } = this
    if (gap.isEmpty) return
    this.gap = new Gap()
    const staysOpened = gap.takeCommonOpening()
    const inserted = this.nodes.inlineOf(gap.insertedRuns)
    const blocks = this.blocksOf(gap)
    const slice =
      blocks.length === 0
        ? new Slice(inserted, 0, 0)
        : new Slice(Fragment.from([this.nodes.openBlockOf(inserted), ...blocks]), 1, 1)
    this.replace(gap.removedUnits + sizeOf(gap.removedBlocks), slice)
    if (staysOpened) this.position += 2
  }

  /**
   * Draws the gap at the segment's end. Whole blocks are then replaced between blocks, not from inside one: else a
   * caret at the end of the block before them would be dragged along.
   */
  private drawGapAtEnd(): void {
    const { gap } = this
    const removed = sizeOf(gap.removedBlocks)
    const blocks = this.blocksOf(gap)
    this.replace(gap.removedUnits, new Slice(this.nodes.inlineOf(gap.insertedRuns), 0, 0))
    this.position += 1
    this.replace(removed, new Slice(Fragment.from(blocks), 0, 0))
  }

  private blocksOf(gap: Gap): Node[] {
    return gap.insertedBlocks.map(({ marker, runs }) =>
      this.nodes.blockOf({ marker, runs, anchor: null, carry: {} }),
    )
  }

  private replace(size: number, slice: Slice): void {
    if (size > 0 || slice.size > 0) {
      this.tr.step(new ReplaceStep(this.position, this.position + size, slice))
      this.position += slice.size
    }
  }
}

const sizeOf = (blocks: readonly number[]): number => blocks.reduce((size, content) => size + content + 2, 0)

/** Draws the formats of a block's content, whose characters are right already. */
function drawMarks(
  tr: Transaction,
  nodes: ArticleNodes,
  start: number,
  node: Node,
  block: PlacedBlock,
): void {
  const wanted = nodes.inlineOf(block.runs)
  if (wanted.eq(node.content)) return
  assert(wanted.size === node.content.size, 'a drawn block holds as many units as its text')
  const steps: (AddMarkStep | RemoveMarkStep)[] = []
  let run = 0 // the wanted node at `offset`, and where it begins
  let runStart = 0
  node.forEach((child, childStart) => {
    for (let offset = childStart; offset < childStart + child.nodeSize; ) {
      let target = must(wanted.maybeChild(run), 'the wanted content')
      while (runStart + target.nodeSize <= offset) {
        runStart += target.nodeSize
        run += 1
        target = must(wanted.maybeChild(run), 'the wanted content')
      }
      const end = Math.min(childStart + child.nodeSize, runStart + target.nodeSize)
      for (const mark of child.marks) {
        if (!mark.isInSet(target.marks)) steps.push(new RemoveMarkStep(start + offset, start + end, mark))
      }
      for (const mark of target.marks) {
        if (!mark.isInSet(child.marks)) steps.push(new AddMarkStep(start + offset, start + end, mark))
      }
      offset = end
    }
  })
  for (const step of steps) tr.step(step)
}
