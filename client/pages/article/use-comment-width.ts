/** How much room there is beside the text: for cards, for a drawer, or for nothing. The style sheets say the same. */

import { useSyncExternalStore } from 'react'

export type CommentWidth = 'wide' | 'drawer' | 'phone'

const queries = { wide: '(min-width: 1100px)', phone: '(max-width: 640px)' }

export const useCommentWidth = (): CommentWidth =>
  useSyncExternalStore(
    (onChange) => {
      const media = Object.values(queries).map((query) => matchMedia(query))
      for (const one of media) one.addEventListener('change', onChange)
      return () => {
        for (const one of media) one.removeEventListener('change', onChange)
      }
    },
    () =>
      matchMedia(queries.wide).matches ? 'wide' : matchMedia(queries.phone).matches ? 'phone' : 'drawer',
  )
