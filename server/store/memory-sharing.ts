/** What a memory store keeps of sharing. */

import type { AccountId, ArticleId } from '../../shared/ids.ts'
import { Refused } from '../../shared/refusals.ts'
import { type Grants, NO_GRANTS, type Role } from '../../shared/roles.ts'
import { reviewGrantIn } from './memory-reviews.ts'
import {
  addChange,
  articleIn,
  type MemoryArticle,
  type MemoryState,
  type Read,
  type Transact,
} from './memory-state.ts'
import type { Deadline, SharingRecords, VersionRow } from './sharing.ts'

export const memorySharing = (transact: Transact, read: Read): SharingRecords => ({
  ...groups(transact, read),
  ...groupShares(transact, read),
  ...links(transact, read),
  ...requests(transact, read),
  ...freezes(transact, read),
  ...versions(transact, read),
  grants: (article, account) => read((state) => grantsIn(state, article, account)),
})

type Part<K extends keyof SharingRecords> = (transact: Transact, read: Read) => Pick<SharingRecords, K>

/** What gives this account a role in the article. */
export function grantsIn(state: MemoryState, id: ArticleId, account: AccountId): Grants {
  const article = state.articles.get(id)
  if (article === undefined) return NO_GRANTS
  const opened = [...state.links.values()].filter(({ row, uses }) => row.article === id && uses.has(account))
  return {
    member: article.members.get(account) ?? null,
    groups: [...article.shares].flatMap(([group, role]) =>
      state.groups.get(group)?.members.has(account) ? [role] : [],
    ),
    links: opened.map(({ row: { role, expiresAt } }) => ({ role, expiresAt })),
    freezeAt: article.freeze?.sealed ? 0 : (article.freeze?.row.at ?? null),
    review: reviewGrantIn(state, id, account),
  }
}

const groups: Part<
  'createGroup' | 'renameGroup' | 'deleteGroup' | 'groups' | 'groupSizes' | 'groupMembers' | 'setGroupMember'
> = (transact, read) => ({
  createGroup: (row) =>
    transact((state) => {
      assertFreeName(state, row.id, row.name)
      return {
        answer: undefined,
        write: (state) => void state.groups.set(row.id, { row, members: new Set() }),
      }
    }),
  renameGroup: (id, name) =>
    transact((state) => {
      assertFreeName(state, id, name)
      groupIn(state, id)
      return {
        answer: undefined,
        write: (state) => {
          const group = groupIn(state, id)
          group.row = { ...group.row, name }
        },
      }
    }),
  deleteGroup: (id) =>
    transact((state) => {
      if (!state.groups.has(id)) return { answer: false }
      return {
        answer: true,
        write: (state) => {
          state.groups.delete(id)
          for (const { row, shares } of state.articles.values()) {
            if (shares.delete(id)) addChange(state, row.id, null)
          }
        },
      }
    }),
  groups: () =>
    read((state) =>
      [...state.groups.values()].map(({ row }) => row).sort((a, b) => (a.name < b.name ? -1 : 1)),
    ),
  groupSizes: () =>
    read((state) => {
      const sizes = [...state.groups.values()].map(({ row, members }) => [row.id, members.size] as const)
      return new Map(sizes.filter(([, size]) => size > 0))
    }),
  groupMembers: (among) =>
    read((state) =>
      [...state.groups.values()]
        .filter(({ row }) => among.includes(row.id))
        .flatMap(({ row, members }) => [...members].map((account) => ({ group: row.id, account }))),
    ),
  setGroupMember: (id, account, isMember) =>
    transact((state) => {
      if (groupIn(state, id).members.has(account) === isMember) return { answer: undefined }
      return {
        answer: undefined,
        write: (state) => {
          const { members } = groupIn(state, id)
          if (isMember) members.add(account)
          else members.delete(account)
          addChange(state, null, account)
        },
      }
    }),
})

function groupIn(state: MemoryState, id: string) {
  const group = state.groups.get(id)
  if (group === undefined) throw new Refused('not-found', `There is no group ${id}.`)
  return group
}

