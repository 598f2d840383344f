/** A link that lets nobody in any more. */

import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Notice } from '../../ui/notice.tsx'

export function Ended({ words }: { words: string }) {
  const { t } = useTranslation()
  return (
    <main>
      <Notice level="h1" title={t('join.ended')} words={words}>
        <Link href="/sign-in">{t('signIn.title')}</Link>
      </Notice>
    </main>
  )
}
