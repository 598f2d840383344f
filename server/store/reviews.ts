/**
 * What the store keeps of review sessions: their texts, who reviews what, and what was written. It knows no rule of theirs: whoever
 * changes one decides on what is there, in the transaction that keeps it.
 *
 * Laws:
 * - Each change of a session gives it the next revision, without a gap, in the transaction that makes it: also of two that come at
 *   once, from two processes, each decides on what the other has left. Where `decide` throws, nothing has changed; where it answers
 *   `null`, nothing either.
 * - An article is in one session at most: as a text of the one that took it last, or as one copy for good.
 * - A copy is an article without members. Nothing gives a role in it but its session, it is in no list of articles, and it keeps the title that
 *   it was made with.
 * - What a session has changed about roles is told to open sockets as every other change of a role is [R6].
 */

import type { AccountId, ArticleId, PersonId } from '../../shared/ids.ts'
import type { ReviewGrant } from '../../shared/review/access.ts'
import type { PhaseClock } from '../../shared/review/phase.ts'
import type {
  Attendance,
  SessionPair,
  SessionReview,
  SessionSettings,
  SessionText,
} from '../../shared/review/session.ts'
import type { ImageRow } from './images.ts'

export type SessionRow = {
  readonly id: string
  readonly class: string
  readonly name: string
  readonly createdAt: number
  readonly rev: number
  readonly clock: PhaseClock
  readonly settings: SessionSettings
  /** By student. */
  readonly attendance: Readonly<Record<string, Attendance>>
  /** Of the allocation. */
  readonly seed: string
  /** From 1; each lock begins one. 0: nothing was locked yet. */
  readonly round: number
  /** When its authors got everything; null: they have not, in this round. */
  readonly releasedAt: number | null
}

/** A session as it is, for whoever is to decide what becomes of it. */
export type SessionNow = {
  readonly session: SessionRow
  /** By number. */
  readonly texts: readonly SessionText[]
  /** Of every round, in the order in which they were made. */
  readonly pairs: readonly SessionPair[]
}

/** A text as it was locked. */
export type SnapshotRow = {
  readonly text: string
  readonly round: number
  /** What a copy's doc starts with, but for its pictures' addresses. */
  readonly update: Uint8Array
  /** What its units are called in the article; null: not known. */
  readonly ids: readonly number[] | null
}

/** The article that one reviewer gets. */
export type NewCopy = {
  readonly article: ArticleId
  readonly title: string
  readonly at: number
  readonly update: Uint8Array
  /** Its own addresses of pictures whose bytes are kept already. */
  readonly images: readonly ImageRow[]
}

export type SessionWrites = {
  readonly session?: Partial<Omit<SessionRow, 'id' | 'class' | 'createdAt' | 'rev'>>
  /** New, or in place of those of the same id; `gone` are in the session no more, and keep what has landed by the numbers of its readers. */
  readonly texts?: readonly SessionText[]
  readonly gone?: readonly string[]
  readonly pairs?: readonly SessionPair[]
  readonly copies?: readonly NewCopy[]
  readonly snapshots?: readonly SnapshotRow[]
  readonly reviews?: readonly { readonly pair: string; readonly review: SessionReview }[]
  /** Articles in which somebody may do something else now. */
  readonly roles?: readonly ArticleId[]
}

/** One pair and all that a decision about it goes by. */
export type ReviewNow = {
  readonly session: SessionRow
  readonly text: SessionText
  readonly pair: SessionPair
  readonly review: SessionReview
}

/** In which session an article is, and as what. */
export type ReviewedArticle = {
  readonly session: string
  readonly text: string
  /** Of a copy; null: it is the text itself. */
  readonly pair: string | null
}

export interface ReviewRecords {
  createSession(row: Omit<SessionRow, 'rev'>): Promise<void>
  /** Those of a class, the newest first. */
  sessionsOf(classId: string): Promise<readonly SessionRow[]>
  sessionNow(id: string): Promise<SessionNow | null>
  /** Those whose phase has an end and is not paused. */
  runningSessions(): Promise<readonly SessionRow[]>
  /** Those that were released, some review of which has not landed: what a crash has left. */
  landingSessions(): Promise<readonly string[]>
  /** Reviews of which some remark is due (`RemarkState.isDue`): what a crash has left. */
  dueReviews(): Promise<readonly { readonly session: string; readonly pair: string }[]>
  /** Rejects with `not-found`, `conflict` for an article that is a copy, and with whatever `decide` throws. */
  changeSession(
    id: string,
    decide: (now: SessionNow) => SessionWrites | null,
  ): Promise<{ readonly isChanged: boolean; readonly rev: number }>
  /** The same about one pair. */
  changeReview(
    id: string,
    pair: string,
    decide: (now: ReviewNow) => SessionWrites | null,
  ): Promise<{ readonly isChanged: boolean; readonly rev: number }>
  /** Of the pairs of a session of which there are any; the others have none of anything. */
  reviewsOf(id: string): Promise<ReadonlyMap<string, SessionReview>>
  /** Of these copies those on which something was written since they were made; comments are part of it. */
  writtenOn(copies: readonly ArticleId[]): Promise<ReadonlyMap<ArticleId, Written>>
  /**
   * Who knows these articles from the inside: who has had them open to write or suggest in them, whatever gave them that, or has said
   * something beside the text. Not who was only invited, or made an owner without being asked.
   */
  insidersOf(
    articles: readonly ArticleId[],
  ): Promise<readonly { readonly article: ArticleId; readonly account: AccountId }[]>
  snapshotOf(id: string, text: string, round: number): Promise<SnapshotRow | null>

  /** null: in none. */
  reviewedArticle(article: ArticleId): Promise<ReviewedArticle | null>
  /** What this account is to the session that the article is in. */
  reviewGrant(article: ArticleId, account: AccountId): Promise<ReviewGrant | null>
  /** The same of every text that is in a session, without the copies. */
  reviewGrants(account: AccountId): Promise<ReadonlyMap<ArticleId, ReviewGrant>>
  /** Under which numbers people are known in an article who are reviewers of it, or of whose text it is a copy. */
  pensIn(article: ArticleId): Promise<Pens>
}

/** How far a copy has come. */
export type Written = {
  /** Its last row in the log; 1: what it was made with. */
  readonly seq: number
  /** When something was last written or said in it. */
  readonly at: number
}

export type Pens = {
  /** Of a copy: by whom everything in it is; null: the article is none. */
  readonly everybody: number | null
  readonly persons: ReadonlyMap<PersonId, number>
}

/** Whether it is what a reviewer has of an article. */
export const isCopy = async (
  records: Pick<ReviewRecords, 'reviewedArticle'>,
  article: ArticleId,
): Promise<boolean> => ((await records.reviewedArticle(article))?.pair ?? null) !== null
