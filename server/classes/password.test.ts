import { describe, expect, it } from 'vitest'
import { systemRandom } from '../clock.ts'
import { fourWords } from './password.ts'
import { userNameOf, userNamesFor } from './user-name.ts'
import { ENGLISH_WORDS } from './words-en.ts'
import { KOREAN_WORDS } from './words-ko.ts'

describe('a password of four words', () => {
  it.each([
    ['English', ENGLISH_WORDS, /^[a-z]{3,7}$/],
    ['Korean', KOREAN_WORDS, /^[가-힣]{2}$/],
  ])('has a list of at least 1,024 %s words, each once and easy to type', (_language, words, shape) => {
    expect(new Set(words).size).toBe(words.length)
    expect(words.length).toBeGreaterThanOrEqual(1024)
    expect(words.filter((word) => !shape.test(word))).toEqual([])
  })

  it('draws every word as often as any other', () => {
    // All two-byte numbers, once: those that would make the first words likelier are drawn again.
    let next = -1
    const counting = () => {
      next = (next + 1) % 0x10000
      return Uint8Array.of(next >> 8, next & 255)
    }
    const drawn = new Map<string, number>()
    const times = Math.floor(0x10000 / ENGLISH_WORDS.length)
    for (let draw = 0; draw < (times * ENGLISH_WORDS.length) / 4; draw++)
      for (const word of fourWords(counting, 'en').split(' ')) drawn.set(word, (drawn.get(word) ?? 0) + 1)
    expect(drawn.size).toBe(ENGLISH_WORDS.length)
    expect(Math.max(...drawn.values()) - Math.min(...drawn.values())).toBeLessThanOrEqual(1)
  })

  it('differs each time', () => {
    const made = Array.from({ length: 200 }, () => fourWords(systemRandom, 'ko'))
    expect(new Set(made).size).toBe(200)
    expect(made.every((words) => /^(?:[가-힣]{2} ){3}[가-힣]{2}$/.test(words))).toBe(true)
  })
})

describe('a student’s user name', () => {
  it.each([
    ['s07', 's07'],
    ['Minji  Kim', 'Minji.Kim'],
    ['Kim, "MJ".', 'Kim.MJ'],
    ['김민지', '김민지'],
    ['7', 'student7'],
    ['(…)', 'student'],
    ['x'.repeat(40), 'x'.repeat(24)],
  ])('%s: %s', (handle, name) => {
    expect(userNameOf(handle)).toBe(name)
    expect(name).toMatch(/^[\p{L}\p{N}._-]{2,30}$/u)
  })

  it('has a number where others have it', () => {
    const names = userNamesFor('s07')
    expect([1, 2, 3].map(() => names.next().value)).toEqual(['s07', 's07-2', 's07-3'])
  })
})
