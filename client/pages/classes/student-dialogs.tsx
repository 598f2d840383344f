/** What is asked before something is done about one student: what they need, four new words, undoing, merging, erasing. */

import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { groupNameUnitsMax, handleUnitsMax, studentQuotaMax } from '../../../shared/limits.ts'
import type { ClassRoom, ClassStudent, Joined } from '../../../shared/protocol/classes.ts'
import { language } from '../../preferences.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Choice, Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { useToast } from '../../ui/toast.tsx'
import { FourWords } from './four-words.tsx'
import * as requests from './requests.ts'
import { useClassChanged } from './use-class.ts'

type OfStudent = { room: ClassRoom; student: ClassStudent; onClose: () => void }

const DIALOGS = { change: Change, password: NewWords, undo: UndoClaim, merge: Merge, erase: Erase }
export type StudentDialogKind = keyof typeof DIALOGS

export function StudentDialog({ kind, ...of }: OfStudent & { kind: StudentDialogKind }) {
  const Asked = DIALOGS[kind]
  return <Asked {...of} />
}

const TIMES = [100, 110, 125, 150, 200]

function Change({ room, student, onClose }: OfStudent) {
  const { t, i18n } = useTranslation()
  const changed = useClassChanged(room.id)
  const groups = useId()
  const [handle, setHandle] = useState(student.handle)
  const [group, setGroup] = useState(student.group ?? '')
  const [quota, setQuota] = useState(student.quota === null ? '' : String(student.quota))
  const [time, setTime] = useState(String(student.timePercent))
  const times = [...new Set([...TIMES, student.timePercent])].sort((a, b) => a - b)
  const number = new Intl.NumberFormat(i18n.language)
  return (
    <Dialog open onClose={onClose} title={t('classes.changeOf', { name: student.handle })}>
      <Form
        label={t('classes.save')}
        send={() =>
          requests.changeStudent(room.id, student.id, {
            ...(handle !== student.handle && { handle }),
            group: group.trim() === '' ? null : group,
            quota: quota === '' ? null : Number(quota),
            timePercent: Number(time),
          })
        }
        onDone={async () => {
          await changed()
          onClose()
        }}
        words={(code) => (code === 'name-taken' ? t('classes.handleTaken') : null)}
      >
        <Field
          label={t('classes.handle')}
          value={handle}
          onValue={setHandle}
          autoComplete="off"
          maxLength={handleUnitsMax}
          required
        />
        <Field
          label={t('classes.group')}
          hint={t('classes.groupHint')}
          value={group}
          onValue={setGroup}
          autoComplete="off"
          maxLength={groupNameUnitsMax}
          list={groups}
        />
        <datalist id={groups}>
          {[...new Set(room.students.flatMap((one) => one.group ?? []))].map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <Field
          label={t('classes.quota')}
          hint={t('classes.quotaHint')}
          value={quota}
          onValue={setQuota}
          type="number"
          inputMode="numeric"
          min={0}
          max={studentQuotaMax}
        />
        <Choice
          label={t('classes.time')}
          value={time}
          onChoose={setTime}
          choices={times.map((percent) => ({
            value: String(percent),
            label:
              percent === 100
                ? t('classes.timeAsAll')
                : t('classes.timeOf', { factor: number.format(percent / 100) }),
          }))}
        />
      </Form>
    </Dialog>
  )
}

function NewWords({ room, student, onClose }: OfStudent) {
  const { t } = useTranslation()
  const [made, setMade] = useState<Joined | null>(null)
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('classes.passwordOf', { name: student.handle })}
      words={made ? t('classes.passwordMade') : t('classes.passwordWords')}
      foot={made && <Button onClick={onClose}>{t('close')}</Button>}
    >
      {made?.password ? (
        <FourWords userName={made.userName} password={made.password} />
      ) : (
        <Form
          label={t('classes.passwordSend')}
          send={() => requests.resetPassword(room.id, student.id, language())}
          onDone={setMade}
        >
          {null}
        </Form>
      )}
    </Dialog>
  )
}

function UndoClaim({ room, student: { id, handle }, onClose }: OfStudent) {
  const { t } = useTranslation()
  const done = useDone(room, onClose)
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('classes.undoOf', { name: handle })}
      words={t('classes.undoWords')}
    >
      <Form
        label={t('classes.undoSend')}
        look="danger"
        send={() => requests.undoClaim(room.id, id)}
        onDone={() => done(t('classes.undone', { name: handle }))}
      >
        {null}
      </Form>
    </Dialog>
  )
}

function Merge({ room, student, onClose }: OfStudent) {
  const { t } = useTranslation()
  const done = useDone(room, onClose)
  const others = room.students.filter(({ id }) => id !== student.id)
  const [into, setInto] = useState('')
  const name = student.handle
  const stays = others.find(({ id }) => id === into)?.handle ?? ''
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('classes.mergeOf', { name })}
      words={t('classes.mergeWords', { name })}
    >
      <Form<unknown>
        label={t('classes.mergeSend')}
        look="danger"
        send={async () =>
          into === '' ? { ok: false, code: 'invalid' } : requests.mergeStudent(room.id, student.id, into)
        }
        onDone={() => done(t('classes.merged', { name, into: stays }))}
        words={(code) => {
          if (code === 'invalid') return t('classes.mergeChoose')
          return code === 'conflict' ? t('classes.mergeRefused') : null
        }}
      >
        <Choice
          label={t('classes.mergeInto')}
          value={into}
          onChoose={setInto}
          choices={[
            { value: '', label: t('classes.mergeChoose') },
            ...others.map(({ id, handle }) => ({ value: id, label: handle })),
          ]}
        />
      </Form>
    </Dialog>
  )
}

function Erase({ room, student: { id, handle: name, joined }, onClose }: OfStudent) {
  const { t } = useTranslation()
  const done = useDone(room, onClose)
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('classes.eraseOf', { name })}
      words={t(joined ? 'classes.eraseWords' : 'classes.removeWords', { name })}
    >
      <Form
        label={t('classes.eraseSend')}
        look="danger"
        send={() => requests.eraseStudent(room.id, id)}
        onDone={() => done(t('classes.erased', { name }))}
      >
        {null}
      </Form>
    </Dialog>
  )
}

/** The class is read anew, and it is said what is so now. */
function useDone(room: ClassRoom, onClose: () => void): (words: string) => Promise<void> {
  const say = useToast()
  const changed = useClassChanged(room.id)
  return async (words) => {
    await changed()
    say(words)
    onClose()
  }
}
