import { expect, test } from 'vitest'
import type { ArticleId } from '../../shared/ids.ts'
import { checkpointAfterRows } from '../../shared/limits.ts'
import { Checkpoints, type CheckpointsOptions } from './checkpoints.ts'

/** How many checkpoints an article of this size takes while so many rows become durable. */
async function taken(bytes: number, rows: number): Promise<number> {
  let count = 0
  const journal = { seq: 0, quiet: true, durable: async () => journal.seq }
  const checkpoints = new Checkpoints({
    article: 'a' as ArticleId,
    epoch: 1,
    seq: 0,
    store: { checkpoint: async () => 'stored' },
    replica: {
      bytes,
      compact: () => ++count && new Uint8Array(),
    } as unknown as CheckpointsOptions['replica'],
    journal: journal as unknown as CheckpointsOptions['journal'],
    onFailed: () => {},
  })
  for (let row = 0; row < rows; row++) {
    journal.seq++
    checkpoints.onRow()
    for (let turn = 0; turn < 10; turn++) await Promise.resolve()
  }
  return count
}

test.each([
  ['an article of a page', 60_000, 4],
  ['one of a book', 3.5 * 1024 * 1024, 1],
  ['the largest one', 64 * 1024 * 1024, 0],
])('%s is encoded as often as its size lets others be heard', async (_what, bytes, expected) => {
  expect(await taken(bytes, 4 * checkpointAfterRows)).toBe(expected)
})
