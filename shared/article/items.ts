/** What the items of an article's text are: markers, ends, formats, and the in-line content between them. */

import * as Y from 'yjs'
import { ATOMS, type Atom, END, type FormatSet, isAtom, isFormat } from './formats.ts'

type ItemOf<Content> = Y.Item & { readonly content: Content }
export type MarkerMap = Y.Map<unknown>

/** Opens a block and carries its attributes. */
export const isMarker = (item: Y.Item): item is ItemOf<Y.ContentType & { readonly type: MarkerMap }> =>
  item.content instanceof Y.ContentType && item.content.type instanceof Y.Map

/** Ends a block's content. */
export const isEnd = (item: Y.Item): item is ItemOf<Y.ContentEmbed> =>
  item.content instanceof Y.ContentEmbed && (item.content.embed as unknown) === END

export type FormatItem = ItemOf<Y.ContentFormat>

/** Changes one format from here on; has no length. */
export const isFormatItem = (item: Y.Item): item is FormatItem => item.content instanceof Y.ContentFormat

/** Whether the item's units stand inside a block: characters, atoms, and whatever a newer client may write there. */
export const isInline = (item: Y.Item): boolean => item.countable && !isMarker(item) && !isEnd(item)

/** An atom as a reader sees it: one that this version knows, or something in its place. */
export type ShownAtom = Atom | { readonly type: 'unknown' }
const UNKNOWN: ShownAtom = { type: 'unknown' }

/** The characters of an in-line item, or null when its units are atoms. */
export const textOf = (item: Y.Item): string | null =>
  item.content instanceof Y.ContentString ? item.content.str : null

/** The atom of an in-line item without characters. */
export function atomOf(item: Y.Item): ShownAtom {
  const embed: unknown = item.content instanceof Y.ContentEmbed ? item.content.embed : null
  return isAtom(embed) && ATOMS.includes(embed.type) ? embed : UNKNOWN
}

/** Some units of an item as a reader of plain text sees them: a break or an end as a line's end, a marker not at all. */
export function wordsOf(item: Y.Item, offset: number, length: number): string {
  if (isMarker(item)) return ''
  const text = textOf(item)
  if (text !== null) return text.slice(offset, offset + length)
  return isEnd(item) || atomOf(item).type === 'hardBreak' ? '\n' : '\ufffc'.repeat(length)
}

export const NO_FORMATS: FormatSet = Object.freeze({})

/** Two values of formats or attributes mean the same; `null` and absent are one. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b || (a ?? null) === (b ?? null)) return true
  return (
    typeof a === 'object' &&
    typeof b === 'object' &&
    a !== null &&
    b !== null &&
    'href' in a &&
    'href' in b &&
    a.href === b.href
  )
}

export function sameFormats(a: FormatSet, b: FormatSet): boolean {
  if (a === b) return true
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => sameValue(a[key], b[key]))
}

/**
 * The set with one format changed; `null` takes it out. The same object when nothing changes. Its keys are sorted: the same formats are
 * written the same, whichever was opened first.
 */
export function withFormat(formats: FormatSet, key: string, value: unknown): FormatSet {
  if (sameValue(formats[key], value)) return formats
  const { [key]: _, ...rest } = formats
  if (value === null || value === undefined) return rest
  return Object.fromEntries(
    Object.entries({ ...rest, [key]: value as true }).sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

/** The formats in force after a format item. One that this version does not know changes nothing it can show. */
export function afterFormat(formats: FormatSet, item: FormatItem): FormatSet {
  const { key, value } = item.content as { key: string; value: unknown }
  return isFormat(key, value) ? withFormat(formats, key, value) : formats
}

/** The value of a format item, `null` for "ends here" and for a value that is not valid. */
export const formatValue = (item: FormatItem): unknown =>
  isFormat(item.content.key, item.content.value) ? (item.content.value as unknown) : null
