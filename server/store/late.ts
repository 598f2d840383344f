/**
 * What authors wrote without a connection and brought when their text was locked: kept as it came, until the text opens again. It is in no
 * article, and nothing here puts it there.
 *
 * Laws:
 * - What is kept under a name is kept once: brought again it changes nothing.
 * - One author has at most so many, and so many bytes, in one article; also of two that come at once, the one too many is not kept.
 * - An account that is erased leaves none; one that is made one with another leaves its own to that.
 */

import type { AccountId, ArticleId } from '../../shared/ids.ts'

export type LateRow = {
  readonly article: ArticleId
  readonly account: AccountId
  /** Names it on the author's device. */
  readonly id: string
  readonly at: number
  readonly update: Uint8Array
  /** Its words, a line for each block that they would stand in. */
  readonly words: string
  /** Why the text did not take it when it was open again; null: it waits. */
  readonly refused: string | null
}

export type LateName = Pick<LateRow, 'article' | 'account' | 'id'>

export interface LateRecords {
  /** False: its author has as much as there may be. */
  addLate(row: LateRow, most: { readonly count: number; readonly bytes: number }): Promise<boolean>
  /** The oldest first. */
  lateOf(article: ArticleId): Promise<readonly LateRow[]>
  /** Articles in which something waits. */
  lateArticles(): Promise<readonly ArticleId[]>
  /** The words of all texts of a session, without what they came in; the oldest first. */
  lateIn(session: string): Promise<readonly Omit<LateRow, 'update'>[]>
  /** The same of everything that one account has brought. */
  lateBy(account: AccountId): Promise<readonly Omit<LateRow, 'update'>[]>
  refuseLate(name: LateName, reason: string): Promise<void>
  dropLate(name: LateName): Promise<void>
}
