/**
 * The article as it would be if all that is suggested were accepted, for the commands of whoever suggests: they read it without
 * what is struck and with the formats and attributes that are proposed, and what they do there is carried to the document.
 */

import type { Fragment, Node } from '@tiptap/pm/model'
import { EditorState, NodeSelection, type Selection, TextSelection, type Transaction } from '@tiptap/pm/state'
import type * as Y from 'yjs'
import type { BlockAttributes } from '../../shared/article/blocks.ts'
import { isEnd, isMarker } from '../../shared/article/items.ts'
import type { FormatChange } from '../../shared/article/record.ts'
import { restyledBy, type Stretch } from '../../shared/article/suggestions.ts'
import { type BlockTools, eachShownIn } from './block-marks.ts'
import { blockAttributesOf } from './extensions.ts'
import { type NetChange, netChangeOf, positionBefore } from './net-change.ts'

/** Tokens of the document that are struck. */
type Struck = { readonly from: number; readonly to: number }

/** One block of the document, as it would be. */
type ReadBlock = {
  readonly opens: boolean
  readonly closes: boolean
  readonly attributes: Partial<BlockAttributes>
  readonly content: Fragment
}

export class FinalReading {
  private constructor(
    /** The document, and what it would be. */
    private readonly marked: Node,
    readonly doc: Node,
    private readonly struck: readonly Struck[],
  ) {}

  /** `blocks`: those about which anything is proposed. Null where the document is what it would be, or no article can be made of it. */
  static of(tools: BlockTools, marked: Node, blocks: ReadonlySet<number>): FinalReading | null {
    if (blocks.size === 0) return null
    const struck: Struck[] = []
    const nodes: Node[] = []
    let open = null as { readonly attributes: object; readonly content: Fragment } | null
    let position = 0
    for (let number = 0; number < marked.childCount; number++) {
      const node = marked.child(number)
      const place = { node, number, position, isOpen: open !== null }
      const read = blocks.has(number) ? readBlock(tools, place, struck) : null
      position += node.nodeSize
      if (read === null && open === null) {
        nodes.push(node)
        continue
      }
      const { opens, closes, attributes, content }: ReadBlock = read ?? whole(node)
      if (opens === (open !== null)) {
        // A break whose other half is not struck: nobody can say what that would be.
        if (opens || closes || content.size > 0) return null
        continue
      }
      open =
        open === null
          ? { attributes: { ...node.attrs, ...attributes }, content }
          : { ...open, content: open.content.append(content) }
      if (!closes) continue
      nodes.push(node.type.create(open.attributes, open.content))
      open = null
    }
    if (open !== null || nodes.length === 0) return null
    const doc = marked.type.create(null, nodes)
    return doc.eq(marked) ? null : new FinalReading(marked, doc, joined(struck))
  }

  /** Whether the block at a place of the document would be another than it is. */
  isOther(position: number): boolean {
    const $final = this.doc.resolve(this.toFinal(position))
    return $final.depth > 0 && $final.parent !== this.marked.resolve(position).parent
  }

  /** Where a place of the document would be. */
  toFinal(position: number): number {
    let gone = 0
    for (const { from, to } of this.struck) {
      if (from >= position) break
      gone += Math.min(to, position) - from
    }
    return position - gone
  }

  /** The first and the last of the document's places that would be this one. */
  toMarked(position: number): { readonly first: number; readonly last: number } {
    let first = position
    for (const { from, to } of this.struck) {
      if (from > first) break
      if (from === first) return { first, last: to }
      first += to - from
    }
    return { first, last: first }
  }

  /** The state that commands are asked in. Null: the selected block is struck. */
  stateOf({ selection, storedMarks }: EditorState): EditorState | null {
    const { doc } = this
    const anchor = this.toFinal(selection.anchor)
    const head = this.toFinal(selection.head)
    if (selection instanceof NodeSelection) {
      if (this.toMarked(anchor).last !== selection.from || doc.nodeAt(anchor) === null) return null
      return EditorState.create({ doc, selection: NodeSelection.create(doc, anchor) })
    }
    const [$anchor, $head] = [doc.resolve(anchor), doc.resolve(head)]
    // A rule has no caret, also where it is only to become one.
    if (selection.empty && $head.depth > 0 && blockAttributesOf($head.parent).kind === 'rule')
      return EditorState.create({ doc, selection: NodeSelection.create(doc, $head.before()) })
    const isInText = $anchor.depth > 0 && $head.depth > 0
    const placed = isInText ? new TextSelection($anchor, $head) : TextSelection.between($anchor, $head, -1)
    return EditorState.create({ doc, selection: placed, storedMarks })
  }

  /** Where a selection of what would be is in the document. */
  selectionOf(selection: Selection, { selection: present }: EditorState): Selection {
    if (selection instanceof NodeSelection) {
      return NodeSelection.create(this.marked, this.toMarked(selection.from).last)
    }
    const at = (position: number, now: number) => this.marked.resolve(this.placeOf(position, now))
    return TextSelection.between(at(selection.anchor, present.anchor), at(selection.head, present.head))
  }

