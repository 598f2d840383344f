/** Signing in again without leaving the article: what is typed stays on the page. */

import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount } from '../../account.ts'
import * as api from '../../api.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'

export function SignInDialog({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  const { t } = useTranslation()
  const { userName } = useAccount()
  const [password, setPassword] = useState('')
  return (
    <Dialog open onClose={onClose} title={t('status.signedOut')}>
      <Form label={t('signIn.send')} send={() => api.signIn(userName, password)} onDone={onDone}>
        <Field
          label={t('person.userName')}
          value={userName}
          onValue={() => {}}
          autoComplete="username"
          readOnly
        />
        <Field
          type="password"
          label={t('person.password')}
          value={password}
          onValue={setPassword}
          autoComplete="current-password"
          required
        />
      </Form>
    </Dialog>
  )
}
