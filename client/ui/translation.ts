/**
 * Stands in, in the built page, for react-i18next, of which the page needs one hook: the words in the language that is shown, anew
 * when another one is.
 */

import i18next, { type i18n, type TFunction } from 'i18next'
import { useMemo, useSyncExternalStore } from 'react'

/** i18next wants something to give itself to. */
export const initReactI18next = { type: '3rdParty', init: () => {} } as const

const language = (): string => i18next.language
const subscribe = (onChange: () => void) => {
  i18next.on('languageChanged', onChange)
  return () => i18next.off('languageChanged', onChange)
}

export function useTranslation(): { readonly t: TFunction; readonly i18n: i18n } {
  const shown = useSyncExternalStore(subscribe, language)
  return useMemo(() => ({ t: i18next.getFixedT(shown), i18n: i18next }), [shown])
}
