/** A review session: its board for who teaches it, their own part for a student. */

import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { codeOf, orThrow } from '../../api.ts'
import { withMoreWords } from '../../language.ts'
import { sessions } from '../../sessions/requests.ts'
import { Frame } from '../../ui/frame.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useTitle } from '../../ui/title.ts'
import { Broken } from '../plain.tsx'
import { Own } from './own.tsx'

const Board = lazy(async () => ({ default: (await withMoreWords(import('./board.tsx'))).Board }))

export function SessionPage({ id }: { id: string }) {
  const list = useQuery({ queryKey: ['sessions'], queryFn: () => orThrow(sessions()) })
  if (list.isPending) return <Loading />
  if (list.isError && !list.data)
    return <Broken code={codeOf(list.error)} onRetry={() => void list.refetch()} />
  const found = list.data.sessions.find((one) => one.id === id)
  if (found === undefined) return list.isFetching ? <Loading /> : <NoSession />
  if (!found.isTaught) return <Own id={id} />
  return (
    <Suspense fallback={<Loading />}>
      <Board id={id} />
    </Suspense>
  )
}

function NoSession() {
  const { t } = useTranslation()
  useTitle(t('notFound.title'))
  return (
    <Frame>
      <Notice level="h1" title={t('notFound.title')} words={t('reviews.notHere')}>
        <Link href="/">{t('notFound.home')}</Link>
      </Notice>
    </Frame>
  )
}
