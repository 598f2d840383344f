/**
 * Review sessions as their teacher leads them: settings, texts, phases, who is here. Each change is decided on the
 * session as it is, one after the other in each, and tells open sockets what they may do from then on.
 */

import type * as Y from 'yjs'
import { must } from '../../shared/assert.ts'
import type { AccountId, ArticleId, RandomBytes } from '../../shared/ids.ts'
import { randomToken } from '../../shared/ids.ts'
import { Refused } from '../../shared/refusals.ts'
import { canInSession, type SessionAction } from '../../shared/review/permission.ts'
import {
  beginPhase,
  type Consequence,
  consequencesOf,
  endPhaseAt,
  PHASES,
  type Phase,
  pausePhase,
  resumePhase,
} from '../../shared/review/phase.ts'
import type { Attendance, SessionSettings, SessionText } from '../../shared/review/session.ts'
import type { Clock } from '../clock.ts'
import type { StudentRow } from '../store/classes.ts'
import type { ReviewNow, SessionNow, SessionRow, SessionWrites, SnapshotRow } from '../store/reviews.ts'
import type { SampleNow, SampleWrites } from '../store/samples.ts'
import type { Store } from '../store/store.ts'
import { TurnsOf } from '../turns.ts'
import { standingIn } from './allocating.ts'
import { snapshotOf } from './copies.ts'
import { type HandedIn, handedIn, newText } from './handing-in.ts'

const ID_LENGTH = 12
const SEED_LENGTH = 8
const STEPS_MAX = 20

export type SessionsParts = {
  readonly store: Pick<Store, 'records' | 'log'>
  readonly articles: ReviewedArticles
  readonly clock: Clock
  readonly random: RandomBytes
}

/** The articles, as far as sessions touch them. */
export interface ReviewedArticles {
  read<T>(article: ArticleId, read: (doc: Y.Doc) => T): Promise<T | null>
  accessChanged(article: ArticleId, account: null): void
}

/** What a change has come to, and what is written of it; null: nothing is. */
export type Step<T> = { readonly answer: T; readonly writes: SessionWrites | null }

export class Sessions {
  readonly #parts: SessionsParts
  readonly #turns = new TurnsOf<string>()

  constructor(parts: SessionsParts) {
    this.#parts = parts
  }

  // ---- reading

  /** Throws `not-found`. */
  async now(id: string): Promise<SessionNow> {
    const now = await this.#parts.store.records.sessionNow(id)
    if (now === null) throw noSession()
    return now
  }

  roster({ session }: Pick<SessionNow, 'session'>): Promise<readonly StudentRow[]> {
    return this.#parts.store.records.studentsOf(session.class)
  }

  /** The session, for who teaches its class; for everybody else there is none. */
  async taught(id: string, account: AccountId): Promise<SessionNow> {
    const now = await this.now(id)
    if (!(await this.#parts.store.records.isTeacher(now.session.class, account))) throw noSession()
    return now
  }

  /** The session and one's own place in its class; for who has none there is none. */
  async attended(
    id: string,
    account: AccountId,
  ): Promise<{ readonly now: SessionNow; readonly student: StudentRow }> {
    const now = await this.now(id)
    const places = await this.#parts.store.records.studentshipsOf(account)
    const student = places.find((one) => one.class === now.session.class)
    if (student === undefined) throw noSession()
    return { now, student }
  }

  // ---- changing

  /** Decides on the session as it is, and once more where another process was faster. */
  change<T>(id: string, step: (now: SessionNow) => Promise<Step<T>> | Step<T>): Promise<T> {
    return this.#turns.take(id, async () => {
      const { store, articles } = this.#parts
      for (let tried = 0; tried < STEPS_MAX; tried++) {
        const now = await this.now(id)
        const { answer, writes } = await step(now)
        if (writes === null) return answer
        const isThere = await store.records
          .changeSession(id, ({ session }) => {
            if (session.rev !== now.session.rev) throw new Overtaken()
            return writes
          })
          .catch((cause: unknown) => {
            if (cause instanceof Overtaken) return null
            throw cause
          })
        if (isThere === null) continue
        for (const article of writes.roles ?? []) articles.accessChanged(article, null)
        return answer
      }
      throw new Refused('cannot-store', 'Too many change this session at once.')
    })
  }

