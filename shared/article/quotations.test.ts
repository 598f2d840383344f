import { expect, it } from 'vitest'
import { quotedIn } from './quotations.ts'

const quoted = (text: string) => quotedIn(text).map(([from, to]) => text.slice(from, to))

it('finds what stands between quotation marks of many kinds', () => {
  expect(quoted('She said, “we won”, and „gut“, «bien», 「좋다」, 『네』 and "fine".')).toEqual([
    'we won',
    'gut',
    'bien',
    '좋다',
    '네',
    'fine',
  ])
})

it('takes an apostrophe for none, nor a mark that nobody closes, and one inside another for words', () => {
  expect(quoted('It’s the team’s “best” day, “they say')).toEqual(['best'])
  expect(quoted('“so "they" said”')).toEqual(['so "they" said'])
})
