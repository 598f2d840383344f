/** Who has their review open and does nothing: told from when they last answered or wrote, not from whether a page is open. */

import { reviewIdleMs } from '../limits.ts'
import type { PairState } from './pairs.ts'

export type Moved = {
  readonly id: string
  readonly reviewer: string
  readonly state: PairState
  /** When its reviewer last did anything in it; null: never. */
  readonly movedAt: number | null
}

/**
 * Since when nothing has moved, by pair. Of several reviews only the one in which somebody was last: who has gone on to another is at
 * work, and who has handed that in has not opened the next. `since`: nobody can have done anything before the phase began, or went on.
 */
export function idleSince(pairs: readonly Moved[], since: number, now: number): ReadonlyMap<string, number> {
  const last = new Map<string, Moved & { readonly movedAt: number }>()
  for (const { movedAt, ...pair } of pairs) {
    if (movedAt === null || movedAt < (last.get(pair.reviewer)?.movedAt ?? Number.NEGATIVE_INFINITY)) continue
    last.set(pair.reviewer, { ...pair, movedAt })
  }
  return new Map(
    [...last.values()].flatMap(({ id, state, movedAt }) => {
      const still = Math.max(since, movedAt)
      return state !== 'submitted' && now - still >= reviewIdleMs ? [[id, still] as const] : []
    }),
  )
}
