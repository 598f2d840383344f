import { expect, test } from 'vitest'
import { distinctSigns } from './author-signs.ts'

test('no two authors have the same sign, whatever they are called', () => {
  const names = ['Ada Lovelace', 'Alan Long', '김민지', '박민지', 'ada', '', '?', 'Al Lo']
  expect(distinctSigns(names)).toEqual(['AL', 'AL2', '민지', '민지2', 'A', '?', '?2', 'AL3'])
})
