/** What the comments of a page do beside being shown: refusals are said, what is seen is read, an address opens its thread. */

import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PlacedCard } from '../../editor/suggestion-cards.ts'
import type { Draft } from '../../threads/drafts.ts'
import type { Threads, ThreadsShown } from '../../threads/threads.ts'
import type { ThreadView } from '../../threads/views.ts'
import { useToast } from '../../ui/toast.tsx'
import type { SuggestionCardsShown } from './use-suggestion-cards.ts'
import { linkedSuggestion, linkedThread } from './use-threads.ts'

/** Says at once what the server did not take; the words and the reason stay where they were written. */
export function useRefusals(drafts: readonly Draft[]): void {
  const { t } = useTranslation()
  const say = useToast()
  const refused = drafts.filter((draft) => draft.refused !== null)
  const before = useRef(refused.length) // those of an earlier visit are no news
  const last = refused.at(-1)?.refused
  useEffect(() => {
    if (refused.length > before.current && last) say(t('threads.refused', { reason: t(`errors.${last}`) }))
    before.current = refused.length
  }, [refused.length, last, say, t])
}

/** How much of the page the bars over the text take, as `--head`: the drawer begins under them. */
export function useHeadHeight(isWanted: boolean): void {
  useEffect(() => {
    const head = document.querySelector('header')
    if (!isWanted || !head) return
    const root = document.documentElement
    const measured = new ResizeObserver(() => root.style.setProperty('--head', `${head.offsetHeight}px`))
    measured.observe(head)
    return () => {
      measured.disconnect()
      root.style.removeProperty('--head')
    }
  }, [isWanted])
}

/** What is open before somebody's eyes is read. */
export function useSeen(threads: Threads, views: readonly ThreadView[], active: string | null): void {
  const view = views.find(({ id }) => id === active)
  useEffect(() => {
    if (!view?.isUnread) return
    const see = () => {
      if (!document.hidden) threads.seen(view)
    }
    see()
    document.addEventListener('visibilitychange', see)
    return () => document.removeEventListener('visibilitychange', see)
  }, [threads, view])
}

/** Opens the thread that the address names, once it is known: now, and whenever the address changes. */
export function useLinked(
  { isLoaded, views }: ThreadsShown,
  onLinked: (view: ThreadView | null) => void,
): void {
  const [linked, setLinked] = useState(linkedThread)
  const current = useRef({ onLinked, views })
  current.current = { onLinked, views }
  useEffect(() => {
    const read = () => setLinked(linkedThread())
    addEventListener('hashchange', read)
    return () => removeEventListener('hashchange', read)
  }, [])
  useEffect(() => {
    if (linked === null || !isLoaded) return
    const { onLinked, views } = current.current
    setLinked(null)
    onLinked(views.find(({ id }) => id === linked) ?? null)
  }, [linked, isLoaded])
}

/** Opens the suggestion that the address names, once the text has been asked which there are. */
export function useLinkedSuggestion(
  { cards, isRead }: Pick<SuggestionCardsShown, 'cards' | 'isRead'>,
  onLinked: (card: PlacedCard | null) => void,
): void {
  const [linked, setLinked] = useState(linkedSuggestion)
  const current = useRef({ onLinked, cards })
  current.current = { onLinked, cards }
  useEffect(() => {
    const read = () => setLinked(linkedSuggestion())
    addEventListener('hashchange', read)
    return () => removeEventListener('hashchange', read)
  }, [])
  useEffect(() => {
    if (linked === null || !isRead) return
    const { onLinked, cards } = current.current
    setLinked(null)
    onLinked(cards.find(({ id }) => id === linked) ?? null)
  }, [linked, isRead])
}
