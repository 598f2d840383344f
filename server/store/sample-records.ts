/** What a durable store keeps of samples (samples.ts): the same SQL for both databases. */

import type { Kysely, Transaction } from 'kysely'
import type { Sample, SampleReview } from '../../shared/review/session.ts'
import { addChanges } from './changes.ts'
import { createCopy, lockSession, type SessionColumns, sessionOf, truth } from './review-records.ts'
import { SAMPLE, type SampleNow, type SampleRecords, type SampleWrites } from './samples.ts'
import type { Tables } from './tables.ts'

type Database = Kysely<Tables>

export const sampleRecords = (database: Database): SampleRecords => ({
  async sampleNow(session) {
    const row = await database
      .selectFrom('review_sessions')
      .selectAll()
      .where('id', '=', session)
      .executeTakeFirst()
    return row === undefined ? null : nowOf(database, row)
  },
  async sampleText(session) {
    const row = await database
      .selectFrom('review_samples')
      .select('bytes')
      .where('session', '=', session)
      .executeTakeFirst()
    return row === undefined ? null : new Uint8Array(row.bytes)
  },
  changeSample: (session, decide) =>
    database.transaction().execute(async (transaction) => {
      const row = await lockSession(transaction, session)
      const now = await nowOf(transaction, row)
      const writes = decide(now)
      if (writes !== null) await keep(transaction, now, writes)
    }),
})

async function nowOf(database: Database, row: SessionColumns): Promise<SampleNow> {
  const sample = await database
    .selectFrom('review_samples')
    .select(['id', 'title', 'key', 'shown'])
    .where('session', '=', row.id)
    .executeTakeFirst()
  const answers = await database
    .selectFrom('review_sample_answers')
    .selectAll()
    .where('session', '=', row.id)
    .orderBy('number')
    .execute()
  return {
    session: sessionOf(row),
    sample:
      sample === undefined
        ? null
        : {
            id: sample.id,
            title: sample.title,
            key: JSON.parse(sample.key),
            isShown: sample.shown === 1,
          },
    reviews: answers.map(({ id, student, copy, kept }) => ({ ...JSON.parse(kept), id, student, copy })),
  }
}

async function keep(transaction: Transaction<Tables>, now: SampleNow, writes: SampleWrites) {
  const { sample, update, reviews = [], copies = [], roles = [] } = writes
  const session = now.session.id
  if (sample !== undefined) await putSample(transaction, now, sample, update)
  for (const copy of copies) await createCopy(transaction, copy)
  for (const review of reviews) await putReview(transaction, session, review)
  await addChanges(
    transaction,
    roles.map((article) => ({ article, account: null })),
  )
}

async function putSample(
  transaction: Transaction<Tables>,
  { session: { id: session, rev }, sample: before }: SampleNow,
  sample: Sample | null,
  update: Uint8Array | undefined,
) {
  await transaction
    .updateTable('review_sessions')
    .set({ rev: rev + 1 })
    .where('id', '=', session)
    .execute()
  if (sample !== null && sample.id === before?.id) {
    const row = { title: sample.title, key: JSON.stringify(sample.key), shown: truth(sample.isShown) }
    await transaction.updateTable('review_samples').set(row).where('session', '=', session).execute()
    return
  }
  await forgetSamples(transaction, [session])
  if (sample === null || update === undefined) return
  const { id, title, key, isShown } = sample
  await transaction
    .insertInto('review_samples')
    .values({ session, id, title, key: JSON.stringify(key), shown: truth(isShown), bytes: update })
    .execute()
}

async function putReview(transaction: Transaction<Tables>, session: string, review: SampleReview) {
  const { id, student, copy, ...rest } = review
  const last = await transaction
    .selectFrom('review_sample_answers')
    .select(({ fn }) => fn.max('number').as('number'))
    .where('session', '=', session)
    .executeTakeFirst()
  const kept = JSON.stringify(rest)
  await transaction
    .insertInto('review_sample_answers')
    .values({ session, id, number: (last?.number ?? 0) + 1, student, copy, kept })
    .onConflict((conflict) => conflict.columns(['session', 'id']).doUpdateSet({ kept }))
    .execute()
  await transaction
    .insertInto('review_articles')
    .values({ article: copy, session, text: SAMPLE, pair: id })
    .onConflict((conflict) => conflict.column('article').doNothing())
    .execute()
}

/** With what was answered about them. */
export async function forgetSamples(
  transaction: Transaction<Tables>,
  sessions: readonly string[],
): Promise<void> {
  if (sessions.length === 0) return
  for (const table of ['review_sample_answers', 'review_samples'] as const)
    await transaction.deleteFrom(table).where('session', 'in', sessions).execute()
}

/** What these students have answered: nothing of it counts, so nothing of it stays. */
export async function forgetSampleAnswers(transaction: Database, students: readonly string[]): Promise<void> {
  if (students.length === 0) return
  await transaction.deleteFrom('review_sample_answers').where('student', 'in', students).execute()
}

/** Where both have answered, the one who stays has answered. */
export async function moveSampleAnswers(
  transaction: Transaction<Tables>,
  from: string,
  into: string,
): Promise<void> {
  const there = await transaction
    .selectFrom('review_sample_answers')
    .select('session')
    .where('student', '=', into)
    .execute()
  if (there.length > 0)
    await transaction
      .deleteFrom('review_sample_answers')
      .where('student', '=', from)
      .where(
        'session',
        'in',
        there.map(({ session }) => session),
      )
      .execute()
  await transaction
    .updateTable('review_sample_answers')
    .set({ student: into })
    .where('student', '=', from)
    .execute()
}
