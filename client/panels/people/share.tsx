/** Who may do what in this article: members, adding, invite link, address. */

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { UserMinus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Member } from '../../../shared/protocol/http.ts'
import { can, ROLES, type Role } from '../../../shared/roles.ts'
import { useAccount } from '../../account.ts'
import * as api from '../../api.ts'
import { inviteDays, inviteUses } from '../../pages/invites.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { CopyLine } from '../../ui/copy-line.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Choice, Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Lines } from '../../ui/loading.tsx'
import { useToast } from '../../ui/toast.tsx'
import styles from './share.module.css'

const membersKey = (article: string) => ['members', article]

type ShareProps = { article: string; title: string; role: Role | null; onClose: () => void }

export function Share({ article, title, role, onClose }: ShareProps) {
  const { t } = useTranslation()
  const manages = can(role, 'manageMembers')
  return (
    <Dialog open onClose={onClose} title={t('sharing.title', { title })}>
      {manages && <AddMember article={article} />}
      <Members article={article} manages={manages} />
      {manages ? <Invite article={article} /> : <p className={styles.note}>{t('sharing.readOnly')}</p>}
      <section className={styles.section}>
        <h3 className={styles.name}>{t('sharing.address')}</h3>
        <p className={styles.note}>{t('sharing.addressHint')}</p>
        <CopyLine label={t('sharing.address')} value={`${location.origin}/articles/${article}`} />
      </section>
    </Dialog>
  )
}

function AddMember({ article }: { article: string }) {
  const { t } = useTranslation()
  const say = useToast()
  const queries = useQueryClient()
  const [userName, setUserName] = useState('')
  const [role, setRole] = useState<Role>('editor')
  return (
    <Form
      size="row"
      label={t('sharing.addSend')}
      send={() => api.setRole(article, userName.trim(), role)}
      onDone={async ({ displayName }) => {
        setUserName('')
        say(t('sharing.added', { name: displayName }))
        await queries.invalidateQueries({ queryKey: membersKey(article) })
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
      <RoleChoice label={t('sharing.role')} role={role} onChoose={setRole} />
    </Form>
  )
}

type RoleChoiceProps = {
  label: string
  role: Role
  quiet?: boolean
  disabled?: boolean
  onChoose: (role: Role) => void
}

function RoleChoice({ label, role, quiet = false, disabled = false, onChoose }: RoleChoiceProps) {
  const { t } = useTranslation()
  return (
    <Choice
      label={label}
      value={role}
      onChoose={onChoose}
      quiet={quiet}
      disabled={disabled}
      choices={ROLES.map((value) => ({ value, label: t(`roles.${value}`) }))}
    />
  )
}

function Members({ article, manages }: { article: string; manages: boolean }) {
  const { t } = useTranslation()
  const members = useQuery({
    queryKey: membersKey(article),
    queryFn: () => api.orThrow(api.members(article)),
  })
  return (
    <section className={styles.section}>
      <h3 className={styles.name}>{t('sharing.members')}</h3>
      {members.isPending && <Lines count={3} />}
      {members.isError && (
        <p className={styles.note}>
          {t('sharing.broken')} <Button onClick={() => void members.refetch()}>{t('tryAgain')}</Button>
        </p>
      )}
      <ul>
        {members.data?.members.map((member) => (
          <MemberRow key={member.account} article={article} member={member} manages={manages} />
        ))}
      </ul>
    </section>
  )
}

type MemberRowProps = { article: string; member: Member; manages: boolean }

function MemberRow({ article, member, manages }: MemberRowProps) {
  const { t } = useTranslation()
  const say = useToast()
  const queries = useQueryClient()
  const own = useAccount()
  const name = member.displayName

  async function change(ask: Promise<api.Answer<unknown>>, words: string | null) {
    const answer = await ask
    if (!answer.ok) say(t(`errors.${answer.code}`))
    else if (words) say(words)
    await queries.invalidateQueries({ queryKey: membersKey(article) })
  }

  return (
    <li className={styles.member}>
      <Avatar name={name} />
      <div className={styles.person}>
        <span className={styles.personName}>
          {name} {member.account === own.id && <span className={styles.note}>{t('sharing.you')}</span>}
        </span>
        <span className={styles.note}>{member.userName}</span>
      </div>
      {manages ? (
        <>
          <RoleChoice
            quiet
            label={t('sharing.roleOf', { name })}
            role={member.role}
            onChoose={(role) => void change(api.setRole(article, member.account, role), null)}
          />
          <IconButton
            label={t('sharing.remove', { name })}
            icon={<UserMinus size={18} />}
            onClick={() =>
              void change(api.removeMember(article, member.account), t('sharing.removed', { name }))
            }
          />
        </>
      ) : (
        <span className={styles.note}>{t(`roles.${member.role}`)}</span>
      )}
    </li>
  )
}

function Invite({ article }: { article: string }) {
  const { t } = useTranslation()
  const say = useToast()
  const [role, setRole] = useState<Role>('editor')
  const [code, setCode] = useState<string | null>(null)

  async function make() {
    const answer = await api.createInvite({ article, role, days: inviteDays, uses: inviteUses })
    if (answer.ok) setCode(answer.value.code)
    else say(t(`errors.${answer.code}`))
  }

  return (
    <section className={styles.section}>
      <h3 className={styles.name}>{t('sharing.link')}</h3>
      <p className={styles.note}>{t('sharing.linkWords', { days: inviteDays, role: t(`roles.${role}`) })}</p>
      {code ? (
        <CopyLine label={t('sharing.link')} value={`${location.origin}/join/${code}`} />
      ) : (
        <div className={styles.invite}>
          <RoleChoice quiet label={t('sharing.role')} role={role} onChoose={setRole} />
          <Button onClick={() => void make()}>{t('sharing.linkSend')}</Button>
        </div>
      )}
    </section>
  )
}
