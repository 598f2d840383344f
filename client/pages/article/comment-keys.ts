/** The keys of comments and suggestions, Ctrl+Alt (Cmd+Option on a Mac) and a letter. AltGr says Ctrl and Alt too, but means a character. */

import { useEffect, useRef } from 'react'
import { browserClock, type Timer } from '../../clock.ts'

/** `card`: from the caret to the card about its words. */
export type CommentAsk =
  | 'compose'
  | 'panel'
  | 'next'
  | 'previous'
  | 'nextSuggestion'
  | 'previousSuggestion'
  | 'card'

type Keys = Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'> & {
  getModifierState(key: string): boolean
}

/** What a key asks for; `first`: the key before it, which began a pair. */
export function askOf(
  event: Keys,
  first: 'next' | 'previous' | null,
): CommentAsk | 'next…' | 'previous…' | null {
  if (event.getModifierState('AltGraph')) return null
  const held = event.altKey && (event.ctrlKey || event.metaKey)
  if (first !== null && !event.shiftKey && held === (event.altKey || event.ctrlKey || event.metaKey)) {
    if (event.code === 'KeyC') return first
    if (event.code === 'KeyU') return `${first}Suggestion`
  }
  if (!held) return null
  if (event.shiftKey) return event.code === 'KeyA' ? 'panel' : null
  const asks = { KeyM: 'compose', KeyE: 'card', KeyN: 'next…', KeyP: 'previous…' } as const
  return asks[event.code as keyof typeof asks] ?? null
}

/** So long the second key of a pair is waited for, in ms. */
const pairMs = 2_000

export function useCommentKeys(isOn: boolean, onAsk: (ask: CommentAsk) => void): void {
  const current = useRef(onAsk)
  current.current = onAsk
  useEffect(() => {
    if (!isOn) return
    let first: 'next' | 'previous' | null = null
    let timer: Timer | null = null
    const forget = () => {
      first = null
      timer?.cancel()
    }
    const onKey = (event: KeyboardEvent) => {
      if (MODIFIERS.has(event.key) || event.isComposing) return
      const ask = askOf(event, first)
      forget()
      if (ask === null) return
      event.preventDefault()
      event.stopPropagation()
      if (ask === 'next…' || ask === 'previous…') {
        first = ask === 'next…' ? 'next' : 'previous'
        timer = browserClock.after(pairMs, forget)
      } else current.current(ask)
    }
    // Before the editor: the second key of a pair is no text.
    addEventListener('keydown', onKey, { capture: true })
    return () => {
      forget()
      removeEventListener('keydown', onKey, { capture: true })
    }
  }, [isOn])
}

const MODIFIERS: ReadonlySet<string> = new Set(['Control', 'Alt', 'Meta', 'Shift', 'AltGraph'])
