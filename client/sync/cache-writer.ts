/**
 * Writes what happens to the doc into the cache, in order and without a gap: what fails stays in the queue and is tried
 * again, so a row never stands on one that is missing. "Kept on this device" is said only when the queue is empty.
 */

import type { ClientId } from '../../shared/ids.ts'
import type { Clock, Timer } from '../clock.ts'
import type { Cache, CachedRow, NewRow, Rescue } from './cache.ts'

export type CacheWriterOptions = {
  readonly cache: Cache
  readonly clock: Pick<Clock, 'now' | 'after'>
  /** Rows that `load` has given: this tab stands on them. */
  readonly loaded: readonly CachedRow[]
  /** The whole doc as one update. */
  readonly wholeDoc: () => Uint8Array
  /** Whether the server holds everything that was typed here. */
  readonly isSettled: () => boolean
  readonly onKept: (kept: 'yes' | 'writing' | 'unable') => void
}

/** What came from the server needs no hurry: it waits for company, or for a row typed here. */
const remoteWaitMs = 1_000
const markWaitMs = 2_000
const retryFirstMs = 1_000
const retryMaxMs = 30_000
/** More rows than this become one, for a cheap next start. */
const compactAfterRows = 300
/** More waiting than this while the disk fails become the whole doc as one row. */
const waitingRowsMax = 1_000

export class CacheWriter {
  readonly #options: CacheWriterOptions
  /** Keys of the rows this tab's doc is made of. */
  #keys: number[]
  /** For each writer whose words are not known to be saved, the last key. */
  readonly #unsavedUpTo = new Map<ClientId, number>()
  #waiting: NewRow[] = []
  /** Rows typed here that the database has not confirmed. */
  #unconfirmed = 0
  #rescues: Rescue[] = []
  #running = false
  #failures = 0
  #timer: Timer | null = null
  #markTimer: Timer | null = null
  #closed = false

  constructor(options: CacheWriterOptions) {
    this.#options = options
    this.#keys = options.loaded.map(({ key }) => key)
    for (const { writer, key, saved } of options.loaded) {
      if (writer !== null && !saved) this.#unsavedUpTo.set(writer, key)
    }
  }

  /** `writer`: the page's own id when it was typed here; null when it came from the server. */
  write(update: Uint8Array, writer: ClientId | null): void {
    this.#waiting.push({ update, writer })
    if (this.#waiting.length > waitingRowsMax) this.#waitAsOne()
    if (writer !== null) {
      this.#unconfirmed += 1
      this.#report()
      if (this.#failures === 0) return this.#run()
    }
    this.#timer ??= this.#options.clock.after(remoteWaitMs, () => this.#run())
  }

  /** Everything typed is on the server: remembers it after a while, for the next start. */
  settled(): void {
    this.#markTimer ??= this.#options.clock.after(markWaitMs, () => {
      this.#markTimer = null
      this.#run()
    })
  }

  /** The server will never take what this tab holds: keeps the words, and forgets the rows it stands on. */
  rescue(rescue: Rescue): void {
    this.#waiting = []
    this.#unconfirmed = 0
    this.#rescues.push(rescue)
    this.#run()
  }

  close(): void {
    this.#closed = true
    this.#timer?.cancel()
    this.#markTimer?.cancel()
  }

  #run(): void {
    this.#timer?.cancel()
    this.#timer = null
    if (this.#running) return
    this.#running = true
    this.#writeAll().then(
      () => this.#rest(0),
      () => this.#rest(this.#failures + 1),
    )
  }

  #rest(failures: number): void {
    this.#running = false
    this.#failures = failures
    this.#report()
    if (this.#closed) return
    if (failures === 0) return this.#waiting.length > 0 || this.#rescues.length > 0 ? this.#run() : undefined
    const wait = Math.min(retryFirstMs * 2 ** (failures - 1), retryMaxMs)
    this.#timer ??= this.#options.clock.after(wait, () => this.#run())
  }

  async #writeAll(): Promise<void> {
    while (!this.#closed) {
      if (this.#rescues[0] !== undefined) await this.#keepRescue(this.#rescues[0])
      else if (this.#waiting.length > 0) await this.#append(this.#waiting)
      else break
    }
    if (!this.#closed && this.#options.isSettled()) await this.#tidy()
  }

  async #append(rows: NewRow[]): Promise<void> {
    this.#waiting = []
    try {
      const keys = await this.#options.cache.append(rows)
      this.#keys.push(...keys)
      if (this.#rescues.length === 0) this.#unconfirmed -= rows.filter((row) => row.writer !== null).length
      keys.forEach((key, index) => {
        const writer = rows[index]?.writer ?? null
        if (writer !== null) this.#unsavedUpTo.set(writer, key)
      })
    } catch (error) {
      // A rescue in the meantime has made these rows void; otherwise they go first again.
      if (this.#rescues.length === 0) this.#waiting = [...rows, ...this.#waiting]
      throw error
    }
  }

  async #keepRescue(rescue: Rescue): Promise<void> {
    await this.#options.cache.rescue(this.#keys, rescue)
    this.#rescues.shift()
    this.#keys = []
    this.#unsavedUpTo.clear()
  }

  /** Everything typed here is on the server and in the cache. */
  async #tidy(): Promise<void> {
    if (this.#keys.length > compactAfterRows) {
      const replaced = this.#keys
      this.#keys = [await this.#options.cache.compact(replaced, this.#options.wholeDoc())]
      this.#unsavedUpTo.clear()
    }
    for (const [writer, upTo] of [...this.#unsavedUpTo]) {
      await this.#options.cache.markSaved(writer, upTo)
      if (this.#unsavedUpTo.get(writer) === upTo) this.#unsavedUpTo.delete(writer)
    }
  }

  #waitAsOne(): void {
    const writer = this.#waiting.findLast((row) => row.writer !== null)?.writer ?? null
    this.#waiting = [{ update: this.#options.wholeDoc(), writer }]
    this.#unconfirmed = writer === null ? 0 : 1
  }

  #report(): void {
    if (this.#closed) return
    if (this.#failures > 0) return this.#options.onKept('unable')
    this.#options.onKept(this.#unconfirmed > 0 ? 'writing' : 'yes')
  }
}
