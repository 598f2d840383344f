/** Gives one place of a roster what another one is in review sessions: texts, reviews, and what was set about it. */

import type { Transaction } from 'kysely'
import { Refused } from '../../shared/refusals.ts'
import { moveSampleAnswers } from './sample-records.ts'
import type { Tables } from './tables.ts'

/** Rejects with `conflict` where both are in the same session: whose text, and whose reviews, would they be? */
export async function moveStudent(
  transaction: Transaction<Tables>,
  from: string,
  into: string,
): Promise<void> {
  const [left, there] = [await sessionsWith(transaction, from), await sessionsWith(transaction, into)]
  if (left.some((session) => there.includes(session))) throw bothInOneSession()
  await moveSampleAnswers(transaction, from, into)
  await transaction.updateTable('review_authors').set({ student: into }).where('student', '=', from).execute()
  await transaction.updateTable('review_pairs').set({ reviewer: into }).where('reviewer', '=', from).execute()
  const named = `%${JSON.stringify(from)}%`
  const sessions = await transaction
    .selectFrom('review_sessions')
    .select(['id', 'attendance', 'settings'])
    .where(({ or, eb }) =>
      or([
        ...(left.length > 0 ? [eb('id', 'in', left)] : []),
        eb('attendance', 'like', named),
        eb('settings', 'like', named),
      ]),
    )
    .execute()
  for (const { id, attendance, settings } of sessions)
    await transaction
      .updateTable('review_sessions')
      .set(({ eb }) => ({
        rev: eb('rev', '+', 1),
        attendance: renamed(attendance, from, into),
        settings: renamed(settings, from, into),
      }))
      .where('id', '=', id)
      .execute()
}

/** In JSON. An id is random, and stands nowhere by chance. */
export const renamed = (json: string, from: string, into: string): string =>
  json.replaceAll(JSON.stringify(from), JSON.stringify(into))

export const bothInOneSession = () =>
  new Refused('conflict', 'Both have a text or reviews in the same review session.')

async function sessionsWith(transaction: Transaction<Tables>, student: string): Promise<string[]> {
  const rows = await Promise.all([
    transaction.selectFrom('review_authors').select('session').where('student', '=', student).execute(),
    transaction.selectFrom('review_pairs').select('session').where('reviewer', '=', student).execute(),
  ])
  return [...new Set(rows.flat().map(({ session }) => session))]
}
