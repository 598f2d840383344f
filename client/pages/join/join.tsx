/** An invite link: whoever has it makes an account of their own and is taken to the article, if it names one. */

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { useForgetAll, useMe } from '../../account.ts'
import * as api from '../../api.ts'
import { Button } from '../../ui/button.tsx'
import styles from '../../ui/form.module.css'
import { Form } from '../../ui/form.tsx'
import { Doorway } from '../../ui/frame.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Nameplate } from '../../ui/nameplate.tsx'
import { nobody, PersonFields } from '../../ui/person-fields.tsx'
import { useTitle } from '../../ui/title.ts'
import { useToast } from '../../ui/toast.tsx'
import { Broken } from '../plain.tsx'
import { Ended } from './ended.tsx'

export function Join({ code }: { code: string }) {
  const { t } = useTranslation()
  useTitle(t('join.title'))
  const invite = useQuery({ queryKey: ['invite', code], queryFn: () => api.orThrow(api.invite(code)) })
  const [person, setPerson] = useState(nobody)
  const forgetAll = useForgetAll()
  const [, go] = useLocation()
  const me = useMe()
  const say = useToast()

  /** Into the article that the invite leads to: a new account has that one only. */
  async function enter() {
    await forgetAll()
    const list = await api.articles()
    const only = list.ok && list.value.articles.length === 1 ? list.value.articles[0] : undefined
    go(only ? `/articles/${only.id}` : '/', { replace: true })
  }

  async function goOn() {
    const answer = await api.takeInvite(code)
    if (!answer.ok) return say(t(`errors.${answer.code}`))
    await forgetAll()
    go(answer.value.article ? `/articles/${answer.value.article}` : '/', { replace: true })
  }

  if (invite.isPending) return <Loading />
  if (invite.isError) {
    const failure = api.codeOf(invite.error)
    if (failure === 'gone' || failure === 'not-found') return <Ended words={t('join.endedWords')} />
    return <Broken code={failure} onRetry={() => void invite.refetch()} />
  }
  const { publication, invitedBy, articleTitle } = invite.data
  return (
    <Doorway>
      <Nameplate name={publication} size="form" level="p" />
      <h1 className={styles.title}>{t('join.title')}</h1>
      <p className={styles.words}>
        {articleTitle === null
          ? t('join.words', { name: invitedBy })
          : t('join.wordsArticle', { name: invitedBy, title: articleTitle || t('article.untitled') })}
      </p>
      {me.data?.account && me.data.account.position !== 'guest' && (
        <Button look="primary" onClick={() => void goOn()}>
          {t('join.goOn', { name: me.data.account.displayName })}
        </Button>
      )}
      <Form label={t('join.send')} send={() => api.acceptInvite(code, person)} onDone={enter}>
        <PersonFields person={person} onChange={setPerson} />
      </Form>
      <p className={styles.foot}>
        <Link href={`/sign-in?to=${encodeURIComponent(`/join/${code}`)}`}>{t('join.haveAccount')}</Link>
      </p>
    </Doorway>
  )
}
