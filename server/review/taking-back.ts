/**
 * Remarks that a teacher hides after the release, or shows again: what the session says of each is brought into its author's article. A
 * thread is not told of any more, and what is suggested is taken out; where something was, it says that the teacher has taken a
 * remark back. What the author has accepted is theirs, and stays. A crash in between leaves what the next start goes on with.
 */

import type { RandomBytes } from '../../shared/ids.ts'
import { newPersonId, type PersonId, randomToken } from '../../shared/ids.ts'
import type { Landed, RemarkState, SessionText } from '../../shared/review/session.ts'
import type { Clock } from '../clock.ts'
import type { Decisions } from '../decisions/decisions.ts'
import type { Log } from '../log.ts'
import type { SessionRow } from '../store/reviews.ts'
import type { Records } from '../store/store.ts'
import { type Doer, giveBack, takeBack } from '../threads/rules.ts'
import type { Threads } from '../threads/threads.ts'
import { TurnsOf } from '../turns.ts'
import { derivedId, ENTRY_ID_LENGTH, rounded } from './derived.ts'
import type { Sessions } from './sessions.ts'

export type TakingBackParts = {
  readonly sessions: Sessions
  readonly records: Pick<Records, 'reviewsOf' | 'dueReviews'>
  readonly threads: Pick<Threads, 'land'>
  readonly decisions: Pick<Decisions, 'withhold' | 'giveBack'>
  readonly clock: Clock
  readonly random: RandomBytes
  readonly log: Log
}

export class TakingBack {
  readonly #parts: TakingBackParts
  readonly #turns = new TurnsOf<string>()

  constructor(parts: TakingBackParts) {
    this.#parts = parts
  }

  /** What a process that ended has left. Never rejects. */
  async catchUp(): Promise<void> {
    const { records, log } = this.#parts
    const warn = (cause: unknown) =>
      log.warn({ cause }, 'remarks were not taken back and are with the next start')
    const due = await records.dueReviews().catch((cause: unknown) => {
      warn(cause)
      return []
    })
    // One that cannot be keeps no other from it.
    for (const { session, pair } of due) await this.settle(session, pair).catch(warn)
  }

  /** Brings what is due of a review into the article. Answers the remarks that were accepted before, and stay. */
  settle(session: string, pair: string): Promise<ReadonlySet<string>> {
    return this.#turns.take(`${session} ${pair}`, async () => {
      const staying = new Set<string>()
      for (;;) {
        const due = await this.#due(session, pair)
        if (due.length === 0) return staying
        for (const [remark, state] of due) {
          if (await this.#settle(session, pair, remark, state)) staying.add(remark)
          await this.#settled(session, pair, remark, state)
        }
      }
    })
  }

  async #due(session: string, pair: string): Promise<readonly (readonly [string, RemarkState])[]> {
    const review = (await this.#parts.records.reviewsOf(session)).get(pair)
    return Object.entries(review?.remarks ?? {}).filter(([, { isDue }]) => isDue)
  }

  /** Somebody may have said otherwise meanwhile: then it is due still. */
  #settled(session: string, pair: string, remark: string, { hidden }: RemarkState): Promise<void> {
    return this.#parts.sessions.changeReview(session, pair, ({ review }) => {
      const { [remark]: known, ...others } = review.remarks
      if (known === undefined || known.hidden !== hidden) return { answer: undefined, writes: null }
      const { isDue: _, ...state } = known
      const remarks = { ...others, [remark]: state }
      return { answer: undefined, writes: { reviews: [{ pair, review: { ...review, remarks } }] } }
    })
  }

  /** Whether it stays though it is hidden. */
  async #settle(id: string, pair: string, remark: string, { landed, hidden }: RemarkState) {
    const { sessions, random } = this.#parts
    const now = await sessions.now(id)
    const of = now.pairs.find((one) => one.id === pair)?.text
    const text = of === undefined ? null : await teacherIn(sessions, random, id, of)
    if (text === null || landed === null || landed.as === 'gone') return false
    if (landed.as === 'thread') await this.#land(text, landed.id, hidden !== null, false)
    return landed.as === 'suggestions' && this.#suggestions(text, landed, hidden !== null, [id, pair, remark])
  }

  /** What says that something was suggested is a thread of its own, under an id that follows from the remark. */
  async #suggestions(
    text: Taught,
    { ids }: Extract<Landed, { as: 'suggestions' }>,
    isHidden: boolean,
    parts: readonly string[],
  ): Promise<boolean> {
    const { decisions } = this.#parts
    const { article, teacher } = text
    if (isHidden) {
      const last = await decisions.withhold(article, teacher, ids)
      if (last?.verb === 'accept' && last.reopened === null) return true
    } else await decisions.giveBack(article, teacher, ids)
    await this.#land(text, derivedId(...parts, 'trace'), isHidden, true)
    return false
  }

  #land({ article, teacher }: Taught, thread: string, isHidden: boolean, starts: boolean): Promise<void> {
    const { threads, clock, random } = this.#parts
    const newId = () => randomToken(random, ENTRY_ID_LENGTH)
    const doer: Doer = { person: teacher, at: rounded(clock.now()), newId }
    const rule = isHidden ? takeBack(doer, starts) : giveBack(doer)
    return threads.land(article, teacher, new Map([[thread, rule]]))
  }
}

type Taught = SessionText & { readonly teacher: PersonId }

/** A text with who its teacher is in its article, from now on where they were nobody there; null: there is none, or `holds` is false. */
export async function teacherIn(
  sessions: Pick<Sessions, 'change'>,
  random: RandomBytes,
  session: string,
  text: string,
  holds: (now: SessionRow) => boolean = () => true,
): Promise<Taught | null> {
  const proposed = newPersonId(random)
  return sessions.change(session, ({ session: now, texts }) => {
    const there = texts.find(({ id }) => id === text)
    if (there === undefined || !holds(now)) return { answer: null, writes: null }
    if (there.teacher !== null) return { answer: { ...there, teacher: there.teacher }, writes: null }
    const named = { ...there, teacher: proposed }
    return { answer: named, writes: { texts: [named] } }
  })
}
