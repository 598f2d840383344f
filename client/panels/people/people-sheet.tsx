/** The people and groups of an article: who asks to come in, who is in with which role, and handing it over. */

import { useQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { UserMinus, UsersRound } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccessRequest, Besides, GroupShare, Member } from '../../../shared/protocol/http.ts'
import { ROLES, type Role, SHARED_ROLES, type SharedRole } from '../../../shared/roles.ts'
import { useAccount } from '../../account.ts'
import * as api from '../../api.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Choice, Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Lines } from '../../ui/loading.tsx'
import { Broken, RoleChoice, Row, Section, sharingKey, useChange } from './section.tsx'
import styles from './share.module.css'

type SheetProps = { article: string; manages: boolean; requests: readonly AccessRequest[] }

export function PeopleSheet({ article, manages, requests }: SheetProps) {
  const { t } = useTranslation()
  const members = useQuery({
    queryKey: sharingKey(article, 'members'),
    queryFn: () => api.orThrow(api.members(article)),
  })
  const shares = useQuery({
    queryKey: sharingKey(article, 'groups'),
    queryFn: () => api.orThrow(api.groupShares(article)),
  })
  const people = members.data?.members ?? []
  const groups = shares.data?.groups ?? []
  return (
    <>
      {requests.length > 0 && <Requests article={article} requests={requests} />}
      {manages && <AddMember article={article} />}
      {manages && <AddGroup article={article} shared={groups} />}
      <Section title={t('sharing.members')}>
        {members.isPending && <Lines count={3} />}
        {(members.isError || shares.isError) && (
          <Broken onRetry={() => void Promise.all([members.refetch(), shares.refetch()])} />
        )}
        <ul>
          {people.map((member) => (
            <MemberRow key={member.account} article={article} member={member} manages={manages} />
          ))}
          {groups.map((group) => (
            <GroupRow key={group.id} article={article} group={group} manages={manages} />
          ))}
        </ul>
        {!members.isPending && (
          <p className={styles.note}>{t(manages ? 'sharing.othersOwner' : 'sharing.others')}</p>
        )}
      </Section>
      {manages && <HandOver article={article} members={people} />}
    </>
  )
}

function Requests({ article, requests }: { article: string; requests: readonly AccessRequest[] }) {
  const { t } = useTranslation()
  const change = useChange(article)
  return (
    <Section title={t('sharing.requests')}>
      <ul>
        {requests.map(({ account, displayName: name, userName, role }) => (
          <Row
            key={account}
            sign={<Avatar name={name} />}
            name={name}
            note={t('sharing.asks', { userName, role: t(`roles.${role}`) })}
          >
            <Button
              look="primary"
              aria-label={t('sharing.giveOne', { name })}
              onClick={() => void change(api.setRole(article, account, role), t('sharing.added', { name }))}
            >
              {t('sharing.give')}
            </Button>
            <Button
              look="quiet"
              aria-label={t('sharing.declineOne', { name })}
              onClick={() => void change(api.declineRequest(article, account))}
            >
              {t('sharing.decline')}
            </Button>
          </Row>
        ))}
      </ul>
    </Section>
  )
}

function AddMember({ article }: { article: string }) {
  const { t } = useTranslation()
  const change = useChange(article)
  const [userName, setUserName] = useState('')
  const [role, setRole] = useState<Role>('editor')
  return (
    <Form
      size="row"
      label={t('sharing.addSend')}
      send={() => api.setRole(article, userName.trim(), role)}
      onDone={async (member) => {
        setUserName('')
        await change(
          Promise.resolve({ ok: true, value: member }),
          t('sharing.added', { name: member.displayName }),
        )
      }}
      words={(code) => (code === 'not-found' ? t('sharing.unknown') : null)}
    >
      <div className={styles.who}>
        <Field
          label={t('sharing.add')}
          value={userName}
          onValue={setUserName}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          required
        />
      </div>
      <RoleChoice label={t('sharing.role')} roles={ROLES} role={role} onChoose={setRole} />
    </Form>
  )
}

