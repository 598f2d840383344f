/** Handing a text back, with a reason. */

import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { reasonUnitsMax } from '../../../shared/limits.ts'
import { declineReview } from '../../sessions/requests.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'

type HandBackProps = { session: string; pair: string; onClose: () => void; onDone: () => void }

export function HandBack({ session, pair, onClose, onDone }: HandBackProps) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  return (
    <Dialog open onClose={onClose} title={t('reviews.handBack.title')} words={t('reviews.handBack.words')}>
      <Form
        label={t('reviews.bar.handBack')}
        send={() => declineReview(session, pair, reason.trim())}
        onDone={onDone}
        words={(code) => (code === 'conflict' ? t('reviews.handBack.once') : null)}
      >
        <Field
          label={t('reviews.handBack.reason')}
          value={reason}
          onValue={setReason}
          required
          maxLength={reasonUnitsMax}
        />
      </Form>
    </Dialog>
  )
}
