/** Who writes a student's own text with them: named by what the class calls them, never chosen from a list. */

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { handleUnitsMax } from '../../../shared/limits.ts'
import { leaveText, writeWith } from '../../sessions/requests.ts'
import { refreshOwn } from '../../sessions/use-own-part.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { useToast } from '../../ui/toast.tsx'

type TogetherProps = {
  session: string
  /** Whoever else writes it. */
  others: readonly string[]
  /** It is their own article. */
  isOwner: boolean
}

export function Together({ session, others, isOwner }: TogetherProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  if (!isOwner && others.length === 0) return null
  const close = () => setOpen(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        {t(isOwner ? 'reviews.together.ask' : 'reviews.together.leave')}
      </Button>
      {open && isOwner && <NameDialog session={session} onClose={close} />}
      {open && !isOwner && <LeaveDialog session={session} onClose={close} />}
    </>
  )
}

type DialogProps = { session: string; onClose: () => void }

function NameDialog({ session, onClose }: DialogProps) {
  const { t } = useTranslation()
  const say = useToast()
  const queries = useQueryClient()
  const [handle, setHandle] = useState('')
  return (
    <Dialog open onClose={onClose} title={t('reviews.together.ask')} words={t('reviews.together.askWords')}>
      <Form
        label={t('reviews.together.add')}
        send={() => writeWith(session, handle)}
        onDone={async () => {
          await refreshOwn(queries, session)
          say(t('reviews.together.added'))
          onClose()
        }}
        words={(code) => (code === 'not-found' ? t('reviews.together.nobody') : null)}
      >
        <Field
          label={t('reviews.together.handle')}
          hint={t('reviews.together.handleHint')}
          value={handle}
          onValue={setHandle}
          maxLength={handleUnitsMax}
          autoComplete="off"
          required
        />
      </Form>
    </Dialog>
  )
}

function LeaveDialog({ session, onClose }: DialogProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('reviews.together.leave')}
      words={t('reviews.together.leaveWords')}
    >
      <Form
        label={t('reviews.together.leaveIt')}
        send={() => leaveText(session)}
        onDone={async () => {
          await refreshOwn(queries, session)
          void queries.invalidateQueries({ queryKey: ['articles'] })
          onClose()
        }}
      >
        {null}
      </Form>
    </Dialog>
  )
}
