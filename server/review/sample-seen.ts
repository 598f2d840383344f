/** What of trying the questions a teacher is shown: how the class has answered; and what a student: their own, and what came of it once that is shown. */

import { classAnswers, toldOf } from '../../shared/review/calibration.ts'
import { phaseFor } from '../../shared/review/phase.ts'
import { lacksOf } from '../../shared/review/rubric.ts'
import type { StudentRow } from '../store/classes.ts'
import type { SampleNow } from '../store/samples.ts'

/** What the class has handed in about the sample, and who has; what somebody has answered is theirs. */
export function sampleOnBoard({ session, sample, reviews }: SampleNow) {
  if (sample === null) return null
  return {
    ...sample,
    students: reviews.map(({ student, state }) => ({ student, state })),
    answers: classAnswers(session.settings.rubric, handedIn(reviews)),
  }
}

const handedIn = (reviews: SampleNow['reviews']) =>
  reviews.filter(({ state }) => state === 'submitted').map(({ answers }) => answers)

/** One's own part in it: the text while the questions are tried, and what came of it as soon as that is shown. */
export function ownSample({ session, sample, reviews }: SampleNow, student: StudentRow, at: number) {
  const phase = phaseFor(session.clock, at, student.timePercent / 100)
  const isTried = phase === 'calibrate'
  if (sample === null || phase === 'setup' || !(isTried || sample.isShown)) return null
  const { rubric } = session.settings
  const own = reviews.find((one) => one.student === student.id)
  const answers = own?.answers ?? {}
  return {
    article: isTried ? (own?.copy ?? null) : null,
    state: own?.state ?? ('allocated' as const),
    submittedAt: own?.submittedAt ?? null,
    answers,
    lacks: lacksOf(rubric, answers),
    shown: sample.isShown
      ? { key: sample.key, answers: classAnswers(rubric, handedIn(reviews)).map(toldOf) }
      : null,
  }
}
