/**
 * A disk for memory stores on which the test decides when a write becomes durable, fails, or is lost in a crash. A store on
 * it has one write waiting at a time; a crash is `crash()` and then a new store on the same disk.
 */

import type { MemoryDisk } from '../../server/store/memory-disk.ts'
import type { MemoryWrite } from '../../server/store/memory-state.ts'
import { must } from '../../shared/assert.ts'

type Waiting = { readonly write: MemoryWrite; readonly kept: () => void; readonly failed: (e: Error) => void }

export interface LossyDisk extends MemoryDisk {
  /** How many writes wait for the test's decision: 0 or 1 for each living store. */
  waiting(): number
  /** Resolves as soon as a write waits. */
  arrival(): Promise<void>
  /** The oldest waiting write becomes durable. */
  keep(): void
  /** The oldest waiting write fails. `kept`: it was on the disk all the same, only the answer said no. */
  fail(kept?: 'kept'): void
  /**
   * Power is lost. What waits is gone, or, with `kept`, had reached the disk before anybody could say so. Stores opened before
   * hear nothing any more: their calls stay open for ever, as those of a dead process do.
   */
  crash(kept?: 'kept'): void
  /** From now on every write is kept at once (`false`: waits again). */
  flow(freely: boolean): void
  /** From now on every write fails and is not kept (`false`: as before). */
  break(broken: boolean): void
}

/** With `fsync: false` the disk says yes at once and really keeps nothing until `keep`: the bug that its users must notice. */
export function createLossyDisk({ fsync = true } = {}): LossyDisk {
  const durable: MemoryWrite[] = []
  let seen: MemoryWrite[] = durable
  let waiting: Waiting[] = []
  let arrivals: (() => void)[] = []
  let life = 0
  let free = false
  let broken = false

  const take = () => must(waiting.shift(), 'a waiting write')
  const keep = ({ write, kept }: Waiting) => {
    durable.push(write)
    kept()
  }
  if (!fsync) seen = []

  return {
    mount() {
      const mountedIn = life
      return {
        written: () => seen,
        write: (write) =>
          new Promise((kept, failed) => {
            if (mountedIn !== life) return
            if (broken) return failed(new Error('The simulated disk is broken.'))
            if (!fsync) {
              seen.push(write)
              kept()
            }
            if (free) return keep({ write, kept, failed })
            waiting.push({ write, kept, failed })
            for (const arrived of arrivals) arrived()
            arrivals = []
          }),
      }
    },
    waiting: () => waiting.length,
    arrival: () =>
      waiting.length > 0 ? Promise.resolve() : new Promise((arrived) => void arrivals.push(arrived)),
    keep: () => keep(take()),
    fail(kept) {
      const { write, failed } = take()
      if (kept) durable.push(write)
      failed(new Error('The simulated disk failed.'))
    },
    crash(kept) {
      if (kept) durable.push(...waiting.map(({ write }) => write))
      life++
      waiting = []
      if (!fsync) seen = [...durable]
    },
    break(now) {
      broken = now
    },
    flow(freely) {
      free = freely
      if (free) for (const each of waiting.splice(0)) keep(each)
    },
  }
}
