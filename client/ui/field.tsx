/** A labelled line of input with its hint and its error in words. */

import { Field as Base } from '@base-ui/react/field'
import { type ComponentProps, type ReactNode, useId } from 'react'
import styles from './field.module.css'

type FieldProps = Omit<ComponentProps<typeof Base.Control>, 'value' | 'onValueChange'> & {
  label: string
  hint?: ReactNode
  error?: string | null | undefined
  value: string
  onValue: (value: string) => void
}

export function Field({ label, hint, error, onValue, ...control }: FieldProps) {
  return (
    <Base.Root className={styles.field} invalid={Boolean(error)}>
      <Base.Label className={styles.label}>{label}</Base.Label>
      <Base.Control {...control} className={styles.input} onValueChange={onValue} />
      {hint && <Base.Description className={styles.hint}>{hint}</Base.Description>}
      {error && (
        <Base.Error match className={styles.error}>
          {error}
        </Base.Error>
      )}
    </Base.Root>
  )
}

type ChoiceProps<T extends string> = {
  label: string
  value: T
  onChoose: (value: T) => void
  choices: readonly { value: T; label: string }[]
  /** The label is for screen readers only: the place says what it is. */
  quiet?: boolean
  disabled?: boolean
}

/** A native list of choices: the phone's own picker, the keyboard's own habits. */
export function Choice<T extends string>({
  label,
  value,
  onChoose,
  choices,
  quiet,
  disabled,
}: ChoiceProps<T>) {
  const id = useId()
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={quiet ? 'only-read' : styles.label}>
        {label}
      </label>
      <select
        id={id}
        className={styles.select}
        value={value}
        disabled={disabled}
        onChange={({ target }) => {
          const chosen = choices.find((choice) => choice.value === target.value)
          if (chosen) onChoose(chosen.value)
        }}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </div>
  )
}
