/** A form that sends one request: the button that waits, the refusal in words above it. */

import { type FormEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer, FailureCode } from '../api.ts'
import { Button } from './button.tsx'
import styles from './form.module.css'

type FormProps<T> = {
  send: () => Promise<Answer<T>>
  onDone: (value: T) => void | Promise<void>
  label: string
  /** `small`: one form among others on its screen. `row`: its fields and its button stand side by side. */
  size?: 'whole' | 'small' | 'row'
  /** `danger`: what it does cannot be undone. */
  look?: 'danger' | undefined
  /** Words for a refusal where this form knows better ones than the catalogue's. */
  words?: (code: FailureCode) => string | null
  children: ReactNode
}

export function Form<T>({ send, onDone, label, size = 'whole', look, words, children }: FormProps<T>) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const [code, setCode] = useState<FailureCode | null>(null)

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    const answer = await send()
    if (answer.ok) await onDone(answer.value)
    setCode(answer.ok ? null : answer.code)
    setBusy(false)
  }

  const button = (
    <Button
      type="submit"
      look={look ?? (size === 'whole' ? 'primary' : 'plain')}
      busy={busy}
      className={styles[size]}
    >
      {label}
    </Button>
  )
  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)}>
      <div className={size === 'row' ? styles.fields : styles.form}>
        {children}
        {size === 'row' && button}
      </div>
      <div role="alert">{code && <p className={styles.error}>{words?.(code) ?? t(`errors.${code}`)}</p>}</div>
      {size !== 'row' && button}
    </form>
  )
}
