/** Reading whole articles for requests: each account pays for its own, and others come in between. */

import { expect, it } from 'vitest'
import * as Y from 'yjs'
import type { AccountId, ArticleId } from '../../shared/ids.ts'
import { readMsBurst, readMsPerSecond } from '../../shared/limits.ts'
import { createFakeClock } from '../../tests/support/fake-clock.ts'
import { createReadFor } from './reading.ts'

const [eve, ann] = ['eve', 'ann'] as AccountId[] as [AccountId, AccountId]
const book = 'book' as ArticleId
const readMs = 100

/** Articles that take their time to read. */
function library() {
  const clock = createFakeClock({ turns: 'by themselves' })
  const readFor = createReadFor({ read: async (_article, read) => read(new Y.Doc()) }, clock)
  const order: string[] = []
  const reads = (account: AccountId) =>
    readFor(account, book, () => {
      order.push(account)
      clock.advance(readMs)
      return 'words'
    })
  return { clock, order, reads }
}

it('an account reads until its time is used up, then waits; whoever reads beside it does not', async () => {
  const { clock, reads } = library()
  let read = 0
  const refused = async () => {
    for (; read < 2 * (readMsBurst / readMs); read++) await reads(eve)
  }
  await expect(refused()).rejects.toMatchObject({ code: 'too-fast' })
  expect(read).toBeGreaterThan(readMsBurst / readMs)
  expect(await reads(ann)).toBe('words')
  clock.advance((2 * readMs * 1000) / readMsPerSecond)
  expect(await reads(eve)).toBe('words')
})

it('of many reads that one account asks for at once, others get theirs in between', async () => {
  const { order, reads } = library()
  await Promise.all([...Array.from({ length: 5 }, () => reads(eve)), reads(ann)])
  expect(order.filter((account) => account === eve)).toHaveLength(5)
  expect(order.indexOf(ann)).toBeLessThan(2)
})
