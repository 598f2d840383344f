/** Pasting names onto the roster: what is wrong is named by its line while it is typed, and nothing is sent before it is right. */

import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { handleKey } from '../../../shared/classes.ts'
import { studentsPerClassMax } from '../../../shared/limits.ts'
import type { ClassRoom } from '../../../shared/protocol/classes.ts'
import { type RosterProblem, readRoster } from '../../../shared/roster.ts'
import type { FailureCode } from '../../api.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { FileButton } from '../../ui/file-button.tsx'
import { Form } from '../../ui/form.tsx'
import { useToast } from '../../ui/toast.tsx'
import { textOf } from '../../words-of-file.ts'
import styles from './classes.module.css'
import { putRoster } from './requests.ts'
import { useClassChanged } from './use-class.ts'

type AddNamesProps = { room: ClassRoom; onClose: () => void }

export function AddNames({ room, onClose }: AddNamesProps) {
  const { t } = useTranslation()
  return (
    <Dialog open onClose={onClose} title={t('classes.addNames')}>
      <PasteNames room={room} onDone={onClose} />
    </Dialog>
  )
}

export function PasteNames({ room, onDone }: { room: ClassRoom; onDone: () => void }) {
  const { t } = useTranslation()
  const say = useToast()
  const changed = useClassChanged(room.id)
  const [text, setText] = useState('')
  const { places, problems } = useMemo(() => readRoster(text), [text])
  const known = useMemo(() => new Set(room.students.map(({ handle }) => handleKey(handle))), [room.students])
  const added = places.filter(({ key }) => !known.has(key)).length
  const words = (code: FailureCode) => {
    if (code === 'invalid') return t(problems.length > 0 ? 'classes.mendFirst' : 'classes.noNames')
    if (code === 'conflict') return t('classes.rosterConflict', { max: studentsPerClassMax })
    return null
  }
  return (
    <Form
      label={t('classes.addSend', { count: added })}
      send={async () =>
        places.length === 0 || problems.length > 0 ? { ok: false, code: 'invalid' } : putRoster(room.id, text)
      }
      onDone={async ({ added, class: next }) => {
        await changed(next)
        say(t('classes.added', { count: added }))
        onDone()
      }}
      words={words}
    >
      <Field
        label={t('classes.names')}
        hint={t('classes.namesHint')}
        value={text}
        onValue={setText}
        render={<textarea rows={10} />}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
      />
      <FromFile onText={setText} />
      <Problems problems={problems} />
      {places.length - added > 0 && (
        <p className={styles.soft}>{t('classes.knownAlready', { count: places.length - added })}</p>
      )}
    </Form>
  )
}

const SHOWN = 5

function Problems({ problems }: { problems: readonly RosterProblem[] }) {
  const { t } = useTranslation()
  return (
    <div role="status">
      {problems.length > 0 && (
        <ul className={styles.problems}>
          {problems.slice(0, SHOWN).map(({ line, fault, text, first = 0 }) => (
            <li key={line}>{t(`classes.faults.${fault}`, { line, text, first })}</li>
          ))}
          {problems.length > SHOWN && <li>{t('classes.moreFaults', { count: problems.length - SHOWN })}</li>}
        </ul>
      )}
    </div>
  )
}

/** What a spreadsheet has saved. */
function FromFile({ onText }: { onText: (text: string) => void }) {
  const { t } = useTranslation()
  const say = useToast()
  return (
    <FileButton
      accept=".csv,.tsv,.txt,text/plain,text/csv"
      onPick={(file) =>
        void file.arrayBuffer().then(
          (bytes) => onText(textOf(bytes)),
          () => say(t('sessions.fromFile.not-loaded')),
        )
      }
    >
      {t('classes.fromFile')}
    </FileButton>
  )
}
