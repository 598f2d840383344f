/** The newsroom's people: an administrator adds them, invites them and sets lost passwords anew. */

import { useQuery } from '@tanstack/react-query'
import { KeyRound, Link2, UserPlus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Person } from '../../../shared/protocol/http.ts'
import { useAccount } from '../../account.ts'
import * as api from '../../api.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { Frame } from '../../ui/frame.tsx'
import { Lines } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useTitle } from '../../ui/title.ts'
import { NotFound } from '../plain.tsx'
import { AddPerson, InvitePeople, NewPassword } from './dialogs.tsx'
import styles from './people.module.css'

type Shown = { readonly kind: 'add' | 'invite' } | { readonly kind: 'password'; readonly person: Person }

export function People() {
  const { t } = useTranslation()
  useTitle(t('people.title'))
  const account = useAccount()
  const people = useQuery({ queryKey: ['people'], queryFn: () => api.orThrow(api.people()) })
  const [shown, setShown] = useState<Shown | null>(null)
  const close = () => setShown(null)
  if (!account.administrator) return <NotFound />

  return (
    <Frame>
      <header className={styles.head}>
        <h1 className={styles.title}>{t('people.title')}</h1>
        <Button onClick={() => setShown({ kind: 'invite' })}>
          <Link2 size={16} aria-hidden="true" />
          {t('people.invite')}
        </Button>
        <Button look="primary" onClick={() => setShown({ kind: 'add' })}>
          <UserPlus size={16} aria-hidden="true" />
          {t('people.add')}
        </Button>
      </header>
      {people.isPending && <Lines count={5} />}
      {people.isError && (
        <Notice title={t('people.broken')} words={t(`errors.${api.codeOf(people.error)}`)}>
          <Button onClick={() => void people.refetch()}>{t('tryAgain')}</Button>
        </Notice>
      )}
      <ul className={styles.list}>
        {people.data?.people.map((person) => (
          <Row
            key={person.account}
            person={person}
            onPassword={() => setShown({ kind: 'password', person })}
          />
        ))}
      </ul>
      {shown?.kind === 'add' && <AddPerson onClose={close} />}
      {shown?.kind === 'invite' && <InvitePeople onClose={close} />}
      {shown?.kind === 'password' && <NewPassword person={shown.person} onClose={close} />}
    </Frame>
  )
}

function Row({ person, onPassword }: { person: Person; onPassword: () => void }) {
  const { t } = useTranslation()
  return (
    <li className={styles.row}>
      <Avatar name={person.displayName} />
      <div className={styles.words}>
        <strong className={styles.name}>{person.displayName}</strong>
        <span className={styles.userName}>{person.userName}</span>
      </div>
      {person.administrator && <span className={styles.badge}>{t('people.administrator')}</span>}
      {person.disabled && <span className={styles.badge}>{t('people.disabled')}</span>}
      <Button
        look="quiet"
        onClick={onPassword}
        aria-label={t('people.passwordOf', { name: person.displayName })}
      >
        <KeyRound size={16} aria-hidden="true" />
        {t('people.password')}
      </Button>
    </li>
  )
}
