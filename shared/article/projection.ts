/** Reads the article's text into blocks: total, never writes, shows what it does not know as well as possible. */

import type * as Y from 'yjs'
import { BLOCK_ATTRIBUTES, BLOCK_DEFAULTS, type BlockAttributes, isBlockAttribute } from './blocks.ts'
import type { FormatSet } from './formats.ts'
import {
  afterFormat,
  atomOf,
  isEnd,
  isFormatItem,
  isMarker,
  type MarkerMap,
  NO_FORMATS,
  type ShownAtom,
  sameFormats,
  textOf,
  withFormat,
} from './items.ts'
import type { FormatChange } from './record.ts'
import { Suggestions } from './suggestions.ts'
import { isShown, type Restyled, type Shown, type Sign, type View } from './view.ts'

export type { View } from './view.ts'

/** With what is suggested about it, where that was asked for. */
export type Run = Sign &
  (
    | { readonly text: string; readonly formats: FormatSet }
    | { readonly atom: ShownAtom; readonly formats: FormatSet }
  )

/** The sign is the marker's: the block itself is suggested, or to go. */
export type Block = BlockAttributes & Sign & { readonly runs: readonly Run[] }

/** Every block of the article, in order. Text whose marker is missing in this view is a paragraph of its own. */
export function projectArticle(
  doc: Y.Doc,
  view: View,
  suggestions: Suggestions = new Suggestions(doc),
): readonly Block[] {
  return project(suggestions, suggestions.shownIn(view))
}

/** The same for somebody's eyes: `marked` says of each run and each block what is suggested about it. */
export const projectToRead = (
  doc: Y.Doc,
  view: View,
  suggestions: Suggestions = new Suggestions(doc),
): readonly Block[] =>
  project(suggestions, view === 'marked' ? suggestions.inMarkedWithSigns : suggestions.shownIn(view))

function project(suggestions: Suggestions, shown: Shown): readonly Block[] {
  const { blocks } = readBlocks(suggestions.text._start, null, NO_FORMATS, shown)
  return blocks.map(({ marker, restyled, sign, runs }) => ({
    ...readAttributes(marker),
    ...restyled,
    ...sign,
    runs,
  }))
}

/** A marker's attributes with defaults filled in; what is out of range counts as not set. */
export function readAttributes(marker: MarkerMap | null): BlockAttributes {
  if (marker === null) return BLOCK_DEFAULTS
  const attributes: Record<string, unknown> = { ...BLOCK_DEFAULTS }
  for (const key of BLOCK_ATTRIBUTES) {
    const value = marker.get(key)
    if (value !== undefined && isBlockAttribute(key, value)) attributes[key] = value
  }
  return attributes as BlockAttributes
}

/** Where a block is in the text. */
export type Place = {
  /** Its content begins right of this item: its marker, or, where that is missing, the end before it (null: the start of the text). */
  readonly anchor: Y.Item | null
  readonly marker: MarkerMap | null
  /** The formats open where its content begins. */
  readonly carry: FormatSet
}

export type PlacedBlock = Place & {
  readonly runs: readonly Run[]
  /** Attributes that the view shows otherwise than the marker has them. */
  readonly restyled?: Partial<BlockAttributes>
  readonly sign?: Sign
}

/**
 * Reads from `start` up to `until` (exclusive). `formats` are those in force at `start`, the result's those in force
 * at `until`. In-line content that follows an end without a marker opens a paragraph of its own.
 */
export function readBlocks(
  start: Y.Item | null,
  until: Y.Item | null,
  formats: FormatSet,
  shown: Shown,
): { readonly blocks: readonly PlacedBlock[]; readonly formats: FormatSet } {
  const blocks: PlacedBlock[] = []
  let runs: Run[] | null = null // of the block that is open; null after an end
  let end: Y.Item | null = null
  let carry = formats
  const open = (
    anchor: Y.Item | null,
    marker: MarkerMap | null,
    { attributes: restyled, sign }: Partial<Restyled> = {},
  ): Run[] => {
    const opened: Run[] = []
    blocks.push({
      ...{ anchor, marker, carry, runs: opened },
      ...(restyled && { restyled }),
      ...(sign && { sign }),
    })
    return opened
  }
  for (let item = start; item !== null && item !== until; item = item.right) {
    const here = item
    if (isFormatItem(here)) {
      if (isShown(here, shown)) formats = afterFormat(formats, here)
      continue
    }
    shown(here, (offset, length, restyled) => {
      if (isMarker(here)) {
        carry = formats
        runs = open(here, here.content.type, restyled ?? undefined)
      } else if (isEnd(here)) {
        runs = null
        end = here
        carry = formats
      } else if (here.countable) {
        runs ??= open(end, null)
        pushUnits(runs, here, [offset, length], changed(formats, restyled?.formats), restyled?.sign)
      }
    })
  }
  return { blocks, formats }
}

function changed(formats: FormatSet, change: FormatChange = {}): FormatSet {
  for (const [key, value] of Object.entries(change)) formats = withFormat(formats, key, value)
  return formats
}

/** Adds units of an in-line item to runs; neighbouring text of the same formats is one run. */
export function pushUnits(
  runs: Run[],
  item: Y.Item,
  [offset, length]: readonly [offset: number, length: number],
  formats: FormatSet,
  sign: Sign = NO_SIGN,
): void {
  const text = textOf(item)
  if (text === null) {
    for (let i = 0; i < length; i++) runs.push({ ...{ atom: atomOf(item), formats }, ...sign })
    return
  }
  const added = text.slice(offset, offset + length)
  const last = runs.at(-1)
  if (last !== undefined && 'text' in last && sameFormats(last.formats, formats) && sameSign(last, sign)) {
    runs[runs.length - 1] = { ...last, text: last.text + added }
  } else {
    runs.push({ ...{ text: added, formats }, ...sign })
  }
}

const NO_SIGN: Sign = {}
const sameSign = (a: Sign, b: Sign): boolean => a.inserted === b.inserted && a.deleted === b.deleted
