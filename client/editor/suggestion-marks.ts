/**
 * Draws what is suggested as decorations over unchanged nodes: real `ins` and `del` in their author's colour, so that a screen
 * reader says them; proposed formats dotted; a bar beside a block, a ¶ where it is split or joined.
 */

import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import type * as Y from 'yjs'
import { isInline, isMarker } from '../../shared/article/items.ts'
import { endOf } from '../../shared/article/pairs.ts'
import type { PlacedRecord, Stretch, Suggestions } from '../../shared/article/suggestions.ts'
import type { Shown } from '../../shared/article/view.ts'
import type { ClientId } from '../../shared/ids.ts'
import type { BlockIndex, Range } from './block-index.ts'
import { positionBefore } from './remote-steps.ts'

export type MarksTools = {
  readonly text: Y.Text
  readonly index: BlockIndex
  readonly shown: Shown
  readonly suggestions: Suggestions
  /** The colour of whoever writes under a client id: an index into the palette. */
  readonly colorOf: (client: ClientId) => number
}

const key = new PluginKey<DecorationSet>('suggestions')

/** Says of a transaction in which blocks of its document something else is suggested now. */
export const setTouched = (transaction: Transaction, blocks: readonly Range[]): Transaction =>
  transaction.setMeta(key, blocks)

export class SuggestionMarks {
  readonly plugin: Plugin<DecorationSet>

  constructor(private readonly tools: MarksTools) {
    this.plugin = new Plugin<DecorationSet>({
      key,
      state: {
        init: (_config, { doc }) =>
          this.redraw(DecorationSet.empty, doc, [{ first: 0, last: doc.childCount - 1 }]),
        apply: (transaction, before) => {
          const marks = before.map(transaction.mapping, transaction.doc)
          const touched = transaction.getMeta(key) as readonly Range[] | undefined
          return touched === undefined ? marks : this.redraw(marks, transaction.doc, touched)
        },
      },
      props: { decorations: (state) => key.getState(state) },
    })
  }

  /** Whether blocks of the document are drawn in another way than they should be. */
  isBehind(state: Parameters<typeof key.getState>[0], { doc }: { doc: Node }, range: Range): boolean {
    const marks = key.getState(state) ?? DecorationSet.empty
    return blocksIn(doc, [range]).some(([block, position]) => {
      const drawn = drawnIn(marks, doc, block, position)
      const wanted = this.marksOf(doc, block, position)
      return drawn.length !== wanted.length || !wanted.every((mark) => drawn.some((one) => same(one, mark)))
    })
  }

  private redraw(marks: DecorationSet, doc: Node, ranges: readonly Range[]): DecorationSet {
    const removed: Decoration[] = []
    const added: Decoration[] = []
    for (const [block, position] of blocksIn(doc, ranges)) {
      removed.push(...drawnIn(marks, doc, block, position))
      added.push(...this.marksOf(doc, block, position))
    }
    if (removed.length === 0 && added.length === 0) return marks
    return marks.remove(removed).add(doc, added)
  }

