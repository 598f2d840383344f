/**
 * What decisions have taken away: nobody is shown it, but for some days it stays in the doc, so that a decision can be taken back
 * as exactly as it was made. Then the sweep removes it.
 */

import type * as Y from 'yjs'
import { flatClocks } from '../../shared/article/accept.ts'
import { decidedKey, missingIn, readDecidedKey } from '../../shared/article/decided.ts'
import { IdSet } from '../../shared/article/idset.ts'
import { itemsIn } from '../../shared/article/item-at.ts'
import { decisionsOf } from '../../shared/article/layout.ts'
import { type IdRange, readClockRanges } from '../../shared/article/record.ts'
import { rangesOf, type Suggestions } from '../../shared/article/suggestions.ts'
import { decidedTextDays } from '../../shared/limits.ts'

/** A whole number of days since 1970, by the server's clock. */
export type Day = number
export const dayOf = (ms: number): Day => Math.floor(ms / 86_400_000)

/** When a day begins. */
export const msOf = (day: Day): number => day * 86_400_000

/** Whether what was decided on a day is kept still. */
export const isKept = (decided: Day, today: Day): boolean => decided + decidedTextDays >= today

/** What of these ids lives in the text and was not taken away yet. */
export function livingIn(suggestions: Suggestions, ranges: readonly IdRange[]): IdSet {
  const { doc, text } = suggestions
  const living = new IdSet()
  for (const range of ranges) {
    for (const item of itemsIn(doc, range)) {
      if (item.deleted || item.parent !== text || !item.countable) continue
      const { client, clock } = item.id
      const from = Math.max(clock, range.clock)
      const length = Math.min(clock + item.length, range.clock + range.length) - from
      suggestions.cutRemoved({ client, clock: from, length }, (at, count, isRemoved) => {
        if (!isRemoved) living.add(client, at, count)
      })
    }
  }
  return living
}

/** Takes away what lives of these ids, but never the first marker. Returns whether there was anything. */
export function takeAway(
  transaction: Y.Transaction,
  suggestions: Suggestions,
  ranges: readonly IdRange[],
  today: Day,
): boolean {
  const living = livingIn(suggestions, ranges)
  const first = suggestions.text._start?.id
  if (first !== undefined) living.delete(first.client, first.clock, 1)
  for (const client of living.clients()) {
    const ids = new IdSet()
    const before = suggestions.removedBy(client).get(today)
    for (const some of [before, living]) some?.each(client, (clock, length) => ids.add(client, clock, length))
    decisionsOf(suggestions.doc).set(
      decidedKey({ kind: 'removed', client, day: today }),
      flatClocks(ids, client),
    )
  }
  suggestions.feed(transaction)
  return !living.isEmpty
}

/** Gives these ids back, on whatever day they were taken away. */
export function giveBack(
  transaction: Y.Transaction,
  suggestions: Suggestions,
  ranges: readonly IdRange[],
): void {
  const decisions = decisionsOf(suggestions.doc)
  for (const client of new Set(ranges.map((range) => range.client))) {
    const given = new IdSet()
    for (const range of ranges) if (range.client === client) given.add(client, range.clock, range.length)
    for (const [day, removed] of suggestions.removedBy(client)) {
      const left = new IdSet()
      for (const { clock, length } of missingIn(client, removed, given)) left.add(client, clock, length)
      const key = decidedKey({ kind: 'removed', client, day })
      const clocks = flatClocks(left, client)
      if (clocks.length === 0) decisions.delete(key)
      else if (clocks.join() !== flatClocks(removed, client).join()) decisions.set(key, clocks)
    }
  }
  suggestions.feed(transaction)
}

/** What is kept no longer: the ids, and the keys of `dec` that hold them. */
export function outdatedIn({ doc }: Suggestions, today: Day): { ranges: readonly IdRange[]; keys: string[] } {
  const ids = new IdSet()
  const keys: string[] = []
  for (const [key, value] of decisionsOf(doc)) {
    const decided = readDecidedKey(key)
    if (decided?.kind !== 'removed' || isKept(decided.day, today)) continue
    keys.push(key)
    for (const [clock, length] of readClockRanges(value) ?? []) ids.add(decided.client, clock, length)
  }
  return { ranges: [...rangesOf(ids)], keys }
}
