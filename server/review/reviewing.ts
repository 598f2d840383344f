/** What a student does in a session: they review what they were given, and may hand one text back. */

import type { AccountId } from '../../shared/ids.ts'
import { reviewMarksMax } from '../../shared/limits.ts'
import { Refused } from '../../shared/refusals.ts'
import { canInSession, type SessionAction } from '../../shared/review/permission.ts'
import { type Phase, phaseFor } from '../../shared/review/phase.ts'
import { type Answers, type Criterion, type Lack, lacksOf } from '../../shared/review/rubric.ts'
import type { RemarkState, SessionPair, SessionReview } from '../../shared/review/session.ts'
import type { Clock } from '../clock.ts'
import type { StudentRow } from '../store/classes.ts'
import type { ReviewNow, SessionNow } from '../store/reviews.ts'
import type { Records } from '../store/store.ts'
import { standingIn } from './allocating.ts'
import { remarkIn, withRemark } from './remarks.ts'
import { noSession, type Sessions } from './sessions.ts'

export type ReviewingParts = {
  readonly sessions: Sessions
  readonly records: Pick<Records, 'reviewsOf'>
  readonly clock: Clock
}

/** A text that is one's to review, as far as one may know it. */
export type OwnReview = {
  readonly pair: SessionPair
  readonly number: number
  readonly review: SessionReview
  readonly lacks: readonly Lack[]
  /** By their handles; null: that is not to be known. */
  readonly authors: readonly string[] | null
}

export class Reviewing {
  readonly #parts: ReviewingParts

  constructor(parts: ReviewingParts) {
    this.#parts = parts
  }

  /** The phase that it is for this student. */
  phaseFor({ session }: Pick<SessionNow, 'session'>, { timePercent }: StudentRow): Phase {
    return phaseFor(session.clock, this.#parts.clock.now(), timePercent / 100)
  }

  /** Throws `forbidden` where it is too early or too late for this student to say what their text is. */
  assertWritten(now: Pick<SessionNow, 'session'>, student: StudentRow): void {
    if (!['drafting', 'calibrate'].includes(this.phaseFor(now, student)))
      throw new Refused('forbidden', 'Texts are handed in while they are written.')
  }

  /** One's own reviews of this round; none before there are any to be written. */
  async own(now: SessionNow, student: StudentRow): Promise<readonly OwnReview[]> {
    if (!canInSession('readCopy', this.phaseFor(now, student), ['reviewer'])) return []
    const reviews = await this.#parts.records.reviewsOf(now.session.id)
    const texts = new Map(now.texts.map((text) => [text.id, text]))
    const handles = await this.handles(now, student, 'reviewer')
    return standingIn(now).flatMap((pair) => {
      const text = texts.get(pair.text)
      if (pair.reviewer !== student.id || text === undefined) return []
      const review = reviews.get(pair.id) ?? { answers: {}, remarks: {} }
      const lacks = lacksOf(now.session.settings.rubric, review.answers)
      const authors = text.authors.flatMap((author) => handles?.get(author) ?? [])
      return [{ pair, number: text.number, review, lacks, authors: handles === null ? null : authors }]
    })
  }

  /** Who everybody on the roster is, where they may know who has reviewed whom. */
  async handles(
    now: SessionNow,
    student: StudentRow,
    party: 'author' | 'reviewer',
  ): Promise<ReadonlyMap<string, string> | null> {
    const { isNamed } = now.session.settings
    if (!canInSession('seePairs', this.phaseFor(now, student), [party], { isNamed })) return null
    const roster = await this.#parts.sessions.roster(now)
    return new Map(roster.map(({ id, handle }) => [id, handle]))
  }

  /** Says that one has begun. Opened once, it is nobody else's any more. */
  open(id: string, account: AccountId, pair: string): Promise<void> {
    return this.#change(id, account, pair, 'writeReview', (now) =>
      now.pair.state === 'allocated'
        ? { pairs: [{ ...now.pair, state: 'opened' as const, movedAt: this.#now() }] }
        : null,
    )
  }

  /** Keeps answers, each in place of the one to the same criterion: sent again it changes nothing. */
  answer(id: string, account: AccountId, pair: string, some: Answers): Promise<void> {
    return this.#change(id, account, pair, 'writeReview', (now) => {
      assertKnown(some, now.session.settings.rubric)
      const answers = { ...now.review.answers, ...some }
      if (now.pair.state === 'submitted' && lacksOf(now.session.settings.rubric, answers).length > 0)
        throw new Refused('conflict', 'This review is handed in: it can be changed, but lack nothing.')
      if (JSON.stringify(answers) === JSON.stringify(now.review.answers)) return null
      return { pairs: begun(now.pair, this.#now()), reviews: [{ pair, review: { ...now.review, answers } }] }
    })
  }

  /** Says which of three things a remark does. */
  mark(
    id: string,
    account: AccountId,
    pair: string,
    remark: string,
    does: RemarkState['does'],
  ): Promise<void> {
    return this.#change(id, account, pair, 'writeReview', (now) => {
      const state = { ...remarkIn(now.review, remark), does }
      const review = withRemark(now.review, remark, state, reviewMarksMax)
      return { pairs: begun(now.pair, this.#now()), reviews: [{ pair, review }] }
    })
  }

  /** Hands it in; once more is the same. `conflict` while something is missing. What is written afterwards belongs to it as well. */
  submit(id: string, account: AccountId, pair: string): Promise<void> {
    const { clock } = this.#parts
    return this.#change(id, account, pair, 'writeReview', (now, student) => {
      if (lacksOf(now.session.settings.rubric, now.review.answers).length > 0)
        throw new Refused('conflict', 'Something of this review is still missing.')
      if (now.pair.state === 'submitted') return null
      const at = clock.now()
      // Opened again after the time was over: what is handed in then is late.
      const isLate = phaseFor(now.session.clock, at, student.timePercent / 100) !== 'review'
      return { pairs: [{ ...now.pair, state: 'submitted' as const, submittedAt: at, isLate }] }
    })
  }

  /** Hands a text back, once in a session and with a reason. */
  async decline(id: string, account: AccountId, pair: string, reason: string): Promise<void> {
    const { sessions } = this.#parts
    const { student } = await sessions.attended(id, account)
    await sessions.change(id, (now) => {
      const own = now.pairs.find((one) => one.id === pair)
      if (own === undefined) throw noSession()
      this.#assertMay('declineText', now, own, student)
      if (now.pairs.some((one) => one.reviewer === student.id && one.ended?.as === 'declined'))
        throw new Refused('conflict', 'One text can be handed back, and that was done.')
      if (own.state === 'submitted') throw new Refused('conflict', 'This review is handed in.')
      const ended = { as: 'declined' as const, reason, isExcused: true }
      return { answer: undefined, writes: { pairs: [{ ...own, ended }], roles: [own.copy] } }
    })
  }

  #now(): number {
    return this.#parts.clock.now()
  }

