/**
 * Of a review that is released once more: what of it has landed, so that only the rest of it does. What its reviewer has added to words
 * that have landed comes to stand behind these, where they are, and belongs to the same remark.
 */

import * as Y from 'yjs'
import { anchoredIds } from '../../shared/article/anchor.ts'
import { itemAt, itemsIn } from '../../shared/article/item-at.ts'
import { afterFormat, isEnd, isFormatItem, isMarker, NO_FORMATS } from '../../shared/article/items.ts'
import { flatRanges, type IdRange, joinedRanges } from '../../shared/article/record.ts'
import { listSuggestions, type Suggestion } from '../../shared/article/suggestion-list.ts'
import type { Suggestions } from '../../shared/article/suggestions.ts'
import { isShown } from '../../shared/article/view.ts'
import type { PersonId } from '../../shared/ids.ts'
import type { Carried, SessionReview } from '../../shared/review/session.ts'
import { decideNamed } from '../room/named-decision.ts'
import { intersection } from '../room/ranges.ts'
import type { Day } from '../room/taken-away.ts'
import { heldBackIn, isHidden } from './held-back.ts'
import type { Spot } from './places.ts'

/** Units that only the copy had, and under which ids they are in the article. */
export type Written = { readonly copy: IdRange; readonly now: IdRange }

export type LandedBefore = {
  readonly written: readonly Written[]
  /** By the copy's suggestions, their ids in the article. */
  readonly ids: ReadonlyMap<string, readonly string[]>
}
export const NOTHING_BEFORE: LandedBefore = { written: [], ids: new Map() }

export const landedBefore = ({ remarks, carried = {} }: SessionReview): LandedBefore => ({
  written: Object.values(carried).flatMap(({ written }) => writtenOf(written)),
  ids: new Map(
    Object.entries(remarks).flatMap(([id, { landed }]) =>
      landed?.as === 'suggestions' ? [[id, landed.ids] as const] : [],
    ),
  ),
})

// ---- as it is kept

const WRITTEN_LENGTH = 5

export const flatWritten = (written: readonly Written[]): readonly number[] =>
  written.flatMap(({ copy, now }) => [copy.client, copy.clock, now.client, now.clock, copy.length])

function writtenOf(flat: readonly number[]): readonly Written[] {
  const written: Written[] = []
  for (let i = 0; i + WRITTEN_LENGTH <= flat.length; i += WRITTEN_LENGTH) {
    const [from, at, client, clock, length] = flat.slice(i, i + WRITTEN_LENGTH) as [
      number,
      number,
      number,
      number,
      number,
    ]
    written.push({ copy: { client: from, clock: at, length }, now: { client, clock, length } })
  }
  return written
}

/** What of it is in some ranges of the copy. */
export const writtenIn = (written: readonly Written[], ranges: readonly IdRange[]): readonly Written[] =>
  written.flatMap(({ copy, now }) =>
    intersection([copy], ranges).map((part) => ({
      copy: part,
      now: { ...part, client: now.client, clock: now.clock + part.clock - copy.clock },
    })),
  )

/** Both together. */
export const carriedWith = (one: Carried | undefined, other: Carried): Carried => ({
  of: flatRanges(joinedRanges([...anchoredIds(one?.of ?? []), ...anchoredIds(other.of)])),
  written: [...(one?.written ?? []), ...other.written],
})

// ---- what is left of a review

/**
 * Takes out of a copy what has landed, and what the teacher keeps from the author. Answers to which remark a suggestion that is left
 * belongs: what has grown is the one that has landed.
 */
export function takeLanded(
  copy: Suggestions,
  { remarks, carried = {} }: SessionReview,
  person: PersonId,
  today: Day,
): (suggestion: Suggestion) => string {
  const known = Object.entries(carried).map(([id, { of }]) => ({ id, ranges: anchoredIds(of) }))
  // What was written before a landed suggestion's first word has given it another id on the copy.
  const listed = listSuggestions(copy).map((one) => ({ one, remark: ownerOf(one) }))
  const heldBack = heldBackIn(copy, remarks)
  const hidden = listed.filter(
    ({ one, remark }) =>
      isHidden(remarks, one.id) ||
      isHidden(remarks, remark) ||
      (one.kind === 'insertion' && intersection(anchoredIds(one.ranges), heldBack).length > 0),
  )
  // Before it was kept what of each has landed, all of it had.
  const landed = listed.filter(({ one }) => remarks[one.id]?.landed?.as === 'suggestions' && !carried[one.id])
  const named = [
    ...[...hidden, ...landed].map(({ one }) => ({ id: one.id, seen: null })),
    ...Object.entries(carried).map(([id, { of }]) => ({ id, seen: of })),
  ]
  if (named.length > 0) decideNamed(copy, person, { verb: 'reject', suggestions: named }, today)
  return ({ id, kind, ranges }) => {
    // It was gone before, and a remark of its own since then.
    if (remarks[id]?.landed?.as === 'gone') return id
    const isPart = ({ one }: { one: Suggestion }) =>
      kind === 'insertion'
        ? one.kind === kind && intersection(anchoredIds(ranges), anchoredIds(one.ranges)).length > 0
        : one.id === id
    return listed.find(isPart)?.remark ?? id
  }

  function ownerOf({ id, kind, ranges }: Suggestion): string {
    if (kind !== 'insertion') return id
    const isOf = (one: { id: string; ranges: readonly IdRange[] }) =>
      one.id[0] === 'i' && intersection(anchoredIds(ranges), one.ranges).length > 0
    return known.find(isOf)?.id ?? id
  }
}

