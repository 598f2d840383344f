/** Keeps opening cheap: after enough rows, and when a room closes, the whole article is stored as one update. */

import type { ArticleId } from '../../shared/ids.ts'
import { checkpointAfterRows } from '../../shared/limits.ts'
import type { ArticleLog } from '../store/store.ts'
import type { Journal, JournalFailure } from './journal.ts'
import type { Replica } from './replica.ts'

const MiB = 1024 * 1024

export type CheckpointsOptions = {
  readonly article: ArticleId
  readonly epoch: number
  /** The seq of the newest one; 0: none. */
  readonly seq: number
  readonly store: Pick<ArticleLog, 'checkpoint'>
  readonly replica: Replica
  readonly journal: Journal
  readonly onFailed: (why: JournalFailure, cause: unknown) => void
}

export class Checkpoints {
  readonly #options: CheckpointsOptions
  #seq: number
  /** The last one asked for; one is taken at a time. */
  #last: Promise<void> = Promise.resolve()
  #underWay = 0

  constructor(options: CheckpointsOptions) {
    this.#options = options
    this.#seq = options.seq
  }

  /** A row has become durable. */
  onRow(): void {
    const { journal, replica } = this.#options
    // Encoding takes as long as the article: 12 ms a MiB in which nobody is heard.
    const rowsMax = checkpointAfterRows * Math.ceil(replica.bytes / MiB)
    if (this.#underWay === 0 && journal.seq - this.#seq >= rowsMax) void this.take()
  }

  /** Resolves when a checkpoint holds everything that is in the doc now, or the room has failed. Never rejects. */
  take(): Promise<void> {
    this.#underWay++
    this.#last = this.#last.then(() => this.#take()).finally(() => this.#underWay--)
    return this.#last
  }

  async #take(): Promise<void> {
    const { replica, journal, store, article, epoch, onFailed } = this.#options
    if (journal.seq === this.#seq && journal.quiet) return
    // The bytes hold what is still on its way to the disk: they stand for the log only when that has arrived.
    const update = replica.compact()
    const seq = await journal.durable()
    if (seq === null) return
    try {
      if ((await store.checkpoint(article, epoch, { seq, update })) === 'stale') onFailed('stale', undefined)
      else this.#seq = seq
    } catch (cause) {
      onFailed('cannot-store', cause)
    }
  }
}
