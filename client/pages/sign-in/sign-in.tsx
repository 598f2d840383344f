/** Signing in with user name and password, then on to where the person wanted to go. */

import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Redirect, useSearch } from 'wouter'
import { useForgetAll, useMe } from '../../account.ts'
import * as api from '../../api.ts'
import { Field } from '../../ui/field.tsx'
import styles from '../../ui/form.module.css'
import { Form } from '../../ui/form.tsx'
import { Doorway } from '../../ui/frame.tsx'
import { Nameplate } from '../../ui/nameplate.tsx'
import { useTitle } from '../../ui/title.ts'
import { NotSetUp } from '../plain.tsx'
import { forgetOthers } from './forget-others.ts'

export function SignIn() {
  const { t } = useTranslation()
  useTitle(t('signIn.title'))
  const me = useMe()
  const search = useSearch()
  const [userName, setUserName] = useState('')
  const [password, setPassword] = useState('')
  const forgetAll = useForgetAll()

  if (me.data?.account) return <Redirect to={destination(search)} replace />
  if (me.data && me.data.publication === null) return <NotSetUp />
  return (
    <Doorway>
      <Nameplate name={me.data?.publication ?? t('name')} size="form" level="p" />
      <h1 className={styles.title}>{t('signIn.title')}</h1>
      <Form
        label={t('signIn.send')}
        send={() => api.signIn(userName.trim(), password)}
        onDone={async () => {
          await forgetOthers()
          await forgetAll()
        }}
      >
        <Field
          label={t('person.userName')}
          value={userName}
          onValue={setUserName}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
        />
        <Field
          type="password"
          label={t('person.password')}
          value={password}
          onValue={setPassword}
          autoComplete="current-password"
          required
        />
      </Form>
      <p className={styles.foot}>
        <Link href="/join">{t('signIn.joinClass')}</Link>
      </p>
      <p className={styles.foot}>{t('signIn.lost')}</p>
    </Doorway>
  )
}

/** Only a path of this site: an address from outside must not lead elsewhere after signing in. */
export function destination(search: string): string {
  const to = new URLSearchParams(search).get('to') ?? '/'
  return /^\/(?![/\\])/.test(to) ? to : '/'
}
