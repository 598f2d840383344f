/** What was decided about suggestions: who, what, when, why, and whether somebody took it back. Of people it holds ids of that article only. */

import type { SuggestionKind } from './article/suggestion-list.ts'
import type { PersonId } from './ids.ts'

/** What may be said of suggestions. `withdraw` is their author's own rejection. */
export const DECISION_VERBS = ['accept', 'reject', 'withdraw'] as const
export type DecisionVerb = (typeof DECISION_VERBS)[number]

/** One suggestion as it was when it was decided. */
export type DecidedPart = {
  /** Its id in the list of suggestions. */
  readonly suggestion: string
  readonly kind: SuggestionKind
  /** Whose it was; null: nobody's whom the article knows. */
  readonly person: PersonId | null
  /** The beginning of its words; a break as a line's end. */
  readonly text: string
  /** Of a format: what it said. Of a block: the attributes it proposed. */
  readonly change: object | null
}

/** One decision, however many suggestions it was about. */
export type Decision = {
  /** Counted in each article, from 1 on. */
  readonly number: number
  readonly verb: DecisionVerb
  readonly person: PersonId
  /** Milliseconds since 1970. */
  readonly at: number
  readonly reason: string | null
  /** In the order of the article; the first ones, when there are more than are kept. */
  readonly parts: readonly DecidedPart[]
  /** How many suggestions it was about. */
  readonly count: number
  /** Who took it back, and when: text and suggestions are as they were. */
  readonly reopened: { readonly person: PersonId; readonly at: number } | null
  /** Whether it can still be taken back: what was decided against is kept for some days. */
  readonly reopens: boolean
}

/** What has changed in an article's decisions, with everybody named in them. */
export type DecisionChange = {
  readonly decisions: readonly Decision[]
  readonly people: readonly { readonly person: PersonId; readonly name: string; readonly guest: boolean }[]
}
