/** Where a link in a mail leads: what would come by mail no more, and one button. Nobody needs to be signed in. */

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useMe } from '../../account.ts'
import * as api from '../../api.ts'
import { mute, offeredMute } from '../../notices/requests.ts'
import styles from '../../ui/form.module.css'
import { Form } from '../../ui/form.tsx'
import { Doorway } from '../../ui/frame.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Nameplate } from '../../ui/nameplate.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useTitle } from '../../ui/title.ts'
import { Broken } from '../plain.tsx'

export function Mute({ token }: { token: string }) {
  const { t } = useTranslation()
  useTitle(t('mute.title'))
  const me = useMe()
  const offered = useQuery({ queryKey: ['mute', token], queryFn: () => api.orThrow(offeredMute(token)) })
  const [done, setDone] = useState(false)

  if (offered.isPending) return <Loading />
  if (offered.isError) {
    const failure = api.codeOf(offered.error)
    if (['gone', 'not-found', 'invalid'].includes(failure))
      return <Said title={t('mute.ended')} words={t('mute.endedWords')} />
    return <Broken code={failure} onRetry={() => void offered.refetch()} />
  }
  const isAll = offered.data.title === null
  const title = offered.data.title || t('article.untitled')
  if (done)
    return (
      <Said title={t('mute.done')} words={isAll ? t('mute.doneAll') : t('mute.doneArticle', { title })} />
    )
  return (
    <Doorway>
      {me.data?.publication && <Nameplate name={me.data.publication} size="form" level="p" />}
      <h1 className={styles.title}>{t('mute.title')}</h1>
      <p className={styles.words}>{isAll ? t('mute.all') : t('mute.article', { title })}</p>
      <Form
        label={isAll ? t('mute.sendAll') : t('mute.sendArticle')}
        send={() => mute(token)}
        onDone={() => setDone(true)}
        words={(code) => (code === 'gone' || code === 'not-found' ? t('mute.ended') : null)}
      >
        {null}
      </Form>
    </Doorway>
  )
}

function Said({ title, words }: { title: string; words: string }) {
  const { t } = useTranslation()
  return (
    <main>
      <Notice level="h1" title={title} words={words}>
        <Link href="/settings#mail">{t('mute.settings')}</Link>
      </Notice>
    </main>
  )
}
