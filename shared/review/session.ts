/** A review session as it is kept: what a teacher has set, who is here, the texts, who reviews what, and what became of each remark. */

import type { ArticleId, PersonId } from '../ids.ts'
import type { Pair, PairState } from './pairs.ts'
import type { Fate } from './reviewer-scores.ts'
import type { Answers, Criterion } from './rubric.ts'
import type { Override } from './scores.ts'

export type SessionSettings = {
  readonly instructions: string
  /** Reviews that each text shall have, and that each student writes who has no quota of their own. */
  readonly reviewsPerText: number
  readonly acrossGroups: boolean
  readonly mustNot: readonly Pair[]
  readonly wishes: readonly (Pair & { readonly weight: number })[]
  readonly rubric: readonly Criterion[]
  readonly scoreBy: 'median' | 'mean'
  /** Authors write on while their text is reviewed. */
  readonly keepsWriting: boolean
  /** Reviewers and authors know each other after the release. */
  readonly isNamed: boolean
}

/** What is known in this session of somebody on the roster; who is not named is here, and is asked for no more than their share. */
export type Attendance = {
  /** `away`: not here, or no longer reviewing; `left`: for good, with their text. */
  readonly state: 'here' | 'away' | 'left'
  /** Reviews beyond their share that they have offered. */
  readonly extra: number
}

/** One text of the session. Who reads it blind knows it by its number alone. */
export type SessionText = {
  readonly id: string
  readonly number: number
  readonly article: ArticleId
  /** Of the roster. */
  readonly authors: readonly string[]
  readonly override: Override | null
  /** What the teacher says about it, signed as such; its author gets it with the reviews. */
  readonly notes: readonly TeacherNote[]
  /** Who the teacher is in the article, where a note has landed in it. */
  readonly teacher: PersonId | null
  /** What its author means to do. */
  readonly plan: string
}

export type TeacherNote = { readonly id: string; readonly body: string; readonly isLanded: boolean }

/** A text that one student reviews, or reviewed. */
export type SessionPair = {
  readonly id: string
  /** In which round of the session: of an earlier one it is kept, and set aside. */
  readonly round: number
  readonly reviewer: string
  readonly text: string
  readonly state: PairState
  /** Somebody has taken it back, and why; null: it stands. */
  readonly ended: {
    readonly as: 'released' | 'declined'
    readonly reason: string
    readonly isExcused: boolean
  } | null
  readonly pinned: boolean
  /** What they write on. */
  readonly copy: ArticleId
  /** The number of the name under which the author sees it. */
  readonly pen: number
  /** Who that is in the author's article; null until it lands. */
  readonly person: PersonId | null
  readonly isLanded: boolean
  readonly submittedAt: number | null
  /** When its reviewer last opened it or answered; left out: they have not opened it. */
  readonly movedAt?: number
  readonly isLate: boolean
  /** The teacher has opened it again in `hold`. */
  readonly isReopened: boolean
}

/** What a reviewer has answered, and what became of what they remarked, by the ids of threads and suggestions of the copy. */
export type SessionReview = {
  readonly answers: Answers
  readonly remarks: Readonly<Record<string, RemarkState>>
  /** All of it was in the article once: its author sees it, also while what was written since is yet to land. */
  readonly hasLanded?: true
  /** What of the copy has come to the article: it does not come once more. */
  readonly carried?: Readonly<Record<string, Carried>>
  /** What is being written there: it is there already, or is there with the next start. */
  readonly landing?: {
    /** A Yjs update in base64; what it has in common with the article changes nothing. */
    readonly update: string
    readonly remarks: Readonly<Record<string, Carried & { readonly ids: readonly string[] }>>
  }
}

/** What of a suggestion has landed. */
export type Carried = {
  /** Units of the copy: client, clock and length, one behind the other. */
  readonly of: readonly number[]
  /** Those that were new, and are in the article: client and clock on the copy, client and clock there, and length. */
  readonly written: readonly number[]
}

export type RemarkState = {
  /** What its reviewer says that it does. */
  readonly does: { readonly describes: boolean; readonly evaluates: boolean; readonly suggests: boolean }
  readonly isEndorsed: boolean
  /** Why the teacher keeps it from the author; null: it is there. */
  readonly hidden: string | null
  /** Of a suggested insertion that is hidden: its units of the copy when it was, client, clock and length, one behind the other. */
  readonly heldBack?: readonly number[]
  readonly rating: number | null
  readonly fate: { readonly kind: Fate; readonly reason: string } | null
  readonly landed: Landed | null
  /** It is not yet in its author's article as `hidden` says. */
  readonly isDue?: boolean
}

/** Where it is in the author's article: a thread, suggestions, or nowhere, with what it was about. */
export type Landed =
  | { readonly as: 'thread'; readonly id: string; readonly quote: string }
  | { readonly as: 'suggestions'; readonly ids: readonly string[] }
  | { readonly as: 'gone'; readonly quote: string; readonly before: string; readonly after: string }

/** The one text on which everybody tries the questions before the lock. Nothing that is answered about it counts. */
export type Sample = {
  /** Another one has another. */
  readonly id: string
  /** For the teacher. */
  readonly title: string
  /** What the teacher would answer, and why. */
  readonly key: Answers
  /** Everybody is shown it, beside what the class has answered; from then on nobody answers. */
  readonly isShown: boolean
}

/** What one student has answered about it. */
export type SampleReview = {
  readonly id: string
  readonly student: string
  readonly copy: ArticleId
  readonly state: PairState
  readonly submittedAt: number | null
  readonly answers: Answers
}

/** Under what the author of a text knows its reviewers, and the teacher (0). */
export const penName = (pen: number): string => (pen === 0 ? 'Teacher' : `Reader ${pen}`)

/** By whom everything is on a student's copy of the sample: it is nobody's text. */
export const SAMPLE_PEN = 1

export const NO_REVIEW: SessionReview = { answers: {}, remarks: {} }
export const NEW_REMARK: RemarkState = {
  does: { describes: false, evaluates: false, suggests: false },
  isEndorsed: false,
  hidden: null,
  rating: null,
  fate: null,
  landed: null,
}