  private marksOf(doc: Node, block: number, position: number): Decoration[] {
    const { index, text, suggestions, shown } = this.tools
    const runs: { from: number; to: number; attrs: readonly Attributes[]; grows: boolean }[] = []
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
        const start = at - offset
        at += length
        suggestions.stretches(here, (from, count, stretch) => {
          const [first, end] = [Math.max(from, offset), Math.min(from + count, offset + length)]
          const attrs = first < end ? this.attributesOf(here.id.client, stretch) : []
          if (attrs.length === 0) return
          const grows = stretch.isOpen && here.id.client === suggestions.doc.clientID
          const last = runs.at(-1)
          if (last !== undefined && last.to === start + first && sameAttributes(last.attrs, attrs)) {
            last.to = start + end
            last.grows = grows
          } else runs.push({ from: start + first, to: start + end, attrs, grows })
        })
      })
    }
    const marks = runs.flatMap(({ from, to, attrs, grows }) =>
      attrs.map((one) => Decoration.inline(from, to, one, { inclusiveEnd: grows, of: one.class })),
    )
    const frame = this.frameOf(block)
    const end = position + doc.child(block).nodeSize
    return frame === null
      ? marks
      : [...marks, Decoration.node(position, end, frame, { of: `${frame.class} ${frame.style}` })]
  }

  private attributesOf(client: ClientId, { isOpen, records }: Stretch): readonly Attributes[] {
    const attributes: Attributes[] = []
    if (isOpen) attributes.push({ nodeName: 'ins', class: `suggested ${this.personOf(client)}` })
    const struck = records.find(({ record }) => record.kind === 'delete')
    if (struck !== undefined)
      attributes.push({ nodeName: 'del', class: `suggested ${this.personOf(struck.owner.client)}` })
    const format = records.find(({ record }) => record.kind === 'format')
    if (format !== undefined) {
      attributes.push({ nodeName: 'span', class: `suggested-format ${this.personOf(format.owner.client)}` })
    }
    return attributes
  }

  private personOf = (client: ClientId): string => `person-${this.tools.colorOf(client)}`

  /** The bar beside a block, and the sign at its end of what is suggested about the break behind it. */
  private frameOf(block: number): { class: string; style: string } | null {
    const classes: string[] = []
    const styles: string[] = []
    const own = this.markerAt(block)
    if (own !== null) {
      const restyles = own.stretch.records.find(({ record }) => record.kind === 'block')
      const opened = own.stretch.isOpen && !own.isSplit
      if (restyles !== undefined || opened) {
        classes.push('suggested-block')
        styles.push(`--bar: var(--person-${this.tools.colorOf(restyles?.owner.client ?? own.client)})`)
      }
    }
    const next = block + 1 < this.tools.index.length ? this.markerAt(block + 1) : null
    const struck = next?.stretch.records.find(deletes)
    if (next !== null && (struck !== undefined || (next.stretch.isOpen && next.isSplit))) {
      classes.push(struck === undefined ? 'suggested-split' : 'suggested-join')
      styles.push(`--sign: var(--person-${this.tools.colorOf(struck?.owner.client ?? next.client)})`)
    }
    return classes.length === 0 ? null : { class: classes.join(' '), style: styles.join('; ') }
  }

  private markerAt(block: number): { client: ClientId; stretch: Stretch; isSplit: boolean } | null {
    const { anchor, marker } = this.tools.index.place(block)
    if (anchor === null || marker === null || !isMarker(anchor) || anchor.deleted) return null
    let found: Stretch | null = null
    this.tools.suggestions.stretches(anchor, (_offset, _length, stretch) => {
      found = stretch
    })
    if (found === null) return null
    const end = endOf(anchor)
    const isSplit = end !== null && end.id.client === anchor.id.client && end.id.clock === anchor.id.clock - 1
    return { client: anchor.id.client, stretch: found, isSplit }
  }
}

type Attributes = { readonly nodeName: string; readonly class: string }

const deletes = ({ record }: PlacedRecord): boolean => record.kind === 'delete'

/** The blocks of these ranges with the positions before them, each once. */
function blocksIn(
  doc: Node,
  ranges: readonly Range[],
): readonly (readonly [block: number, position: number])[] {
  const numbers = new Set<number>()
  for (const { first, last } of ranges) {
    // The sign at a block's end is about the break behind it.
    for (let block = Math.max(0, first - 1); block <= Math.min(last, doc.childCount - 1); block++)
      numbers.add(block)
  }
  const sorted = [...numbers].sort((a, b) => a - b)
  let block = 0
  let position = 0
  return sorted.map((number) => {
    if (block === 0) position = positionBefore(doc, number)
    else for (; block < number; block++) position += doc.child(block).nodeSize
    block = number
    return [number, position] as const
  })
}

function drawnIn(marks: DecorationSet, doc: Node, block: number, position: number): Decoration[] {
  const end = position + doc.child(block).nodeSize
  return marks
    .find(position, end)
    .filter(({ from, to }) => (from === position ? to === end : from > position && to < end))
}

const same = (a: Decoration, b: Decoration): boolean =>
  a.from === b.from && a.to === b.to && a.spec.of === b.spec.of && a.spec.inclusiveEnd === b.spec.inclusiveEnd

const sameAttributes = (a: readonly Attributes[], b: readonly Attributes[]): boolean =>
  a.length === b.length && a.every((one, i) => one.nodeName === b[i]?.nodeName && one.class === b[i]?.class)
