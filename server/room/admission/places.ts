/** Where an item may stand, and what may stand there: the whitelist of an article's items. */

import * as Y from 'yjs'
import { BLOCK_ATTRIBUTES, type BlockAttribute, isBlockAttribute } from '../../../shared/article/blocks.ts'
import { END, isAtom, isCleanString, isFormat } from '../../../shared/article/formats.ts'
import { ROOTS } from '../../../shared/article/layout.ts'
import { readAlias, readRecord } from '../../../shared/article/record.ts'
import { unreachable } from '../../../shared/assert.ts'
import { stringUnitsMax } from '../../../shared/limits.ts'
import { Refused } from '../../../shared/refusals.ts'
import type { Content } from './update.ts'

export type Place =
  /** Between the text's items; `first`: with nothing to its left. */
  | { readonly kind: 'text'; readonly first: boolean }
  /** An attribute of the text itself, of which there are none. */
  | { readonly kind: 'text-attribute' }
  /** A marker's attribute. */
  | { readonly kind: 'attribute'; readonly key: string }
  /** In a marker, but not under a key. */
  | { readonly kind: 'inside-marker' }
  /** What it would stand in, or beside, is deleted and collected: Yjs keeps only its length. */
  | { readonly kind: 'nowhere' }
  /** A record under its key. */
  | { readonly kind: 'record'; readonly key: string }
  /** What characters were called before somebody's undo brought them back. */
  | { readonly kind: 'alias'; readonly key: string }
  /** In another root, or in something that holds nothing. */
  | { readonly kind: 'elsewhere' }

/** Refuses content that may not stand in this place. */
export function judgeContentAt(place: Place, content: Content): void {
  switch (place.kind) {
    case 'nowhere':
      return
    case 'text':
      if (place.first) throw new Refused('first-marker', 'an item left of the first marker')
      if (content.type === 'values') throw new Refused('content', 'a value between characters')
      return
    case 'attribute':
      return judgeAttribute(place.key, content)
    case 'record':
    case 'alias':
      return judgeEntry(place, content)
    case 'text-attribute':
      throw new Refused('attribute', 'an attribute of the text itself')
    case 'inside-marker':
      throw new Refused('attribute', 'an item in a marker that is no attribute')
    case 'elsewhere':
      throw new Refused('root', 'an item outside the article')
    default:
      return unreachable(place)
  }
}

function judgeAttribute(key: string, content: Content): void {
  if (!BLOCK_ATTRIBUTES.includes(key as BlockAttribute))
    throw new Refused('attribute', 'an unknown attribute')
  if (content.type === 'deleted') return
  if (content.type !== 'values' || content.values.some(isNested)) {
    throw new Refused('content', 'an attribute that is not a value')
  }
  if (!content.values.every((value) => isBlockAttribute(key, value))) {
    throw new Refused('attribute', `a value that ${key} cannot have`)
  }
}

/** The roots whose entries people write beside the article's. */
const ENTRIES = [
  { name: ROOTS.suggestions, kind: 'record' },
  { name: ROOTS.aliases, kind: 'alias' },
] as const

/** The place of a struct that names a root as its parent. */
export function placeInRoot(name: string, key: string | null, text: Y.Text): Place {
  return placeIn(text.doc?.share.get(name), key, text, true)
}

/** Its form; whose it is and what it is about is judged when everything it names is there. */
function judgeEntry(
  place: { readonly kind: 'record' | 'alias'; readonly key: string },
  content: Content,
): void {
  if (content.type === 'deleted') return
  for (const value of content.type === 'values' ? content.values : [null]) {
    if (place.kind === 'record' && readRecord(value) === null) throw new Refused('record', 'not a record')
    if (place.kind === 'alias' && readAlias(place.key, value) === null)
      throw new Refused('alias', 'not an alias')
  }
}

const isNested = (value: unknown): boolean => typeof value === 'object' && value !== null

/** Refuses content that may stand nowhere. Deleted and collected content is only a length: its author's to send. */
export function judgeContent(content: Content): void {
  switch (content.type) {
    case 'string':
      if (content.text.length > stringUnitsMax) throw new Refused('too-large', 'a string too long')
      if (!isCleanString(content.text)) throw new Refused('control-characters', 'characters that no text has')
      return
    case 'embed':
      if (content.value !== END && !isAtom(content.value)) throw new Refused('content', 'an unknown atom')
      return
    case 'format':
      if (!isFormat(content.key, content.value)) throw new Refused('format', 'an unknown format')
      return
    case 'map':
    case 'values':
    case 'deleted':
    case 'collected':
    case 'skipped':
      return
    default:
      return unreachable(content)
  }
}

/** Where an item of the doc stands. */
export function placeOf(item: Y.Item, text: Y.Text): Place {
  const { parent, parentSub } = item
  return placeIn(parent, parentSub, text, item.origin === null)
}

/** Where something with this parent and key stands; `first`: with nothing to its left. */
export function placeIn(parent: unknown, key: string | null, text: Y.Text, first: boolean): Place {
  if (parent === text) return key === null ? { kind: 'text', first } : { kind: 'text-attribute' }
  const root = ENTRIES.find(({ name }) => parent === text.doc?.share.get(name))
  if (root !== undefined) return key === null ? { kind: 'elsewhere' } : { kind: root.kind, key }
  if (!(parent instanceof Y.Map) || parent._item?.parent !== text) return { kind: 'elsewhere' }
  return key === null ? { kind: 'inside-marker' } : { kind: 'attribute', key }
}