  /** The same about one pair and what its reviewer has written; what is decided is there when this resolves. */
  changeReview<T>(
    id: string,
    pair: string,
    decide: (now: ReviewNow) => { readonly answer: T; readonly writes: SessionWrites | null },
  ): Promise<T> {
    return this.#turns.take(id, async () => {
      const { store, articles } = this.#parts
      let outcome: { readonly answer: T; readonly writes: SessionWrites | null } | null = null
      await store.records.changeReview(id, pair, (now) => {
        outcome = decide(now)
        return outcome.writes
      })
      const { answer, writes } = must<{ readonly answer: T; readonly writes: SessionWrites | null }>(
        outcome,
        'a decision',
      )
      for (const article of writes?.roles ?? []) articles.accessChanged(article, null)
      return answer
    })
  }

  /** The same about the text on which everybody tries the questions. */
  changeSample<T>(
    id: string,
    decide: (now: SampleNow) => { readonly answer: T; readonly writes: SampleWrites | null },
  ): Promise<T> {
    return this.#turns.take(id, async () => {
      const { store, articles } = this.#parts
      const outcomes: { readonly answer: T; readonly writes: SampleWrites | null }[] = []
      await store.records.changeSample(id, (now) => {
        outcomes.push(decide(now))
        return outcomes.at(-1)?.writes ?? null
      })
      const { answer, writes } = must(outcomes.at(-1), 'a decision')
      for (const article of writes?.roles ?? []) articles.accessChanged(article, null)
      return answer
    })
  }

  async create(classId: string, name: string, settings: SessionSettings): Promise<string> {
    const { store, clock, random } = this.#parts
    const id = randomToken(random, ID_LENGTH)
    await store.records.createSession({
      id,
      class: classId,
      name,
      createdAt: clock.now(),
      clock: beginPhase('setup', clock.now()),
      settings,
      attendance: {},
      seed: randomToken(random, SEED_LENGTH),
      round: 0,
      releasedAt: null,
    })
    return id
  }

  /** What is fair for everybody stays as it is from the lock on: `forbidden`. */
  changeSettings(id: string, change: Partial<SessionSettings> & { readonly name?: string }): Promise<void> {
    return this.change(id, (now) => {
      const { name = now.session.name, ...some } = change
      const settings = { ...now.session.settings, ...some }
      const isFair = (['isNamed', 'rubric', 'scoreBy'] as const).some(
        (key) => JSON.stringify(settings[key]) !== JSON.stringify(now.session.settings[key]),
      )
      if (isFair) teacherMay(now, 'editFairness')
      return { answer: undefined, writes: { session: { name, settings }, roles: rolesIn(now) } }
    })
  }

  /** Throws `conflict` when all of them have a text that is not this article: who writes one of their own may write another with somebody. */
  assertWithoutText({ texts }: SessionNow, students: readonly string[], article?: ArticleId): void {
    const others = texts.filter((one) => one.article !== article)
    const hasText = (student: string) => others.some(({ authors }) => authors.includes(student))
    if (students.every(hasText)) throw new Refused('conflict', 'There is a text of theirs already.')
  }

  /** Adds a text, or says anew who wrote it. */
  putText(id: string, article: ArticleId, authors: readonly string[]): Promise<SessionText> {
    return this.change(id, (now) => {
      const known = now.texts.find((one) => one.article === article)
      this.assertWithoutText(now, authors, article)
      const text = { ...(known ?? newText(now, article, this.#parts.random)), authors }
      return { answer: text, writes: { texts: [text], roles: [article] } }
    })
  }

  /** A student’s own text; `assertMay` throws where it is too late for it. `other-session` while another one has it. */
  handIn(id: string, text: HandedIn, assertMay: (now: SessionNow) => void): Promise<void> {
    return this.change(id, async (now) => {
      assertMay(now)
      if (await this.#isElsewhere(id, text.article))
        throw new Refused('other-session', 'This text is in another review session, which is not over.')
      return { answer: undefined, writes: handedIn(now, text, this.#parts.random) }
    })
  }

  /** Whether it is in another session that has not released it: its lock would hold no more. */
  async #isElsewhere(id: string, article: ArticleId): Promise<boolean> {
    const { records } = this.#parts.store
    const known = await records.reviewedArticle(article)
    if (known === null || known.session === id) return false
    const other = await records.sessionNow(known.session)
    if (other === null || (await records.classById(other.session.class)) === null) return false
    return isBefore(other.session.clock.phase, 'release')
  }

  changeText(
    id: string,
    text: string,
    next: (text: SessionText, now: SessionNow) => SessionText,
  ): Promise<SessionText> {
    return this.change(id, (now) => {
      const found = now.texts.find((one) => one.id === text)
      if (found === undefined) throw noSession()
      const changed = next(found, now)
      return { answer: changed, writes: { texts: [changed] } }
    })
  }

  /** A text of which nothing has been copied in this round. */
  removeText(id: string, text: string): Promise<void> {
    return this.change(id, (now) => {
      const found = now.texts.find((one) => one.id === text)
      if (found === undefined) throw noSession()
      const { clock, round } = now.session
      const isUnderWay = !isBefore(clock.phase, 'lock')
      if (isUnderWay && now.pairs.some((pair) => pair.text === text && pair.round === round))
        throw new Refused('conflict', 'Somebody reviews this text. It can be withdrawn.')
      return { answer: undefined, writes: { gone: [text], roles: [found.article] } }
    })
  }

  // ---- phases

  async consequences(now: SessionNow, to: Phase): Promise<readonly Consequence[]> {
    const standing = standingIn(now)
    const { records } = this.#parts.store
    const [sample, ...places] = await Promise.all([
      records.sampleNow(now.session.id),
      ...now.texts.map(({ article }) => records.reviewedArticle(article)),
    ])
    return consequencesOf(now.session.clock.phase, to, {
      begun: standing.filter(({ state }) => state !== 'allocated').length,
      missing: standing.filter(({ state }) => state !== 'submitted').length,
      wasReleased: now.session.releasedAt !== null,
      hasSample: (sample?.sample ?? null) !== null,
      elsewhere: places.filter((place) => place !== null && place.session !== now.session.id).length,
    })
  }

  /** `from`: only out of this phase; null: whichever it is. False: it was another one. What follows a lock is written when it is over. */
  async enter(id: string, to: Phase, endsAt: number | null, from: Phase | null = null): Promise<boolean> {
    const { clock } = this.#parts
    const isEntered = await this.change(id, async (now): Promise<Step<boolean>> => {
      const { session } = now
      const was = session.clock.phase
      if (was === to || (from !== null && was !== from)) return { answer: was === to, writes: null }
      const isLocked = isBefore(was, 'lock') && !isBefore(to, 'lock')
      const isReleased = !isBefore(to, 'release')
      // Something may have been written since the last one.
      const landsAgain = isReleased && !isLocked && !isOut(session)
      const tried = await this.#parts.store.records.sampleNow(id)
      return {
        answer: true,
        writes: {
          session: {
            clock: beginPhase(to, clock.now(), endsAt),
            ...(isLocked && {
              round: session.round + 1,
              releasedAt: null,
              attendance: withoutExtras(session.attendance),
            }),
            ...(isReleased &&
              !isLocked &&
              (landsAgain || session.releasedAt === null) && { releasedAt: clock.now() }),
          },
          // A score that was set and a plan are about the round before.
          texts: isLocked ? now.texts.map((text) => ({ ...text, override: null, plan: '' })) : [],
          pairs: landsAgain ? standingIn(now).map((pair) => ({ ...pair, isLanded: false })) : [],
          roles: [...rolesIn(now), ...(tried?.reviews ?? []).map(({ copy }) => copy)],
        },
      }
    })
    if (isEntered && !isBefore(to, 'lock')) await this.lockTexts(id)
    return isEntered
  }

  setPaused(id: string, isPaused: boolean): Promise<void> {
    const at = this.#parts.clock.now()
    return this.change(id, (now) => {
      const { clock } = now.session
      const next = isPaused ? pausePhase(clock, at) : resumePhase(clock, at)
      return {
        answer: undefined,
        writes: next === clock ? null : { session: { clock: next }, roles: rolesIn(now) },
      }
    })
  }

  setEnd(id: string, endsAt: number | null): Promise<void> {
    return this.change(id, (now) => ({
      answer: undefined,
      writes: { session: { clock: endPhaseAt(now.session.clock, endsAt) }, roles: rolesIn(now) },
    }))
  }

  /** Keeps each text as it is that is not kept yet in this round: nobody writes in it any more, or its author is free to. */
  lockTexts(id: string): Promise<void> {
    return this.change(id, async (now) => {
      const { records } = this.#parts.store
      const { round } = now.session
      const snapshots: SnapshotRow[] = []
      for (const text of now.texts) {
        if ((await records.snapshotOf(id, text.id, round)) !== null) continue
        const made = await this.snapshot(now, text)
        if (made !== null) snapshots.push(made)
      }
      return { answer: undefined, writes: snapshots.length === 0 ? null : { snapshots } }
    })
  }

  // ---- who is here

  setAttendance(id: string, student: string, some: Partial<Attendance>): Promise<void> {
    return this.change(id, async (now) => {
      const roster = await this.roster(now)
      const known = roster.find((one) => one.id === student)
      if (known === undefined) throw noSession()
      const before = now.session.attendance[student] ?? { state: 'here', extra: 0 }
      const attendance = { ...now.session.attendance, [student]: { ...before, ...some } }
      return { answer: undefined, writes: { session: { attendance } } }
    })
  }

  /** The text as it was locked, or as it is. null: the article is no more. */
  async snapshot({ session }: SessionNow, text: SessionText): Promise<SnapshotRow | null> {
    const { store, articles } = this.#parts
    const known = await store.records.snapshotOf(session.id, text.id, session.round)
    return known ?? articles.read(text.article, (doc) => snapshotOf(doc, text.id, session.round))
  }
}

/** What somebody has offered beyond their share was for one round. */
const withoutExtras = (attendance: SessionRow['attendance']): SessionRow['attendance'] =>
  Object.fromEntries(Object.entries(attendance).map(([id, one]) => [id, { ...one, extra: 0 }]))

class Overtaken extends Error {}

export const noSession = () => new Refused('not-found', 'There is no such thing here, or it is not yours.')

/** Whether authors have their reviews now. */
export const isOut = ({ clock }: Pick<SessionRow, 'clock'>): boolean => !isBefore(clock.phase, 'release')

const isBefore = (phase: Phase, other: Phase): boolean => PHASES.indexOf(phase) < PHASES.indexOf(other)

/** Every article in which the session gives or takes a role. */
export const rolesIn = ({ texts, pairs }: Pick<SessionNow, 'texts' | 'pairs'>): readonly ArticleId[] => [
  ...texts.map(({ article }) => article),
  ...pairs.map(({ copy }) => copy),
]

/** Throws `forbidden`. */
export function teacherMay({ session }: { readonly session: SessionRow }, action: SessionAction): void {
  if (!canInSession(action, session.clock.phase, ['teacher']))
    throw new Refused('forbidden', `This cannot be done in ${session.clock.phase}.`)
}
