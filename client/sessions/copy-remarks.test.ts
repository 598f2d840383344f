import { expect, it } from 'vitest'
import { NEW_REMARK, type RemarkState } from '../../shared/review/session.ts'
import { type CopyRemark, knownAs } from './copy-remarks.ts'

const insertion = (id: string, ...ranges: number[]): CopyRemark => ({
  id,
  kind: 'insertion',
  words: '',
  ranges,
})
const hidden = (...heldBack: number[]): RemarkState => ({ ...NEW_REMARK, hidden: 'Unkind', heldBack })

it.each<[string, CopyRemark, Record<string, RemarkState>, string]>([
  ['itself', insertion('i7.4', 7, 4, 3), { 'i7.4': hidden(7, 4, 3) }, 'i7.4'],
  [
    'what it was when it was hidden, its first letter gone',
    insertion('i7.5', 7, 5, 2),
    { 'i7.4': hidden(7, 4, 3) },
    'i7.4',
  ],
  ['that with something in front', insertion('i7.9', 7, 9, 2, 7, 4, 3), { 'i7.4': hidden(7, 4, 3) }, 'i7.4'],
  ['itself, where another one is hidden', insertion('i7.7', 7, 7, 1), { 'i7.4': hidden(7, 4, 3) }, 'i7.7'],
  [
    'itself, where it was let through',
    insertion('i7.5', 7, 5, 2),
    { 'i7.4': { ...hidden(7, 4, 3), hidden: null } },
    'i7.5',
  ],
  ['itself, of another client', insertion('i9.5', 9, 5, 2), { 'i7.4': hidden(7, 4, 3) }, 'i9.5'],
  [
    'itself, a deletion',
    { ...insertion('r7.1', 7, 4, 3), kind: 'deletion' } as CopyRemark,
    { 'i7.4': hidden(7, 4, 3) },
    'r7.1',
  ],
])('is known as %s', (_, remark, remarks, id) => {
  expect(knownAs(remark, remarks)).toBe(id)
})
