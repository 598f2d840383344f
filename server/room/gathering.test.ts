/** A large room gathers its rows while nobody could be told anyway; here with the real window, journal and group commit on a moved clock. */

import { expect, test } from 'vitest'
import type { ArticleId, PersonId } from '../../shared/ids.ts'
import { createFakeClock } from '../../tests/support/fake-clock.ts'
import type { Append, AppendResult } from '../store/store.ts'
import { createGroupCommit } from './group-commit.ts'
import { Journal } from './journal.ts'
import { Outbox } from './outbox.ts'

const KEY = 9
const row = (update: readonly number[]) => ({
  person: 'p' as PersonId,
  update: new Uint8Array(update),
  binds: [],
})

/**
 * Ten keys and a hundred cursors a second, for 500 readers: how long each key took until it was told, in order, and how many commits
 * there were. `diskMs`: what a commit takes; `isBusy`: another room writes each 3 ms.
 */
async function typing({ diskMs, isBusy, gathers }: { diskMs: number; isBusy: boolean; gathers: boolean }) {
  const clock = createFakeClock()
  let [seq, commitsMade] = [0, 0]
  const append = (rows: readonly Append[]) =>
    new Promise<readonly AppendResult[]>((resolve) => {
      commitsMade++
      clock.after(diskMs, () => resolve(rows.map(() => ({ kind: 'stored', seq: ++seq }))))
    })
  const commits = createGroupCommit({ append }, clock)
  const outbox = new Outbox(clock, () => null)
  const typedAt: number[] = []
  const tookMs: number[] = []
  const hear = (messages: readonly Uint8Array[]) => {
    for (const [kind, high = 0, low = 0] of messages)
      if (kind === KEY) tookMs.push(clock.now() - (typedAt[high * 256 + low] ?? 0))
  }
  for (let reader = 0; reader < 500; reader++) {
    const write =
      reader === 0 ? ({ messages }: { messages: readonly Uint8Array[] }) => hear(messages) : () => {}
    outbox.listen(outbox.open({ write, unsentBytes: 0, close: () => {} }))
  }
  const journal = new Journal({
    article: 'a' as ArticleId,
    epoch: 1,
    seq: 0,
    commits,
    clock,
    ...(gathers && { untoldMs: () => outbox.restMs }),
    onFailed: () => {},
  })
  for (let ms = 0; ms < 5_000; ms++) {
    clock.advance(1)
    for (let turn = 0; turn < 10; turn++) await undefined
    if (ms % 10 === 0) outbox.toOthers(null, new Uint8Array([1]), null)
    const other = { ...row([1]), article: 'b' as ArticleId, epoch: 1, at: 0 }
    if (isBusy && ms % 3 === 0) commits.append(other, () => {})
    if (ms % 101 !== 0) continue
    const key = [KEY, typedAt.length >> 8, typedAt.length & 255]
    typedAt.push(clock.now())
    journal.write(row(key), () => outbox.toOthers(null, new Uint8Array(key), null))
  }
  tookMs.sort((a, b) => a - b)
  return { told: tookMs.length, commitsMade, slowestMs: tookMs.at(-2) ?? Number.POSITIVE_INFINITY }
}

test.each([
  [1, false],
  [9, false],
  [9, true],
  [15, false],
  [30, true],
])('nobody is told later for it, on a disk of %i ms, beside a busy room: %s', async (diskMs, isBusy) => {
  const atOnce = await typing({ diskMs, isBusy, gathers: false })
  const gathered = await typing({ diskMs, isBusy, gathers: true })
  expect(gathered.told).toBeGreaterThanOrEqual(atOnce.told - 1)
  expect(gathered.slowestMs).toBeLessThanOrEqual(atOnce.slowestMs + 10)
  expect(gathered.commitsMade).toBeLessThanOrEqual(atOnce.commitsMade)
})
