/** Draws which words threads are about, and says where they are: by the characters' ids, so never on other words [G3]. */

import type { Node } from '@tiptap/pm/model'
import { NodeSelection } from '@tiptap/pm/state'
import { Decoration } from '@tiptap/pm/view'
import { toBase64 } from 'lib0/buffer'
import * as Y from 'yjs'
import { coveredBy } from '../../shared/article/anchor.ts'
import { AnchorIndex } from '../../shared/article/anchor-index.ts'
import { wordsOf } from '../../shared/article/items.ts'
import { flatRanges, type IdRange, joinedRanges } from '../../shared/article/record.ts'
import type { ArticleBinding } from './binding.ts'
import { type BlockTools, eachShownIn } from './block-marks.ts'
import { positionBefore } from './remote-steps.ts'

/** A thread as the text shows it. */
export type ShownThread = {
  readonly id: string
  /** Of its anchor: client, clock and length, one behind the other. */
  readonly ranges: readonly number[]
  /** `pending`: it is on its way to the server. */
  readonly state: 'open' | 'pending'
}

/** What is selected, as an anchor can be asked for. */
export type SelectedAnchor =
  | { readonly ranges: readonly number[]; readonly quote: string }
  /** A figure: an encoded position at it. */
  | { readonly block: string; readonly quote: string }

export type ThreadPlace = { readonly from: number; readonly to: number }

/** The threads of a binding's text; made when there are any, because most of an article's first load goes without them. */
export function threadsOf(binding: ArticleBinding): ThreadMarks {
  const known = made.get(binding)
  if (known !== undefined) return known
  const threads = new ThreadMarks(binding)
  made.set(binding, threads)
  return threads
}
const made = new WeakMap<ArticleBinding, ThreadMarks>()

export class ThreadMarks {
  private readonly index = new AnchorIndex()
  private shown = new Map<string, ShownThread>()
  private active: string | null = null
  /** How each set of threads looks. */
  private readonly looks = new Map<string, Look>()
  private readonly tools: BlockTools

  constructor(private readonly binding: ArticleBinding) {
    this.tools = binding.tools
  }

  /** Shows which words these threads are about, and no others; the active one stands out. */
  show(threads: readonly ShownThread[], active: string | null): void {
    const before = this.shown
    const now = new Map(threads.map((thread) => [thread.id, thread]))
    const changed = new Set<string>()
    for (const [id, thread] of now) if (!isSame(before.get(id), thread)) changed.add(id)
    for (const id of before.keys()) if (!now.has(id)) changed.add(id)
    if (active !== this.active) for (const id of [active, this.active]) if (id !== null) changed.add(id)
    const about: Y.Item[] = []
    const look = (thread: ShownThread | undefined) => {
      if (thread === undefined) return
      for (const { item } of coveredBy(this.tools.suggestions, thread)) about.push(item)
    }
    for (const id of changed) {
      const [old, thread] = [before.get(id), now.get(id)]
      if (old?.ranges !== thread?.ranges) look(old)
      look(thread)
      if (thread === undefined) this.index.delete(id)
      else if (old?.ranges !== thread.ranges) this.index.set(id, thread)
    }
    this.shown = now
    this.active = active
    this.looks.clear()
    this.binding.threadMarks.drawWith(this.index.isEmpty ? null : this.draw)
    this.binding.redrawAround(about)
  }

  /** Where each thread's words are in the document; one that is not among them is detached. */
  places(): ReadonlyMap<string, ThreadPlace> {
    const places = new Map<string, ThreadPlace>()
    for (const { from, to, spec } of this.drawn()) {
      for (const id of spec.threads as readonly string[]) {
        const known = places.get(id)
        places.set(id, {
          from: Math.min(known?.from ?? from, from),
          to: Math.max(known?.to ?? to, to),
        })
      }
    }
    return places
  }

