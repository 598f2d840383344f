/** The name in the browser's tab: the screen's, then the product's. */

import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'

export function useTitle(words: string | null): void {
  const { t } = useTranslation()
  const title = words ? t('titleOf', { words }) : t('name')
  useEffect(() => {
    document.title = title
  }, [title])
}
