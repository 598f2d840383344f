/**
 * What happens at a moment by itself [R6]: a link expires, an article freezes. Roles are asked for anew exactly then, and a freeze
 * seals a version: everything that was admitted before it, and nothing that was not. Moments that passed while no server ran are
 * made up for at the start.
 */

import { type ArticleId, type RandomBytes, randomToken } from '../../shared/ids.ts'
import { changesPollMs } from '../../shared/limits.ts'
import type { Clock, Timer } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Deadline } from '../store/sharing.ts'
import type { Records } from '../store/store.ts'

const VERSION_ID_LENGTH = 12
/** Moments are looked for so far ahead: each is seen before it comes, however late a look is. */
const AHEAD_MS = 2 * changesPollMs

export type DeadlinesOptions = {
  readonly records: Pick<Records, 'deadlines' | 'unsealed' | 'seal'>
  readonly clock: Clock
  readonly random: RandomBytes
  readonly log: Log
  /** Gives everybody in the article the role they have now. */
  readonly askAnew: (article: ArticleId) => Promise<void>
  /** Resolves when everything that has arrived so far is judged, and what was admitted of it durable: some seconds, where something takes long. */
  readonly settle: (article: ArticleId) => Promise<void>
}

export class Deadlines {
  readonly #options: DeadlinesOptions
  readonly #awaited = new Map<string, Timer>()
  /** Where what had arrived in time is waited for. */
  readonly #sealing = new Set<ArticleId>()
  #lookedAt: number
  #timer: Timer | null = null
  #ended = false

  constructor(options: DeadlinesOptions) {
    this.#options = options
    this.#lookedAt = options.clock.now()
  }

  start(): void {
    void this.#poll()
  }

  end(): void {
    this.#ended = true
    this.#timer?.cancel()
    for (const timer of this.#awaited.values()) timer.cancel()
  }

  async #poll(): Promise<void> {
    const { clock, log } = this.#options
    try {
      await this.#look()
    } catch (cause) {
      log.warn({ cause }, 'deadlines could not be read and are asked for again')
    }
    if (!this.#ended) this.#timer = clock.after(changesPollMs, () => void this.#poll())
  }

  /** From the last look on, because a moment between may have been set since. */
  async #look(): Promise<void> {
    const { records, clock } = this.#options
    const now = clock.now()
    const coming = await records.deadlines(this.#lookedAt, now + AHEAD_MS)
    this.#lookedAt = now
    for (const deadline of coming) this.#await(deadline)
    // Each for itself: other deadlines do not wait for what has arrived in one article.
    for (const article of await records.unsealed(now)) void this.#arrive(article)
  }

  #await(deadline: Deadline): void {
    const { clock } = this.#options
    const { article, at } = deadline
    const key = `${article} ${at}`
    if (this.#ended || this.#awaited.has(key)) return
    const timer = clock.after(Math.max(0, at - clock.now()), () => {
      this.#awaited.delete(key)
      if (clock.now() < at)
        this.#await(deadline) // a timer may be early
      else void this.#arrive(article)
    })
    this.#awaited.set(key, timer)
  }

  async #arrive(article: ArticleId): Promise<void> {
    const { log, askAnew } = this.#options
    try {
      await askAnew(article)
      if (!this.#sealing.has(article)) await this.#seal(article)
    } catch (cause) {
      log.warn({ article, cause }, 'a deadline was not seen to and comes again')
    }
  }

  async #seal(article: ArticleId): Promise<void> {
    const { records, clock, random, settle } = this.#options
    this.#sealing.add(article)
    try {
      await settle(article)
      await records.seal(article, randomToken(random, VERSION_ID_LENGTH), clock.now())
    } finally {
      this.#sealing.delete(article)
    }
  }
}
