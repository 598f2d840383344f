/** Cards that are decided: which comes up next, and what becomes of what was said about them. */

import { useTranslation } from 'react-i18next'
import type { DecisionVerb } from '../../../shared/decisions.ts'
import type { PersonId } from '../../../shared/ids.ts'
import { can } from '../../../shared/roles.ts'
import { copyWords } from '../../copy.ts'
import type { ArticleEditor } from '../../editor/editor.ts'
import type { PlacedCard } from '../../editor/suggestion-cards.ts'
import type { SuggestionTools } from '../../panels/suggestions/tools.ts'
import { resolvedWith } from '../../suggestions/discussions.ts'
import type { Decided } from '../../suggestions/requests.ts'
import type { Threads, ThreadsShown } from '../../threads/threads.ts'
import type { ThreadView } from '../../threads/views.ts'
import { useToast } from '../../ui/toast.tsx'
import { useDecisions } from './use-decisions.ts'
import type { SuggestionCardsShown } from './use-suggestion-cards.ts'

type Tools = {
  readonly article: string
  readonly writing: ArticleEditor
  readonly threads: Threads
  readonly shown: ThreadsShown
  readonly suggested: SuggestionCardsShown
  /** By a card's id: what was said about it. */
  readonly discussions: ReadonlyMap<string, ThreadView>
  readonly active: string | null
  readonly nameOf: (person: PersonId | null) => string
  readonly learn: (people: Decided['people']) => void
  readonly setActive: (id: string) => void
  /** There is no card any more to go on with. */
  readonly leave: () => void
  readonly onNext: (card: PlacedCard, hadFocus: boolean) => void
  readonly scrollTo: (position: number) => void
}

export function useDecidedCards({
  article,
  writing,
  threads,
  shown,
  suggested,
  discussions,
  active,
  nameOf,
  learn,
  setActive,
  leave,
  onNext,
  scrollTo,
}: Tools) {
  const { t } = useTranslation()
  const say = useToast()
  const { role, person: own } = shown.reader
  const { cards } = suggested
  const deciding = useDecisions(article, writing, nameOf, learn, (decision) => {
    for (const { id } of resolvedWith(decision, shown.views)) void threads.change(id, { status: 'open' })
  })
  /** What was said about a suggestion is settled with it. Only where this person may: the rest stays among the comments. */
  const settle = (decided: readonly PlacedCard[]) => {
    for (const { id } of decided) {
      const view = discussions.get(id)
      const isTheirs = own !== null && (view?.by === own || view?.assignee === own)
      if (view?.thread && (can(role, 'resolveAny') || isTheirs))
        void threads.change(view.id, { status: 'resolved' })
    }
  }
  /** The next card comes up when one is decided; the focus goes with it, where it was on the card. */
  const decide = async (verb: DecisionVerb, decided: readonly PlacedCard[], reason?: string) => {
    const last = cards.findIndex(({ id }) => id === decided.at(-1)?.id)
    const next = cards[last + 1] ?? cards.findLast((one) => !decided.includes(one))
    const hadFocus = document.activeElement?.closest('[data-card]') != null
    const isDone = await deciding.decide(verb, decided, reason)
    if (isDone) settle(decided)
    if (!isDone || decided.length > 1) return isDone
    if (next === undefined) leave()
    else if (decided[0]?.id === active || hadFocus) onNext(next, hadFocus)
    return true
  }
  const suggestionTools: SuggestionTools = {
    busy: deciding.busy,
    decide: (verb, decided) => void decide(verb, decided),
    onActivate: ({ id }) => {
      if (id === active) return
      setActive(id)
      const place = suggested.places.get(id)
      if (place) scrollTo(place.from)
    },
    onCopyLink: async ({ id }) => {
      const isCopied = await copyWords(`${location.origin}/articles/${article}#suggestion=${id}`)
      say(t(isCopied ? 'copied' : 'errors.unexpected'))
    },
  }
  return { deciding, decide, suggestionTools }
}
