/** What gives an account a role, read from the tables of a durable store: one query for everything. */

import { type Kysely, sql } from 'kysely'
import type { AccountId, ArticleId } from '../../shared/ids.ts'
import type { ReviewGrant } from '../../shared/review/access.ts'
import type { Grants, Role, SharedRole } from '../../shared/roles.ts'
import type { Tables } from './tables.ts'

type GrantRow = {
  readonly article: ArticleId
  readonly source: 'member' | 'group' | 'link'
  readonly role: Role
  readonly until: number | null
}

/** Everything that gives an account a role, in one article or in all. */
export function grantRows(database: Kysely<Tables>, account: AccountId, article?: ArticleId) {
  const never = sql<number | null>`cast(null as bigint)`.as('until')
  const source = (name: GrantRow['source']) => sql<GrantRow['source']>`${sql.lit(name)}`.as('source')
  const members = database
    .selectFrom('members')
    .select(['article', source('member'), 'role', never])
    .where('account', '=', account)
    .$if(article !== undefined, (query) => query.where('article', '=', article as ArticleId))
  const shares = database
    .selectFrom('group_members')
    .innerJoin('group_shares', 'group_shares.group_id', 'group_members.group_id')
    .select(['group_shares.article', source('group'), 'group_shares.role', never])
    .where('account', '=', account)
    .$if(article !== undefined, (query) => query.where('article', '=', article as ArticleId))
  const opened = database
    .selectFrom('link_uses')
    .innerJoin('links', 'links.id', 'link_uses.link')
    .select(['links.article', source('link'), 'links.role', 'links.expires_at as until'])
    .where('account', '=', account)
    .$if(article !== undefined, (query) => query.where('article', '=', article as ArticleId))
  return members.unionAll(shares).unionAll(opened).$castTo<GrantRow>()
}

/** A deadline whose version is sealed has come, also when the clock is set back behind it. */
const freezeAtOf = ({ at, sealed }: Pick<Tables['freezes'], 'at' | 'sealed'>): number => (sealed ? 0 : at)

export function grantsFrom(
  rows: readonly GrantRow[],
  freeze: Pick<Tables['freezes'], 'at' | 'sealed'> | null,
  review: ReviewGrant | null,
): Grants {
  const of = (source: GrantRow['source']) => rows.filter((row) => row.source === source)
  return {
    member: of('member')[0]?.role ?? null,
    groups: of('group').map(({ role }) => role as SharedRole),
    links: of('link').map(({ role, until }) => ({ role: role as SharedRole, expiresAt: until })),
    freezeAt: freeze && freezeAtOf(freeze),
    review,
  }
}
