/** What the server answers about review sessions. Addresses and meaning: docs/http.md. */

import * as z from 'zod/mini'
import type { Allocation } from '../review/allocation.ts'
import type { ClassAnswer, Told } from '../review/calibration.ts'
import type { GradeRow } from '../review/grades.ts'
import type { Leak } from '../review/leaks.ts'
import type { Worse } from '../review/moves.ts'
import type { PairState } from '../review/pairs.ts'
import { CONSEQUENCES, PHASES } from '../review/phase.ts'
import type { Reader, Refusal } from '../review/readers.ts'
import type { Fate, ReviewerScore, Uptake } from '../review/reviewer-scores.ts'
import type { Answers, Criterion, Lack } from '../review/rubric.ts'
import type { Override, TextScore } from '../review/scores.ts'
import type { Attendance, Landed, RemarkState, SessionSettings, TeacherNote } from '../review/session.ts'

/** What the server's own types say, which this process does not check again. */
const as = <T>() => z.custom<T>()
const phase = z.enum(PHASES)
const state = as<PairState>()
const moment = z.nullable(z.number())

export const sessionsAnswer = z.object({
  sessions: z.array(
    z.object({ id: z.string(), name: z.string(), class: z.string(), phase, isTaught: z.boolean() }),
  ),
})
export type SessionSummary = z.infer<typeof sessionsAnswer>['sessions'][number]

// ---- the teacher's
export const boardAnswer = z.object({
  id: z.string(),
  class: z.string(),
  name: z.string(),
  rev: z.number(),
  clock: z.object({ phase, since: z.number(), endsAt: moment, pausedAt: moment }),
  settings: as<SessionSettings>(),
  seed: z.string(),
  round: z.number(),
  releasedAt: moment,
  /** The server's time. */
  now: z.number(),
  texts: z.array(
    z.object({
      id: z.string(),
      number: z.number(),
      article: z.string(),
      authors: z.array(z.string()),
      notes: as<readonly TeacherNote[]>(),
      plan: z.string(),
      /** What came when it was locked, and waits. */
      late: z.nullable(z.object({ words: z.number() })),
      reviews: z.array(
        z.object({
          id: z.string(),
          pen: z.number(),
          state,
          pinned: z.boolean(),
          copy: z.string(),
          submittedAt: moment,
          isLate: z.boolean(),
          isLanded: z.boolean(),
          isReopened: z.boolean(),
          /** Since when its reviewer has done nothing, for long; null: they are at work, or nobody expects them to be. */
          idleSince: moment,
          /** Handed in without a suggestion. */
          isBare: z.boolean(),
        }),
      ),
    }),
  ),
  sample: z.nullable(
    z.object({
      id: z.string(),
      title: z.string(),
      key: as<Answers>(),
      isShown: z.boolean(),
      students: z.array(z.object({ student: z.string(), state })),
      answers: as<readonly ClassAnswer[]>(),
    }),
  ),
  students: z.array(
    z.object({
      id: z.string(),
      handle: z.string(),
      group: z.nullable(z.string()),
      hasJoined: z.boolean(),
      phase,
      state: as<Attendance['state']>(),
      extra: z.number(),
      /** Reviews of this round that are theirs, how many of them they have begun, and how many they have handed in. */
      given: z.number(),
      begun: z.number(),
      done: z.number(),
      /** Since when they have done nothing in the review that they are at. */
      idleSince: moment,
    }),
  ),
})
export type Board = z.infer<typeof boardAnswer>
export type BoardSample = NonNullable<Board['sample']>
export type BoardText = Board['texts'][number]
export type BoardStudent = Board['students'][number]

export const lateAnswer = z.object({
  late: z.array(z.object({ text: z.string(), at: z.number(), words: z.string(), isRefused: z.boolean() })),
})

export const sampleAnswer = z.object({ text: z.string() })
export const consequencesAnswer = z.object({ consequences: z.array(z.enum(CONSEQUENCES)) })
export const previewAnswer = z.object({
  rev: z.number(),
  allocation: as<Allocation>(),
  /** Students who could read one more of the texts that go short. */
  more: z.array(z.string()),
})
export const allocatedAnswer = z.object({ allocation: as<Allocation>() })
export const extraAnswer = z.object({
  pair: z.nullable(z.object({ reviewer: z.string(), text: z.string() })),
})
export const pairsAnswer = z.object({
  pairs: z.array(
    z.object({
      id: z.string(),
      reviewer: z.string(),
      text: z.string(),
      state,
      ended: as<{ readonly as: 'released' | 'declined'; readonly reason: string } | null>(),
      pinned: z.boolean(),
    }),
  ),
})
export const readersAnswer = z.object({
  take: z.nullable(z.object({ reviewer: z.string(), text: z.string() })),
  isBegun: z.boolean(),
  release: as<readonly Worse[]>(),
  readers: as<readonly (Omit<Reader, 'refusal'> & { readonly refusal: Refusal | 'given-up' | null })[]>(),
})
export type ReadersAnswer = z.infer<typeof readersAnswer>
export const moveAnswer = as<
  { readonly kind: 'allowed' } | { readonly kind: 'refused'; readonly code: Refusal }
