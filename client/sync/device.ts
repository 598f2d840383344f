/** What this device does for an open article: keeps rows, rescue copies and spare client ids; or nothing, and says so. */

import type { IdRange } from '../../shared/article/record.ts'
import type { ClientId } from '../../shared/ids.ts'
import { sparePairs } from '../../shared/limits.ts'
import type { Clock } from '../clock.ts'
import type { Cache, Kept, Rescue } from './cache.ts'
import { CacheWriter, type CacheWriterOptions } from './cache-writer.ts'

type DeviceOptions = Pick<CacheWriterOptions, 'wholeDoc' | 'isSettled' | 'onKept'> & {
  readonly clock: Pick<Clock, 'now' | 'after'>
}

const NOTHING: Kept = { rows: [], rescues: [], spares: 0 }
/** A cache that has not answered by then is not waited for: another tab may hold it. */
const openWaitMs = 3_000

export class Device {
  /** What earlier visits have left. */
  readonly kept: Kept
  readonly #cache: Cache | null
  readonly #writer: CacheWriter | null
  readonly #onKept: DeviceOptions['onKept']
  #spares: number

  /** Never rejects: a device that can keep nothing is one too. `openCache` is null on a shared computer. */
  static async open(openCache: (() => Promise<Cache>) | null, options: DeviceOptions): Promise<Device> {
    if (openCache === null) return new Device(null, NOTHING, options)
    const late = new Promise<null>((resolve) => options.clock.after(openWaitMs, () => resolve(null)))
    const opening = openCache().then(async (cache) => ({ cache, kept: await cache.load() }))
    // Private windows, full disks and refused permissions look alike here: nothing is kept, and the page says so.
    const opened = await Promise.race([opening.catch(() => null), late])
    if (opened === null) {
      opening.then(({ cache }) => cache.close()).catch(() => {})
      return new Device(null, NOTHING, options)
    }
    return new Device(opened.cache, opened.kept, options)
  }

  private constructor(cache: Cache | null, kept: Kept, options: DeviceOptions) {
    this.kept = kept
    this.#cache = cache
    this.#spares = kept.spares
    this.#onKept = options.onKept
    this.#writer = cache && new CacheWriter({ ...options, cache, loaded: kept.rows })
    if (cache === null) options.onKept('unable')
  }

  /** How many spare ids it has room for. */
  get sparesWanted(): number {
    return this.#cache === null ? 0 : Math.max(0, sparePairs - this.#spares)
  }

  write(update: Uint8Array, writer: ClientId | null): void {
    this.#writer?.write(update, writer)
  }

  settled(): void {
    this.#writer?.settled()
  }

  rescue(rescue: Rescue): void {
    this.#writer?.rescue(rescue)
  }

  forgetRescues(rescues: readonly Rescue[]): void {
    this.#cache?.forgetRescues(rescues.map(({ id }) => id)).catch(() => this.#onKept('unable'))
  }

  /** Which of these ids this page may suggest; all of them where no other tab could know. */
  async takeUnsent(rescues: readonly Rescue[], ids: readonly IdRange[]): Promise<readonly IdRange[]> {
    const names = rescues.map(({ id }) => id)
    // Suggested twice is better than not at all.
    return (await this.#cache?.takeUnsent(names, ids).catch(() => null)) ?? ids
  }

  addSpares(clients: readonly ClientId[]): void {
    if (this.#cache === null || clients.length === 0) return
    this.#spares += clients.length
    this.#cache.addSpares(clients).catch(() => {
      this.#spares -= clients.length
      this.#onKept('unable')
    })
  }

  /** An id for a page without a connection, taken out for good; null: none is left, or it cannot be known. */
  async takeSpare(): Promise<ClientId | null> {
    try {
      const spare = (await this.#cache?.takeSpare()) ?? null
      this.#spares = spare === null ? 0 : Math.max(0, this.#spares - 1)
      return spare
    } catch {
      // Whether it was taken out is not known, so nobody writes under it.
      return null
    }
  }

  /** Access has ended: nothing of the article stays here but rescue copies, the last one among them. */
  forgetArticle(rescue: Rescue | null): void {
    const cache = this.#cache
    if (cache === null) return
    this.#writer?.close()
    const rescued = rescue === null ? Promise.resolve() : cache.rescue([], rescue)
    rescued.then(() => cache.forgetArticle()).catch(() => this.#onKept('unable'))
  }

  close(): void {
    this.#writer?.close()
    this.#cache?.close()
  }
}
