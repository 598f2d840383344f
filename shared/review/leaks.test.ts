import { describe, expect, it } from 'vitest'
import { leaksIn } from './leaks.ts'

const quotes = (text: string, others: readonly string[], own: readonly string[] = []) =>
  leaksIn(text, { own, others }).map(({ kind, quote }) => `${kind}: ${quote}`)

describe('names in a text', () => {
  it.each<[string, string, readonly string[], readonly string[]]>([
    ['a roster name', 'Then Mina Kim said so.', ['Mina Kim'], ['name: Mina Kim']],
    ['in another case', 'MINA KIM and mina  kim.', ['Mina Kim'], ['name: MINA KIM', 'name: mina  kim']],
    ['without its accents', 'Jose and José.', ['José'], ['name: Jose', 'name: José']],
    ['in accents of its own', 'By Zoë.', ['zoe'], ['name: Zoë']],
    ['in the other form of letters', 'ｍｉｎａ!', ['mina'], ['name: ｍｉｎａ']],
    ['with an ’s', 'Mina’s cat, s11.', ['mina', 's11'], ['name: Mina', 'name: s11']],
    ['not as a part of a word', 'Annual reports by minatory people', ['Ann', 'mina'], []],
    ['not a letter or a number', 'A 7 a', ['A', '7'], []],
    ['in Korean', '그날 김민아가 말했다. 김민아 기자', ['김민아'], ['name: 김민아가', 'name: 김민아']],
    ['in Korean, not as a part', '김민아름다운 대한김민아', ['김민아'], []],
    ['with signs in it', 'to a+b (c) or a.b', ['a+b (c)', 'a.b'], ['name: a+b (c)', 'name: a.b']],
  ])('%s', (_, text, names, found) => {
    expect(quotes(text, names)).toEqual(found)
  })

  it('the author’s own are told apart', () => {
    expect(quotes('Ann met Bob.', ['Bob'], ['Ann'])).toEqual(['own: Ann', 'name: Bob'])
  })

  it.each([
    ['My name is Ann.', 'said: My name is Ann.'],
    ['and my name’s Ann', 'said: my name’s Ann'],
    ['written by Ann', 'said: written by Ann'],
    ['제 이름은 민아', 'said: 제 이름은 민아'],
  ])('%s', (text, found) => {
    expect(quotes(text, [])).toEqual([found])
  })

  it('says once what stands in a sentence that gives it, and where', () => {
    expect(leaksIn('Hi. My name is Ann.', { own: ['Ann'], others: [] })).toEqual([
      { kind: 'said', quote: 'My name is Ann.', at: 4 },
    ])
    expect(quotes('My anniversary. The story by itself.', ['Ann'])).toEqual(['said: story by itself.'])
  })
})
