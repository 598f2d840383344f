/** Requests about review sessions: those of a teacher, and those of a student about their own part. */

import * as z from 'zod/mini'
import {
  allocatedAnswer,
  boardAnswer,
  consequencesAnswer,
  extraAnswer,
  gradesAnswer,
  lateAnswer,
  leaksAnswer,
  moveAnswer,
  ownLeaksAnswer,
  ownPartAnswer,
  ownScoresAnswer,
  pairsAnswer,
  previewAnswer,
  readersAnswer,
  receivedAnswer,
  remarkAnswer,
  repliesAnswer,
  reviewsAnswer,
  sampleAnswer,
  sessionsAnswer,
} from '../../shared/protocol/review-answers.ts'
import type { Pair } from '../../shared/review/pairs.ts'
import type { Phase } from '../../shared/review/phase.ts'
import type { Answers } from '../../shared/review/rubric.ts'
import type { Attendance, RemarkState, SessionSettings } from '../../shared/review/session.ts'
import { ask, part } from '../api.ts'

/** In place of a pair: the text on which everybody tries the questions. */
export const SAMPLE = 'sample'

const nothing = z.unknown()
const at = (session: string, ...more: readonly string[]) =>
  `/api/sessions/${[session, ...more].map(part).join('/')}`

export const sessions = () => ask('GET', '/api/sessions', sessionsAnswer)

// ---- the teacher's
export const createSession = (classId: string, name: string, settings: Partial<SessionSettings>) =>
  ask('POST', '/api/sessions', boardAnswer, { class: classId, name, settings })
export const board = (session: string) => ask('GET', at(session), boardAnswer)
export const changeSession = (
  session: string,
  change: {
    name?: string
    settings?: Partial<SessionSettings>
    endsAt?: number | null
    isPaused?: boolean
  },
) => ask('PATCH', at(session), boardAnswer, change)
export const consequences = (session: string, phase: Phase) =>
  ask('GET', at(session, 'phase', phase), consequencesAnswer)
export const enterPhase = (session: string, phase: Phase, endsAt: number | null, from: Phase) =>
  ask('PUT', at(session, 'phase'), boardAnswer, { phase, endsAt, from })
export const leaks = (session: string) => ask('GET', at(session, 'leaks'), leaksAnswer)
export const late = (session: string) => ask('GET', at(session, 'late'), lateAnswer)
export const setAttendance = (session: string, student: string, some: Partial<Attendance>) =>
  ask('PUT', at(session, 'attendance', student), boardAnswer, some)
export const previewAllocation = (session: string) => ask('GET', at(session, 'allocation'), previewAnswer)
export const allocate = (session: string, rev: number) =>
  ask('POST', at(session, 'allocation'), allocatedAnswer, { rev })
export const giveExtra = (session: string, student: string) =>
  ask('POST', at(session, 'extras', student), extraAnswer, {})
export const readers = (session: string, text: string, pair: string | null) =>
  ask(
    'GET',
    `${at(session, 'texts', text, 'readers')}${pair === null ? '' : `?pair=${part(pair)}`}`,
    readersAnswer,
  )
export const move = (
  session: string,
  wish: { take: Pair | null; place: Pair | null; reason?: string; asks?: boolean },
) => ask('POST', at(session, 'moves'), moveAnswer, wish)
export const pairs = (session: string) => ask('GET', at(session, 'pairs'), pairsAnswer)
export const reviews = (session: string) => ask('GET', at(session, 'reviews'), reviewsAnswer)
export const reopenReview = (session: string, pair: string, isReopened: boolean) =>
  ask('PATCH', at(session, 'pairs', pair), boardAnswer, { isReopened })
export const changeRemark = (
  session: string,
  pair: string,
  remark: string,
  change: { isEndorsed?: boolean; hidden?: string | null },
) => ask('PATCH', at(session, 'pairs', pair, 'remarks', remark), remarkAnswer, change)
export const taughtReplies = (session: string, pair: string) =>
  ask('GET', at(session, 'pairs', pair, 'replies'), repliesAnswer)
