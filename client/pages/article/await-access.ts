/** Tries an article again and again for who waits to be let in, for as long as somebody looks at the page. */

import type { Clock } from '../../clock.ts'

export const retryMs = 15_000

/** The window, as far as it says whether somebody looks. */
export type Watched = Pick<EventTarget, 'addEventListener' | 'removeEventListener'> & {
  readonly isVisible: () => boolean
}

/** Each 15 s while the page is visible, and at once when it is looked at again. Returns how to stop. */
export function awaitAccess(clock: Pick<Clock, 'after'>, page: Watched, retry: () => void): () => void {
  let timer = clock.after(retryMs, next)
  function next() {
    if (page.isVisible()) retry()
    timer = clock.after(retryMs, next)
  }
  page.addEventListener('focus', retry)
  return () => {
    timer.cancel()
    page.removeEventListener('focus', retry)
  }
}