  /** What is selected, by the ids of its characters; null where nothing is that one can talk about. */
  selected(): SelectedAnchor | null {
    const { doc, selection } = this.binding.state
    if (selection instanceof NodeSelection) return this.selectedFigure(doc, selection.from)
    const ranges: IdRange[] = []
    let quote = ''
    const last = doc.resolve(selection.to).index(0)
    for (let block = doc.resolve(selection.from).index(0); block <= last; block++) {
      if (block >= this.tools.index.length) break
      if (quote !== '') quote += '\n'
      eachShownIn(this.tools, block, positionBefore(doc, block), (item, offset, length, at) => {
        const from = Math.max(at, selection.from) - at
        const until = Math.min(at + length, selection.to) - at
        if (from >= until) return
        const { client, clock } = item.id
        ranges.push({ client, clock: clock + offset + from, length: until - from })
        quote += wordsOf(item, offset + from, until - from)
      })
    }
    return ranges.length === 0 ? null : { ranges: flatRanges(joinedRanges(ranges)), quote: quote.trim() }
  }

  /** What is drawn now, for tests too. */
  drawn(): readonly Decoration[] {
    return this.binding.threadMarks.drawn(this.binding.state).find()
  }

  private selectedFigure(doc: Node, position: number): SelectedAnchor | null {
    const block = doc.resolve(position).index(0)
    const { anchor } = this.tools.index.place(block)
    if (anchor === null) return null
    const bound = new Y.RelativePosition(null, null, anchor.id, -1)
    const quote = String(doc.child(block).attrs.alt ?? '')
    return { block: toBase64(Y.encodeRelativePosition(bound)), quote }
  }

  private readonly draw = (doc: Node, block: number, position: number): readonly Decoration[] => {
    const { suggestions, index } = this.tools
    const drawn: Decoration[] = []
    eachShownIn(this.tools, block, position, (item, offset, length, at) => {
      const { client, clock } = item.id
      const range = { client, clock: clock + offset, length }
      this.index.stretches(suggestions.aliases, range, (from, count, names) => {
        const start = at + from - range.clock
        drawn.push(Decoration.inline(start, start + count, ...this.lookOf(names, 'commented')))
      })
    })
    const marker = index.place(block).anchor
    if (marker !== null && !marker.deleted) {
      const range = { ...marker.id, length: 1 }
      this.index.stretches(suggestions.aliases, range, (_from, _count, names) => {
        const end = position + doc.child(block).nodeSize
        drawn.push(Decoration.node(position, end, ...this.lookOf(names, 'commented-block')))
      })
    }
    return joinedMarks(drawn)
  }

  private lookOf(threads: readonly string[], kind: string): Look {
    const ids = threads.join(' ')
    const key = `${kind} ${ids}`
    const known = this.looks.get(key)
    if (known !== undefined) return known
    const classes = [
      kind,
      threads.length > 1 && 'is-shared',
      this.active !== null && threads.includes(this.active) && 'is-active',
      threads.every((id) => this.shown.get(id)?.state === 'pending') && 'is-pending',
    ].filter(Boolean)
    const element = kind === 'commented' ? { nodeName: 'mark' } : {}
    const look = classes.join(' ')
    const attributes = { ...element, class: look, 'data-threads': ids }
    const made: Look = [attributes, { of: `${look} ${ids}`, threads, attributes }]
    this.looks.set(key, made)
    return made
  }
}

type Look = readonly [attributes: Attributes, spec: MarkSpec]
type Attributes = Readonly<Record<string, string>>
type MarkSpec = {
  readonly of: string
  readonly threads: readonly string[]
  readonly attributes: Attributes
}

/** Neighbours that look the same as one: words of many hands are one highlight. */
function joinedMarks(marks: readonly Decoration[]): readonly Decoration[] {
  const result: Decoration[] = []
  for (const mark of marks) {
    const last = result.at(-1)
    const spec = mark.spec as MarkSpec
    if (last !== undefined && last.to === mark.from && last.spec.of === spec.of)
      result[result.length - 1] = Decoration.inline(last.from, mark.to, spec.attributes, spec)
    else result.push(mark)
  }
  return result
}

const isSame = (a: ShownThread | undefined, b: ShownThread): boolean =>
  a?.ranges === b.ranges && a.state === b.state
