/** A link into one article: whoever has it gives a name, presses one button and is in; who is signed in goes on as who they are. */

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { displayNameUnitsMax } from '../../../shared/limits.ts'
import { useForgetAll, useMe } from '../../account.ts'
import * as api from '../../api.ts'
import { Field } from '../../ui/field.tsx'
import styles from '../../ui/form.module.css'
import { Form } from '../../ui/form.tsx'
import { Doorway } from '../../ui/frame.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Nameplate } from '../../ui/nameplate.tsx'
import { useShownName } from '../../ui/shown-name.ts'
import { useTitle } from '../../ui/title.ts'
import { Broken } from '../plain.tsx'
import { Ended } from './ended.tsx'

export function GuestDoor({ code }: { code: string }) {
  const { t } = useTranslation()
  useTitle(t('guest.title'))
  const link = useQuery({ queryKey: ['link', code], queryFn: () => api.orThrow(api.openedLink(code)) })
  const me = useMe()
  const forgetAll = useForgetAll()
  const [, go] = useLocation()
  const shownName = useShownName()

  if (link.isPending || me.isPending) return <Loading />
  if (link.isError) {
    const failure = api.codeOf(link.error)
    if (failure === 'gone' || failure === 'not-found') return <Ended words={t('guest.endedWords')} />
    return <Broken code={failure} onRetry={() => void link.refetch()} />
  }
  const { publication, articleTitle, role } = link.data
  const account = me.data?.account ?? null

  async function enter({ article }: { article: string }) {
    await forgetAll()
    go(`/articles/${article}`, { replace: true })
  }

  return (
    <Doorway>
      <Nameplate name={publication} size="form" level="p" />
      <h1 className={styles.title}>{articleTitle || t('article.untitled')}</h1>
      <p className={styles.words}>{t(`guest.may.${role}`)}</p>
      {account ? (
        <GoOn
          code={code}
          name={shownName(account.displayName, account.position === 'guest')}
          onDone={enter}
        />
      ) : (
        <>
          <EnterAsGuest code={code} onDone={enter} />
          <p className={styles.foot}>
            <Link href={`/sign-in?to=${encodeURIComponent(`/links/${code}`)}`}>{t('join.haveAccount')}</Link>
          </p>
        </>
      )}
    </Doorway>
  )
}

type EnterProps = { code: string; onDone: (where: { article: string }) => Promise<void> }

function EnterAsGuest({ code, onDone }: EnterProps) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  return (
    <Form label={t('guest.send')} send={() => api.enterByLink(code, name)} onDone={onDone}>
      <Field
        label={t('person.yourName')}
        hint={t('guest.nameHint')}
        value={name}
        onValue={setName}
        autoComplete="name"
        enterKeyHint="go"
        maxLength={displayNameUnitsMax}
        required
      />
    </Form>
  )
}

function GoOn({ code, name, onDone }: EnterProps & { name: string }) {
  const { t } = useTranslation()
  return (
    <Form label={t('join.goOn', { name })} send={() => api.takeLink(code)} onDone={onDone}>
      {null}
    </Form>
  )
}
