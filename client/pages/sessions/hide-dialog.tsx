/** Why a remark is kept from its author: the reason stands on the teachers’ board. */

import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { reasonUnitsMax } from '../../../shared/limits.ts'
import type { Answer } from '../../api.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'

type HideDialogProps = { send: (reason: string) => Promise<Answer<unknown>>; onClose: () => void }

export function HideDialog({ send, onClose }: HideDialogProps) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  return (
    <Dialog open onClose={onClose} title={t('sessions.hideTitle')} words={t('sessions.hideWords')}>
      <Form label={t('sessions.hide')} send={() => send(reason)} onDone={onClose}>
        <Field
          label={t('sessions.reason')}
          value={reason}
          onValue={setReason}
          maxLength={reasonUnitsMax}
          required
        />
      </Form>
    </Dialog>
  )
}
