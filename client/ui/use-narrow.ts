/** Whether the page is as narrow as a phone: where the style sheets say 44rem. */

import { useSyncExternalStore } from 'react'

const query = '(max-width: 44rem)'

export const useNarrow = (): boolean =>
  useSyncExternalStore(
    (onChange) => {
      const media = matchMedia(query)
      media.addEventListener('change', onChange)
      return () => media.removeEventListener('change', onChange)
    },
    () => matchMedia(query).matches,
  )
