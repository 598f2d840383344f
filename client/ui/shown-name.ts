/** A name as others read it: a guest is always called one. */

import { useTranslation } from 'react-i18next'

export function useShownName(): (name: string, guest: boolean) => string {
  const { t } = useTranslation()
  return (name, guest) => (guest ? t('presence.guest', { name }) : name)
}
