/** The records of a memory store. */

import type { ArticleId } from '../../shared/ids.ts'
import { Refused } from '../../shared/refusals.ts'
import { memoryAudit } from './memory-audit.ts'
import { memoryClasses } from './memory-classes.ts'
import { memoryDecisions } from './memory-decisions.ts'
import { memoryLate } from './memory-late.ts'
import { memoryNotices } from './memory-notices.ts'
import { memoryPersonalRows } from './memory-personal.ts'
import { isCopyIn, memoryReviews } from './memory-reviews.ts'
import { memorySamples } from './memory-samples.ts'
import { grantsIn, memorySharing, writeMember } from './memory-sharing.ts'
import {
  addChange,
  articleIn,
  type MemoryArticle,
  type MemoryState,
  newArticle,
  type Read,
  type Transact,
} from './memory-state.ts'
import { memoryThreads } from './memory-threads.ts'
import type { ArticleRow, Records } from './store.ts'

export function memoryRecords(transact: Transact, read: Read): Records {
  return {
    ...articles(transact, read),
    ...members(transact, read),
    ...tokens(transact, read),
    ...invites(transact, read),
    ...images(transact, read),
    ...memoryDecisions(read),
    ...settingsAndChanges(transact, read),
    ...memorySharing(transact, read),
    ...memoryThreads(transact, read),
    ...memoryNotices(transact, read),
    ...memoryClasses(transact, read),
    ...memoryReviews(transact, read),
    ...memoryLate(transact, read),
    ...memorySamples(transact, read),
    ...memoryAudit(transact, read),
    ...memoryPersonalRows(transact, read),
  }
}

type Part<K extends keyof Records> = (transact: Transact, read: Read) => Pick<Records, K>

const articles: Part<'createArticle' | 'article' | 'articlesOf' | 'allArticles' | 'setTitle' | 'trash'> = (
  transact,
  read,
) => ({
  createArticle({ id, title, at }, owner, first) {
    const update = new Uint8Array(first)
    return transact((state) => {
      if (state.articles.has(id)) throw new Refused('conflict', `There is an article ${id}.`)
      return {
        answer: undefined,
        write: (state) => {
          const made = newArticle({ id, title, createdAt: at, updatedAt: at, trashedAt: null }, update)
          made.members.set(owner, 'owner')
          state.articles.set(id, made)
          addChange(state, id, owner)
        },
      }
    })
  },
  article: (id) => read((state) => state.articles.get(id)?.row ?? null),
  articlesOf: (account) =>
    read((state) =>
      [...state.articles.values()]
        .flatMap(({ row }) => {
          if (isCopyIn(state, row.id)) return []
          const grants = grantsIn(state, row.id, account)
          const { member, groups, links, review } = grants
          const given = groups.length + links.length + (review?.parties.length ?? 0)
          return member === null && given === 0 ? [] : [{ ...row, grants }]
        })
        .sort(latestFirst),
    ),
  allArticles: () =>
    read((state) =>
      [...state.articles.values()]
        .map(({ row }) => row)
        .filter(({ id }) => !isCopyIn(state, id))
        .sort(latestFirst),
    ),
  setTitle: (id, title, at) =>
    transact((state) =>
      isCopyIn(state, id)
        ? { answer: undefined }
        : changeRow(id, (row) => ({ ...row, title, updatedAt: at }))(state),
    ),
  trash: (id, at) =>
    transact((state) => {
      const row = state.articles.get(id)?.row
      if (row === undefined || (row.trashedAt === null) === (at === null)) return { answer: undefined }
      return {
        answer: undefined,
        write: (state) => {
          articleIn(state, id).row = { ...articleIn(state, id).row, trashedAt: at }
          addChange(state, id, null)
        },
      }
    }),
})

const latestFirst = (a: ArticleRow, b: ArticleRow) => b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1)

const changeRow = (id: ArticleId, next: (row: ArticleRow) => ArticleRow) => (state: MemoryState) => ({
  answer: undefined,
  ...(state.articles.has(id) && {
    write: (state: MemoryState) => {
      articleIn(state, id).row = next(articleIn(state, id).row)
    },
  }),
})

const members: Part<'roleOf' | 'members' | 'setRole' | 'personOf' | 'makePeople' | 'people'> = (
  transact,
  read,
) => ({
  roleOf: (article, account) => read((state) => state.articles.get(article)?.members.get(account) ?? null),
  members: (article) =>
    read((state) =>
      [...(state.articles.get(article)?.members ?? [])].map(([account, role]) => ({ account, role })),
    ),
  setRole: (id, account, role) =>
    transact((state) => {
      const article = state.articles.get(id)
      if (article === undefined) throw new Refused('not-found', `There is no article ${id}.`)
      const isSame = (article.members.get(account) ?? null) === role
      if (isSame && !article.requests.has(account)) return { answer: undefined }
      if (role !== 'owner' && ownersOf(article).every((owner) => owner === account))
        throw new Refused('last-owner', 'An article keeps at least one owner.')
      return {
        answer: undefined,
        write: (state) => writeMember(state, id, account, role),
      }
    }),
  personOf: (id, account, proposed) =>
    transact((state) => {
      const known = articleIn(state, id).people.get(account)
      if (known !== undefined) return { answer: known }
      return {
        answer: proposed,
        write: (state) => void articleIn(state, id).people.set(account, proposed),
      }
    }),
  makePeople: (id, proposed) =>
    transact((state) => {
      const isNew = ({ account }: (typeof proposed)[number]) => !articleIn(state, id).people.has(account)
      const missing = proposed.filter(isNew)
      if (missing.length === 0) return { answer: undefined }
      return {
        answer: undefined,
        write: (state) => {
          for (const { account, person } of missing) articleIn(state, id).people.set(account, person)
        },
      }
    }),
  people: (article) =>
    read((state) =>
      [...(state.articles.get(article)?.people ?? [])].map(([account, person]) => ({ person, account })),
    ),
})

