/**
 * What a transaction of the editor comes to: which tokens of the document before it went, which came in their place, and
 * which stayed with other marks or attributes. Between its steps others never see it, so a step that points into what an
 * earlier one inserted, or deletes it again, is nothing of its own.
 */

import type { Node } from '@tiptap/pm/model'
import type { Transaction } from '@tiptap/pm/state'
import {
  AddMarkStep,
  AddNodeMarkStep,
  AttrStep,
  RemoveMarkStep,
  RemoveNodeMarkStep,
  type Step,
} from '@tiptap/pm/transform'
import type { BlockAttributes } from '../../shared/article/blocks.ts'
import { BLOCK_ATTRIBUTES } from '../../shared/article/blocks.ts'
import type { FormatChange } from '../../shared/article/record.ts'
import { formatsBetween } from '../../shared/article/writer.ts'
import { blockAttributesOf } from './extensions.ts'
import { formatsOf } from './nodes.ts'

/** Tokens `from` to `to` of the document before are `start` to `end` of the one after. */
export type Gap = { readonly from: number; readonly to: number; readonly start: number; readonly end: number }

export type NetChange = {
  readonly before: Node
  readonly after: Node
  /** In order; between them every token stays. */
  readonly gaps: readonly Gap[]
  /** In-line content of the document before that stays, with other marks. */
  readonly reformatted: readonly {
    readonly from: number
    readonly to: number
    readonly change: FormatChange
  }[]
  /** Blocks of the document before whose openings stay, with other attributes. */
  readonly restyled: readonly {
    readonly position: number
    readonly attributes: Partial<BlockAttributes>
  }[]
  /** Where it was made in what the document would be: what its change says is then how it should be, whatever is proposed already. */
  readonly read?: ReadChange
}

/** A change as it was made in another document than it is written to. */
export type ReadChange = {
  readonly before: Node
  /** As many as are written, in its own places. */
  readonly gaps: readonly Gap[]
  /** Where in the document that is written to a place of the one after stood; null inside a gap. */
  readonly stood: (position: number) => number | null
  readonly toFinal: (position: number) => number
  /** Where the tokens between two of its places are in the document that is written to. */
  readonly rangeOf: (from: number, to: number) => { readonly from: number; readonly to: number }
}

export function netChangeOf({
  before,
  doc,
  steps,
}: Pick<Transaction, 'before' | 'doc' | 'steps'>): NetChange {
  let gaps: Gap[] = []
  let marked: { from: number; to: number }[] = []
  for (const step of steps) {
    const map = step.getMap()
    marked = marked.map(({ from, to }) => ({ from: map.map(from, -1), to: map.map(to, 1) }))
    const range = restyledBy(step)
    if (range !== null) marked.push(range)
    map.forEach((oldStart, oldEnd, start, end) => {
      gaps = withRange(gaps, start, oldEnd - oldStart, end - start)
    })
  }
  const net = { before, after: doc, gaps }
  return { ...net, ...restylingOf(net, merged(marked)) }
}

/** A position of the document before, where that token stays, for one of the document after; null inside a gap. */
export function positionBefore(gaps: readonly Gap[], position: number): number | null {
  let shift = 0
  for (const { from, to, start, end } of gaps) {
    if (position < start) break
    if (position < end) return null
    shift = from - start + (to - from) - (end - start)
  }
  return position + shift
}

/** The changed range of a step's document, which may touch what was changed before. */
function restyledBy(step: Step): { from: number; to: number } | null {
  if (step instanceof AddMarkStep || step instanceof RemoveMarkStep) return { from: step.from, to: step.to }
  if (step instanceof AddNodeMarkStep || step instanceof RemoveNodeMarkStep || step instanceof AttrStep) {
    return { from: step.pos, to: step.pos + 1 }
  }
  return null
}

/** `removed` tokens at a place of the present document become `inserted` ones. */
function withRange(gaps: readonly Gap[], start: number, removed: number, inserted: number): Gap[] {
  const end = start + removed
  const before = gaps.filter((gap) => gap.end < start)
  const after = gaps.filter((gap) => gap.start > end)
  const touched = gaps.slice(before.length, gaps.length - after.length)
  const [first] = touched
  const last = touched.at(-1)
  const shift = shiftBehind(before)
  const delta = inserted - removed
  const gap =
    first === undefined || last === undefined
      ? { from: start + shift, to: end + shift, start, end: end + delta }
      : {
          from: first.from - Math.max(0, first.start - start),
          to: last.to + Math.max(0, end - last.end),
          start: Math.min(first.start, start),
          end: Math.max(last.end, end) + delta,
        }
  const behind = after.map((one) => ({ ...one, start: one.start + delta, end: one.end + delta }))
  return [...before, gap, ...behind]
}

const shiftBehind = (gaps: readonly Gap[]): number => {
  const last = gaps.at(-1)
  return last === undefined ? 0 : last.to - last.end
}

function merged(ranges: readonly { from: number; to: number }[]): { from: number; to: number }[] {
  const result: { from: number; to: number }[] = []
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1)
    if (last !== undefined && range.from <= last.to) last.to = Math.max(last.to, range.to)
    else result.push({ ...range })
  }
  return result
}

type Restyling = Pick<NetChange, 'reformatted' | 'restyled'>

/** Compares what stays in these ranges of the document after. */
function restylingOf(
  { before, after, gaps }: Pick<NetChange, 'before' | 'after' | 'gaps'>,
  ranges: readonly { from: number; to: number }[],
): Restyling {
  const reformatted: Restyling['reformatted'][number][] = []
  const restyled: Restyling['restyled'][number][] = []
  for (const { from, to } of ranges) {
    after.nodesBetween(from, to, (node, position) => {
      if (node.isTextblock) {
        const stood = positionBefore(gaps, position)
        const drawn = stood === null ? null : before.nodeAt(stood)
        if (stood === null || drawn === null) return true
        const attributes = attributesBetween(drawn, node)
        if (Object.keys(attributes).length > 0) restyled.push({ position: stood, attributes })
        return true
      }
      const end = Math.min(to, position + node.nodeSize)
      for (let at = Math.max(from, position); at < end; ) {
        const stood = positionBefore(gaps, at)
        const drawn = stood === null ? null : before.nodeAt(stood)
        if (stood === null || drawn === null) {
          at += 1
          continue
        }
        const $stood = before.resolve(stood)
        const left = drawn.nodeSize - $stood.textOffset
        const until = Math.min(end, at + left, nextGap(gaps, at))
        const change = formatsBetween(formatsOf(drawn.marks), formatsOf(node.marks))
        if (Object.keys(change).length > 0) reformatted.push({ from: stood, to: stood + until - at, change })
        at = until
      }
      return false
    })
  }
  return { reformatted, restyled }
}

const nextGap = (gaps: readonly Gap[], position: number): number =>
  gaps.find(({ start, end }) => start > position || (start === position && end > position))?.start ??
  Number.POSITIVE_INFINITY

/** What must be set on a block to make it look like another one. */
export function attributesBetween(present: Node, wanted: Node): Partial<BlockAttributes> {
  const [is, should] = [blockAttributesOf(present), blockAttributesOf(wanted)]
  return Object.fromEntries(
    BLOCK_ATTRIBUTES.filter((key) => is[key] !== should[key]).map((key) => [key, should[key]]),
  )
}
