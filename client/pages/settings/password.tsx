/** Changing one's own password. */

import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import * as api from '../../api.ts'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { PasswordField } from '../../ui/person-fields.tsx'
import { useToast } from '../../ui/toast.tsx'

export function Password() {
  const { t } = useTranslation()
  const say = useToast()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  return (
    <Form
      size="small"
      label={t('settings.passwordSend')}
      send={() => api.changePassword(current, next)}
      onDone={() => {
        setCurrent('')
        setNext('')
        say(t('settings.passwordChanged'))
      }}
      words={(code) => (code === 'wrong-credentials' ? t('settings.passwordWrong') : null)}
    >
      <Field
        type="password"
        label={t('settings.passwordNow')}
        value={current}
        onValue={setCurrent}
        autoComplete="current-password"
        required
      />
      <PasswordField label={t('person.newPassword')} value={next} onValue={setNext} />
    </Form>
  )
}
