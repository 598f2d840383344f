/** Formats of characters, atoms between them, and what a clean string is. */

import { addressUnitsMax } from '../limits.ts'

export const FORMATS = ['bold', 'italic', 'underline', 'strike', 'code', 'link'] as const
export type Format = (typeof FORMATS)[number]
/** `true` for a plain format, an address for a link, `null` for "ends here". */
export type FormatValue = true | { readonly href: string } | null
/** The formats in force at a place. Absent = not set; never holds `null`. */
export type FormatSet = Readonly<Partial<Record<string, Exclude<FormatValue, null>>>>

const SCHEMES = ['http:', 'https:', 'mailto:']

/** Whether a link may point there: absolute http, https or mailto. */
export function isLinkAddress(href: unknown): href is string {
  if (typeof href !== 'string' || href.length > addressUnitsMax || !isCleanString(href)) return false
  if (!URL.canParse(href)) return false
  return SCHEMES.includes(new URL(href).protocol)
}

export const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype

/** Whether a format item may carry this key with this value. */
export function isFormat(key: string, value: unknown): boolean {
  if (!FORMATS.includes(key as Format)) return false
  if (value === null) return true
  if (key !== 'link') return value === true
  return isPlainObject(value) && Object.keys(value).length === 1 && isLinkAddress(value.href)
}

/** The embed that ends a block's content. Every block is marker, in-line content, end. */
export const END = 'e'

/** What can stand between characters beside text. */
export type Atom = { readonly type: 'hardBreak' }
export const ATOMS = ['hardBreak'] as const

export const isAtom = (value: unknown): value is Atom =>
  isPlainObject(value) && Object.keys(value).length === 1 && value.type === 'hardBreak'

// C0 and C1 controls (tab and new line too: structure is blocks, a line break an atom), line and paragraph
// separators, byte order mark, interlinear annotation, and bidi overrides (which can make a text read as another).
const UNCLEAN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufff9-\uffff\u202a-\u202e\u2066-\u2069]/

/** Whether a string may stand in an article. Unpaired surrogates may not: they cannot be written as UTF-8. */
export const isCleanString = (value: string): boolean => !UNCLEAN.test(value) && value.isWellFormed()

/** The same of words in lines. */
export const isCleanText = (value: string): boolean => isCleanString(value.replaceAll('\n', ''))

/** The string with what may not stand in an article taken out (tabs become a space). The binding cleans with the same rule that admission checks. */
export const cleanString = (value: string): string =>
  value.toWellFormed().replaceAll('\t', ' ').replace(new RegExp(UNCLEAN, 'g'), '')
