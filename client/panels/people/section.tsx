/** What the sheets of sharing are made of: a part with a title, a row, a choice of role, and one way to ask and say what came of it. */

import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Role } from '../../../shared/roles.ts'
import type { Answer } from '../../api.ts'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/field.tsx'
import { useToast } from '../../ui/toast.tsx'
import styles from './share.module.css'

/** Everything about who has access is asked for anew when any of it changes. */
export const sharingKey = (article: string, what?: string) =>
  what === undefined ? ['sharing', article] : ['sharing', article, what]

type SectionProps = { title: string; words?: ReactNode; children: ReactNode }

export function Section({ title, words, children }: SectionProps) {
  return (
    <section className={styles.section}>
      <h3 className={styles.name}>{title}</h3>
      {words && <p className={styles.note}>{words}</p>}
      {children}
    </section>
  )
}

/** Who or what it is about on the left, what can be done on the right. */
type RowProps = { sign: ReactNode; name: ReactNode; note?: ReactNode; children?: ReactNode }

export function Row({ sign, name, note, children }: RowProps) {
  return (
    <li className={styles.row}>
      {sign}
      <div className={styles.person}>
        <span className={styles.personName}>{name}</span>
        {note && <span className={styles.note}>{note}</span>}
      </div>
      <div className={styles.acts}>{children}</div>
    </li>
  )
}

export function Broken({ onRetry }: { onRetry: () => void }) {
  const { t } = useTranslation()
  return (
    <p className={styles.note} role="alert">
      {t('sharing.broken')} <Button onClick={onRetry}>{t('tryAgain')}</Button>
    </p>
  )
}

type RoleChoiceProps<T extends Role> = {
  label: string
  roles: readonly T[]
  role: T
  quiet?: boolean
  onChoose: (role: T) => void
}

export function RoleChoice<T extends Role>({
  label,
  roles,
  role,
  quiet = false,
  onChoose,
}: RoleChoiceProps<T>) {
  const { t } = useTranslation()
  return (
    <Choice
      label={label}
      value={role}
      onChoose={onChoose}
      quiet={quiet}
      choices={roles.map((value) => ({ value, label: t(`roles.${value}`) }))}
    />
  )
}

/** Asks the server, says what went wrong or what is so now, and reads anew who has access. True when it is done. */
export function useChange(article: string) {
  const { t } = useTranslation()
  const say = useToast()
  const queries = useQueryClient()
  return async (asked: Promise<Answer<unknown>>, words?: string): Promise<boolean> => {
    const answer = await asked
    if (!answer.ok) say(t(`errors.${answer.code}`))
    else if (words) say(words)
    await queries.invalidateQueries({ queryKey: sharingKey(article) })
    return answer.ok
  }
}
