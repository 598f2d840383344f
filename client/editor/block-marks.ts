/** Decorations that follow from the text, block by block: what is touched is drawn anew, everything else stays where it was. */

import type { Node } from '@tiptap/pm/model'
import { type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { type Decoration, DecorationSet } from '@tiptap/pm/view'
import type * as Y from 'yjs'
import { isInline } from '../../shared/article/items.ts'
import type { Suggestions } from '../../shared/article/suggestions.ts'
import type { Shown } from '../../shared/article/view.ts'
import type { BlockIndex, Range } from './block-index.ts'
import { positionBefore } from './remote-steps.ts'

/** What a block's decorations are read from. */
export type BlockTools = {
  readonly text: Y.Text
  readonly index: BlockIndex
  readonly shown: Shown
  readonly suggestions: Suggestions
}

/**
 * The decorations of one block of the document, which begins at a position. Two of the same place are the same when their `of` and
 * `inclusiveEnd` are.
 */
export type DrawBlock = (doc: Node, block: number, position: number) => readonly Decoration[]

const touchedBlocks = 'touchedBlocks'
type Touched = { readonly blocks: readonly Range[]; readonly only: BlockMarks | null }

/** Says of a transaction which blocks of its document are to be drawn anew; `only`: by these marks alone. */
export const setTouched = (
  transaction: Transaction,
  blocks: readonly Range[],
  only: BlockMarks | null = null,
): Transaction => transaction.setMeta(touchedBlocks, { blocks, only } satisfies Touched)

export class BlockMarks {
  readonly plugin: Plugin<DecorationSet>
  private readonly key: PluginKey<DecorationSet>

  /**
   * `draw` null: nothing, until there is something to draw. `unseen`: they say where something is, and nobody is shown them. `first`:
   * the document begins with those of its first blocks, so many; whoever says so touches the others later.
   */
  constructor(
    name: string,
    private draw: DrawBlock | null,
    { unseen = false, first = Infinity }: { readonly unseen?: boolean; readonly first?: number } = {},
  ) {
    this.key = new PluginKey<DecorationSet>(name)
    this.plugin = new Plugin<DecorationSet>({
      key: this.key,
      state: {
        init: (_config, { doc }) =>
          this.redraw(DecorationSet.empty, doc, [{ first: 0, last: Math.min(first, doc.childCount) - 1 }]),
        apply: (transaction, before) => {
          const marks = before.map(transaction.mapping, transaction.doc)
          const touched = transaction.getMeta(touchedBlocks) as Touched | undefined
          if (touched === undefined || (touched.only ?? this) !== this) return marks
          return this.redraw(marks, transaction.doc, touched.blocks)
        },
      },
      props: unseen ? {} : { decorations: (state) => this.drawn(state) },
    })
  }

  get isOn(): boolean {
    return this.draw !== null
  }

  /** Draws otherwise from the next touch on; null: takes away what is there. */
  drawWith(draw: DrawBlock | null): void {
    this.draw = draw
  }

  /** What is drawn now. */
  drawn(state: EditorState): DecorationSet {
    return this.key.getState(state) ?? DecorationSet.empty
  }

  /** Whether blocks of the document are drawn in another way than they should be. */
  isBehind(state: EditorState, range: Range): boolean {
    const marks = this.drawn(state)
    if (this.draw === null && marks === DecorationSet.empty) return false
    const blocks = blocksIn(state.doc, [range])
    const drawnThere = drawnIn(marks, blocks)
    return blocks.some(([block, position], i) => {
      const drawn = drawnThere[i] ?? []
      const wanted = this.wanted(state.doc, block, position)
      if (drawn.length !== wanted.length) return true
      const looks = new Set(drawn.map(lookOf))
      return wanted.some((mark) => !looks.has(lookOf(mark)))
    })
  }

  private redraw(marks: DecorationSet, doc: Node, ranges: readonly Range[]): DecorationSet {
    if (this.draw === null && marks === DecorationSet.empty) return marks
    const blocks = this.withTorn(marks, doc, blocksIn(doc, ranges))
    const added = blocks.flatMap(([block, position]) => this.wanted(doc, block, position))
    if (blocks.length === doc.childCount) return DecorationSet.create(doc, added)
    const removed = drawnIn(marks, blocks).flat()
    if (removed.length === 0 && added.length === 0) return marks
    return marks.remove(removed).add(doc, added)
  }

  /** With the blocks over which a mark reaches that was drawn in one block, which somebody has split since. */
  private withTorn(marks: DecorationSet, doc: Node, blocks: readonly PlacedBlock[]): readonly PlacedBlock[] {
    const numbers = new Set(blocks.map(([block]) => block))
    for (const { from, to } of drawnIn(marks, blocks).flat()) {
      const last = doc.resolve(to - 1).index(0)
      for (let block = doc.resolve(from).index(0); block <= last; block++) numbers.add(block)
    }
    return numbers.size === blocks.length ? blocks : this.withTorn(marks, doc, placed(doc, numbers))
  }

  private wanted(doc: Node, block: number, position: number): readonly Decoration[] {
    return this.draw?.(doc, block, position) ?? []
  }
}

/** Calls `use` for each stretch of an item's units that a block shows, in order, with the position before the first of them. */
export function eachShownIn(
  { text, index, shown }: BlockTools,
  block: number,
  position: number,
  use: (item: Y.Item, offset: number, length: number, at: number) => void,
): void {
  const { anchor } = index.place(block)
  const until = index.startAfter(block)
  let at = position + 1
  for (
    let item = anchor?.right ?? (anchor === null ? text._start : null);
    item !== null && item !== until;
    item = item.right
  ) {
    const here = item
    if (!isInline(here) && !here.deleted) continue
    shown(here, (offset, length) => {
      use(here, offset, length, at)
      at += length
    })
  }
}

type PlacedBlock = readonly [block: number, position: number, end: number]

/** The blocks of these ranges with the positions before and behind them, each once, in order. */
function blocksIn(doc: Node, ranges: readonly Range[]): readonly PlacedBlock[] {
  const numbers = new Set<number>()
  for (const { first, last } of ranges) {
    // The sign at a block's end is about the break behind it.
    for (let block = Math.max(0, first - 1); block <= Math.min(last, doc.childCount - 1); block++)
      numbers.add(block)
  }
  return placed(doc, numbers)
}

function placed(doc: Node, numbers: ReadonlySet<number>): readonly PlacedBlock[] {
  const sorted = [...numbers].sort((a, b) => a - b)
  let block = 0
  let position = 0
  return sorted.map((number) => {
    if (block === 0) position = positionBefore(doc, number)
    else for (; block < number; block++) position += doc.child(block).nodeSize
    block = number
    return [number, position, position + doc.child(number).nodeSize] as const
  })
}

/** What is drawn of each of these blocks; of neighbours it is looked for at once. */
function drawnIn(marks: DecorationSet, blocks: readonly PlacedBlock[]): readonly Decoration[][] {
  const drawn: Decoration[][] = []
  for (let next = 0; next < blocks.length; ) {
    const run = neighboursFrom(blocks, next)
    const found = marks.find(run[0]?.[1], run.at(-1)?.[2]).sort((a, b) => a.from - b.from)
    let at = 0
    for (const [, position, end] of run) {
      const here: Decoration[] = []
      for (let mark = found[at]; mark !== undefined && mark.from < end; mark = found[++at]) {
        // A block's frame begins where the one before it ends; what is drawn inside may have been torn by a split.
        if (mark.from === position ? mark.to === end : mark.to > position) here.push(mark)
      }
      drawn.push(here)
    }
    next += run.length
  }
  return drawn
}

function neighboursFrom(blocks: readonly PlacedBlock[], first: number): readonly PlacedBlock[] {
  let last = first
  while (blocks[last + 1]?.[1] === blocks[last]?.[2]) last += 1
  return blocks.slice(first, last + 1)
}

/** What makes two of the same place look the same. */
const lookOf = ({ from, to, spec }: Decoration): string =>
  `${from} ${to} ${spec.inclusiveEnd === true} ${spec.of}`
