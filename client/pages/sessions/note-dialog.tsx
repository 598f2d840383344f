/** What the teacher says about a text: its author gets it with the reviews, signed as the teacher's. */

import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { commentUnitsMax } from '../../../shared/limits.ts'
import type { Board, BoardText } from '../../../shared/protocol/review-answers.ts'
import * as requests from '../../sessions/requests.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import styles from './board.module.css'
import { useAct } from './use-board.ts'

type NoteDialogProps = { board: Board; text: BoardText; onClose: () => void }

export function NoteDialog({ board, text, onClose }: NoteDialogProps) {
  const { t } = useTranslation()
  const act = useAct(board.id)
  const [body, setBody] = useState('')
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('sessions.noteOn', { number: text.number })}
      words={t('sessions.noteWords')}
    >
      {text.notes.length > 0 && (
        <ul className={styles.reasons}>
          {text.notes.map((note) => (
            <li key={note.id}>{note.body}</li>
          ))}
        </ul>
      )}
      <Form
        label={t('sessions.noteSend')}
        send={() => requests.addNote(board.id, text.id, body)}
        onDone={async () => {
          await act(Promise.resolve({ ok: true, value: null }))
          onClose()
        }}
      >
        <Field
          label={t('sessions.note')}
          render={<textarea rows={4} />}
          value={body}
          onValue={setBody}
          maxLength={commentUnitsMax}
          required
        />
      </Form>
    </Dialog>
  )
}
