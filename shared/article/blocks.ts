/** Blocks: the kinds, and the attributes a marker may carry, each with its own range. */

import { addressUnitsMax, altUnitsMax, creditUnitsMax, indentMax } from '../limits.ts'
import { isCleanString } from './formats.ts'

export const BLOCK_KINDS = [
  'headline',
  'dek',
  'p',
  'h2',
  'h3',
  'quote',
  'pull',
  'figure',
  'rule',
  'code',
] as const
export type BlockKind = (typeof BLOCK_KINDS)[number]
export type ListKind = 'bullet' | 'ordered'

/** A block's attributes as a reader sees them: every key present, defaults filled in. */
export type BlockAttributes = {
  readonly kind: BlockKind
  /** Only on `p`. */
  readonly list: ListKind | null
  /** Depth in the list, 0 to `indentMax`. */
  readonly indent: number
  /** Of a figure: the address of its image on this server. */
  readonly src: string | null
  readonly alt: string | null
  readonly credit: string | null
}
export type BlockAttribute = keyof BlockAttributes

export const BLOCK_DEFAULTS: BlockAttributes = {
  kind: 'p',
  list: null,
  indent: 0,
  src: null,
  alt: null,
  credit: null,
}
export const BLOCK_ATTRIBUTES = Object.keys(BLOCK_DEFAULTS) as readonly BlockAttribute[]

const words = (unitsMax: number) => (value: unknown) =>
  value === null || (typeof value === 'string' && value.length <= unitsMax && isCleanString(value))

/** Images live on this server: `/images/<random>`; nothing else is ever requested by a reader's browser. */
const IMAGE_ADDRESS = /^\/images\/[0-9a-z]{16,64}$/

const RANGE: Record<BlockAttribute, (value: unknown) => boolean> = {
  kind: (value) => BLOCK_KINDS.includes(value as BlockKind),
  list: (value) => value === null || value === 'bullet' || value === 'ordered',
  indent: (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= indentMax,
  src: (value) =>
    value === null ||
    (typeof value === 'string' && value.length <= addressUnitsMax && IMAGE_ADDRESS.test(value)),
  alt: words(altUnitsMax),
  credit: words(creditUnitsMax),
}

/** Whether a marker may carry this key with this value. Own keys only: `constructor` is not an attribute. */
export const isBlockAttribute = (key: string, value: unknown): boolean =>
  Object.hasOwn(RANGE, key) && RANGE[key as BlockAttribute](value)
