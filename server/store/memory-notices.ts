/** What a memory store keeps of notices. */

import type { AccountId, ArticleId } from '../../shared/ids.ts'
import { noticeBodyUnits } from '../../shared/limits.ts'
import { emptyThreads, type MemoryState, type Read, type Transact } from './memory-state.ts'
import type { NewNotice, NoticeRecords, NoticeRow, ToldRow } from './notices.ts'
import { inOrder } from './threads.ts'

export const memoryNotices = (transact: Transact, read: Read): NoticeRecords => ({
  ...noticed(transact, read),
  ...reading(transact, read),
  ...mailing(transact, read),
  ...mail(transact, read),
})

type Part<K extends keyof NoticeRecords> = (transact: Transact, read: Read) => Pick<NoticeRecords, K>

const noticed: Part<'noticedUpTo' | 'articlesToNotice' | 'threadNow' | 'addNotices'> = (transact, read) => ({
  noticedUpTo: (article) => read((state) => state.noticed.get(article) ?? 0),
  articlesToNotice: () =>
    read((state) =>
      [...state.articles]
        .filter(([id, { threads }]) => threads.rev > (state.noticed.get(id) ?? 0))
        .map(([id]) => id),
    ),
  threadNow: (article, id) =>
    read((state) => {
      const threads = state.articles.get(article)?.threads ?? emptyThreads()
      const entries = [...threads.entries.values()].filter(({ thread }) => thread === id).sort(inOrder)
      return { thread: threads.threads.get(id) ?? null, entries }
    }),
  addNotices: (article, from, to, notices) =>
    transact((state) => {
      if ((state.noticed.get(article) ?? 0) !== from) return { answer: false }
      return {
        answer: true,
        write: (state) => {
          state.noticed.set(article, to)
          const keyOf = (one: NewNotice) => `${one.account} ${one.article ?? article} ${one.entry}`
          const known = new Set(state.notices.rows.map(keyOf))
          for (const notice of notices) {
            if (known.has(keyOf(notice))) continue
            known.add(keyOf(notice))
            const id = ++state.notices.last
            state.notices.rows.push({ article, ...notice, id, readAt: null, mailedAt: null })
          }
        },
      }
    }),
})

const reading: Part<'noticesOf' | 'unreadNotices' | 'readNotices' | 'readNoticesIn'> = (transact, read) => ({
  noticesOf: (account, before, limit) =>
    read((state) =>
      state.notices.rows
        .filter((row) => row.account === account && (before === null || row.id < before))
        .reverse()
        .slice(0, limit)
        .map((row) => toldRow(state, row)),
    ),
  unreadNotices: (account) =>
    read((state) => {
      const counts = new Map<ArticleId, number>()
      for (const row of state.notices.rows)
        if (row.account === account && row.readAt === null)
          counts.set(row.article, (counts.get(row.article) ?? 0) + 1)
      return counts
    }),
  readNotices: (account, upTo, at) =>
    transact((state) => marked(state, at, (row) => row.account === account && row.id <= upTo)),
  readNoticesIn: (account, article, orders, at) =>
    transact((state) => {
      const entries = state.articles.get(article)?.threads.entries
      return marked(state, at, (row) => {
        if (row.account !== account || row.article !== article) return false
        return (entries?.get(row.entry)?.order ?? Number.POSITIVE_INFINITY) <= (orders[row.thread] ?? -1)
      })
    }),
})

function toldRow(state: MemoryState, row: NoticeRow): ToldRow {
  const article = state.articles.get(row.article)
  const body = article?.threads.entries.get(row.entry)?.body.slice(0, noticeBodyUnits) ?? ''
  return { ...row, title: article?.row.title ?? '', body }
}

/** Marks those as read that are not, and counts them. */
function marked(state: MemoryState, at: number, is: (row: NoticeRow) => boolean) {
  const ids = new Set(state.notices.rows.filter((row) => row.readAt === null && is(row)).map(({ id }) => id))
  const write = (state: MemoryState) => {
    state.notices.rows = state.notices.rows.map((row) => (ids.has(row.id) ? { ...row, readAt: at } : row))
  }
  return { answer: ids.size, ...(ids.size > 0 && { write }) }
}