/** A text that a student has written elsewhere, handed in for them. */
export const handInFor = (session: string, student: string, text: string) =>
  ask('POST', at(session, 'texts'), nothing, { students: [student], text })
export const addNote = (session: string, text: string, body: string) =>
  ask('POST', at(session, 'texts', text, 'notes'), nothing, { body })
export const overrideScore = (
  session: string,
  text: string,
  override: { percent: number; reason: string } | null,
) => ask('PATCH', at(session, 'texts', text), boardAnswer, { override })
export const grades = (session: string) => ask('GET', at(session, 'grades'), gradesAnswer)
export const gradesFile = (session: string) => at(session, 'grades.csv')

/** One of one's own articles, or words. */
export const chooseSample = (session: string, chosen: { article: string } | { text: string }) =>
  ask('PUT', at(session, SAMPLE), boardAnswer, chosen)
export const changeSample = (session: string, change: { key?: Answers; isShown?: boolean }) =>
  ask('PATCH', at(session, SAMPLE), boardAnswer, change)
export const removeSample = (session: string) => ask('DELETE', at(session, SAMPLE), nothing)
export const sampleText = (session: string) => ask('GET', at(session, SAMPLE), sampleAnswer)

// ---- a student's own
const own = (session: string, ...more: readonly string[]) => at(session, 'own', ...more)

const ofReview = (session: string, pair: string, ...more: readonly string[]) =>
  pair === SAMPLE ? own(session, SAMPLE, ...more) : own(session, 'reviews', pair, ...more)

export const ownPart = (session: string) => ask('GET', own(session), ownPartAnswer)
/** An article of one's own, or words that make one. */
export const handInText = (session: string, handed: { article: string } | { text: string }) =>
  ask('PUT', own(session, 'text'), nothing, handed)
/** By what the class calls them. */
export const writeWith = (session: string, handle: string) =>
  ask('PUT', own(session, 'text', 'authors'), nothing, { handle })
export const leaveText = (session: string) => ask('DELETE', own(session, 'text', 'authors'), nothing)
export const ownLeaks = (session: string) => ask('GET', own(session, 'leaks'), ownLeaksAnswer)
export const ownScores = (session: string) => ask('GET', own(session, 'scores'), ownScoresAnswer)
export const openReview = (session: string, pair: string) =>
  ask('POST', ofReview(session, pair, 'open'), nothing, {})
export const answerRubric = (session: string, pair: string, answers: Answers) =>
  ask('PUT', ofReview(session, pair, 'answers'), nothing, { answers })
export const markRemark = (session: string, pair: string, remark: string, does: RemarkState['does']) =>
  ask('PUT', own(session, 'reviews', pair, 'remarks', remark), nothing, does)
export const submitReview = (session: string, pair: string) =>
  ask('POST', ofReview(session, pair, 'submit'), nothing, {})
export const declineReview = (session: string, pair: string, reason: string) =>
  ask('POST', own(session, 'reviews', pair, 'decline'), nothing, { reason })
export const replies = (session: string, pair: string) =>
  ask('GET', own(session, 'reviews', pair, 'replies'), repliesAnswer)
export const answerAuthor = (session: string, pair: string, remark: string, id: string, body: string) =>
  ask('POST', own(session, 'reviews', pair, 'replies', remark), nothing, { id, body })
export const received = (session: string) => ask('GET', own(session, 'received'), receivedAnswer)
export const answerRemark = (
  session: string,
  remark: string,
  change: {
    rating?: number | null
    fate?: { kind: 'accepted' | 'adapted' } | { kind: 'declined'; reason: string } | null
  },
) => ask('PATCH', own(session, 'received', remark), nothing, change)
export const setPlan = (session: string, plan: string) => ask('PUT', own(session, 'plan'), nothing, { plan })