  async #change(
    id: string,
    account: AccountId,
    pair: string,
    action: SessionAction,
    decide: (now: ReviewNow, student: StudentRow) => ReturnType<Parameters<Records['changeReview']>[2]>,
  ): Promise<void> {
    const { sessions } = this.#parts
    const { student } = await sessions.attended(id, account)
    await sessions.changeReview(id, pair, (now) => {
      this.#assertMay(action, now, now.pair, student)
      return { answer: undefined, writes: decide(now, student) }
    })
  }

  /** For whoever it is not theirs, or not now, there is no such review; it is said so where they may read it. */
  #assertMay(
    action: SessionAction,
    { session }: Pick<SessionNow, 'session'>,
    pair: SessionPair,
    student: StudentRow,
  ): void {
    if (pair.reviewer !== student.id || pair.ended !== null || pair.round !== session.round) throw noSession()
    const phase = this.phaseFor({ session }, student)
    // Whose own time to write is over is not yet given anything: what stands is of the round before.
    if (!canInSession('seePairs', session.clock.phase, ['teacher'])) throw noSession()
    if (canInSession(action, phase, ['reviewer'], { isOwn: true, isReopened: pair.isReopened })) return
    throw canInSession('readCopy', phase, ['reviewer']) || canInSession('declineText', phase, ['reviewer'])
      ? new Refused('forbidden', 'This review can only be read now.')
      : noSession()
  }
}

/** Throws `invalid` where something was answered that nobody asks. */
export function assertKnown(answers: Answers, rubric: readonly Criterion[]): void {
  const known = new Set(rubric.map((criterion) => criterion.id))
  if (Object.keys(answers).some((criterion) => !known.has(criterion)))
    throw new Refused('invalid', 'There is no such criterion.')
}

const begun = (pair: SessionPair, movedAt: number): readonly SessionPair[] => [
  { ...pair, movedAt, state: pair.state === 'submitted' ? pair.state : 'started' },
]
