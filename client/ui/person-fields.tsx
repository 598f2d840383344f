/** What a new person types: name, user name, password. */

import { useTranslation } from 'react-i18next'
import {
  displayNameUnitsMax,
  passwordUnitsMax,
  passwordUnitsMin,
  userNameUnitsMax,
} from '../../shared/limits.ts'
import type { NewPerson } from '../api.ts'
import { Field } from './field.tsx'

type PersonFieldsProps = {
  person: NewPerson
  onChange: (person: NewPerson) => void
  /** Whether somebody fills this in for somebody else. */
  forOther?: boolean
}

export const nobody: NewPerson = { displayName: '', userName: '', password: '' }

export function PersonFields({ person, onChange, forOther = false }: PersonFieldsProps) {
  const { t } = useTranslation()
  return (
    <>
      <Field
        label={forOther ? t('person.name') : t('person.yourName')}
        hint={t('person.nameHint')}
        value={person.displayName}
        onValue={(displayName) => onChange({ ...person, displayName })}
        autoComplete={forOther ? 'off' : 'name'}
        maxLength={displayNameUnitsMax}
        required
      />
      <Field
        label={t('person.userName')}
        hint={t('person.userNameHint')}
        value={person.userName}
        onValue={(userName) => onChange({ ...person, userName })}
        autoComplete={forOther ? 'off' : 'username'}
        autoCapitalize="none"
        spellCheck={false}
        pattern="[\p{L}\p{N}._\-]{2,30}"
        maxLength={userNameUnitsMax}
        required
      />
      <PasswordField
        label={t('person.password')}
        value={person.password}
        onValue={(password) => onChange({ ...person, password })}
      />
    </>
  )
}

type PasswordFieldProps = { label: string; value: string; onValue: (value: string) => void }

/** A new password, with the rule beside it. */
export function PasswordField({ label, value, onValue }: PasswordFieldProps) {
  const { t } = useTranslation()
  return (
    <Field
      type="password"
      label={label}
      hint={t('person.passwordHint', { count: passwordUnitsMin })}
      value={value}
      onValue={onValue}
      autoComplete="new-password"
      minLength={passwordUnitsMin}
      maxLength={passwordUnitsMax}
      required
    />
  )
}
