import { expect, it } from 'vitest'
import { csvOf } from './csv.ts'

it.each([
  [null, ''],
  [0, '0'],
  [81.5, '81.5'],
  [false, 'false'],
  ['s07', 's07'],
  ['Kim, Mina', '"Kim, Mina"'],
  ['the "one"', '"the ""one"""'],
  ['two\nlines', '"two\nlines"'],
  ['=1+1', `"'=1+1"`],
  ['+82', `"'+82"`],
  ['-2', `"'-2"`],
  ['@me', `"'@me"`],
  [' =1', `"' =1"`],
  ['\t=1', `"'\t=1"`],
  ['\rx', `"'\rx"`],
  ['a=1', 'a=1'],
])('%j is the cell %s', (cell, written) => {
  expect(csvOf([['x', cell]])).toBe(`x,${written}\r\n`)
})
