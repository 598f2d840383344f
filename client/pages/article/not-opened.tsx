/** What is shown of an article that cannot be opened: why, and what can be done. */

import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Redirect } from 'wouter'
import { may } from '../../../shared/roles.ts'
import { useAccount } from '../../account.ts'
import { browserClock } from '../../clock.ts'
import { withMoreWords } from '../../language.ts'
import type { ArticleSync } from '../../sync/article-sync.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useTitle } from '../../ui/title.ts'
import { useAsked } from './asked.ts'
import { awaitAccess } from './await-access.ts'
import { useReadable } from './use-readable.ts'

const RequestAccess = lazy(async () => ({
  default: (await withMoreWords(import('./request-access.tsx'))).RequestAccess,
}))

type NotOpenedProps = { sync: ArticleSync; id: string; onRescue: (() => void) | null }

/** An article that cannot be read is never an empty one [S4]. */
export function NotOpened({ sync, id, onRescue }: NotOpenedProps) {
  const { t } = useTranslation()
  const account = useAccount()
  const [asking, setAsking] = useState(false)
  const [asked, noteAsked] = useAsked(id, null)
  const { kind } = useReadable(sync.status)
  switch (kind) {
    case 'signedOut':
      return <Redirect to={`/sign-in?to=${encodeURIComponent(`/articles/${id}${location.hash}`)}`} replace />
    case 'notFound':
    case 'trash':
    case 'accessEnded':
      return (
        <Plain title={t('article.notHere')} words={t(asked ? 'article.asked' : 'article.notHereWords')}>
          {asked && <Waiting sync={sync} />}
          {may(account, 'requestAccess') && !asked && (
            <Button look="primary" onClick={() => setAsking(true)}>
              {t('status.requestAccess')}
            </Button>
          )}
          {onRescue && <Button onClick={onRescue}>{t('rescue.open')}</Button>}
          <Link href="/">{t('notFound.home')}</Link>
          <Suspense>
            {asking && (
              <RequestAccess article={id} own={null} onClose={() => setAsking(false)} onAsked={noteAsked} />
            )}
          </Suspense>
        </Plain>
      )
    case 'oldPage':
      return (
        <Plain title={t('status.oldPage')}>
          <Button onClick={() => location.reload()}>{t('status.reload')}</Button>
        </Plain>
      )
    case 'offline':
    case 'noClientId':
    case 'cannotStore':
      return (
        <Plain title={t('article.cannotOpen')} words={t('article.cannotOpenWords')}>
          <Button onClick={() => sync.retry()}>{t('tryAgain')}</Button>
        </Plain>
      )
    default:
      return null
  }
}

/** Shows nothing: it opens the article once there is access. */
function Waiting({ sync }: { sync: ArticleSync }) {
  useEffect(() => {
    const page = {
      addEventListener: window.addEventListener.bind(window),
      removeEventListener: window.removeEventListener.bind(window),
      isVisible: () => !document.hidden,
    }
    return awaitAccess(browserClock, page, () => sync.retry())
  }, [sync])
  return null
}

function Plain({ title, words, children }: { title: string; words?: string; children: ReactNode }) {
  useTitle(title)
  return (
    <main>
      <Notice level="h1" title={title} words={words}>
        {children}
      </Notice>
    </main>
  )
}
