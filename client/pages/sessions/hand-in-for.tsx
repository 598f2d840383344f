/** The teacher hands in for a student what they wrote elsewhere: it becomes an article of theirs. */

import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Board, BoardStudent } from '../../../shared/protocol/review-answers.ts'
import * as requests from '../../sessions/requests.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { PastedField } from './pasted-field.tsx'
import { useAct } from './use-board.ts'

type HandInForProps = { board: Board; student: BoardStudent; onClose: () => void }

export function HandInFor({ board, student: { id, handle }, onClose }: HandInForProps) {
  const { t } = useTranslation()
  const act = useAct(board.id)
  const [text, setText] = useState('')
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('sessions.handInFor', { name: handle })}
      words={t('sessions.handInForWords', { name: handle })}
    >
      <Form
        label={t('sessions.handInForSend')}
        send={() => requests.handInFor(board.id, id, text)}
        onDone={async () => {
          await act(Promise.resolve({ ok: true, value: null }))
          onClose()
        }}
        words={(code) => (code === 'conflict' ? t('sessions.handInForConflict') : null)}
      >
        <PastedField text={text} onText={setText} />
      </Form>
    </Dialog>
  )
}