const ownersOf = (article: MemoryArticle) =>
  [...article.members].flatMap(([account, role]) => (role === 'owner' ? [account] : []))

const tokens: Part<'createToken' | 'tokenByHash' | 'tokensOf' | 'noteTokenUse' | 'revokeToken'> = (
  transact,
  read,
) => ({
  createToken: (token, hash) =>
    transact(() => ({
      answer: undefined,
      write: (state) => void state.tokens.set(token.id, { row: { ...token, usedAt: null }, hash }),
    })),
  tokenByHash: (hash) =>
    read((state) => [...state.tokens.values()].find((token) => token.hash === hash)?.row ?? null),
  tokensOf: (account) =>
    read((state) =>
      [...state.tokens.values()]
        .map(({ row }) => row)
        .filter((row) => account === null || row.account === account)
        .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)),
    ),
  noteTokenUse: (id, at) =>
    transact(() => ({
      answer: undefined,
      write: (state) => {
        const token = state.tokens.get(id)
        if (token !== undefined) token.row = { ...token.row, usedAt: at }
      },
    })),
  revokeToken: (id) =>
    transact((state) => {
      const token = state.tokens.get(id)
      if (token === undefined) return { answer: false }
      return {
        answer: true,
        write: (state) => {
          state.tokens.delete(id)
          addChange(state, null, token.row.account)
        },
      }
    }),
})

const invites: Part<'createInvite' | 'inviteByHash' | 'invites' | 'revokeInvite' | 'useInvite'> = (
  transact,
  read,
) => ({
  createInvite: (invite, hash) =>
    transact(() => ({
      answer: undefined,
      write: (state) => void state.invites.set(invite.id, { row: invite, hash }),
    })),
  inviteByHash: (hash) =>
    read((state) => [...state.invites.values()].find((invite) => invite.hash === hash)?.row ?? null),
  invites: (article) =>
    read((state) =>
      [...state.invites.values()]
        .flatMap(({ row }) => ((row.grant?.article ?? null) === article ? [row] : []))
        .sort((a, b) => a.expiresAt - b.expiresAt || (a.id < b.id ? -1 : 1)),
    ),
  revokeInvite: (id) =>
    transact((state) => ({
      answer: state.invites.has(id),
      ...(state.invites.has(id) && { write: (state) => void state.invites.delete(id) }),
    })),
  useInvite: (id, now) =>
    transact((state) => {
      const invite = state.invites.get(id)
      if (invite === undefined || invite.row.usesLeft < 1 || invite.row.expiresAt <= now)
        return { answer: false }
      return {
        answer: true,
        write: (state) => {
          const invite = state.invites.get(id)
          if (invite !== undefined) invite.row = { ...invite.row, usesLeft: invite.row.usesLeft - 1 }
        },
      }
    }),
})

const images: Part<'addImage' | 'image' | 'imageBytes'> = (transact, read) => ({
  addImage(image, bytes) {
    const kept = new Uint8Array(bytes)
    return transact(() => ({
      answer: undefined,
      write: (state) => {
        if (!state.imageBytes.has(image.hash)) state.imageBytes.set(image.hash, kept)
        state.images.set(image.id, image)
      },
    }))
  },
  imageBytes: (article) =>
    read((state) => {
      const mine = [...state.images.values()].filter((image) => image.article === article)
      return mine.reduce((sum, { hash }) => sum + (state.imageBytes.get(hash)?.length ?? 0), 0)
    }),
  image: (id) =>
    read((state) => {
      const image = state.images.get(id)
      const bytes = image && state.imageBytes.get(image.hash)
      return image && bytes ? { ...image, bytes } : null
    }),
})

const settingsAndChanges: Part<'setting' | 'setSetting' | 'noteChange' | 'changesAfter'> = (
  transact,
  read,
) => ({
  setting: (key) => read((state) => state.settings.get(key) ?? null),
  setSetting: (key, value) =>
    transact(() => ({
      answer: undefined,
      write: (state) => {
        if (value === null) state.settings.delete(key)
        else state.settings.set(key, value)
      },
    })),
  noteChange: (article, account) =>
    transact(() => ({ answer: undefined, write: (state) => addChange(state, article, account) })),
  changesAfter: (seq) =>
    read(({ changes }) => (seq === null ? changes.slice(-1) : changes.filter((change) => change.seq > seq))),
})
