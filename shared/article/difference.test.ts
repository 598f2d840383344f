import { describe, expect, it } from 'vitest'
import { type Match, matchesOf } from './difference.ts'
import { CLOSING, OPENING } from './wording.ts'
import { piecesOf } from './words.ts'

const blocks = (...texts: string[]) => texts.map((text) => OPENING + text + CLOSING).join('')

/** What of the first text stands in the second one; the rest as dots. */
function kept(from: string, to: string, known: readonly Match[] = []): string {
  const letters = from.split('').fill('.')
  for (const match of matchesOf(from, to, known)) {
    for (let i = 0; i < match.length; i++) {
      if (from[match.from + i] !== to[match.to + i]) throw new Error('other words')
      letters[match.from + i] = from[match.from + i] ?? ''
    }
  }
  return letters.join('').replaceAll(OPENING, '<').replaceAll(CLOSING, '>')
}

function mixed(number: number): number {
  const hash = Math.imul(number + 1, 0x9e3779b1)
  return Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
}

describe('the words of a text that stand in another', () => {
  it('stay around what came and went', () => {
    expect(kept(blocks('The old cat sat on the mat.'), blocks('The very old dog sat on the mat.'))).toBe(
      '............ sat on the mat.>',
    )
  })

  it('are all there where nothing has changed, however often they are said', () => {
    const text = blocks('la la la', 'la la la', '')
    expect(kept(text, text)).toBe('<la la la><la la la><>')
  })

  it('are found where they have been moved to', () => {
    const [one, two, three] = ['Here we are again', 'Nobody knew of this', 'And that was all']
    expect(kept(blocks(one, two, three), blocks(three, one, two))).toBe(`<${one}><${two}><${three}>`)
  })

  it('are not found where it cannot be told which of equal ones they are', () => {
    const line = 'so it goes on'
    expect(kept(blocks(line, 'x', line), blocks(line))).not.toContain('so')
    expect(kept(blocks('a the b'), blocks('c the d'))).toBe('.........')
  })

  it('are those that are known by ids, where some are', () => {
    const [from, to] = [blocks('very very good'), blocks('very good')]
    const known = [
      { from: 0, to: 0, length: 1 },
      { from: 6, to: 1, length: 10 },
    ]
    expect(kept(from, to, known)).toBe('<.....very good>')
  })

  it('are believed between two that are known, and not among others that came', () => {
    const from = blocks('one two three')
    const known = [
      { from: 0, to: 0, length: 5 },
      { from: 8, to: 8, length: 7 },
    ]
    expect(kept(from, from, known)).toBe('<one two three>')
    const to = blocks('one two or two three')
    const apart = [
      { from: 0, to: 0, length: 5 },
      { from: 8, to: 15, length: 7 },
    ]
    expect(kept(from, to, apart)).toBe('<one ... three>')
  })

  it('are never cut inside a character', () => {
    for (const text of [
      'a👩‍👩‍👧b 👍🏽👍🏿',
      '한국어 글 쓰기',
      '日本語がここにある👩🏽‍🚀',
      'e\u0301 ́ n\u0303a',
      '1️⃣🇰🇷🇫🇷',
      'ผู้หญิง',
    ]) {
      const pieces = piecesOf(text)
      expect(pieces.map((piece) => piece.text).join('')).toBe(text)
      const breaks = new Set([...new Intl.Segmenter('en').segment(text)].map(({ index }) => index))
      for (const { at } of pieces) expect(breaks).toContain(at)
    }
  })

  it('are found in 20,000 words of which every tenth is another one', () => {
    const words = Array.from({ length: 20_000 }, (_, i) => `w${mixed(i) >>> 20}`)
    const text = (all: readonly string[]) =>
      blocks(...Array.from({ length: 200 }, (_, i) => all.slice(i * 100, i * 100 + 100).join(' ')))
    const rewritten = words.map((word, i) => (i % 10 === 0 ? `new${i}` : word))
    const none = words.map((_, i) => `other${i % 3000}`)
    expect(kept(text(words), text(rewritten)).match(/\./g)?.length).toBeLessThan(32_000)
    // All others: what is compared has a bound, so that is answered too.
    expect(matchesOf(text(words), text(none)).length).toBeLessThan(words.length)
  })
})
