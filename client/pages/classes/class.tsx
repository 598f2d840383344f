/** One class: its code, its roster, who else teaches it, and until when it is kept. */

import { useQueryClient } from '@tanstack/react-query'
import { ArrowLeft, PencilLine, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import type { ClassRoom } from '../../../shared/protocol/classes.ts'
import { useAccount } from '../../account.ts'
import * as api from '../../api.ts'
import { browserClock } from '../../clock.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Frame } from '../../ui/frame.tsx'
import { Lines } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useTitle } from '../../ui/title.ts'
import { useToast } from '../../ui/toast.tsx'
import { shortDate } from '../../when.ts'
import { NotFound } from '../plain.tsx'
import { ClassSessions, useSessionsOf } from '../sessions/class-sessions.tsx'
import styles from './classes.module.css'
import { ClassName } from './classes.tsx'
import { Joining } from './joining.tsx'
import { ErasureWarning, KeepUntil } from './keeping.tsx'
import * as requests from './requests.ts'
import { Roster } from './roster.tsx'
import { type Shown, useClass, useClassChanged } from './use-class.ts'

export function ClassPage({ id }: { id: string }) {
  const { t } = useTranslation()
  const found = useClass(id)
  useTitle(found.data?.room.name ?? t('classes.title'))
  const code = found.isError ? api.codeOf(found.error) : null
  // What was read before stays in view when the next look fails.
  if (code === 'not-found') return <NotFound />
  return (
    <Frame>
      {found.isPending && <Lines count={6} />}
      {code && !found.data && (
        <Notice title={t('classes.broken')} words={t(`errors.${code}`)} level="h1">
          <Button onClick={() => void found.refetch()}>{t('tryAgain')}</Button>
        </Notice>
      )}
      {found.data && <Room shown={found.data} />}
    </Frame>
  )
}

type Asked = 'rename' | 'keep' | 'delete'

function Room({ shown }: { shown: Shown }) {
  const { t, i18n } = useTranslation()
  const { room, ahead } = shown
  const [asked, setAsked] = useState<Asked | null>(null)
  const close = () => setAsked(null)
  const date = room.keepUntil && shortDate(room.keepUntil, i18n.language)
  return (
    <>
      <Link href="/classes" className={styles.back}>
        <ArrowLeft size={16} aria-hidden="true" />
        {t('classes.title')}
      </Link>
      <header className={styles.head}>
        <h1 className={styles.title}>{room.name}</h1>
        <IconButton
          label={t('classes.rename')}
          icon={<PencilLine size={18} />}
          align="end"
          onClick={() => setAsked('rename')}
        />
      </header>
      <ErasureWarning at={room.keepUntil} now={browserClock.now() + ahead} />
      {room.students.length > 0 && <Joining shown={shown} />}
      <Roster shown={shown} />
      {room.students.length > 0 && <ClassSessions classId={room.id} />}
      <Teachers room={room} />
      <section className={styles.section} aria-labelledby="keeping">
        <h2 id="keeping" className={styles.part}>
          {t('classes.keeping')}
        </h2>
        <p className={styles.soft}>{date ? t('classes.keptUntil', { date }) : t('classes.keptAlways')}</p>
        <div className={styles.buttons}>
          <Button onClick={() => setAsked('keep')}>{t('classes.keepUntil')}</Button>
          <Button look="danger" onClick={() => setAsked('delete')}>
            {t('classes.delete')}
          </Button>
        </div>
      </section>
      {asked === 'rename' && <Rename room={room} onClose={close} />}
      {asked === 'keep' && <KeepUntil shown={shown} onClose={close} />}
      {asked === 'delete' && <Delete room={room} onClose={close} />}
    </>
  )
}

function Teachers({ room }: { room: ClassRoom }) {
  const { t } = useTranslation()
  const { id: own } = useAccount()
  const changed = useClassChanged(room.id)
  const say = useToast()
  const [name, setName] = useState('')
  async function remove(account: string) {
    const answer = await requests.setTeacher(room.id, account, false)
    if (!answer.ok) say(t(`errors.${answer.code}`))
    await changed()
  }
  return (
    <section className={styles.section} aria-labelledby="teachers">
      <h2 id="teachers" className={styles.part}>
        {t('classes.teachers')}
      </h2>
      <ul>
        {room.teachers.map(({ account, displayName, userName }) => (
          <li key={account} className={styles.teacher}>
            <span className={styles.handle}>{displayName}</span>
            <span className={styles.userName}>{userName}</span>
            {account !== own && (
              <IconButton
                label={t('classes.removeTeacher', { name: displayName })}
                icon={<X size={16} />}
                onClick={() => void remove(account)}
              />
            )}
          </li>
        ))}
      </ul>
      <Form
        size="row"
        label={t('classes.addTeacher')}
        send={() => requests.setTeacher(room.id, name.trim(), true)}
        onDone={async () => {
          setName('')
          await changed()
        }}
        words={(code) => {
          if (code === 'not-found') return t('classes.noSuchPerson')
          return code === 'conflict' ? t('classes.noAdviser') : null
        }}
      >
        <Field
          label={t('classes.teacherName')}
          value={name}
          onValue={setName}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          required
        />
      </Form>
    </section>
  )
}

type OfClass = { room: ClassRoom; onClose: () => void }

function Rename({ room, onClose }: OfClass) {
  const { t } = useTranslation()
  const changed = useClassChanged(room.id)
  const [name, setName] = useState(room.name)
  return (
    <Dialog open onClose={onClose} title={t('classes.rename')}>
      <Form
        label={t('classes.save')}
        send={() => requests.changeClass(room.id, { name })}
        onDone={async (next) => {
          await changed(next)
          onClose()
        }}
      >
        <ClassName name={name} onName={setName} />
      </Form>
    </Dialog>
  )
}

function Delete({ room, onClose }: OfClass) {
  const { t } = useTranslation()
  const say = useToast()
  const queries = useQueryClient()
  const [, go] = useLocation()
  const [typed, setTyped] = useState('')
  const ask = t('classes.deleteType', { name: room.name })
  const sessions = useSessionsOf(room.id).length
  const said = [t('classes.deleteWords', { count: room.students.length })]
  if (sessions > 0) said.unshift(t('classes.deleteSessions', { count: sessions }))
  return (
    <Dialog open onClose={onClose} title={t('classes.deleteOf', { name: room.name })} words={said.join(' ')}>
      <Form<unknown>
        label={t('classes.deleteSend')}
        look="danger"
        send={async () =>
          typed.trim() === room.name ? requests.deleteClass(room.id) : { ok: false, code: 'invalid' }
        }
        words={(code) => (code === 'invalid' ? ask : null)}
        onDone={() => {
          // Not shown for a moment as it was before.
          queries.removeQueries({ queryKey: ['classes'], exact: true })
          queries.removeQueries({ queryKey: ['sessions'], exact: true })
          say(t('classes.deleted', { name: room.name }))
          go('/classes')
        }}
      >
        <Field label={ask} value={typed} onValue={setTyped} autoComplete="off" spellCheck={false} />
      </Form>
    </Dialog>
  )
}
