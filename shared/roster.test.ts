import { describe, expect, it } from 'vitest'
import { handleKey, isHandle, newClassCode, typedCode } from './classes.ts'
import { rosterLinesMax } from './limits.ts'
import { readRoster } from './roster.ts'

describe('a roster', () => {
  it('is one handle a line, whatever stands in it, with empty lines between', () => {
    const { places, problems } = readRoster('\uFEFF Kim, Minji \r\n\n s07\n김민지\n')
    expect(places).toEqual([
      { handle: 'Kim, Minji', key: 'kim, minji' },
      { handle: 's07', key: 's07' },
      { handle: '김민지', key: '김민지' },
    ])
    expect(problems).toEqual([])
  })

  it.each([
    ['commas', 'handle,group,quota,time\n"Kim, ""MJ""",A,1,1.5\ns08,,,\n'],
    ['tabs', 'Time\tHandle\tGroup\tNotes\tQuota\n×1.5\tKim, "MJ"\tA\tx\t1\n\ts08\t\t\t\n'],
    ['semicolons, in Korean', '이름;모둠;편수;시간\n"Kim, ""MJ""";A;1;150%\ns08\n'],
  ])('is a table with %s', (_name, text) => {
    expect(readRoster(text)).toEqual({
      places: [
        { handle: 'Kim, "MJ"', key: 'kim, "mj"', group: 'A', quota: 1, timePercent: 150 },
        { handle: 's08', key: 's08' },
      ],
      problems: [],
    })
  })

  it('names the line of everything that is wrong, and the line that a duplicate repeats', () => {
    const text = 'handle,group,quota,time\nAnn,,1.5,\nann,,,\nANN ,,,\n???,,,\nBob,,,5\n"Cy,,,\nDan,\u202e,,'
    expect(readRoster(text).problems).toEqual([
      { line: 2, fault: 'quota', text: '1.5' },
      { line: 4, fault: 'duplicate', text: 'ANN', first: 3 },
      { line: 5, fault: 'handle', text: '???' },
      { line: 6, fault: 'time', text: '5' },
      { line: 7, fault: 'quote', text: '"Cy,,,' },
      { line: 8, fault: 'group', text: '\u202e' },
    ])
  })

  it('is no book', () => {
    const { problems } = readRoster('x\n'.repeat(rosterLinesMax + 1))
    expect(problems).toEqual([{ line: rosterLinesMax + 1, fault: 'lines', text: '' }])
  })
})

describe('what is typed to join', () => {
  it('is a code in any case, with gaps and dashes, also of another width', () => {
    for (const typed of ['k7m-2qx', ' K7M 2QX', 'ｋ７ｍ２ｑｘ', '\u0000K7M\u200b2QX\ud800'])
      expect(typedCode(typed)).toBe('K7M2QX')
    expect(newClassCode((count) => new Uint8Array(count).fill(9))).toMatch(/^[2-9A-HJKMNP-Z]{6}$/)
  })

  it('is a handle in any case and width, composed or not', () => {
    const typed = ['Minji  Kim', ' minji kim ', 'ＭＩＮＪＩ kim', '각'.normalize('NFD'), '각']
    expect(typed.map(handleKey)).toEqual(['minji kim', 'minji kim', 'minji kim', '각', '각'])
    expect(['x'.repeat(41), '–', 'a\u0000', '7'].map(isHandle)).toEqual([false, false, false, true])
  })
})
