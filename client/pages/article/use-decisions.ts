/** Deciding about suggestions from the page: asked of the server, told in words, and taken back by one press. */

import { useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Decision, DecisionVerb } from '../../../shared/decisions.ts'
import type { PersonId } from '../../../shared/ids.ts'
import type { ArticleEditor } from '../../editor/editor.ts'
import { type PlacedCard, suggestionCardsOf } from '../../editor/suggestion-cards.ts'
import * as requests from '../../suggestions/requests.ts'
import { useToast } from '../../ui/toast.tsx'

export type Deciding = {
  /** The cards about which something is being decided. */
  readonly busy: ReadonlySet<string>
  readonly decide: (verb: DecisionVerb, cards: readonly Decided[], reason?: string) => Promise<boolean>
  readonly reopen: (number: number) => Promise<boolean>
}
type Decided = Pick<PlacedCard, 'id' | 'parts'>

/** Decides about what is selected, and nothing beside it. */
export type DecideSelected = (verb: 'accept' | 'reject') => void

/** Tells, whenever it changes, whether anything of what is selected can be decided. `decide` null: not by this person. */
export function useDecidable(
  { editor, binding }: ArticleEditor,
  cards: readonly PlacedCard[],
  decide: Deciding['decide'] | null,
  onDecidable: (decide: DecideSelected | null) => void,
): void {
  const current = useRef({ cards, decide, onDecidable })
  current.current = { cards, decide, onDecidable }
  const mayDecide = decide !== null
  useEffect(() => {
    if (!mayDecide) return
    const marks = suggestionCardsOf(binding)
    let isOn = false
    const selected = () => {
      const { from, to } = editor.state.selection
      return from === to ? [] : marks.selected(current.current.cards, from, to)
    }
    const decideSelected: DecideSelected = (verb) => {
      const about = selected()
      if (about.length > 0) void current.current.decide?.(verb, about)
    }
    const read = () => {
      const now = selected().length > 0
      if (now !== isOn) current.current.onDecidable(now ? decideSelected : null)
      isOn = now
    }
    read()
    editor.on('transaction', read)
    return () => {
      editor.off('transaction', read)
      if (isOn) current.current.onDecidable(null)
    }
  }, [editor, binding, mayDecide])
}

const NONE: ReadonlySet<string> = new Set()

/** `nameOf`: how somebody is called; `learn`: who else is named in what the server says; `onReopened`: what has been taken back. */
export function useDecisions(
  article: string,
  { editor, binding }: ArticleEditor,
  nameOf: (person: PersonId | null) => string,
  learn: (people: requests.Decided['people']) => void,
  onReopened: (decision: Decision) => void,
): Deciding {
  const { t } = useTranslation()
  const say = useToast()
  const [busy, setBusy] = useState(NONE)
  const current = useRef({ nameOf, learn, onReopened })
  current.current = { nameOf, learn, onReopened }

  /** By its number: what takes a decision out of what Ctrl+Z undoes. */
  const undoable = useRef(new Map<number, () => void>())
  useEffect(() => {
    // With the focus on a card, as after deciding; in the text the editor hears it.
    const undo = (event: KeyboardEvent) => {
      const isUndo = event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey
      if (!isUndo || event.altKey || event.defaultPrevented || isWritingIn(event.target)) return
      // The browser's own undo would reach the text from here.
      event.preventDefault()
      // What can only be read is not undone: the server would refuse it.
      if (!isAsked(event.target) && !editor.isDestroyed && editor.isEditable) binding.undo()
    }
    addEventListener('keydown', undo)
    return () => removeEventListener('keydown', undo)
  }, [editor, binding])

  const reopen = useCallback(
    async (number: number) => {
      undoable.current.get(number)?.()
      const answer = await requests.reopen(article, number)
      if (answer.ok) current.current.onReopened(answer.value.decision)
      say(
        answer.ok
          ? t('suggestions.undone')
          : answer.code === 'conflict'
            ? t('suggestions.cannotReopen')
            : t(`errors.${answer.code}`),
      )
      return answer.ok
    },
    [article, say, t],
  )

  const decide = useCallback(
    async (verb: DecisionVerb, cards: readonly Decided[], reason?: string) => {
      const ids = cards.map(({ id }) => id)
      setBusy((before) => new Set([...before, ...ids]))
      const seen = cards.flatMap(({ parts }) => parts)
      const asked = requests.decide(article, verb, seen, reason)
      // From now on: whoever thinks better of it at once does not take back their last words instead.
      const forget = binding.didBeside(
        () => void asked.then((answer) => answer.ok && reopen(answer.value.decision.number)),
      )
      if (!editor.isDestroyed) editor.view.dispatch(editor.state.tr) // so that the toolbar looks again
      const answer = await asked
      if (!answer.ok) forget()
      setBusy((before) => new Set([...before].filter((id) => !ids.includes(id))))
      if (answer.ok) {
        const { number } = answer.value.decision
        current.current.learn(answer.value.people)
        undoable.current.set(number, forget)
        say(t(`suggestions.done.${verb}`, { count: cards.length }), {
          label: t('undo'),
          run: () => void reopen(number),
        })
        return true
      }
      if (answer.code !== 'conflict') {
        say(t(`errors.${answer.code}`))
        return false
      }
      const winner = await whoDecided(article, seen)
      if (winner) current.current.learn(winner.people)
      const by = winner?.people.find(({ person }) => person === winner.decision.person)
      say(
        winner
          ? t(`suggestions.already.${winner.decision.verb}`, {
              name: by?.name ?? current.current.nameOf(winner.decision.person),
            })
          : t('suggestions.notYet'),
      )
      return false
    },
    [article, editor, binding, say, t, reopen],
  )
  return { busy, decide, reopen }
}

/** Whether keys belong to what has the focus: words are written there. */
const isWritingIn = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))

/** Whether the focus is in a dialog, which is about something else. */
const isAsked = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('[role$="dialog"]') !== null

/** The decision that came first; null: there is none, so the server does not know yet what was suggested. */
async function whoDecided(
  article: string,
  seen: readonly requests.Seen[],
): Promise<{ readonly decision: Decision; readonly people: requests.Decided['people'] } | null> {
  const answer = await requests.decisions(article, null)
  if (!answer.ok) return null
  const { decisions, people } = answer.value
  const names = new Set(seen.map(({ suggestion }) => suggestion))
  const decision = decisions.find(
    ({ parts, reopened }) => reopened === null && parts.some(({ suggestion }) => names.has(suggestion)),
  )
  return decision ? { decision, people } : null
}
