import { describe, expect, it, vi } from 'vitest'
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
    [
      'in Korean with all that is put behind it',
      '김민아에게서이랑도! 김민아입니다힣',
      ['김민아'],
      ['name: 김민아에게서이랑도'],
    ],
    [
      'in Korean, put together from its letters',
      '김민아가 왔다'.normalize('NFD'),
      ['김민아'],
      ['name: 김민아가'.normalize('NFD')],
    ],
    ['in Korean, not where a syllable goes on', '김민안 김민', ['김민아', '김미', '김'], []],
    ['with marks after its last letter', 'Zoe\u0308! z', ['zoe'], ['name: Zoe\u0308']],
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

describe('however long the text is', () => {
  /** How often something is asked of a string. */
  const workOn = (text: string) => {
    const methods = ['startsWith', 'normalize', 'indexOf'] as const
    const asked = methods.map((one) => vi.spyOn(String.prototype, one))
    const found = leaksIn(text, { own: ['박서준'], others: [] }).length
    const work = asked.reduce((sum, { mock }) => sum + mock.calls.length, 0)
    const folded = asked[1]?.mock.calls.length ?? 0
    for (const spy of asked) spy.mockRestore()
    return { found, work, folded }
  }

  it.each([
    ['particles, and no end of the word', (n: number) => `박서준${'이가'.repeat(n)}힣`, 0],
    ['particles', (n: number) => `박서준${'이가'.repeat(n)}`, 1],
    ['gaps', (n: number) => `박서준${' '.repeat(n)}`, 1],
    ['accents', (n: number) => `박서준 e${'\u0301\u0323'.repeat(n)}`, 1],
    ['words', (n: number) => `${'The lunch lady counts trays. '.repeat(n)}박서준`, 1],
  ] as const)(
    'twice as many %s take twice the work, and each kind of character is folded once',
    (_, textOf, found) => {
      const [some, twice] = [workOn(textOf(2_000)), workOn(textOf(4_000))]
      expect([some.found, twice.found]).toEqual([found, found])
      expect(twice.work).toBeLessThanOrEqual(2 * some.work)
      expect(twice.folded).toBeLessThanOrEqual(new Set(`${textOf(1)}박서준`).size + 4)
    },
  )
})
