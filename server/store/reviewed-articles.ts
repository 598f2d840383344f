/** What a durable store knows of an article that is in a review session: which, what somebody is to it, and under which names it is read. */

import type { Kysely } from 'kysely'
import type { PersonId } from '../../shared/ids.ts'
import { SAMPLE_PEN } from '../../shared/review/session.ts'
import { reviewGrantFrom, reviewGrantRows } from './review-grants.ts'
import type { ReviewRecords } from './reviews.ts'
import { SAMPLE } from './samples.ts'
import type { Tables } from './tables.ts'

export const reviewedArticles = (
  database: Kysely<Tables>,
): Pick<ReviewRecords, 'reviewedArticle' | 'reviewGrant' | 'reviewGrants' | 'pensIn'> => ({
  async reviewedArticle(article) {
    const row = await database
      .selectFrom('review_articles')
      .select(['session', 'text', 'pair'])
      .where('article', '=', article)
      .executeTakeFirst()
    return row ?? null
  },
  async reviewGrant(article, account) {
    const row = await reviewGrantRows(database, account)
      .where('review_articles.article', '=', article)
      .executeTakeFirst()
    return row === undefined ? null : reviewGrantFrom(row)
  },
  async reviewGrants(account) {
    const rows = await reviewGrantRows(database, account).where('review_articles.pair', 'is', null).execute()
    return new Map(
      rows.flatMap((row) => {
        const grant = reviewGrantFrom(row)
        return grant === null ? [] : [[row.article, grant] as const]
      }),
    )
  },
  async pensIn(article) {
    const copy = await database
      .selectFrom('review_pairs')
      .innerJoin('review_articles', (join) =>
        join
          .onRef('review_articles.session', '=', 'review_pairs.session')
          .onRef('review_articles.pair', '=', 'review_pairs.id'),
      )
      .select('pen')
      .where('review_articles.article', '=', article)
      .executeTakeFirst()
    if (copy !== undefined) return { everybody: copy.pen, persons: new Map() }
    const sample = await database
      .selectFrom('review_articles')
      .select('pair')
      .where('article', '=', article)
      .where('text', '=', SAMPLE)
      .executeTakeFirst()
    if (sample !== undefined) return { everybody: SAMPLE_PEN, persons: new Map() }
    const texts = await database
      .selectFrom('review_texts')
      .select(['session', 'id', 'teacher'])
      .where('article', '=', article)
      .execute()
    const kept = await database
      .selectFrom('review_pens')
      .select(['person', 'pen'])
      .where('article', '=', article)
      .execute()
    const persons = new Map<PersonId, number>(kept.map(({ person, pen }) => [person, pen]))
    for (const { session, id, teacher } of texts) {
      if (teacher !== null) persons.set(teacher, 0)
      const pens = await database
        .selectFrom('review_pairs')
        .select(['person', 'pen'])
        .where('session', '=', session)
        .where('text', '=', id)
        .where('person', 'is not', null)
        .execute()
      for (const { person, pen } of pens) if (person !== null) persons.set(person, pen)
    }
    return { everybody: null, persons }
  },
})
