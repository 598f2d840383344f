/** What gives the members of an article a role beside their own row: a group, a link, their position. */

import type { ArticleId } from '../../shared/ids.ts'
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
    shares.length === 0 ? [[], []] : await Promise.all([records.groups(), records.groupMembers()])
  const names = new Map(groups.map(({ id, name }) => [id, name]))

  return async (account) => {
    const given = (grants: Partial<Grants>) => roleFrom(account, { ...NO_GRANTS, ...grants }, now)
    const { links } = await records.grants(article, account.id)
    const isIn = (id: string) => everybody.some((one) => one.group === id && one.account === account.id)
    // Of two that give the same, the first is said.
    const ways = [
      { through: 'position' as const, name: null, role: given({}) },
      ...shares
        .filter(({ group }) => isIn(group))
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
