/** What somebody is to the session that an article is in, read from the tables of a durable store. */

import type { Kysely, Selectable } from 'kysely'
import type { AccountId } from '../../shared/ids.ts'
import type { ReviewGrant } from '../../shared/review/access.ts'
import type { Party } from '../../shared/review/permission.ts'
import type { PhaseClock } from '../../shared/review/phase.ts'
import type { SessionSettings } from '../../shared/review/session.ts'
import { SAMPLE } from './samples.ts'
import type { Tables } from './tables.ts'

/** Of each article that is in a session a row. */
export const reviewGrantRows = (database: Kysely<Tables>, account: AccountId) =>
  database
    .selectFrom('review_articles')
    .innerJoin('review_sessions', 'review_sessions.id', 'review_articles.session')
    .leftJoin('classes', 'classes.id', 'review_sessions.class')
    .leftJoin('class_teachers', (join) =>
      join
        .onRef('class_teachers.class', '=', 'review_sessions.class')
        .on('class_teachers.account', '=', account),
    )
    .leftJoin('class_students', (join) =>
      join
        .onRef('class_students.class', '=', 'review_sessions.class')
        .on('class_students.account', '=', account),
    )
    .leftJoin('review_authors', (join) =>
      join
        .onRef('review_authors.session', '=', 'review_articles.session')
        .onRef('review_authors.text', '=', 'review_articles.text')
        .onRef('review_authors.student', '=', 'class_students.id'),
    )
    .leftJoin('review_pairs', (join) =>
      join
        .onRef('review_pairs.session', '=', 'review_articles.session')
        .onRef('review_pairs.id', '=', 'review_articles.pair')
        .onRef('review_pairs.reviewer', '=', 'class_students.id'),
    )
    .leftJoin('review_samples', (join) =>
      join
        .onRef('review_samples.session', '=', 'review_articles.session')
        .on('review_articles.text', '=', SAMPLE),
    )
    .leftJoin('review_sample_answers', (join) =>
      join
        .onRef('review_sample_answers.session', '=', 'review_articles.session')
        .onRef('review_sample_answers.id', '=', 'review_articles.pair')
        .onRef('review_sample_answers.student', '=', 'class_students.id'),
    )
    .select([
      'review_articles.article',
      'review_articles.text',
      'review_articles.pair',
      'review_sessions.phase',
      'review_sessions.since',
      'review_sessions.ends_at',
      'review_sessions.paused_at',
      'review_sessions.resumed_at',
      'review_sessions.round',
      'review_sessions.settings',
      'classes.id as class',
      'class_teachers.account as teacher',
      'class_students.id as student',
      'class_students.time_percent',
      'review_authors.student as author',
      'review_pairs.reviewer',
      'review_pairs.ended',
      'review_pairs.reopened',
      'review_pairs.round as pair_round',
      'review_samples.shown',
      'review_sample_answers.student as sample_reader',
    ])

type Row = Awaited<ReturnType<ReturnType<typeof reviewGrantRows>['execute']>>[number]

/** null: its class is no more, and nothing of the session holds in the text; a copy is nobody's then. */
export function reviewGrantFrom(row: Row): ReviewGrant | null {
  if (row.class === null && row.pair === null) return null
  const settings: SessionSettings = JSON.parse(row.settings)
  const parties: Party[] = []
  if (row.teacher !== null && row.class !== null) parties.push('teacher')
  if (row.author !== null) parties.push('author')
  // What was set aside, or taken back, is its reviewer's no more.
  if (row.reviewer !== null && row.ended === 0 && row.pair_round === row.round) parties.push('reviewer')
  if (row.sample_reader !== null) parties.push('reviewer')
  const { keepsWriting, isNamed } = settings
  return {
    of: row.pair === null ? 'live' : row.text === SAMPLE ? 'sample' : 'copy',
    parties,
    facts: { keepsWriting, isNamed, isReopened: row.reopened === 1, isShown: row.shown === 1 },
    clock: clockOf(row),
    times: row.teacher === null ? (row.time_percent ?? 100) / 100 : TEACHER_TIMES,
  }
}

/** The teacher's time is over with the last of the class: the phase is what is kept. */
export const TEACHER_TIMES = Number.MAX_SAFE_INTEGER

type ClockColumns = Pick<
  Selectable<Tables['review_sessions']>,
  'phase' | 'since' | 'ends_at' | 'paused_at' | 'resumed_at'
>

export const clockOf = (row: ClockColumns): PhaseClock => ({
  phase: row.phase,
  since: row.since,
  endsAt: row.ends_at,
  pausedAt: row.paused_at,
  resumedAt: row.resumed_at,
})
