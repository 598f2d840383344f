/** What gives the members of an article a role beside their own row: a group, a link, their position. */

import type { AccountId, ArticleId } from '../../shared/ids.ts'
import type { Besides } from '../../shared/protocol/http.ts'
import { type Grants, NO_GRANTS, ROLES, roleFrom } from '../../shared/roles.ts'
import type { Account } from '../auth/accounts.ts'
import type { Records } from '../store/store.ts'

/** Answers for each account the highest that is given beside its membership; what a deadline takes is not counted. */
export async function besidesIn(
  records: Records,
  article: ArticleId,
  now: number,
): Promise<(account: Account) => Promise<Besides | null>> {
  const shares = await records.groupShares(article)
  const [groups, everybody] =
    shares.length === 0
      ? [[], []]
      : await Promise.all([records.groups(), records.groupMembers(shares.map(({ group }) => group))])
  const names = new Map(groups.map(({ id, name }) => [id, name]))
  const groupsOf = new Map<AccountId, Set<string>>()
  for (const { account, group } of everybody)
    groupsOf.set(account, (groupsOf.get(account) ?? new Set()).add(group))

  return async (account) => {
    const given = (grants: Partial<Grants>) => roleFrom(account, { ...NO_GRANTS, ...grants }, now)
    const { links } = await records.grants(article, account.id)
    // Of two that give the same, the first is said.
    const ways = [
      { through: 'position' as const, name: null, role: given({}) },
      ...shares
        .filter(({ group }) => groupsOf.get(account.id)?.has(group))
        .map(({ group, role }) => ({
          through: 'group' as const,
          name: names.get(group) ?? null,
          role: given({ groups: [role] }),
        })),
      { through: 'link' as const, name: null, role: given({ links }) },
    ]
    return ways.reduce<Besides | null>((best, { role, ...way }) => {
      if (role === null || (best !== null && ROLES.indexOf(role) <= ROLES.indexOf(best.role))) return best
      return { ...way, role }
    }, null)
  }
}
