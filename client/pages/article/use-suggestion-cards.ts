/** The cards of what is suggested, and where in the page their words are: asked of the editor after it has changed, once a picture. */

import type { EditorView } from '@tiptap/pm/view'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Card } from '../../../shared/article/cards.ts'
import { browserClock, type Timer } from '../../clock.ts'
import type { ArticleEditor } from '../../editor/editor.ts'
import { type PlacedCard, suggestionCardsOf } from '../../editor/suggestion-cards.ts'
import { topOf } from './use-thread-places.ts'

export type SuggestionCardsShown = {
  /** In the order of the text. One that says the same is the same object as before, wherever its words have come to. */
  readonly cards: readonly PlacedCard[]
  /** By a card's id: in the document. */
  readonly places: ReadonlyMap<string, { readonly from: number; readonly to: number }>
  /** By a card's id: in px below the top of the desk. */
  readonly tops: ReadonlyMap<string, number>
  /** Whether the text has been asked at all. */
  readonly isRead: boolean
}

const NONE: SuggestionCardsShown = { cards: [], places: new Map(), tops: new Map(), isRead: false }
/** With more cards than this the page waits until somebody pauses, in ms. */
const manyCards = 60
const pauseMs = 150

export function useSuggestionCards(
  { editor, binding }: ArticleEditor,
  active: string | null,
  desk: HTMLElement | null,
): SuggestionCardsShown {
  const [state, setState] = useState(NONE)
  const marks = useMemo(() => suggestionCardsOf(binding), [binding])
  const current = useRef({ desk, state })
  current.current = { desk, state }

  useEffect(() => {
    let timer: Timer | null = null
    const read = () => {
      timer = null
      const { desk } = current.current
      if (editor.isDestroyed || desk === null || !binding.isMarked) return
      const listed = marks.list()
      const above = desk.getBoundingClientRect().top
      setState((before) => {
        const now: SuggestionCardsShown = {
          cards: sameWhereSame(before.cards, listed),
          places: new Map(listed.map(({ id, from, to }) => [id, { from, to }])),
          isRead: true,
          tops: topsOf(editor.view, listed, above),
        }
        return isSame(before, now) ? before : now
      })
    }
    const soon = () => {
      if (current.current.state.cards.length > manyCards) {
        timer?.cancel()
        timer = browserClock.after(pauseMs, read)
      } else timer ??= browserClock.nextFrame(read)
    }
    soon()
    const scrolled = () => {
      if (current.current.state.cards.length > manyCards) soon()
    }
    editor.on('transaction', soon)
    addEventListener('scroll', scrolled, { passive: true })
    const resized = new ResizeObserver(soon)
    resized.observe(editor.view.dom)
    if (desk) resized.observe(desk)
    return () => {
      timer?.cancel()
      editor.off('transaction', soon)
      removeEventListener('scroll', scrolled)
      resized.disconnect()
    }
  }, [editor, binding, marks, desk])

  const activeCard = state.cards.find(({ id }) => id === active) ?? null
  useEffect(() => {
    if (!editor.isDestroyed) marks.activate(activeCard)
  }, [editor, marks, activeCard])
  return state
}

/** So far from the screen a card is level with its block: to the line is seen only near, in px. */
const nearPx = 2_000

function topsOf(view: EditorView, cards: readonly PlacedCard[], above: number): ReadonlyMap<string, number> {
  const isMany = cards.length > manyCards
  const { doc } = view.state
  return new Map(
    cards.map(({ id, from }) => {
      const $from = doc.resolve(Math.min(from, doc.content.size))
      const block = isMany && $from.depth > 0 ? view.nodeDOM($from.before(1)) : null
      const top = block instanceof HTMLElement ? block.getBoundingClientRect().top : null
      const isFar = top !== null && (top < -nearPx || top > innerHeight + nearPx)
      return [id, Math.round((isFar ? top : topOf(view, from)) - above)]
    }),
  )
}

/** What a card says, without where. */
const wordsOf = ({ from: _, to: __, ...said }: PlacedCard): string =>
  JSON.stringify(said satisfies Omit<Card, 'from' | 'to'>)

function sameWhereSame(before: readonly PlacedCard[], now: readonly PlacedCard[]): readonly PlacedCard[] {
  const known = new Map(before.map((card) => [card.id, card]))
  const cards = now.map((card) => {
    const old = known.get(card.id)
    return old !== undefined && wordsOf(old) === wordsOf(card) ? old : card
  })
  return cards.length === before.length && cards.every((card, i) => card === before[i]) ? before : cards
}

const isSame = (a: SuggestionCardsShown, b: SuggestionCardsShown): boolean =>
  a.isRead === b.isRead &&
  a.cards === b.cards &&
  b.cards.every(
    ({ id }) =>
      a.tops.get(id) === b.tops.get(id) &&
      a.places.get(id)?.from === b.places.get(id)?.from &&
      a.places.get(id)?.to === b.places.get(id)?.to,
  )
