/** Who is in a group: everybody in one list, with a tick for those who are in it; a tick is sent at once. */

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Group, Person } from '../../../shared/protocol/http.ts'
import * as api from '../../api.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Lines } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useToast } from '../../ui/toast.tsx'
import styles from './people.module.css'

export function GroupMembers({ group: { id, name }, onClose }: { group: Group; onClose: () => void }) {
  const { t } = useTranslation()
  const everybody = useQuery({ queryKey: ['people'], queryFn: () => api.orThrow(api.people()) })
  const members = useQuery({
    queryKey: ['groups', id, 'members'],
    queryFn: () => api.orThrow(api.groupMembers(id)),
  })
  const failed = everybody.error ?? members.error
  return (
    <Dialog open onClose={onClose} title={t('groups.membersOf', { name })} words={t('groups.membersWords')}>
      {failed ? (
        <Notice title={t('people.broken')} words={t(`errors.${api.codeOf(failed)}`)}>
          <Button onClick={() => void Promise.all([everybody.refetch(), members.refetch()])}>
            {t('tryAgain')}
          </Button>
        </Notice>
      ) : everybody.data && members.data ? (
        <Ticks
          group={id}
          everybody={everybody.data.people}
          members={new Set(members.data.members.map(({ account }) => account))}
        />
      ) : (
        <Lines count={5} />
      )}
    </Dialog>
  )
}

type TicksProps = { group: string; everybody: readonly Person[]; members: ReadonlySet<string> }

function Ticks({ group, everybody, members }: TicksProps) {
  const { t } = useTranslation()
  const [sought, setSought] = useState('')
  // Who was in it at first stands first; nobody moves while ticks are set.
  const first = useRef(members).current
  const inOrder = [...everybody].sort((a, b) => Number(first.has(b.account)) - Number(first.has(a.account)))
  const found = inOrder.filter((person) => isSought(person, sought))
  return (
    <>
      <Field label={t('groups.find')} value={sought} onValue={setSought} autoComplete="off" type="search" />
      <fieldset className={styles.ticks}>
        <legend className={styles.ticksTitle} aria-live="polite">
          {t('groups.inIt', { count: members.size })}
        </legend>
        {found.length === 0 && <p className={styles.userName}>{t('groups.noneFound')}</p>}
        {found.map((person) => (
          <Tick key={person.account} group={group} person={person} isMember={members.has(person.account)} />
        ))}
      </fieldset>
    </>
  )
}

type TickProps = { group: string; person: Person; isMember: boolean }

function Tick({ group, person: { account, displayName, userName, disabled }, isMember }: TickProps) {
  const { t } = useTranslation()
  const say = useToast()
  const queries = useQueryClient()
  const [asked, setAsked] = useState<boolean | null>(null)
  async function set(isMember: boolean) {
    if (asked !== null) return
    setAsked(isMember)
    const answer = await api.setGroupMember(group, account, isMember)
    if (!answer.ok) say(answer.code === 'conflict' ? t('groups.full') : t(`errors.${answer.code}`))
    await queries.invalidateQueries({ queryKey: ['groups'] })
    setAsked(null)
  }
  return (
    <label className={styles.tick}>
      <input
        type="checkbox"
        checked={asked ?? isMember}
        onChange={({ target }) => void set(target.checked)}
      />
      <Avatar name={displayName} size="small" />
      <span className={styles.tickWords}>
        <span className={styles.tickName}>{displayName}</span>{' '}
        <span className={styles.userName}>{userName}</span>
      </span>
      {disabled && <span className={classes(styles.badge, styles.shutOut)}>{t('people.disabled')}</span>}
    </label>
  )
}

const isSought = ({ displayName, userName }: Person, sought: string): boolean =>
  [displayName, userName].some((name) => name.toLocaleLowerCase().includes(sought.trim().toLocaleLowerCase()))
