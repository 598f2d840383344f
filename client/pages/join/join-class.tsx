/** Joining a class: the code on the wall, what the class calls one, and then four words to write down. */

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useSearch } from 'wouter'
import { typedCode } from '../../../shared/classes.ts'
import { classCodeLength } from '../../../shared/limits.ts'
import type { Joined } from '../../../shared/protocol/classes.ts'
import { type Account, useForgetAll, useMe } from '../../account.ts'
import * as api from '../../api.ts'
import { language } from '../../preferences.ts'
import { Button } from '../../ui/button.tsx'
import { Choice, Field } from '../../ui/field.tsx'
import styles from '../../ui/form.module.css'
import { Form } from '../../ui/form.tsx'
import { Doorway } from '../../ui/frame.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Nameplate } from '../../ui/nameplate.tsx'
import { useTitle } from '../../ui/title.ts'
import { FourWords } from '../classes/four-words.tsx'
import * as requests from '../classes/requests.ts'
import { Broken, NotSetUp } from '../plain.tsx'
import { forgetOthers } from '../sign-in/forget-others.ts'

export function JoinClass() {
  const { t } = useTranslation()
  useTitle(t('joinClass.title'))
  const me = useMe()
  const [joined, setJoined] = useState<Joined | null>(null)
  const forgetAll = useForgetAll()
  const [, go] = useLocation()

  if (me.isPending) return <Loading />
  if (me.isError) return <Broken code={api.codeOf(me.error)} onRetry={() => void me.refetch()} />
  if (me.data.publication === null) return <NotSetUp />

  async function enter() {
    await forgetOthers()
    await forgetAll()
    go('/', { replace: true })
  }

  return (
    <Doorway>
      <Nameplate name={me.data.publication} size="form" level="p" />
      {joined?.password ? (
        <Words {...joined} password={joined.password} onDone={() => void enter()} />
      ) : (
        <Asking
          account={me.data.account ? { ...me.data.account, publication: me.data.publication } : null}
          onDone={(answer) => (answer.password === null ? void enter() : setJoined(answer))}
        />
      )}
    </Doorway>
  )
}

/** The form is gone: what stands in its place is read from its title on. */
const focused = (title: HTMLElement | null) => title?.focus()

type WordsProps = { userName: string; password: string; onDone: () => void }

function Words({ onDone, ...joined }: WordsProps) {
  const { t } = useTranslation()
  return (
    <>
      <h1 ref={focused} tabIndex={-1} className={styles.title}>
        {t('joinClass.writeDown')}
      </h1>
      <p className={styles.words}>{t('joinClass.writeDownWords')}</p>
      <FourWords {...joined} />
      <p className={styles.foot}>{t('joinClass.lost')}</p>
      <Button look="primary" className={styles.whole} onClick={onDone}>
        {t('joinClass.written')}
      </Button>
    </>
  )
}

type AskingProps = { account: Account | null; onDone: (joined: Joined) => void }

function Asking({ account, onDone }: AskingProps) {
  const { t } = useTranslation()
  const search = useSearch()
  const queries = useQueryClient()
  const [code, setCode] = useState(() => new URLSearchParams(search).get('code') ?? '')
  const [handle, setHandle] = useState('')
  const student = account?.position === 'student' ? account : null
  // Whoever sat here before may still be signed in: nobody takes their account, or another's name, by pressing on.
  const [as, setAs] = useState<'' | 'me' | 'new'>(student ? '' : 'new')
  const handles = useHandles(code)
  const chosen = handles && !handles.includes(handle) ? '' : handle

  async function send(): Promise<api.Answer<Joined>> {
    if (as === '' || chosen === '') return { ok: false, code: 'invalid' }
    const answer = await requests.joinClass({ code, handle: chosen, language: language(), as })
    // Somebody may have taken a name of the list meanwhile.
    if (!answer.ok) void queries.invalidateQueries({ queryKey: ['handles'] })
    return answer
  }

  return (
    <>
      <h1 className={styles.title}>{t('joinClass.title')}</h1>
      <p className={styles.words}>{t('joinClass.words')}</p>
      <Form
        label={t('joinClass.send')}
        send={send}
        onDone={onDone}
        words={(failure) => {
          if (failure === 'invalid') return t('joinClass.chooseFirst')
          return failure === 'not-found' ? t('joinClass.refused') : null
        }}
      >
        <Field
          label={t('joinClass.code')}
          hint={t('joinClass.codeHint', { count: classCodeLength })}
          value={code}
          onValue={(typed) => setCode(typed.toUpperCase())}
          autoComplete="off"
          autoCapitalize="characters"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="next"
          maxLength={20}
          required
        />
        {handles ? (
          <Choice
            label={t('joinClass.handle')}
            value={chosen}
            onChoose={setHandle}
            choices={[{ value: '', label: t('joinClass.choose') }, ...handles.map(asChoice)]}
          />
        ) : (
          <Field
            label={t('joinClass.handle')}
            hint={t('joinClass.handleHint')}
            value={handle}
            onValue={setHandle}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            enterKeyHint="go"
            maxLength={100}
            required
          />
        )}
        {student && (
          <Choice
            label={t('joinClass.as')}
            value={as}
            onChoose={setAs}
            choices={[
              { value: '', label: t('joinClass.choose') },
              { value: 'me', label: t('joinClass.asMe', { name: student.displayName }) },
              { value: 'new', label: t('joinClass.asNew') },
            ]}
          />
        )}
      </Form>
      {account && !student && (
        <p className={styles.foot}>{t('joinClass.signedIn', { name: account.displayName })}</p>
      )}
      {!account && (
        <p className={styles.foot}>
          <Link href="/sign-in">{t('joinClass.haveJoined')}</Link>
        </p>
      )}
    </>
  )
}

const asChoice = (handle: string) => ({ value: handle, label: handle })

/** The handles to choose from, where the class shows them to who has its code; null: one types it. */
function useHandles(code: string): readonly string[] | null {
  const clean = typedCode(code)
  const { data } = useQuery({
    queryKey: ['handles', clean],
    queryFn: () => api.orThrow(requests.freeHandles(clean)),
    enabled: clean.length === classCodeLength,
    retry: false,
    staleTime: 10_000,
  })
  return data && data.handles.length > 0 ? data.handles : null
}