function assertFreeName(state: MemoryState, id: string, name: string) {
  if ([...state.groups.values()].some(({ row }) => row.name === name && row.id !== id))
    throw new Refused('name-taken', `There is a group “${name}”.`)
}

const groupShares: Part<'groupShares' | 'shareWithGroup'> = (transact, read) => ({
  groupShares: (article) =>
    read((state) =>
      [...(state.articles.get(article)?.shares ?? [])].map(([group, role]) => ({ group, role })),
    ),
  shareWithGroup: (id, group, role) =>
    transact((state) => {
      const { shares } = existing(state, id)
      const { kind } = groupIn(state, group).row
      if ((shares.get(group) ?? null) === role) return { answer: undefined }
      const isSection = (other: string) => groupIn(state, other).row.kind === 'section'
      if (
        role !== null &&
        kind === 'section' &&
        [...shares.keys()].some((one) => one !== group && isSection(one))
      )
        throw new Refused('conflict', 'An article is in one section. Take it out of the other one first.')
      return {
        answer: undefined,
        write: (state) => {
          if (role === null) articleIn(state, id).shares.delete(group)
          else articleIn(state, id).shares.set(group, role)
          addChange(state, id, null)
        },
      }
    }),
})

const links: Part<
  'createLink' | 'linkByHash' | 'links' | 'openLink' | 'linkGrants' | 'revokeLink' | 'revokeLinksOf'
> = (transact, read) => ({
  createLink: (row, hash) =>
    transact((state) => {
      assertOwner(existing(state, row.article), row.createdBy)
      return {
        answer: undefined,
        write: (state) => void state.links.set(row.id, { row, hash, uses: new Set() }),
      }
    }),
  linkByHash: (hash) =>
    read((state) => [...state.links.values()].find((link) => link.hash === hash)?.row ?? null),
  links: (article) =>
    read((state) =>
      [...state.links.values()]
        .flatMap(({ row, uses }) => (row.article === article ? [{ ...row, uses: uses.size }] : []))
        .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)),
    ),
  openLink: (id, account, now, usesMax) =>
    transact((state) => {
      const link = state.links.get(id)
      if (link === undefined || (link.row.expiresAt !== null && link.row.expiresAt <= now))
        return { answer: false }
      if (link.uses.has(account)) return { answer: true }
      if (link.uses.size >= usesMax) return { answer: false }
      return {
        answer: true,
        write: (state) => {
          state.links.get(id)?.uses.add(account)
          addChange(state, link.row.article, account)
        },
      }
    }),
  linkGrants: (article) =>
    read((state) =>
      [...state.links.values()]
        .filter(({ row }) => row.article === article)
        .flatMap(({ row: { role, expiresAt }, uses }) =>
          [...uses].map((account) => ({ account, role, expiresAt })),
        ),
    ),
  revokeLink: (article, id) =>
    transact((state) => {
      if (state.links.get(id)?.row.article !== article) return { answer: false }
      return {
        answer: true,
        write: (state) => {
          state.links.delete(id)
          addChange(state, article, null)
        },
      }
    }),
  revokeLinksOf: (account) =>
    transact((state) => ({
      answer: undefined,
      ...([...state.links.values()].some(({ row }) => row.createdBy === account) && {
        write: (state) => {
          for (const id of state.articles.keys()) endLinks(state, id, account)
        },
      }),
    })),
})

/** Ends what an account has made in an article. */
function endLinks(state: MemoryState, article: ArticleId, account: AccountId) {
  const ended = [...state.links.values()].filter(
    ({ row }) => row.article === article && row.createdBy === account,
  )
  for (const { row } of ended) state.links.delete(row.id)
  if (ended.length > 0) addChange(state, article, null)
}

/** Sets a member's role, as a part of a transaction's write. */
export function writeMember(state: MemoryState, id: ArticleId, account: AccountId, role: Role | null) {
  const { members, requests } = articleIn(state, id)
  const before = members.get(account) ?? null
  // Whatever the answer is, also the role that was there already, it settles what was asked.
  const settled = requests.delete(account)
  if (before === role) {
    if (settled) addChange(state, id, account)
    return
  }
  if (role === null) members.delete(account)
  else members.set(account, role)
  addChange(state, id, account)
  if (before === 'owner') endLinks(state, id, account)
}

