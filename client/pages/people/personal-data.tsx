/** One person's data: everything of it as a file, and its removal, which says before what goes and what stays. */

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DataSummary, Person } from '../../../shared/protocol/http.ts'
import * as api from '../../api.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Lines } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useToast } from '../../ui/toast.tsx'
import styles from './people.module.css'

type Props = { person: Person; onClose: () => void }

export function PersonalData({ person, onClose }: Props) {
  const { t } = useTranslation()
  const name = person.displayName
  const summary = useQuery({
    queryKey: ['personal data', person.account],
    queryFn: () => api.orThrow(api.personalData(person.account)),
  })
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('people.dataOf', { name })}
      words={t('people.dataWords', { name })}
    >
      <Button onClick={() => location.assign(api.exportAddress(person.account))}>{t('people.export')}</Button>
      {summary.isPending && <Lines count={5} />}
      {summary.isError && (
        <Notice title={t('people.broken')} words={t(`errors.${api.codeOf(summary.error)}`)}>
          <Button onClick={() => void summary.refetch()}>{t('tryAgain')}</Button>
        </Notice>
      )}
      {summary.data && (
        <>
          <Summary {...summary.data} />
          <Erase person={person} onClose={onClose} />
        </>
      )}
    </Dialog>
  )
}

function Summary({ removed, handedOver, stays }: DataSummary) {
  const { t } = useTranslation()
  return (
    <div className={styles.summary}>
      <Part title={t('people.goes')}>
        <li>{t('people.goesAccount')}</li>
        <li>{t('people.goesSignIns', { count: removed.signIns })}</li>
        <li>{t('people.goesRoles', { count: removed.roles })}</li>
        <li>{t('people.goesTokens', { count: removed.tokens })}</li>
        <li>{t('people.goesInvites', { count: removed.invites })}</li>
        <li>{t('people.goesNames', { count: removed.articleNames })}</li>
      </Part>
      <Part title={t('people.stays')}>
        <li>{t('people.staysText', { count: stays.articlesWithText })}</li>
        <li>{t('people.staysComments', { count: stays.comments })}</li>
        <li>{t('people.staysAudit', { count: stays.auditEntries })}</li>
        <li>{t('people.staysElse')}</li>
      </Part>
      {handedOver.length > 0 && <p>{t('people.handedOver', { titles: handedOver.join(' · ') })}</p>}
    </div>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className={styles.partTitle}>{title}</h3>
      <ul className={styles.part}>{children}</ul>
    </section>
  )
}

function Erase({ person, onClose }: Props) {
  const { t } = useTranslation()
  const say = useToast()
  const queries = useQueryClient()
  const [typed, setTyped] = useState('')
  const { account, userName, displayName: name } = person
  const ask = t('people.eraseType', { userName })
  return (
    <Form<unknown>
      label={t('people.erase')}
      look="danger"
      send={async () =>
        typed.trim() === userName ? api.erasePerson(account) : { ok: false, code: 'invalid' }
      }
      words={(code) => (code === 'invalid' ? ask : null)}
      onDone={async () => {
        await queries.invalidateQueries({ queryKey: ['people'] })
        say(t('people.erased', { name }))
        onClose()
      }}
    >
      <Field label={ask} value={typed} onValue={setTyped} autoComplete="off" spellCheck={false} />
    </Form>
  )
}
