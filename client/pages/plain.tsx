/** Screens that only say something: not found, not set up yet, no answer from the server. */

import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { FailureCode } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { useTitle } from '../ui/title.ts'

export function NotFound() {
  const { t } = useTranslation()
  useTitle(t('notFound.title'))
  return (
    <main>
      <Notice level="h1" title={t('notFound.title')} words={t('notFound.words')}>
        <Link href="/">{t('notFound.home')}</Link>
      </Notice>
    </main>
  )
}

export function NotSetUp() {
  const { t } = useTranslation()
  useTitle(null)
  return (
    <main>
      <Notice level="h1" title={t('setUp.missing')} words={t('setUp.missingWords')} />
    </main>
  )
}

export function Broken({ code, onRetry }: { code: FailureCode; onRetry: () => void }) {
  const { t } = useTranslation()
  return (
    <main>
      <Notice level="h1" title={t('broken')} words={t(`errors.${code}`)}>
        <Button onClick={onRetry}>{t('tryAgain')}</Button>
      </Notice>
    </main>
  )
}
