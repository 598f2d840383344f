/** What a memory store stands on: a list of changes that a disk keeps, and that a test may lose. */

import type { MemoryWrite } from './memory-state.ts'

/** A store's hold on its disk, from its opening to its close or to a crash. */
export interface MountedDisk {
  /** What a store on this disk sees, in order: kept writes stay, and new ones come behind them. */
  written(): readonly MemoryWrite[]
  /** Resolves once the write is in `written` and would survive a crash. After a rejection it may be there or not. */
  write(write: MemoryWrite): Promise<void>
}

export interface MemoryDisk {
  mount(): MountedDisk
}

/** A disk that keeps everything at once, as long as the process lives. */
export function createMemoryDisk(): MemoryDisk {
  const writes: MemoryWrite[] = []
  return {
    mount: () => ({
      written: () => writes,
      async write(write) {
        writes.push(write)
      },
    }),
  }
}
