/**
 * What of a copy the teacher keeps from its author. A suggested insertion is called after its first character, and its reviewer may delete
 * that, or write in front of it: so what it consisted of when it was hidden is kept with the remark.
 */

import { anchoredIds } from '../../shared/article/anchor.ts'
import { itemAt } from '../../shared/article/item-at.ts'
import { isEnd, isInline, isMarker } from '../../shared/article/items.ts'
import { type IdRange, joinedRanges } from '../../shared/article/record.ts'
import type { Suggestions } from '../../shared/article/suggestions.ts'
import type { RemarkState } from '../../shared/review/session.ts'

type Remarks = Readonly<Record<string, RemarkState>>

export const isHidden = (remarks: Remarks, id: string): boolean => (remarks[id]?.hidden ?? null) !== null

/** What the hidden insertions consist of, under every id that it has now. */
export const heldBackIn = (copy: Suggestions, remarks: Remarks): readonly IdRange[] =>
  Object.entries(remarks).flatMap(([id, { hidden, heldBack }]) =>
    hidden === null
      ? []
      : (heldBack ? anchoredIds(heldBack) : insertionAt(copy, id)).flatMap((range) =>
          copy.aliases.lives(range),
        ),
  )

/** From the character on after which an insertion is called, what is inserted in a row, be it taken back; nothing of another suggestion. */
export function insertionAt(copy: Suggestions, id: string): readonly IdRange[] {
  const first = firstOf(id)
  if (first === null) return []
  const row: IdRange[] = []
  let hasEnded = false
  for (let item = itemAt(copy.doc, first); item !== null && !hasEnded; item = item.right) {
    const {
      id: { client, clock },
    } = item
    if (item.deleted || !(isInline(item) || isMarker(item) || isEnd(item))) continue
    copy.stretches(item, (offset, length, { isOpen, isHidden }) => {
      const isBefore = row.length === 0 && client === first.client && clock + offset + length <= first.clock
      if (hasEnded || isBefore) return
      if (isOpen && client === first.client) row.push({ client, clock: clock + offset, length })
      else if (!isHidden) hasEnded = true
    })
  }
  return joinedRanges(row)
}

function firstOf(id: string): { readonly client: number; readonly clock: number } | null {
  const [, client, clock] = /^i(\d+)\.(\d+)$/.exec(id) ?? []
  return client && clock ? { client: Number(client), clock: Number(clock) } : null
}
