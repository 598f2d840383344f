import { expect, it } from 'vitest'
import { reviewRemarksMax } from '../../shared/limits.ts'
import { NEW_REMARK, NO_REVIEW } from '../../shared/review/session.ts'
import { remarkIn, withRemark } from './remarks.ts'

it('of a remark that nothing was said about nothing is known, whatever it is called', () => {
  for (const id of ['abc', 'constructor', 'toString']) expect(remarkIn(NO_REVIEW, id)).toBe(NEW_REMARK)
})

it('so many are kept, and those go on being changed', () => {
  const ids = Array.from({ length: reviewRemarksMax }, (_, n) => `r${n}`)
  const review = { ...NO_REVIEW, remarks: Object.fromEntries(ids.map((id) => [id, NEW_REMARK])) }
  expect(() => withRemark(review, 'more', NEW_REMARK)).toThrow('as many')
  expect(remarkIn(withRemark(review, 'r0', { ...NEW_REMARK, rating: 3 }), 'r0').rating).toBe(3)
  const few = withRemark(NO_REVIEW, 'r0', NEW_REMARK, 1)
  expect(() => withRemark(few, 'r1', NEW_REMARK, 1)).toThrow('as many')
})