>()
export const leaksAnswer = z.object({
  leaks: z.array(z.object({ text: z.string(), leaks: as<readonly Leak[]>() })),
})
export const reviewsAnswer = z.object({
  reviews: z.array(
    z.object({
      id: z.string(),
      text: z.string(),
      pen: z.number(),
      state,
      copy: z.string(),
      answers: as<Answers>(),
      remarks: as<Readonly<Record<string, RemarkState>>>(),
    }),
  ),
})
export type TaughtReview = z.infer<typeof reviewsAnswer>['reviews'][number]
/** `stays`: it is hidden, but its author had accepted it. */
export const remarkAnswer = z.object({ remark: as<RemarkState>(), stays: z.boolean() })
export const gradesAnswer = z.object({
  rows: as<readonly GradeRow[]>(),
  texts: as<readonly (TextScore & { readonly text: string })[]>(),
  reviewers: as<readonly (ReviewerScore & { readonly student: string; readonly uptake: Uptake })[]>(),
})

// ---- a student's own
export const ownPartAnswer = z.object({
  id: z.string(),
  name: z.string(),
  phase,
  /** From 1; 0: nothing was locked yet. */
  round: z.number(),
  endsAt: moment,
  pausedAt: moment,
  now: z.number(),
  instructions: z.string(),
  rubric: as<readonly Criterion[]>(),
  /** Not its number: who heard a classmate speak of “Article 14” would know who reads theirs. */
  text: z.nullable(
    z.object({
      article: z.string(),
      plan: z.string(),
      /** Handles of whoever else wrote it. */
      others: z.array(z.string()),
    }),
  ),
  sample: z.nullable(
    z.object({
      article: z.nullable(z.string()),
      state,
      submittedAt: moment,
      answers: as<Answers>(),
      lacks: as<readonly Lack[]>(),
      shown: as<{ readonly key: Answers; readonly answers: readonly Told[] } | null>(),
    }),
  ),
  reviews: z.array(
    z.object({
      id: z.string(),
      number: z.number(),
      /** The same in words, of no language but English. */
      title: z.string(),
      article: z.string(),
      state,
      isReopened: z.boolean(),
      submittedAt: moment,
      isLate: z.boolean(),
      answers: as<Answers>(),
      remarks: as<Readonly<Record<string, RemarkState['does']>>>(),
      lacks: as<readonly Lack[]>(),
      /** Handles, in a named session after the release. */
      authors: z.nullable(z.array(z.string())),
    }),
  ),
})
export type OwnPart = z.infer<typeof ownPartAnswer>
export type OwnSample = NonNullable<OwnPart['sample']>
export type OwnReview = OwnPart['reviews'][number]
export const ownLeaksAnswer = z.object({ leaks: as<readonly Leak[]>() })
export const ownScoresAnswer = z.object({
  text: z.nullable(z.object({ percent: z.nullable(z.number()), setByHand: as<Override | null>() })),
  reviewing: as<ReviewerScore | null>(),
})
export type OwnScores = z.infer<typeof ownScoresAnswer>
export const receivedAnswer = z.object({
  reviews: z.array(
    z.object({
      reader: z.string(),
      pen: z.number(),
      name: z.nullable(z.string()),
      answers: as<Answers>(),
      remarks: z.array(
        z.object({
          id: z.string(),
          landed: as<Landed>(),
          rating: z.nullable(z.number()),
          fate: as<{ readonly kind: Fate; readonly reason: string }>(),
          isEndorsed: z.boolean(),
        }),
      ),
      takenBack: z.number(),
    }),
  ),
  notes: z.array(z.string()),
})
export type Received = z.infer<typeof receivedAnswer>
/** Of each remark to which somebody said something. */
export const repliesAnswer = z.object({
  remarks: z.array(
    z.object({
      remark: z.string(),
      replies: z.array(
        z.object({
          id: z.string(),
          by: z.enum(['author', 'reviewer', 'teacher']),
          number: z.nullable(z.number()),
          name: z.nullable(z.string()),
          body: z.string(),
          at: z.number(),
        }),
      ),
      mayAnswer: z.boolean(),
    }),
  ),
})
export type RemarkReplies = z.infer<typeof repliesAnswer>['remarks'][number]
