/** What a durable store keeps of decisions: in SQL, for both databases. */

import { type Kysely, sql } from 'kysely'
import type { ArticleId } from '../../shared/ids.ts'
import type { DecisionRecords, DecisionRow } from './decisions.ts'
import type { Tables } from './tables.ts'

/** How many names one query asks for. */
const NAMES_AT_ONCE = 500

export const decisionRecords = (database: Kysely<Tables>): DecisionRecords => ({
  async decisionsBefore(article, before, limit) {
    const rows = selectRows(database, article).orderBy('number', 'desc').limit(limit)
    return (await (before === null ? rows : rows.where('number', '<', before)).execute()).map(rowOf)
  },
  async decision(article, number) {
    const row = await selectRows(database, article).where('number', '=', number).executeTakeFirst()
    return row === undefined ? null : rowOf(row)
  },
  async lastDecisionAbout(article, suggestions) {
    let last = 0
    for (let i = 0; i < suggestions.length; i += NAMES_AT_ONCE) {
      const row = await database
        .selectFrom('decided')
        .select(({ fn }) => fn.max('number').as('number'))
        .where('article', '=', article)
        .where('suggestion', 'in', suggestions.slice(i, i + NAMES_AT_ONCE))
        .executeTakeFirst()
      last = Math.max(last, Number(row?.number ?? 0))
    }
    const row = await selectRows(database, article).where('number', '=', last).executeTakeFirst()
    return row === undefined ? null : rowOf(row)
  },
  async reversalOf(article, number) {
    const row = await database
      .selectFrom('decisions')
      .select('reversal')
      .where('article', '=', article)
      .where('number', '=', number)
      .executeTakeFirst()
    return row?.reversal ?? null
  },
  async decisionsOf(account) {
    const own = (by: 'person' | 'reopened_by') =>
      database
        .selectFrom('people')
        .innerJoin('decisions', (join) =>
          join
            .onRef('decisions.article', '=', 'people.article')
            .onRef(`decisions.${by}`, '=', 'people.person'),
        )
        .where('people.account', '=', account)
    const made = await own('person').select(['decisions.article', 'number', 'at', 'verb', 'reason']).execute()
    const taken = await own('reopened_by').select(['decisions.article', 'number', 'reopened_at']).execute()
    return [
      ...made,
      ...taken.map(({ article, number, reopened_at: at }) => ({
        article,
        number,
        at: at ?? 0,
        verb: 'reopen' as const,
        reason: null,
      })),
    ].sort((a, b) => a.at - b.at)
  },
})

const selectRows = (database: Kysely<Tables>, article: ArticleId) =>
  database
    .selectFrom('decisions')
    .select(['number', 'verb', 'person', 'at', 'reason', 'parts', 'count', 'reopened_by', 'reopened_at'])
    // Never the way back itself, which is long.
    .select(sql<number>`case when reversal is null then 0 else 1 end`.as('is_kept'))
    .where('article', '=', article)

type Selected = Omit<Tables['decisions'], 'article' | 'reversal'> & { readonly is_kept: number }

const rowOf = ({ parts, reopened_by, reopened_at, is_kept, ...row }: Selected): DecisionRow => ({
  ...row,
  parts: JSON.parse(parts) as DecisionRow['parts'],
  reopened: reopened_by === null ? null : { person: reopened_by, at: reopened_at ?? 0 },
  isKept: is_kept === 1,
})
