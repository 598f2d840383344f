/** Who is on the roster, who of them has joined, and what can be done about each. */

import { Ellipsis, Undo2, UserPlus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { joiningMs } from '../../../shared/limits.ts'
import type { ClassRoom, ClassStudent } from '../../../shared/protocol/classes.ts'
import { browserClock } from '../../clock.ts'
import { useNow } from '../../now.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Menu, type MenuEntry } from '../../ui/menu.tsx'
import { Segments } from '../../ui/segments.tsx'
import { useToast } from '../../ui/toast.tsx'
import { ago } from '../../when.ts'
import { AddNames, PasteNames } from './add-names.tsx'
import styles from './classes.module.css'
import { exportAddress, undoClaim } from './requests.ts'
import { StudentDialog, type StudentDialogKind } from './student-dialogs.tsx'
import { type Shown, useClassChanged } from './use-class.ts'

type Asked = { readonly kind: StudentDialogKind; readonly student: ClassStudent }

export function Roster({ shown: { room, ahead } }: { shown: Shown }) {
  const { t, i18n } = useTranslation()
  const [which, setWhich] = useState<'all' | 'missing'>('all')
  const [adding, setAdding] = useState(false)
  const [asked, setAsked] = useState<Asked | null>(null)
  const { students } = room
  if (students.length === 0) return <Empty room={room} />

  const collator = new Intl.Collator(i18n.language, { numeric: true })
  const missing = students.filter(({ joined }) => joined === null)
  const listed = [...(which === 'all' ? students : missing)].sort((a, b) =>
    collator.compare(a.handle, b.handle),
  )
  return (
    <section aria-labelledby="roster">
      <div className={styles.rosterHead}>
        <h2 id="roster" className={styles.part} aria-live="polite">
          {t('classes.joinedOf', { joined: students.length - missing.length, count: students.length })}
        </h2>
        <Segments
          label={t('classes.which')}
          value={which}
          onChoose={setWhich}
          choices={[
            { value: 'all', label: t('classes.all') },
            { value: 'missing', label: t('classes.missing', { count: missing.length }) },
          ]}
        />
        <Button onClick={() => setAdding(true)}>
          <UserPlus size={16} aria-hidden="true" />
          {t('classes.addNames')}
        </Button>
      </div>
      <ul>
        {listed.map((student) => (
          <Row
            key={student.id}
            room={room}
            student={student}
            ahead={ahead}
            onAsk={(kind) => setAsked({ kind, student })}
          />
        ))}
      </ul>
      {listed.length === 0 && <p className={styles.nobodyMissing}>{t('classes.nobodyMissing')}</p>}
      {adding && <AddNames room={room} onClose={() => setAdding(false)} />}
      {asked && <StudentDialog {...asked} room={room} onClose={() => setAsked(null)} />}
    </section>
  )
}

function Empty({ room }: { room: ClassRoom }) {
  const { t } = useTranslation()
  return (
    <section className={styles.paste} aria-labelledby="roster">
      <h2 id="roster" className={styles.pasteTitle}>
        {t('classes.pasteTitle')}
      </h2>
      <p className={styles.soft}>{t('classes.pasteWords')}</p>
      <PasteNames room={room} onDone={() => {}} />
    </section>
  )
}

type RowProps = {
  room: ClassRoom
  student: ClassStudent
  ahead: number
  onAsk: (kind: StudentDialogKind) => void
}

function Row({ room, student, ahead, onAsk }: RowProps) {
  const { t, i18n } = useTranslation()
  const now = Math.max(useNow(), browserClock.now()) + ahead
  const { handle, joined } = student
  const entries = useEntries(room, student, onAsk)
  return (
    <li className={styles.row} data-joined={joined !== null}>
      <div className={styles.who}>
        <strong className={styles.handle}>{handle}</strong>
        <Notes student={student} />
      </div>
      <div className={styles.state}>
        {joined === null ? (
          <span className={styles.soft}>{t('classes.notYet')}</span>
        ) : (
          <>
            <span className={styles.joined}>
              {t('classes.joinedAgo', { ago: ago(joined.at, now, i18n.language) })}
            </span>
            <span className={styles.userName}>{t('classes.asUser', { userName: joined.userName })}</span>
          </>
        )}
      </div>
      <div className={styles.acts}>
        {joined && now - joined.at < joiningMs && <Undo room={room} student={student} />}
        <Menu
          trigger={
            <IconButton
              label={t('classes.more', { name: handle })}
              icon={<Ellipsis size={18} />}
              align="end"
            />
          }
          entries={entries}
        />
      </div>
    </li>
  )
}

/** Group, quota and time, where they are not everybody's. */
function Notes({ student: { group, quota, timePercent } }: { student: ClassStudent }) {
  const { t, i18n } = useTranslation()
  const notes = [
    group,
    quota === null ? null : t('classes.quotaOf', { count: quota }),
    timePercent === 100
      ? null
      : t('classes.timeOf', { factor: new Intl.NumberFormat(i18n.language).format(timePercent / 100) }),
  ].filter((note) => note !== null)
  return notes.length > 0 && <span className={styles.notes}>{notes.join(' · ')}</span>
}

/** Of a claim that is new: one click, nothing asked. */
function Undo({ room, student: { id, handle } }: { room: ClassRoom; student: ClassStudent }) {
  const { t } = useTranslation()
  const say = useToast()
  const changed = useClassChanged(room.id)
  const [busy, setBusy] = useState(false)
  async function undo() {
    setBusy(true)
    const answer = await undoClaim(room.id, id)
    await changed()
    setBusy(false)
    say(answer.ok ? t('classes.undone', { name: handle }) : t(`errors.${answer.code}`))
  }
  return (
    <Button
      look="quiet"
      busy={busy}
      onClick={() => void undo()}
      aria-label={t('classes.undoOf', { name: handle })}
    >
      <Undo2 size={16} aria-hidden="true" />
      {t('classes.undo')}
    </Button>
  )
}

function useEntries(
  room: ClassRoom,
  student: ClassStudent,
  onAsk: (kind: StudentDialogKind) => void,
): readonly MenuEntry[] {
  const { t } = useTranslation()
  const entry = (kind: StudentDialogKind): MenuEntry => ({
    kind: 'action',
    name: kind,
    label: t(`classes.acts.${kind}`),
    onChoose: () => onAsk(kind),
  })
  const ofAccount = student.joined ? [entry('password'), entry('undo')] : []
  return [
    entry('change'),
    ...ofAccount,
    ...(room.students.length > 1 ? [entry('merge')] : []),
    {
      kind: 'action',
      name: 'export',
      label: t('classes.export'),
      onChoose: () => location.assign(exportAddress(room.id, student.id)),
    },
    { kind: 'line' },
    entry('erase'),
  ]
}
