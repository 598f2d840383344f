/**
 * What is noted of an update in the transaction that keeps it: whatever happens in between, the note is there exactly where the update
 * is. The store knows what a note says, the update it does not read.
 */

import type { PersonId } from '../../shared/ids.ts'
import type { NewDecision } from './decisions.ts'

export type Note =
  /** It gets the article's next number. Of decisions older than `keptSince` it is forgotten how they are taken back. */
  | { readonly type: 'decided'; readonly decision: NewDecision; readonly keptSince: number }
  /** Somebody has taken a decision back; `rest`: only a part of it, and this is how the rest is. */
  | {
      readonly type: 'reopened'
      readonly number: number
      readonly by: { readonly person: PersonId; readonly at: number }
      readonly rest: string | null
    }
