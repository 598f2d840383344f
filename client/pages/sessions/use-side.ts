/** Whether the questions are open beside the text, and which of them somebody was led to. */

import { useState } from 'react'

/** Where there is room for them beside the text; the style sheet says the same. */
const WIDE = '(min-width: 1200px)'

/** A new object each time somebody is led there; null: they were open from the beginning. */
export type FocusOn = { readonly criterion: string | null } | null

export function useSide(hasQuestions: boolean) {
  const [isOpen, setOpen] = useState(() => hasQuestions && matchMedia(WIDE).matches)
  const [focusOn, setFocusOn] = useState<FocusOn>(null)
  const open = (criterion: string | null = null) => {
    setOpen(true)
    setFocusOn({ criterion })
  }
  const close = () => {
    setOpen(false)
    document.querySelector<HTMLElement>('[data-opens="questions"]')?.focus()
  }
  return { isOpen, focusOn, open, close, toggle: () => (isOpen ? close() : open()) }
}
