/** What stands beside the text, and in which order: from threads, drafts and cards to what the page draws. */

import type { ReactNode } from 'react'
import type { PersonId } from '../../../shared/ids.ts'
import type { PlacedCard } from '../../editor/suggestion-cards.ts'
import type { ShownThread } from '../../editor/thread-marks.ts'
import type { ColumnItem } from '../../panels/threads/column.tsx'
import type { Draft } from '../../threads/drafts.ts'
import type { ThreadsShown } from '../../threads/threads.ts'
import type { ThreadView } from '../../threads/views.ts'
import type { SuggestionCardsShown } from './use-suggestion-cards.ts'

/** New threads that are being written. */
export function newDrafts({ drafts }: ThreadsShown, begun: Draft | null): readonly Draft[] {
  const kept = drafts.filter(({ about }) => about !== undefined)
  return begun === null || kept.some(({ id }) => id === begun.id) ? kept : [...kept, begun]
}

export function marksOf(views: readonly ThreadView[], drafts: readonly Draft[]): readonly ShownThread[] {
  const open = views.flatMap(({ id, anchor, isOpen, thread }): ShownThread[] =>
    isOpen && anchor && anchor.ranges.length > 0
      ? [{ id, ranges: anchor.ranges, state: thread === null ? 'pending' : 'open' }]
      : [],
  )
  const begun = drafts.flatMap(({ thread, about }): ShownThread[] =>
    about && about.ranges.length > 0 ? [{ id: thread, ranges: about.ranges, state: 'pending' }] : [],
  )
  return [...open, ...begun]
}

/** About the whole article first, then in the order of their words, then those that have none. */
export function inOrder(
  views: readonly ThreadView[],
  places: ReadonlyMap<string, { readonly from: number }>,
): readonly ThreadView[] {
  const placeOf = ({ id, anchor }: ThreadView) =>
    anchor === null ? -1 : (places.get(id)?.from ?? Number.MAX_SAFE_INTEGER)
  return [...views].sort((a, b) => placeOf(a) - placeOf(b) || a.at - b.at)
}

type ColumnOf = {
  views: readonly ThreadView[]
  drafts: readonly Draft[]
  tops: ReadonlyMap<string, number>
  suggested: SuggestionCardsShown
  /** Where on the desk the person looks. */
  whereNow: () => number
  card: (view: ThreadView) => ReactNode
  suggestion: (card: PlacedCard) => ReactNode
  composer: (draft: Draft) => ReactNode
}

/** A card begins a little above its words, so that its first line is level with them. */
const cardHeadPx = 6

export function columnItems({
  views,
  drafts,
  tops,
  suggested,
  whereNow,
  card,
  suggestion,
  composer,
}: ColumnOf): ColumnItem[] {
  const levelWith = (top: number | undefined) => Math.max(0, (top ?? 0) - cardHeadPx)
  const items = [
    ...views.map((view) => ({
      id: view.id,
      wanted: view.anchor === null ? 0 : levelWith(tops.get(view.id)),
      node: card(view),
    })),
    ...suggested.cards.map((one) => ({
      id: one.id,
      wanted: levelWith(suggested.tops.get(one.id)),
      node: suggestion(one),
    })),
    ...drafts.map((draft) => ({
      id: draft.thread,
      wanted: tops.has(draft.thread) ? levelWith(tops.get(draft.thread)) : whereNow(),
      node: composer(draft),
    })),
  ]
  return items.sort((a, b) => a.wanted - b.wanted)
}

type Stepping = { readonly active: string | null; readonly head: number; readonly by: 1 | -1 }

/** The next one after the active one, or after the caret; behind the last one the first. */
export function nextOf<T extends { readonly id: string }>(
  placed: readonly T[],
  places: ReadonlyMap<string, { readonly from: number }>,
  { active, head, by }: Stepping,
): T | undefined {
  const at = placed.findIndex(({ id }) => id === active)
  const from = placed.map(({ id }) => places.get(id)?.from ?? 0)
  const next =
    at >= 0
      ? at + by
      : by > 0
        ? from.findIndex((place) => place > head)
        : from.findLastIndex((place) => place < head)
  return placed[(next + placed.length) % placed.length] ?? placed[0]
}

export function firstWordsOf({ entries, posts }: ThreadView, nameOf: (person: PersonId) => string): string {
  const body = entries.find(({ kind, deletedBy }) => kind === 'comment' && deletedBy === null)?.body
  return (body ?? posts[0]?.draft.words ?? '').replace(/@\{(\w+)\}/g, (_, id) => `@${nameOf(id)}`)
}
