/** Texts cut into what is compared: words, and characters as people see them where words are not kept apart. No character is ever cut. */

import { CLOSING, OPENING } from './wording.ts'

export type Piece = {
  readonly at: number
  readonly text: string
  /** Whether it is evidence that two places are the same: a word, an opening or a closing, and not a space or a full stop. */
  readonly counts: boolean
}

// Scripts that put no spaces between words, by Unicode's names; Hangul is written with spaces.
const UNSPACED =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}'
const PIECES = new RegExp(
  [
    `(?<chars>[${UNSPACED}][${UNSPACED}\\p{M}\\p{Cf}]*)`,
    `(?<word>(?:(?![${UNSPACED}])[\\p{L}\\p{N}\\p{M}\\p{Cf}])+)`,
    '(?<space>\\s+(?![\\p{M}\\p{Cf}]))',
    // A space before a combining mark belongs to it.
    `(?<other>(?:\\s(?=[\\p{M}\\p{Cf}])|[^\\s\\p{L}\\p{N}])(?:(?![${UNSPACED}])[^\\s\\p{L}\\p{N}])*)`,
  ].join('|'),
  'gu',
)

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** The pieces of a text, in order; together they are the text. `from`: counted from there. */
export function piecesOf(text: string, from = 0): readonly Piece[] {
  const pieces: Piece[] = []
  for (const match of text.matchAll(PIECES)) {
    const [words] = match
    const at = from + match.index
    const { chars, other } = match.groups ?? {}
    if (words.length === 1 || (chars === undefined && other === undefined))
      pieces.push({ at, text: words, counts: match.groups?.space === undefined && isEvidence(words) })
    else
      for (const { index, segment } of graphemes.segment(words))
        pieces.push({ at: at + index, text: segment, counts: isEvidence(segment) })
  }
  return pieces
}

/** Letters, digits, pictures; where a block begins or ends. */
const isEvidence = (text: string): boolean =>
  text === OPENING || text === CLOSING || /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(text)

/** Whether it is a word, or a character that stands for one. */
export const isWord = (text: string): boolean => text !== OPENING && text !== CLOSING
