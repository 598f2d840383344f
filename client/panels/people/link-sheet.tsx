/** Links into an article: for guests, who only give a name, and invitations, by which somebody makes an account of their own. */

import { useQuery } from '@tanstack/react-query'
import { Link2, Link2Off } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Link } from '../../../shared/protocol/http.ts'
import { isPast, ROLES, type Role, SHARED_ROLES, type SharedRole } from '../../../shared/roles.ts'
import * as api from '../../api.ts'
import { useNow } from '../../now.ts'
import { inviteDays, inviteUses } from '../../pages/invites.ts'
import { Button } from '../../ui/button.tsx'
import { CopyLine } from '../../ui/copy-line.tsx'
import { Choice } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Lines } from '../../ui/loading.tsx'
import { dateTime } from '../../when.ts'
import { Broken, RoleChoice, Row, Section, sharingKey, useChange } from './section.tsx'
import styles from './share.module.css'

export function LinkSheet({ article }: { article: string }) {
  return (
    <>
      <GuestLinks article={article} />
      <Invitation article={article} />
    </>
  )
}

const DAY_MS = 24 * 60 * 60_000
/** How long a new link lasts. */
const LASTING = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS, always: null } as const
type Lasting = keyof typeof LASTING

function GuestLinks({ article }: { article: string }) {
  const { t } = useTranslation()
  const links = useQuery({
    queryKey: sharingKey(article, 'links'),
    queryFn: () => api.orThrow(api.links(article)),
  })
  return (
    <Section title={t('sharing.guests')} words={t('sharing.guestsWords')}>
      <NewLink article={article} />
      {links.isPending && <Lines count={2} />}
      {links.isError && <Broken onRetry={() => void links.refetch()} />}
      {links.data?.links.length === 0 && <p className={styles.note}>{t('sharing.noLinks')}</p>}
      <ul>
        {links.data?.links.map((link) => (
          <LinkRow key={link.id} article={article} link={link} />
        ))}
      </ul>
    </Section>
  )
}

function NewLink({ article }: { article: string }) {
  const { t } = useTranslation()
  const change = useChange(article)
  const now = useNow()
  const [role, setRole] = useState<SharedRole>('commenter')
  const [lasting, setLasting] = useState<Lasting>('week')
  const [code, setCode] = useState<string | null>(null)
  const lastingMs = LASTING[lasting]
  return (
    <>
      <Form
        size="row"
        label={t('sharing.makeLink')}
        send={() => api.createLink(article, role, lastingMs === null ? null : now + lastingMs)}
        onDone={async (made) => {
          setCode(made.code)
          await change(Promise.resolve({ ok: true, value: made }))
        }}
        words={(failure) => (failure === 'conflict' ? t('sharing.tooManyLinks') : null)}
      >
        <RoleChoice label={t('sharing.linkRole')} roles={SHARED_ROLES} role={role} onChoose={setRole} />
        <Choice
          label={t('sharing.lasts')}
          value={lasting}
          onChoose={setLasting}
          choices={(Object.keys(LASTING) as Lasting[]).map((value) => ({
            value,
            label: t(`sharing.lasting.${value}`),
          }))}
        />
      </Form>
      {code !== null && (
        <div className={styles.fresh} role="status">
          <p>{t('sharing.linkOnce')}</p>
          <CopyLine label={t('sharing.newLink')} value={`${location.origin}/links/${code}`} />
        </div>
      )}
    </>
  )
}

function LinkRow({ article, link: { id, role, expiresAt, uses } }: { article: string; link: Link }) {
  const { t, i18n } = useTranslation()
  const change = useChange(article)
  const expired = isPast(expiresAt, useNow())
  const name = t(`roles.${role}`)
  const ends =
    expiresAt === null
      ? t('sharing.lasting.always')
      : t(expired ? 'sharing.expired' : 'sharing.until', { date: dateTime(expiresAt, i18n.language) })
  const Icon = expired ? Link2Off : Link2
  return (
    <Row
      sign={
        <span className={styles.sign} aria-hidden="true">
          <Icon size={18} />
        </span>
      }
      name={name}
      note={`${ends} · ${t('sharing.opened', { count: uses })}`}
    >
      <Button
        look="quiet"
        aria-label={t('sharing.revokeOne', { role: name, ends })}
        onClick={() => void change(api.revokeLink(article, id), t('sharing.revoked'))}
      >
        {t('sharing.revoke')}
      </Button>
    </Row>
  )
}

function Invitation({ article }: { article: string }) {
  const { t, i18n } = useTranslation()
  const change = useChange(article)
  const [role, setRole] = useState<Role>('editor')
  const [code, setCode] = useState<string | null>(null)
  const invites = useQuery({
    queryKey: sharingKey(article, 'invites'),
    queryFn: () => api.orThrow(api.invites(article)),
  })

  async function make() {
    const asked = api.createInvite({ article, role, days: inviteDays, uses: inviteUses })
    await change(asked)
    const answer = await asked
    if (answer.ok) setCode(answer.value.code)
  }

  return (
    <Section
      title={t('sharing.link')}
      words={t('sharing.linkWords', { days: inviteDays, role: t(`roles.${role}`) })}
    >
      {code ? (
        <CopyLine label={t('sharing.link')} value={`${location.origin}/join/${code}`} />
      ) : (
        <div className={styles.line}>
          <RoleChoice quiet label={t('sharing.inviteRole')} roles={ROLES} role={role} onChoose={setRole} />
          <Button onClick={() => void make()}>{t('sharing.linkSend')}</Button>
        </div>
      )}
      <ul>
        {invites.data?.invites.map(({ id, role: given, expiresAt, usesLeft }) => {
          const name = t(`roles.${given ?? 'viewer'}`)
          const ends = t('sharing.until', { date: dateTime(expiresAt, i18n.language) })
          return (
            <Row
              key={id}
              sign={
                <span className={styles.sign} aria-hidden="true">
                  <Link2 size={18} />
                </span>
              }
              name={name}
              note={`${ends} · ${t('sharing.usesLeft', { count: usesLeft })}`}
            >
              <Button
                look="quiet"
                aria-label={t('sharing.revokeInvite', { role: name, ends })}
                onClick={() => void change(api.revokeInvite(article, id), t('sharing.revoked'))}
              >
                {t('sharing.revoke')}
              </Button>
            </Row>
          )
        })}
      </ul>
    </Section>
  )
}
