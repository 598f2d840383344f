/** Which thread belongs to which card: the one that was begun about any of its suggestions. */

import { anchoredIds } from '../../shared/article/anchor.ts'
import { IdSet } from '../../shared/article/idset.ts'
import type { Decision } from '../../shared/decisions.ts'
import type { PlacedCard } from '../editor/suggestion-cards.ts'
import type { About, Draft } from '../threads/drafts.ts'
import type { ThreadView } from '../threads/views.ts'

/** By the card's id. A suggestion may have grown since, or have another name: its characters say what it is. */
export function discussionsOf(
  cards: readonly PlacedCard[],
  views: readonly ThreadView[],
): ReadonlyMap<string, ThreadView> {
  const found = new Map<string, ThreadView>()
  const open = views.filter(({ anchor, isOpen }) => isOpen && anchor?.suggestion !== undefined)
  if (open.length === 0) return found
  for (const card of cards) {
    const view = open.find(({ anchor }) => anchor !== null && isAbout(card, anchor))
    if (view !== undefined) found.set(card.id, view)
  }
  return found
}

/** What was resolved together with a decision, which has been taken back: what is said about these suggestions and was resolved just then. */
export function resolvedWith(decision: Decision, views: readonly ThreadView[]): readonly ThreadView[] {
  const names = new Set(decision.parts.map(({ suggestion }) => suggestion))
  return views.filter(({ anchor, isOpen, entries }) => {
    if (isOpen || anchor?.suggestion === undefined || !names.has(anchor.suggestion)) return false
    const last = entries.findLast(({ kind }) => kind === 'resolved' || kind === 'reopened')
    return last?.kind === 'resolved' && last.by === decision.person && last.at >= decision.at
  })
}

/** The answer to a card in which nobody has said anything yet, while it is being written. */
export const draftAbout = (card: PlacedCard, drafts: readonly Draft[]): Draft | undefined =>
  drafts.find(
    ({ about }) =>
      about != null &&
      'suggestion' in about.request &&
      isAbout(card, { ...about, suggestion: about.request.suggestion }),
  )

/** What a thread about the card is about: its first suggestion, as it is seen. */
export function aboutOf({ parts }: PlacedCard): NonNullable<About> {
  const [first] = parts
  const ranges = first?.ranges ?? []
  return {
    request: { suggestion: first?.suggestion ?? '', ranges },
    ranges,
    quote: parts
      .map(({ text }) => text)
      .join(' ')
      .trim(),
  }
}

type Anchored = { readonly ranges: readonly number[]; readonly suggestion?: string }

function isAbout({ parts }: PlacedCard, { ranges, suggestion }: Anchored): boolean {
  if (parts.some((part) => part.suggestion === suggestion)) return true
  // Of records the name is enough: other people's may be about the same words.
  if (!suggestion?.startsWith('i')) return false
  const ids = new IdSet()
  for (const { kind, ranges } of parts)
    if (kind === 'insertion')
      for (const { client, clock, length } of anchoredIds(ranges)) ids.add(client, clock, length)
  return anchoredIds(ranges).some(({ client, clock, length }) => {
    let some = false
    ids.cut(client, clock, length, (_at, _count, inSet) => {
      some ||= inSet
    })
    return some
  })
}
