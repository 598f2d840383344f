/**
 * Draws what is suggested as decorations over unchanged nodes: real `ins` and `del` in their author's colour, so that a screen
 * reader says them; proposed formats dotted; a bar beside a block, a ¶ where it is split or joined.
 */

import type { Node } from '@tiptap/pm/model'
import { Decoration } from '@tiptap/pm/view'
import { isMarker } from '../../shared/article/items.ts'
import { endOf } from '../../shared/article/pairs.ts'
import type { PlacedRecord } from '../../shared/article/placed-records.ts'
import type { Stretch } from '../../shared/article/suggestions.ts'
import type { ClientId } from '../../shared/ids.ts'
import { type BlockTools, type DrawBlock, eachShownIn } from './block-marks.ts'

/** The colour of whoever writes under a client id: an index into the palette. */
export type ColorOf = (client: ClientId) => number

export const suggestionMarks = (tools: BlockTools, colorOf: ColorOf): DrawBlock => {
  const drawing = new SuggestionDrawing(tools, colorOf)
  return (doc, block, position) => drawing.marksOf(doc, block, position)
}

class SuggestionDrawing {
  constructor(
    private readonly tools: BlockTools,
    private readonly colorOf: ColorOf,
  ) {}

  marksOf(doc: Node, block: number, position: number): Decoration[] {
    const { suggestions } = this.tools
    const runs: { from: number; to: number; attrs: readonly Attributes[]; grows: boolean }[] = []
    eachShownIn(this.tools, block, position, (item, offset, length, at) => {
      const start = at - offset
      suggestions.stretches(item, (from, count, stretch) => {
        const [first, end] = [Math.max(from, offset), Math.min(from + count, offset + length)]
        const attrs = first < end ? this.attributesOf(item.id.client, stretch) : []
        if (attrs.length === 0) return
        const grows = stretch.isOpen && item.id.client === suggestions.doc.clientID
        const last = runs.at(-1)
        if (last !== undefined && last.to === start + first && sameAttributes(last.attrs, attrs)) {
          last.to = start + end
          last.grows = grows
        } else runs.push({ from: start + first, to: start + end, attrs, grows })
      })
    })
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

  private personOf = (client: ClientId): string => `person-${this.colorOf(client)}`

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
        styles.push(`--bar: var(--person-${this.colorOf(restyles?.owner.client ?? own.client)})`)
      }
    }
    const next = block + 1 < this.tools.index.length ? this.markerAt(block + 1) : null
    const struck = next?.stretch.records.find(deletes)
    if (next !== null && (struck !== undefined || (next.stretch.isOpen && next.isSplit))) {
      classes.push(struck === undefined ? 'suggested-split' : 'suggested-join')
      styles.push(`--sign: var(--person-${this.colorOf(struck?.owner.client ?? next.client)})`)
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

const sameAttributes = (a: readonly Attributes[], b: readonly Attributes[]): boolean =>
  a.length === b.length && a.every((one, i) => one.nodeName === b[i]?.nodeName && one.class === b[i]?.class)