// ---- where it is

/** What of it is in the article still, suggested or accepted, under the ids that it has now. */
export function writtenThere(live: Suggestions, written: readonly Written[]): readonly Written[] {
  const shown = live.shownIn('marked')
  const there: Written[] = []
  for (const { copy, now } of written)
    for (const life of live.aliases.traced(now))
      for (const item of itemsIn(live.doc, life.now)) {
        if (item.deleted || item.parent !== live.text) continue
        shown(item, (offset, count) => {
          const clock = Math.max(item.id.clock + offset, life.now.clock)
          const until = Math.min(item.id.clock + offset + count, life.now.clock + life.now.length)
          if (clock >= until) return
          const length = until - clock
          const from = copy.clock + life.from + clock - life.now.clock
          there.push({
            copy: { client: copy.client, clock: from, length },
            now: { client: life.now.client, clock, length },
          })
        })
      }
  return there
}

/** A unit of the article that has landed before, and on which side of it something comes to stand. */
export type Beside = { readonly unit: IdRange; readonly isBehind: boolean }

/** What an insertion stands beside on the copy, of what has landed and is there: what is before it, else what is behind it; null: only words of the text. */
export function besideLanded(
  copy: Suggestions,
  first: IdRange,
  last: IdRange,
  there: readonly Written[],
): Beside | null {
  const inBase = copy.shownIn('base')
  const nextOf = (from: IdRange, isBehind: boolean): Beside | null => {
    let item = itemAt(copy.doc, { ...from, clock: isBehind ? from.clock : from.clock + from.length - 1 })
    let [start, end] = isBehind ? [0, from.clock] : [from.clock + from.length, Number.MAX_SAFE_INTEGER]
    while (item !== null) {
      const range = within(item, start, end)
      const unit = range && edgeOf(there, range, isBehind)
      if (unit) return { unit, isBehind }
      item = isBehind ? item.left : item.right
      if (item !== null && isShown(item, inBase)) return null
      ;[start, end] = [0, Number.MAX_SAFE_INTEGER]
    }
    return null
  }
  return nextOf(first, true) ?? nextOf(last, false)
}

function within({ id, length }: Y.Item, start: number, end: number): IdRange | null {
  const clock = Math.max(id.clock, start)
  const until = Math.min(id.clock + length, end)
  return clock < until ? { client: id.client, clock, length: until - clock } : null
}

/** The last unit of some of the copy that has landed, or the first one, as the article has it. */
function edgeOf(there: readonly Written[], range: IdRange, isLast: boolean): IdRange | null {
  const parts = writtenIn(there, [range]).toSorted((a, b) => a.copy.clock - b.copy.clock)
  const now = (isLast ? parts.at(-1) : parts[0])?.now
  if (now === undefined) return null
  return { ...now, clock: isLast ? now.clock + now.length - 1 : now.clock, length: 1 }
}

/** The place on that side of it. Its item is cut there. */
export function spotBeside(
  transaction: Y.Transaction,
  live: Suggestions,
  { unit, isBehind }: Beside,
): Spot | null {
  const { client, clock } = unit
  const item = itemAt(live.doc, unit)
  if (item === null) return null
  const at = isBehind ? clock + 1 : clock
  if (at > item.id.clock && at < item.id.clock + item.length)
    Y.getItemCleanStart(transaction, Y.createID(client, at))
  const beside = itemAt(live.doc, unit)
  if (beside === null) return null
  const [left, right] = isBehind ? [beside, beside.right] : [beside.left, beside]
  const inBase = live.shownIn('base')
  let formats = NO_FORMATS
  for (let one = live.text._start; one !== null && one !== right; one = one.right)
    if (isFormatItem(one) && isShown(one, inBase)) formats = afterFormat(formats, one)
  return { isBetween: isBehind ? isEnd(beside) : isMarker(beside), cursor: () => ({ left, right, formats }) }
}