  /** What a transaction in that state comes to in the document. `caret`: what is inserted there is inserted there. */
  netOf(transaction: Transaction, caret: number): NetChange {
    const read = netChangeOf(transaction)
    const place = (position: number) => this.placeOf(position, caret)
    const gaps = read.gaps.map((gap) => ({ ...gap, ...this.rangeOf(gap.from, gap.to, place) }))
    return {
      before: this.marked,
      after: transaction.doc,
      gaps,
      reformatted: read.reformatted.map(({ from, to, change }) => ({
        ...this.rangeOf(from, to, place),
        change,
      })),
      restyled: read.restyled.map(({ position, attributes }) => ({
        position: this.toMarked(position).last,
        attributes,
      })),
      read: {
        before: this.doc,
        gaps: read.gaps,
        stood: (position) => {
          const stood = positionBefore(read.gaps, position)
          return stood === null ? null : place(stood)
        },
        toFinal: (position) => this.toFinal(position),
        rangeOf: (from, to) => this.rangeOf(from, to, place),
      },
    }
  }

  private rangeOf(
    from: number,
    to: number,
    place: (position: number) => number,
  ): { from: number; to: number } {
    if (from === to) return { from: place(from), to: place(from) }
    // What is struck at its edges is no part of it.
    return { from: this.toMarked(from).last, to: this.toMarked(to - 1).last + 1 }
  }

  /** Where in the document that place is: where the caret is, if it may be there. */
  placeOf(position: number, caret: number): number {
    const { first, last } = this.toMarked(position)
    const { depth } = this.doc.resolve(position)
    const fits = (at: number) => this.marked.resolve(at).depth === depth
    if (first <= caret && caret <= last && fits(caret)) return caret
    return fits(first) ? first : last
  }
}

/** A block of the document; `isOpen`: what is before it goes on into it. */
type PlacedBlock = {
  readonly node: Node
  readonly number: number
  readonly position: number
  readonly isOpen: boolean
}

const whole = ({ content }: Node): ReadBlock => ({ opens: true, closes: true, attributes: {}, content })

/** Reads a block, and adds what of it is struck. */
function readBlock(
  tools: BlockTools,
  { node, number, position, isOpen }: PlacedBlock,
  struck: Struck[],
): ReadBlock {
  const { suggestions, index, shown } = tools
  const { anchor, marker } = index.place(number)
  let opens = true
  let attributes: Partial<BlockAttributes> = {}
  if (anchor !== null && marker !== null) {
    suggestions.stretches(anchor, (_offset, _length, stretch) => {
      opens = !isStruck(stretch)
      attributes = restyledBy(stretch.records).attributes
    })
  }
  if (!opens) struck.push({ from: position, to: position + 1 })
  let content = node.content.cut(0, 0)
  eachShownIn(tools, number, position, (item, offset, length, at) => {
    suggestions.stretches(item, (start, count, stretch) => {
      const from = Math.max(start, offset)
      const to = Math.min(start + count, offset + length)
      if (from >= to) return
      const [first, last] = [at + from - offset, at + to - offset]
      if (isStruck(stretch)) struck.push({ from: first, to: last })
      else {
        const piece = node.content.cut(first - position - 1, last - position - 1)
        content = content.append(reformatted(piece, restyledBy(stretch.records).formats))
      }
    })
  })
  const closes = isClosed(tools, number)
  const end = position + node.nodeSize
  if (!closes) struck.push({ from: end - 1, to: end })
  return { opens, closes, attributes, content }

  function isClosed({ text }: BlockTools, block: number): boolean {
    const until = index.startAfter(block)
    let ends = 0
    let left = 0
    for (
      let item: Y.Item | null = anchor?.right ?? text._start;
      item !== null && item !== until;
      item = item.right
    ) {
      const here = item
      if (!isEnd(here)) continue
      shown(here, () => {
        ends += 1
        suggestions.stretches(here, (_offset, _length, stretch) => {
          if (!isStruck(stretch)) left += 1
        })
      })
    }
    if (ends > 0) return left > 0
    // Without an end a block goes on to the next marker.
    if (!opens && !isOpen) return false
    let isMarked = until === null || !isMarker(until)
    if (until !== null)
      suggestions.stretches(until, (_offset, _length, stretch) => {
        isMarked ||= !isStruck(stretch)
      })
    return isMarked
  }
}

const isStruck = ({ records }: Stretch): boolean => records.some(({ record }) => record.kind === 'delete')

function reformatted(content: Fragment, formats: FormatChange): Fragment {
  const keys = Object.entries(formats)
  if (keys.length === 0) return content
  const nodes: Node[] = []
  content.forEach((node) => {
    let { marks } = node
    for (const [key, value] of keys) {
      const type = node.type.schema.marks[key]
      if (type === undefined) continue
      marks = type.removeFromSet(marks)
      if (value !== null && value !== undefined)
        marks = type.create(value === true ? null : { href: value.href }).addToSet(marks)
    }
    nodes.push(node.mark(marks))
  })
  return content.cut(0, 0).append(fragmentOf(content, nodes))
}

const fragmentOf = (like: Fragment, nodes: readonly Node[]): Fragment =>
  nodes.reduce((all, node) => all.append(like.cut(0, 0).addToEnd(node)), like.cut(0, 0))

function joined(struck: readonly Struck[]): readonly Struck[] {
  const all: Struck[] = []
  for (const one of [...struck].sort((a, b) => a.from - b.from)) {
    const last = all.at(-1)
    if (last !== undefined && last.to === one.from) all[all.length - 1] = { from: last.from, to: one.to }
    else all.push(one)
  }
  return all
}