const mailing: Part<'noticesToMail' | 'noteMailed' | 'dropNotices' | 'forgetNotices'> = (transact, read) => ({
  noticesToMail: () =>
    read((state) =>
      state.notices.rows
        .filter(({ account, readAt, mailedAt, at }) => {
          const confirmedAt = state.mail.get(account)?.confirmedAt ?? null
          return readAt === null && mailedAt === null && confirmedAt !== null && at >= confirmedAt
        })
        .map((row) => toldRow(state, row)),
    ),
  noteMailed: (ids, at) =>
    transact(() => ({
      answer: undefined,
      write: (state) => {
        const mailed = new Set(ids)
        state.notices.rows = state.notices.rows.map((row) =>
          mailed.has(row.id) ? { ...row, mailedAt: at } : row,
        )
      },
    })),
  dropNotices: (article, threads) =>
    transact((state) => {
      const isDropped = (row: NoticeRow) => row.article === article && threads.includes(row.thread)
      const answer = [...new Set(state.notices.rows.filter(isDropped).map(({ account }) => account))]
      return {
        answer,
        write: (state) => {
          state.notices.rows = state.notices.rows.filter((row) => !isDropped(row))
        },
      }
    }),
  forgetNotices: (before) =>
    transact(() => ({
      answer: undefined,
      write: (state) => {
        state.notices.rows = state.notices.rows.filter(({ at }) => at >= before)
      },
    })),
})

const mail: Part<
  | 'mailOf'
  | 'mailByToken'
  | 'setMail'
  | 'changeMail'
  | 'confirmMail'
  | 'tryMailCode'
  | 'setMailCode'
  | 'isMuted'
  | 'setMuted'
> = (transact, read) => ({
  mailOf: (account) => read((state) => state.mail.get(account) ?? null),
  mailByToken: (token) =>
    read((state) => [...state.mail.values()].find((row) => row.token === token) ?? null),
  setMail: (account, row) =>
    transact(() => ({
      answer: undefined,
      write: (state) => {
        if (row === null) forgetMail(state, account)
        else state.mail.set(account, row)
      },
    })),
  changeMail: (account, changes) =>
    transact((state) => {
      const before = state.mail.get(account)
      if (before === undefined) return { answer: null }
      const row = {
        ...before,
        language: changes.language ?? before.language,
        atOnce: changes.atOnce ?? before.atOnce,
        digest: changes.digest ?? before.digest,
      }
      return { answer: row, write: (state) => void state.mail.set(account, row) }
    }),
  confirmMail: ({ account, token }, confirmedAt) =>
    transact((state) => {
      const before = state.mail.get(account)
      if (before?.token !== token) return { answer: null }
      const row = { ...before, confirmedAt }
      return { answer: row, write: (state) => void state.mail.set(account, row) }
    }),
  tryMailCode: (account) =>
    transact((state) => {
      const answer = state.mailCodes.get(account) ?? null
      if (answer === null) return { answer }
      const tries = answer.tries + 1
      return { answer, write: (state) => void state.mailCodes.set(account, { ...answer, tries }) }
    }),
  setMailCode: (account, code) =>
    transact(() => ({
      answer: undefined,
      write: (state) => {
        if (code === null) state.mailCodes.delete(account)
        else state.mailCodes.set(account, code)
      },
    })),
  isMuted: (account, article) => read((state) => state.mutes.has(muteKey(account, article))),
  setMuted: (account, article, muted) =>
    transact(() => ({
      answer: undefined,
      write: (state) => {
        if (muted) state.mutes.add(muteKey(account, article))
        else state.mutes.delete(muteKey(account, article))
      },
    })),
})

const muteKey = (account: AccountId, article: ArticleId): string => `${account} ${article}`

/** Everything about mail to an account, as a part of a transaction's write. */
export function forgetMail(state: MemoryState, account: AccountId): void {
  state.mail.delete(account)
  state.mailCodes.delete(account)
  for (const key of state.mutes) if (key.startsWith(`${account} `)) state.mutes.delete(key)
}
