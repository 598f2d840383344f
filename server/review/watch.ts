/**
 * What the clock does in review sessions [R6]: when somebody's time is over their role is another one at that moment, and when the last
 * one's is, the next phase begins. Moments that passed while no server ran are made up for at the start.
 */

import { changesPollMs } from '../../shared/limits.ts'
import { endFor, phaseDue } from '../../shared/review/phase.ts'
import type { Clock, Timer } from '../clock.ts'
import type { Log } from '../log.ts'
import type { SessionNow, SessionRow } from '../store/reviews.ts'
import type { Records } from '../store/store.ts'
import { type ReviewedArticles, rolesIn } from './sessions.ts'

/** Ends are waited for so far ahead: each is seen before it comes, and no timer is longer than there are. */
const AHEAD_MS = 2 * changesPollMs

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
  /** Moments that are waited for, by session and clock. */
  readonly #awaited = new Map<string, Timer>()
  #lookedAt: number
  #timer: Timer | null = null
  #ended = false

  constructor(parts: SessionWatchParts) {
    this.#parts = parts
    this.#lookedAt = parts.clock.now()
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
    const { records, clock, log } = this.#parts
    const now = clock.now()
    try {
      for (const session of await records.runningSessions()) await this.#look(session, now)
      this.#lookedAt = now
    } catch (cause) {
      log.warn({ cause }, 'the clocks of review sessions could not be read and are looked at again')
    }
    if (!this.#ended) this.#timer = clock.after(changesPollMs, () => void this.#poll())
  }

  /** A moment that has come since the last look may not have been waited for. */
  async #look(session: SessionRow, now: number): Promise<void> {
    const { records } = this.#parts
    const students = await records.studentsOf(session.class)
    const times = new Set([1, ...students.map(({ timePercent }) => timePercent / 100)])
    const ends = [...times].flatMap((one) => endFor(session.clock, one) ?? []).sort((a, b) => a - b)
    const last = ends.at(-1)
    if (last === undefined) return
    if (last <= now) return this.#follow(session)
    if (ends.some((end) => end > this.#lookedAt && end <= now)) await this.#arrive(session, false)
    for (const end of ends) if (end > now && end <= now + AHEAD_MS) this.#await(session, end, end === last)
  }

  #await(session: SessionRow, end: number, isLast: boolean): void {
    const { clock } = this.#parts
    const key = `${session.id} ${JSON.stringify(session.clock)} ${end}`
    if (this.#ended || this.#awaited.has(key)) return
    const timer = clock.after(end - clock.now(), () => {
      this.#awaited.delete(key)
      if (clock.now() < end)
        this.#await(session, end, isLast) // a timer may be early
      else void this.#arrive(session, isLast)
    })
    this.#awaited.set(key, timer)
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
