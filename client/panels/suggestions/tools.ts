/** What suggestion cards need of the page, beside what every card does. */

import { createContext, use } from 'react'
import { must } from '../../../shared/assert.ts'
import type { DecisionVerb } from '../../../shared/decisions.ts'
import { can } from '../../../shared/roles.ts'
import type { PlacedCard } from '../../editor/suggestion-cards.ts'
import type { CardTools } from '../threads/card-tools.ts'

export type SuggestionTools = {
  /** The cards about which something is being decided. */
  readonly busy: ReadonlySet<string>
  readonly decide: (verb: DecisionVerb, cards: readonly PlacedCard[]) => void
  readonly onActivate: (card: PlacedCard) => void
  readonly onCopyLink: (card: PlacedCard) => void
}

const Tools = createContext<SuggestionTools | null>(null)
export const SuggestionToolsProvider = Tools
export const useSuggestionTools = (): SuggestionTools => must(use(Tools), 'the tools of suggestions')

/** What is refused by the server is not offered. */
export const mayDecide = ({ role }: Pick<CardTools, 'role'>): boolean => can(role, 'decide')
export const mayWithdraw = (
  { role, own }: Pick<CardTools, 'role' | 'own'>,
  { person }: PlacedCard,
): boolean => can(role, 'withdrawOwn') && own !== null && person === own
