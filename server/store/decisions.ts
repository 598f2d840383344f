/**
 * What the store keeps of decisions about suggestions: who decided what, when and why, and how each can be taken back. It reads
 * neither the names of suggestions nor the way back. They are written as notes of the updates that carry them out (notes.ts).
 *
 * Laws:
 * - A decision is there exactly when its update is.
 * - The decisions of an article are counted from 1 on, without a gap.
 * - What is needed to take a decision back is kept until somebody has, or it is too old.
 */

import type { Decision } from '../../shared/decisions.ts'
import type { AccountId, ArticleId } from '../../shared/ids.ts'

export type DecisionRow = Omit<Decision, 'reopens'> & {
  /** Whether what is needed to take it back is kept. */
  readonly isKept: boolean
}

export type NewDecision = Pick<Decision, 'verb' | 'person' | 'at' | 'reason' | 'parts'> & {
  /** The names of all suggestions that it was about, each once. */
  readonly suggestions: readonly string[]
  /** How it is taken back; null: not at all. */
  readonly reversal: string | null
}

/** One decision of somebody, for their own copy. */
export type OwnDecision = {
  readonly article: ArticleId
  readonly number: number
  readonly at: number
  /** `reopen`: they have taken it back, whoever had made it. */
  readonly verb: Decision['verb'] | 'reopen'
  readonly reason: string | null
}

export interface DecisionRecords {
  /** At most so many before a number, or the last ones; newest first. */
  decisionsBefore(article: ArticleId, before: number | null, limit: number): Promise<readonly DecisionRow[]>
  decision(article: ArticleId, number: number): Promise<DecisionRow | null>
  /** The last one about any of these suggestions. */
  lastDecisionAbout(article: ArticleId, suggestions: readonly string[]): Promise<DecisionRow | null>
  /** How a decision is taken back; null: it cannot be. */
  reversalOf(article: ArticleId, number: number): Promise<string | null>
  /** What this account has decided and taken back, the oldest first. */
  decisionsOf(account: AccountId): Promise<readonly OwnDecision[]>
}
