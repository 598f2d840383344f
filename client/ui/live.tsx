/** Words that are read out politely when they change, also while a dialog is open. */

import type { ReactNode } from 'react'
import { createPortal } from 'react-dom'

/**
 * Stands beside the page, not in it: a dialog hides the page from screen readers and veils it. What has `aria-live` the dialog
 * passes over, if it was there before.
 */
export function Live({ className, children }: { className: string | undefined; children: ReactNode }) {
  return createPortal(
    <div className={className} role="status" aria-live="polite" data-live="">
      {children}
    </div>,
    document.body,
  )
}

/** Whether this is a place in such words: a press there is none beside the dialog. */
export const isInLive = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[data-live]') !== null
