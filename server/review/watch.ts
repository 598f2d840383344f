/**
 * What the clock does in review sessions [R6]: when somebody's time is over their role is another one at that moment, and when the last
 * one's is, the next phase begins. Moments that passed while no server ran are made up for at the start.
 */

import { endFor, phaseDue } from '../../shared/review/phase.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { Moments, momentsAheadMs } from '../moments.ts'
import type { SessionNow, SessionRow } from '../store/reviews.ts'
import type { Records } from '../store/store.ts'
import { type ReviewedArticles, rolesIn } from './sessions.ts'

export type SessionWatchParts = {
  readonly records: Pick<Records, 'runningSessions' | 'sessionNow' | 'studentsOf'>
  readonly articles: Pick<ReviewedArticles, 'accessChanged'>
  /** Begins what follows, where the session is still in this phase. */
  readonly follow: (session: SessionRow) => Promise<void>
  readonly clock: Clock
  readonly log: Log
}

export class SessionWatch {
  readonly #parts: SessionWatchParts
  readonly #moments: Moments

  constructor(parts: SessionWatchParts) {
    const { clock, log } = parts
    this.#parts = parts
    this.#moments = new Moments({
      clock,
      look: (now, lookedAt) => this.#lookAtAll(now, lookedAt),
      onFailed: (cause) =>
        log.warn({ cause }, 'the clocks of review sessions could not be read and are looked at again'),
    })
  }

  start(): void {
    this.#moments.start()
  }

  end(): void {
    this.#moments.end()
  }

  async #lookAtAll(now: number, lookedAt: number): Promise<void> {
    for (const session of await this.#parts.records.runningSessions())
      await this.#look(session, now, lookedAt)
  }

  /** A moment that has come since the last look may not have been waited for. */
  async #look(session: SessionRow, now: number, lookedAt: number): Promise<void> {
    const { records } = this.#parts
    const students = await records.studentsOf(session.class)
    const times = new Set([1, ...students.map(({ timePercent }) => timePercent / 100)])
    const ends = [...times].flatMap((one) => endFor(session.clock, one) ?? []).sort((a, b) => a - b)
    const last = ends.at(-1)
    if (last === undefined) return
    if (last <= now) return this.#follow(session)
    if (ends.some((end) => end > lookedAt && end <= now)) await this.#arrive(session, false)
    for (const end of ends) {
      if (end <= now || end > now + momentsAheadMs) continue
      const key = `${session.id} ${JSON.stringify(session.clock)} ${end}`
      this.#moments.await(key, end, () => void this.#arrive(session, end === last))
    }
  }

  async #arrive({ id, clock }: SessionRow, isLast: boolean): Promise<void> {
    const { records, articles, log } = this.#parts
    try {
      const now: SessionNow | null = await records.sessionNow(id)
      // Another end was set, or the teacher was faster.
      if (now === null || JSON.stringify(now.session.clock) !== JSON.stringify(clock)) return
      if (isLast) return await this.#follow(now.session)
      for (const article of rolesIn(now)) articles.accessChanged(article, null)
    } catch (cause) {
      log.warn({ session: id, cause }, 'a phase that is over was not seen to and comes again')
    }
  }

  async #follow(session: SessionRow): Promise<void> {
    const { follow, clock } = this.#parts
    if (phaseDue(session.clock, clock.now()) !== null) await follow(session)
  }
}
