/** What of a session its teacher, and what a student is shown: nobody's name but the roster's handles to the teacher, and to students none. */

import { phaseFor } from '../../shared/review/phase.ts'
import { wordsIn } from '../../shared/review/rubric.ts'
import { NO_REVIEW, type SessionPair, type SessionText } from '../../shared/review/session.ts'
import type { StudentRow } from '../store/classes.ts'
import type { LateRow } from '../store/late.ts'
import type { SessionNow } from '../store/reviews.ts'
import type { Records } from '../store/store.ts'
import { attendanceOf, standingIn } from './allocating.ts'
import type { ProgressNow } from './progress.ts'
import type { OwnReview } from './reviewing.ts'

/** The board: what each text has, without who has written it. */
export function boardOf(
  now: SessionNow,
  roster: readonly StudentRow[],
  { idleSince, bare, late }: ProgressNow & { readonly late: readonly Pick<LateRow, 'article' | 'words'>[] },
  at: number,
) {
  const { session } = now
  const standing = standingIn(now)
  return {
    ...session,
    now: at,
    texts: now.texts.map(({ teacher: _, ...text }) => ({
      ...text,
      late: lateIn(late, text),
      reviews: standing
        .filter((pair) => pair.text === text.id)
        .map(({ id, pen, state, pinned, copy, submittedAt, isLate, isLanded, isReopened }) => ({
          ...{ id, pen, state, pinned, copy, submittedAt, isLate, isLanded, isReopened },
          idleSince: idleSince.get(id) ?? null,
          isBare: bare.has(id),
        }))
        .sort((a, b) => a.pen - b.pen),
    })),
    students: roster.map((one) => ({
      id: one.id,
      handle: one.handle,
      group: one.group,
      hasJoined: one.account !== null,
      phase: phaseFor(session.clock, at, one.timePercent / 100),
      ...attendanceOf(now, one),
      ...workOf(
        standing.filter(({ reviewer }) => reviewer === one.id),
        idleSince,
      ),
    })),
  }
}

/** How much has come late to a text; null: nothing has. */
function lateIn(
  late: readonly Pick<LateRow, 'article' | 'words'>[],
  { article }: Pick<SessionText, 'article'>,
) {
  const own = late.filter((row) => row.article === article)
  return own.length === 0 ? null : { words: own.reduce((sum, { words }) => sum + wordsIn(words), 0) }
}

/** What has come late to each text, without who has brought it. */
export const lateOf = (now: SessionNow, late: readonly Omit<LateRow, 'update'>[]) =>
  late.flatMap(({ article, at, words, refused }) => {
    const text = now.texts.find((one) => one.article === article)
    return text === undefined ? [] : [{ text: text.id, at, words, isRefused: refused !== null }]
  })

/** How far somebody is, without saying with which texts. */
const workOf = (own: readonly SessionPair[], idleSince: ProgressNow['idleSince']) => ({
  given: own.length,
  begun: own.filter(({ state }) => state !== 'allocated').length,
  done: own.filter(({ state }) => state === 'submitted').length,
  idleSince: own.flatMap(({ id }) => idleSince.get(id) ?? [])[0] ?? null,
})

/** A student's own part of a session. */
export function ownPart(
  now: SessionNow,
  student: StudentRow,
  /** Of others it reads the handles of whoever writes with them. */
  { own, roster, at }: { own: readonly OwnReview[]; roster: readonly StudentRow[]; at: number },
) {
  const { id, name, settings, clock } = now.session
  const times = student.timePercent / 100
  const phase = phaseFor(clock, at, times)
  const isUnderWay = phase !== 'setup'
  const text = isUnderWay ? textOf(now, student) : undefined
  return {
    id,
    name,
    phase,
    round: now.session.round,
    /** Of their own time. */
    endsAt: clock.endsAt === null ? null : clock.since + (clock.endsAt - clock.since) * times,
    pausedAt: clock.pausedAt,
    now: at,
    instructions: isUnderWay ? settings.instructions : '',
    rubric: isUnderWay ? settings.rubric : [],
    text: text === undefined ? null : { article: text.article, plan: text.plan, others: othersOf(text) },
    reviews: own.map(({ pair, number, review, lacks, authors }) => ({
      id: pair.id,
      number,
      title: `Article ${number}`,
      article: pair.copy,
      state: pair.state,
      isReopened: pair.isReopened,
      submittedAt: pair.submittedAt,
      isLate: pair.isLate,
      answers: review.answers,
      remarks: Object.fromEntries(Object.entries(review.remarks).map(([key, { does }]) => [key, does])),
      lacks,
      authors,
    })),
  }

  function othersOf({ authors }: SessionText): readonly string[] {
    return roster.filter(({ id }) => id !== student.id && authors.includes(id)).map(({ handle }) => handle)
  }
}

export const textOf = (
  { texts }: Pick<SessionNow, 'texts'>,
  { id }: Pick<StudentRow, 'id'>,
): SessionText | undefined => texts.find(({ authors }) => authors.includes(id))

/** Every review of this round, for the teacher; who wrote it is another question (`pairsOf`). */
export async function reviewsOf(records: Pick<Records, 'reviewsOf'>, now: SessionNow) {
  const reviews = await records.reviewsOf(now.session.id)
  return standingIn(now).map(({ id, text, pen, state, copy }) => {
    const { answers, remarks } = reviews.get(id) ?? NO_REVIEW
    return { id, text, pen, state, copy, answers, remarks }
  })
}

/** Who reviews what, also what was taken back. */
export const pairsOf = ({ session, pairs }: SessionNow) =>
  pairs
    .filter(({ round }) => round === session.round)
    .map(({ id, reviewer, text, state, ended, pinned }) => ({ id, reviewer, text, state, ended, pinned }))
