/**
 * What happens at a moment by itself [R6]: a link expires, an article freezes. Roles are asked for anew exactly then, and a freeze
 * seals a version: everything that was admitted before it, and nothing that was not. Moments that passed while no server ran are
 * made up for at the start.
 */

import { type ArticleId, type RandomBytes, randomToken } from '../../shared/ids.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { Moments, momentsAheadMs } from '../moments.ts'
import type { Records } from '../store/store.ts'

const VERSION_ID_LENGTH = 12

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
  readonly #moments: Moments
  /** Where what had arrived in time is waited for. */
  readonly #sealing = new Set<ArticleId>()

  constructor(options: DeadlinesOptions) {
    const { clock, log } = options
    this.#options = options
    this.#moments = new Moments({
      clock,
      look: (now, lookedAt) => this.#look(now, lookedAt),
      onFailed: (cause) => log.warn({ cause }, 'deadlines could not be read and are asked for again'),
    })
  }

  start(): void {
    this.#moments.start()
  }

  end(): void {
    this.#moments.end()
  }

  /** From the last look on, because a moment between may have been set since. */
  async #look(now: number, lookedAt: number): Promise<void> {
    const { records } = this.#options
    for (const { article, at } of await records.deadlines(lookedAt, now + momentsAheadMs))
      this.#moments.await(`${article} ${at}`, at, () => void this.#arrive(article))
    // Each for itself: other deadlines do not wait for what has arrived in one article.
    for (const article of await records.unsealed(now)) void this.#arrive(article)
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
