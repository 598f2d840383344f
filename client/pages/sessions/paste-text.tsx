/** A text that was written elsewhere: pasted it is an article of one's own, and handed in. */

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { handInText } from '../../sessions/requests.ts'
import { refreshOwn } from '../../sessions/use-own-part.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { PastedField } from './pasted-field.tsx'

type PasteTextProps = { session: string; onClose: () => void; onDone: () => void }

export function PasteText({ session, onClose, onDone }: PasteTextProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [text, setText] = useState('')
  return (
    <Dialog open onClose={onClose} title={t('reviews.own.paste')} words={t('reviews.own.pasteWords')}>
      <Form
        label={t('reviews.own.pasteIn')}
        send={() => handInText(session, { text })}
        onDone={async () => {
          await queries.invalidateQueries({ queryKey: ['articles'] })
          await refreshOwn(queries, session)
          onClose()
          onDone()
        }}
      >
        <PastedField text={text} onText={setText} />
      </Form>
    </Dialog>
  )
}
