/** Which suggestions somebody means: one card, what is selected, one person's, one kind, or all. */

import type { PersonId } from '../../shared/ids.ts'
import type { PlacedCard } from '../editor/suggestion-cards.ts'

export const CARD_KINDS = ['words', 'formats', 'blocks'] as const
export type CardKind = (typeof CARD_KINDS)[number]

/** What a card is about: of words and their formats it is the words. */
export function kindOf({ parts }: Pick<PlacedCard, 'parts'>): CardKind {
  if (parts.some(({ kind }) => kind === 'insertion' || kind === 'deletion')) return 'words'
  return parts.some(({ kind }) => kind === 'format') ? 'formats' : 'blocks'
}

export type Choice = { readonly person: PersonId | null; readonly kind: CardKind | null }

/** `null` of a choice: any. */
export const chosen = (cards: readonly PlacedCard[], { person, kind }: Choice): readonly PlacedCard[] =>
  cards.filter(
    (card) => (person === null || card.person === person) && (kind === null || kindOf(card) === kind),
  )

/** Whose they are, each once, in the order of the text. */
export const peopleOf = (cards: readonly PlacedCard[]): readonly PersonId[] => [
  ...new Set(cards.flatMap(({ person }) => person ?? [])),
]
