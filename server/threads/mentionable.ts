/** Whom somebody can mention or give something to in an article: a handful of queries, however many people there are. */

import {
  type AccountId,
  type ArticleId,
  newPersonId,
  type PersonId,
  type RandomBytes,
} from '../../shared/ids.ts'
import { can, type Grants, type Position, roleFrom } from '../../shared/roles.ts'
import type { ThreadPerson } from '../../shared/threads.ts'
import type { Account, Accounts } from '../auth/accounts.ts'
import type { Clock } from '../clock.ts'
import type { Records } from '../store/store.ts'

export type MentionableParts = {
  readonly records: Records
  readonly accounts: Pick<Accounts, 'findAll' | 'list'>
  readonly clock: Clock
  readonly random: RandomBytes
}

/**
 * Everybody who may see threads here as a member, by a group or as an adviser, and whoever else of them has written or commented.
 * A guest is shown no more than those who have.
 */
export async function mentionableIn(
  { records, accounts, clock, random }: MentionableParts,
  article: ArticleId,
  asking: Position,
  writers: ReadonlySet<PersonId>,
): Promise<readonly ThreadPerson[]> {
  const [grantsOf, known, authors] = await Promise.all([
    grantsIn(records, article),
    records.people(article),
    records.threadPeople(article),
  ])
  const active = new Set([...writers, ...authors])
  const activeAccounts = new Set(
    known.flatMap(({ person, account }) => (active.has(person) ? [account] : [])),
  )
  const staff = await accounts.list()
  const others = [...activeAccounts].filter((id) => !staff.some((one) => one.id === id))
  const candidates = [...staff, ...(await accounts.findAll(others))]
  const now = clock.now()
  const isInSession = (await records.reviewedArticle(article)) !== null
  const listed = candidates.filter((account) => {
    const isActive = activeAccounts.has(account.id)
    if (account.disabled || (asking === 'guest' && !isActive)) return false
    const grants = grantsOf(account.id)
    return can(roleFrom(account, isActive ? grants : { ...grants, links: [] }, now), 'seeThreads')
  })
  if (!isInSession) return named(records, article, listed, random)
  // A review session takes from some what everything else gives them: asked of each who would be listed, which are few.
  const shown = await Promise.all(
    listed.map(async (account) => {
      const review = await records.reviewGrant(article, account.id)
      return can(roleFrom(account, { ...grantsOf(account.id), review }, now), 'seeThreads') ? [account] : []
    }),
  )
  return named(records, article, shown.flat(), random)
}

/** What gives anybody a role in the article. */
async function grantsIn(records: Records, article: ArticleId): Promise<(account: AccountId) => Grants> {
  const [members, shares, links, freeze] = await Promise.all([
    records.members(article),
    records.groupShares(article),
    records.linkGrants(article),
    records.freezeOf(article),
  ])
  const inGroups = await records.groupMembers(shares.map(({ group }) => group))
  const roles = new Map(members.map(({ account, role }) => [account, role]))
  const shared = new Map(shares.map(({ group, role }) => [group, role]))
  const byGroup = perAccount(inGroups)
  const byLink = perAccount(links)
  return (account) => ({
    member: roles.get(account) ?? null,
    groups: (byGroup.get(account) ?? []).flatMap(({ group }) => shared.get(group) ?? []),
    links: byLink.get(account) ?? [],
    freezeAt: freeze?.at ?? null,
    review: null,
  })
}

function perAccount<T extends { readonly account: AccountId }>(
  rows: readonly T[],
): ReadonlyMap<AccountId, readonly T[]> {
  const found = new Map<AccountId, T[]>()
  for (const row of rows) {
    const known = found.get(row.account)
    if (known) known.push(row)
    else found.set(row.account, [row])
  }
  return found
}

/** By name; whoever was nobody in the article yet is somebody from now on. */
async function named(
  records: Records,
  article: ArticleId,
  accounts: readonly Account[],
  random: RandomBytes,
): Promise<readonly ThreadPerson[]> {
  const before = new Set((await records.people(article)).map(({ account }) => account))
  const missing = accounts.filter(({ id }) => !before.has(id))
  await records.makePeople(
    article,
    missing.map(({ id }) => ({ account: id, person: newPersonId(random) })),
  )
  const persons = new Map((await records.people(article)).map(({ account, person }) => [account, person]))
  return accounts
    .flatMap(({ id, displayName: name, position }) => {
      const person = persons.get(id)
      return person === undefined ? [] : [{ person, name, guest: position === 'guest' }]
    })
    .sort((a, b) => a.name.localeCompare(b.name))
}