const requests: Part<'requestAccess' | 'accessRequests' | 'dropRequest' | 'handOver'> = (transact, read) => ({
  requestAccess: (id, request) =>
    transact((state) => {
      existing(state, id)
      return {
        answer: undefined,
        write: (state) => {
          articleIn(state, id).requests.set(request.account, request)
          addChange(state, id, request.account)
        },
      }
    }),
  accessRequests: (article) =>
    read((state) =>
      [...(state.articles.get(article)?.requests.values() ?? [])].sort(
        (a, b) => a.at - b.at || (a.account < b.account ? -1 : 1),
      ),
    ),
  dropRequest: (id, account) =>
    transact((state) => {
      if (!state.articles.get(id)?.requests.has(account)) return { answer: false }
      return {
        answer: true,
        write: (state) => {
          articleIn(state, id).requests.delete(account)
          addChange(state, id, account)
        },
      }
    }),
  handOver: (id, from, to, keeps) =>
    transact((state) => {
      assertOwner(existing(state, id), from)
      if (from === to) throw new Refused('invalid', 'Hand it over to somebody else.')
      return {
        answer: undefined,
        write: (state) => {
          for (const link of state.links.values()) {
            if (link.row.article === id && link.row.createdBy === from)
              link.row = { ...link.row, createdBy: to }
          }
          writeMember(state, id, to, 'owner')
          writeMember(state, id, from, keeps)
        },
      }
    }),
})

function existing(state: MemoryState, id: ArticleId): MemoryArticle {
  const article = state.articles.get(id)
  if (article === undefined) throw new Refused('not-found', `There is no article ${id}.`)
  return article
}

function assertOwner({ members }: MemoryArticle, account: AccountId) {
  if (members.get(account) !== 'owner')
    throw new Refused('forbidden', 'Only an owner of the article can do this.')
}

const freezes: Part<'freezeOf' | 'setFreeze' | 'unsealed' | 'seal' | 'deadlines'> = (transact, read) => ({
  freezeOf: (article) => read((state) => state.articles.get(article)?.freeze?.row ?? null),
  setFreeze: (id, row) =>
    transact((state) => {
      existing(state, id)
      return {
        answer: undefined,
        write: (state) => {
          articleIn(state, id).freeze = row && { row, sealed: false }
          addChange(state, id, null)
        },
      }
    }),
  unsealed: (now) =>
    read((state) =>
      [...state.articles.values()].flatMap((article) => (isDue(article, now) ? [article.row.id] : [])),
    ),
  seal: (id, version, now) =>
    transact((state) => {
      const { freeze, log } = existing(state, id)
      if (freeze === null || !isDue(existing(state, id), now)) return { answer: false }
      const row = { id: version, seq: log.length, ...freeze.row }
      return {
        answer: true,
        write: (state) => {
          const article = articleIn(state, id)
          if (article.freeze) article.freeze = { ...article.freeze, sealed: true }
          article.versions.push(row)
        },
      }
    }),
  deadlines: (after, until) =>
    read((state) => {
      const begins = [...state.articles.values()].map(({ row, freeze }) => ({
        article: row.id,
        at: freeze?.row.at ?? null,
      }))
      const ends = [...state.links.values()].map(({ row }) => ({ article: row.article, at: row.expiresAt }))
      return [...begins, ...ends].filter(
        (one): one is Deadline => one.at !== null && one.at > after && one.at <= until,
      )
    }),
})

const isDue = ({ freeze }: MemoryArticle, now: number) =>
  freeze !== null && !freeze.sealed && freeze.row.at <= now

const versions: Part<'versions' | 'createVersion'> = (transact, read) => ({
  versions: (article) =>
    read((state) => [...(state.articles.get(article)?.versions ?? [])].sort(newestFirst)),
  createVersion: (id, version) =>
    transact((state) => {
      const row = { ...version, seq: existing(state, id).log.length }
      return { answer: row, write: (state) => void articleIn(state, id).versions.push(row) }
    }),
})

const newestFirst = (a: VersionRow, b: VersionRow) => b.seq - a.seq || b.at - a.at || (a.id < b.id ? -1 : 1)
