/** One commit for all rooms that wait: appends at once when the store is idle, and everything that came meanwhile after it. */

import { assert } from '../../shared/assert.ts'
import type { ArticleId } from '../../shared/ids.ts'
import type { Clock } from '../clock.ts'
import type { Append, AppendResult, ArticleLog } from '../store/store.ts'

/** `failed`: whether the row is on the disk is not known; only reading tells. */
export type Committed = AppendResult | { readonly kind: 'failed'; readonly cause: unknown }

export interface GroupCommit {
  /** About the longest that a row has lately had to wait for its commit, milliseconds. */
  readonly tookMs: number
  /** Calls `done` once, in the order of the calls, never before returning. */
  append(row: Append, done: (result: Committed) => void): void
  /** The same of several, which share their commit. */
  appendAll(rows: readonly Append[], done: (result: Committed) => void): void
}

/** Rows of one commit: what a disk takes in one go without making the next one wait for long. */
const rowsMax = 2_000
const bytesMax = 16 * 1024 * 1024

type Waiting = {
  readonly row: Append
  readonly done: (result: Committed) => void
  /** Since when. */
  readonly since: number
}

/** A commit costs the same for one row as for ten: under load the next one waits until there are some, but never long. */
const restMsMin = 4
const restMsMax = 12
/** With each commit, what the longest one took counts so much less. */
const fading = 0.98

/** With a clock, commits keep a distance that grows with the load; the first after a pause is never put off. */
export function createGroupCommit(log: Pick<ArticleLog, 'append'>, clock?: Clock): GroupCommit {
  const waiting: Waiting[] = []
  let writing = false
  let restsUntil = 0
  let tookMs = 0
  const now = () => clock?.now() ?? 0

  const resting = (ms: number, { after }: Clock) => new Promise<void>((resolve) => void after(ms, resolve))

  const groupSize = () => {
    let bytes = 0
    const end = waiting.findIndex(({ row }, index) => {
      bytes += row.update.length
      return index > 0 && (index >= rowsMax || bytes > bytesMax)
    })
    return end < 0 ? waiting.length : end
  }

  const commit = async () => {
    writing = true
    while (waiting.length > 0) {
      const restMs = clock === undefined ? 0 : Math.min(restMsMax, restsUntil - clock.now())
      if (clock !== undefined && restMs > 0) await resting(restMs, clock)
      const group = waiting.splice(0, groupSize())
      if (clock !== undefined) restsUntil = clock.now() + Math.min(restMsMax, restMsMin + group.length - 1)
      const results = await resultsOf(group)
      tookMs = Math.max(tookMs * fading, now() - (group[0]?.since ?? now()))
      const followers = takeFollowers(group, results)
      for (const [index, { done }] of group.entries()) done(results[index] as Committed)
      for (const { done, failed } of followers) done(failed)
    }
    writing = false
  }

  /** Rows behind a failed one of their article stand on it: written after it they would leave a gap in the log [R2]. */
  const takeFollowers = (group: readonly Waiting[], results: readonly Committed[]) => {
    const failed = new Map<ArticleId, Committed>()
    for (const [index, { row }] of group.entries()) {
      const result = results[index]
      if (result?.kind === 'failed') failed.set(row.article, result)
    }
    if (failed.size === 0) return []
    return waiting.splice(0).flatMap((one) => {
      const before = failed.get(one.row.article)
      if (before !== undefined) return [{ done: one.done, failed: before }]
      waiting.push(one)
      return []
    })
  }

  const resultsOf = async (group: readonly Waiting[]): Promise<readonly Committed[]> => {
    try {
      const results = await log.append(group.map(({ row }) => row))
      assert(results.length === group.length, 'the store answers every row')
      return results
    } catch (cause) {
      return group.map(() => ({ kind: 'failed', cause }))
    }
  }

  const begin = () => {
    if (!writing) void commit()
  }
  return {
    get tookMs() {
      return tookMs
    },
    append(row, done) {
      waiting.push({ row, done, since: now() })
      begin()
    },
    appendAll(rows, done) {
      for (const row of rows) waiting.push({ row, done, since: now() })
      begin()
    },
  }
}
