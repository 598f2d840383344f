/**
 * What the store keeps of notices: what somebody is told of that happened in threads, and where mail about it goes.
 *
 * Laws:
 * - An article's threads are noticed revision by revision: `addNotices` moves the mark onwards and adds the notices in one
 *   transaction, or, where another has moved it meanwhile, does neither. So none is missing after a crash, and none is there twice.
 * - One account has one notice of one entry: the first that was added stays.
 * - `id` grows with each notice of the store.
 */

import type { AccountId, ArticleId, PersonId } from '../../shared/ids.ts'
import type { MailLanguage, NoticeKind } from '../../shared/notices.ts'
import type { ThreadNow } from './threads.ts'

export type NewNotice = {
  readonly account: AccountId
  /** Another article than the one that was noticed, by which it is told of. */
  readonly article?: ArticleId
  readonly thread: string
  readonly entry: string
  readonly kind: NoticeKind
  /** Who did it. */
  readonly by: PersonId
  readonly at: number
}
export type NoticeRow = NewNotice & {
  readonly id: number
  readonly article: ArticleId
  readonly readAt: number | null
  /** When mail told of it. */
  readonly mailedAt: number | null
}

/** With what is there now of the article's title and of what was said, its beginning: all that waits for mail is read at once. */
export type ToldRow = NoticeRow & { readonly title: string; readonly body: string }

/** Where mail goes, and what for. */
export type MailRow = {
  readonly account: AccountId
  readonly address: string
  readonly language: MailLanguage
  /** null: the address is not confirmed yet, and nothing goes there but the code. */
  readonly confirmedAt: number | null
  /** Mentions and assignments at once. */
  readonly atOnce: boolean
  readonly digest: boolean
  /** In the links that silence mail: nobody else knows it. */
  readonly token: string
}
export type MailChanges = {
  readonly [Name in 'language' | 'atOnce' | 'digest']?: MailRow[Name] | undefined
}
/** What was sent to confirm an address. */
export type MailCode = { readonly hash: string; readonly at: number; readonly tries: number }

export interface NoticeRecords {
  /** Up to which revision of its threads an article was noticed. */
  noticedUpTo(article: ArticleId): Promise<number>
  /** The articles with threads that have changed since. */
  articlesToNotice(): Promise<readonly ArticleId[]>
  /** A thread with its entries, in order. */
  threadNow(article: ArticleId, thread: string): Promise<Pick<ThreadNow, 'thread' | 'entries'>>
  /** False where the mark is not at `from` any more: nothing was added. */
  addNotices(article: ArticleId, from: number, to: number, notices: readonly NewNotice[]): Promise<boolean>

  /** At most so many before an id, or the last ones, the newest first. */
  noticesOf(account: AccountId, before: number | null, limit: number): Promise<readonly ToldRow[]>
  /** How many are unread, by article. */
  unreadNotices(account: AccountId): Promise<ReadonlyMap<ArticleId, number>>
  /** All up to and with this id. Answers how many were unread. */
  readNotices(account: AccountId, upTo: number, at: number): Promise<number>
  /** Those of these threads whose entry is no later than what was read. Answers how many were unread. */
  readNoticesIn(
    account: AccountId,
    article: ArticleId,
    read: Readonly<Record<string, number>>,
    at: number,
  ): Promise<number>
  /** Unread, told by no mail yet, of accounts with a confirmed address: the oldest first. */
  noticesToMail(): Promise<readonly ToldRow[]>
  noteMailed(ids: readonly number[], at: number): Promise<void>
  /** Removes those of these threads, and answers whose they were. */
  dropNotices(article: ArticleId, threads: readonly string[]): Promise<readonly AccountId[]>
  /** Removes what is older. */
  forgetNotices(before: number): Promise<void>

  mailOf(account: AccountId): Promise<MailRow | null>
  mailByToken(token: string): Promise<MailRow | null>
  /** null removes it, its code and everything that was muted. */
  setMail(account: AccountId, mail: MailRow | null): Promise<void>
  /** Changes these of it and leaves the others as they are; null: there is none. */
  changeMail(account: AccountId, changes: MailChanges): Promise<MailRow | null>
  /** Mail goes to this address from now on; null: it is another one by now, or none. */
  confirmMail(mail: Pick<MailRow, 'account' | 'token'>, at: number): Promise<MailRow | null>
  /** Counts one try, and answers the code as it was before that. */
  tryMailCode(account: AccountId): Promise<MailCode | null>
  setMailCode(account: AccountId, code: MailCode | null): Promise<void>
  isMuted(account: AccountId, article: ArticleId): Promise<boolean>
  setMuted(account: AccountId, article: ArticleId, muted: boolean): Promise<void>
}