/** Offered once the publication has groups that the article is not shared with yet. */
function AddGroup({ article, shared }: { article: string; shared: readonly GroupShare[] }) {
  const { t } = useTranslation()
  const change = useChange(article)
  const all = useQuery({ queryKey: ['groups'], queryFn: () => api.orThrow(api.groups()) })
  const [chosen, setChosen] = useState<string | null>(null)
  const [role, setRole] = useState<SharedRole>('suggester')
  const others = (all.data?.groups ?? []).filter(({ id }) => !shared.some((group) => group.id === id))
  const group = others.find(({ id }) => id === chosen) ?? others[0]
  if (!group) return null
  return (
    <Form
      size="row"
      label={t('sharing.addSend')}
      send={() => api.shareWithGroup(article, group.id, role)}
      onDone={async () => {
        await change(
          Promise.resolve({ ok: true, value: null }),
          t('sharing.groupAdded', { name: group.name }),
        )
      }}
      words={(code) => (code === 'conflict' ? t('sharing.oneSection') : null)}
    >
      <div className={styles.who}>
        <Choice
          label={t('sharing.addGroup')}
          value={group.id}
          onChoose={setChosen}
          choices={others.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </div>
      <RoleChoice label={t('sharing.groupRole')} roles={SHARED_ROLES} role={role} onChoose={setRole} />
    </Form>
  )
}

type MemberRowProps = { article: string; member: Member; manages: boolean }

function MemberRow({ article, member, manages }: MemberRowProps) {
  const { t } = useTranslation()
  const change = useChange(article)
  const own = useAccount()
  const name = member.displayName
  const { besides } = member
  const still = besides && t(`sharing.still.${besides.through}`, { who: name, ...wordsOf(besides, t) })
  const note = (
    <>
      {member.userName}
      {besides && isHigher(besides.role, member.role) && (
        <span className={styles.besides}>{t(`sharing.besides.${besides.through}`, wordsOf(besides, t))}</span>
      )}
    </>
  )
  const shown = (
    <>
      {name} {member.account === own.id && <span className={styles.note}>{t('sharing.you')}</span>}
    </>
  )
  return (
    <Row sign={<Avatar name={name} />} name={shown} note={note}>
      {manages ? (
        <>
          <RoleChoice
            quiet
            label={t('sharing.roleOf', { name })}
            roles={ROLES}
            role={member.role}
            onChoose={(role) =>
              void change(
                api.setRole(article, member.account, role),
                besides && still && isHigher(besides.role, role) ? still : undefined,
              )
            }
          />
          <IconButton
            label={t('sharing.remove', { name })}
            icon={<UserMinus size={18} />}
            align="end"
            onClick={() =>
              void change(api.removeMember(article, member.account), still ?? t('sharing.removed', { name }))
            }
          />
        </>
      ) : (
        <span className={styles.note}>{t(`roles.${member.role}`)}</span>
      )}
    </Row>
  )
}

const isHigher = (one: Role, other: Role): boolean => ROLES.indexOf(one) > ROLES.indexOf(other)

const wordsOf = ({ role, name }: Besides, t: TFunction<'messages'>) => ({
  role: t(`roles.${role}`),
  name: name ?? '',
})

type GroupRowProps = { article: string; group: GroupShare; manages: boolean }

function GroupRow({ article, group: { id, name, kind, members, role }, manages }: GroupRowProps) {
  const { t } = useTranslation()
  const change = useChange(article)
  const sign = (
    <span className={styles.sign} aria-hidden="true">
      <UsersRound size={18} />
    </span>
  )
  return (
    <Row sign={sign} name={name} note={t(`sharing.${kind}Of`, { count: members })}>
      {manages ? (
        <>
          <RoleChoice
            quiet
            label={t('sharing.roleOf', { name })}
            roles={SHARED_ROLES}
            role={role}
            onChoose={(chosen) => void change(api.shareWithGroup(article, id, chosen))}
          />
          <IconButton
            label={t('sharing.remove', { name })}
            icon={<UserMinus size={18} />}
            align="end"
            onClick={() => void change(api.endGroupShare(article, id), t('sharing.removed', { name }))}
          />
        </>
      ) : (
        <span className={styles.note}>{t(`roles.${role}`)}</span>
      )}
    </Row>
  )
}

/** To one of the others; there is nothing to offer while there are none. */
function HandOver({ article, members }: { article: string; members: readonly Member[] }) {
  const { t } = useTranslation()
  const change = useChange(article)
  const own = useAccount()
  const [asking, setAsking] = useState(false)
  const [chosen, setChosen] = useState<string | null>(null)
  const others = members.filter(({ account }) => account !== own.id)
  const heir = others.find(({ account }) => account === chosen) ?? others[0]
  if (!heir || !members.some(({ account, role }) => account === own.id && role === 'owner')) return null
  return (
    <Section title={t('sharing.handOver')} words={t('sharing.handOverWords')}>
      <div className={styles.line}>
        <Choice
          label={t('sharing.heir')}
          quiet
          value={heir.account}
          onChoose={(account) => {
            setChosen(account)
            setAsking(false)
          }}
          choices={others.map(({ account, displayName }) => ({ value: account, label: displayName }))}
        />
        {asking ? (
          <>
            <Button
              look="danger"
              onClick={() =>
                void change(
                  api.handOver(article, heir.account),
                  t('sharing.handedOver', { name: heir.displayName }),
                )
              }
            >
              {t('sharing.handOverTo', { name: heir.displayName })}
            </Button>
            <Button look="quiet" onClick={() => setAsking(false)}>
              {t('cancel')}
            </Button>
          </>
        ) : (
          <Button onClick={() => setAsking(true)}>{t('sharing.handOverSend')}</Button>
        )}
      </div>
    </Section>
  )
}
