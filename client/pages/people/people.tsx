/** The newsroom's people: an administrator adds them, invites them, sets lost passwords anew and shuts somebody out. Beside them, its groups. */

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { FileUser, KeyRound, Link2, UserCheck, UserPlus, UserX } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Person } from '../../../shared/protocol/http.ts'
import { STAFF_POSITIONS } from '../../../shared/roles.ts'
import { useAccount } from '../../account.ts'
import * as api from '../../api.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { Choice } from '../../ui/field.tsx'
import { Frame } from '../../ui/frame.tsx'
import { Lines } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useTitle } from '../../ui/title.ts'
import { useToast } from '../../ui/toast.tsx'
import { NotFound } from '../plain.tsx'
import { AddPerson, Disable, InvitePeople, NewPassword } from './dialogs.tsx'
import { Groups } from './groups.tsx'
import { Heading, type HeadingProps, type PeopleList } from './heading.tsx'
import styles from './people.module.css'
import { PersonalData } from './personal-data.tsx'

type Shown =
  | { readonly kind: 'add' | 'invite' }
  | { readonly kind: 'password' | 'disable' | 'data'; readonly person: Person }

export function People() {
  const account = useAccount()
  const [list, setList] = useState<PeopleList>('people')
  if (!account.administrator) return <NotFound />
  const Shown = list === 'people' ? Everybody : Groups
  return (
    <Frame>
      <Shown shown={list} onShow={setList} />
    </Frame>
  )
}

function Everybody(heading: HeadingProps) {
  const { t } = useTranslation()
  useTitle(t('people.title'))
  const account = useAccount()
  const people = useQuery({ queryKey: ['people'], queryFn: () => api.orThrow(api.people()) })
  const [shown, setShown] = useState<Shown | null>(null)
  const close = () => setShown(null)
  return (
    <>
      <Heading {...heading}>
        <Button onClick={() => setShown({ kind: 'invite' })}>
          <Link2 size={16} aria-hidden="true" />
          {t('people.invite')}
        </Button>
        <Button look="primary" onClick={() => setShown({ kind: 'add' })}>
          <UserPlus size={16} aria-hidden="true" />
          {t('people.add')}
        </Button>
      </Heading>
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
            // Who shuts themselves out could not let themselves in again, and nobody erases themselves.
            onData={person.account === account.id ? null : () => setShown({ kind: 'data', person })}
            onDisable={person.account === account.id ? null : () => setShown({ kind: 'disable', person })}
          />
        ))}
      </ul>
      {shown?.kind === 'add' && <AddPerson onClose={close} />}
      {shown?.kind === 'invite' && <InvitePeople onClose={close} />}
      {shown?.kind === 'password' && <NewPassword person={shown.person} onClose={close} />}
      {shown?.kind === 'data' && <PersonalData person={shown.person} onClose={close} />}
      {shown?.kind === 'disable' && <Disable person={shown.person} onClose={close} />}
    </>
  )
}

type RowProps = {
  person: Person
  onPassword: () => void
  onData: (() => void) | null
  onDisable: (() => void) | null
}

function Row({ person, onPassword, onData, onDisable }: RowProps) {
  const { t } = useTranslation()
  const say = useToast()
  const queries = useQueryClient()
  const name = person.displayName
  async function setPosition(position: (typeof STAFF_POSITIONS)[number]) {
    const answer = await api.setPosition(person.account, position)
    if (!answer.ok) say(t(`errors.${answer.code}`))
    await queries.invalidateQueries({ queryKey: ['people'] })
  }
  return (
    <li className={styles.row}>
      <Avatar name={name} />
      <div className={styles.words}>
        <div className={styles.nameLine}>
          <strong className={styles.name}>{name}</strong>
          {person.administrator && <span className={styles.badge}>{t('people.administrator')}</span>}
          {person.disabled && (
            <span className={classes(styles.badge, styles.shutOut)}>{t('people.disabled')}</span>
          )}
        </div>
        <span className={styles.userName}>{person.userName}</span>
      </div>
      <Choice
        quiet
        label={t('people.positionOf', { name })}
        value={person.position}
        onChoose={(position) => void setPosition(position)}
        choices={STAFF_POSITIONS.map((value) => ({ value, label: t(`people.positions.${value}`) }))}
      />
      <div className={styles.acts}>
        <Button look="quiet" onClick={onPassword} aria-label={t('people.passwordOf', { name })}>
          <KeyRound size={16} aria-hidden="true" />
          {t('people.password')}
        </Button>
        {onData && (
          <Button look="quiet" onClick={onData} aria-label={t('people.dataOf', { name })}>
            <FileUser size={16} aria-hidden="true" />
            {t('people.data')}
          </Button>
        )}
        {person.disabled ? (
          <Enable person={person} />
        ) : (
          onDisable && <ShutOut name={name} onPress={onDisable} />
        )}
      </div>
    </li>
  )
}

function ShutOut({ name, onPress }: { name: string; onPress: () => void }) {
  const { t } = useTranslation()
  return (
    <Button look="quiet" onClick={onPress} aria-label={t('people.disableOf', { name })}>
      <UserX size={16} aria-hidden="true" />
      {t('people.disable')}
    </Button>
  )
}

function Enable({ person }: { person: Person }) {
  const { t } = useTranslation()
  const say = useToast()
  const queries = useQueryClient()
  const name = person.displayName
  async function enable() {
    const answer = await api.setDisabled(person.account, false)
    if (!answer.ok) return say(t(`errors.${answer.code}`))
    await queries.invalidateQueries({ queryKey: ['people'] })
    say(t('people.added', { name }))
  }
  return (
    <Button look="quiet" onClick={() => void enable()} aria-label={t('people.enableOf', { name })}>
      <UserCheck size={16} aria-hidden="true" />
      {t('people.enable')}
    </Button>
  )
}
