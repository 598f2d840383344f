/** The way from a copy of a text back to its session, unless something would be lost. */

import { ArrowLeft } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Tooltip } from '../../ui/tooltip.tsx'
import styles from './review.module.css'

type BackProps = { session: { readonly id: string; readonly name: string }; mayLeave: () => boolean }

export function BackToSession({ session, mayLeave }: BackProps) {
  const { t } = useTranslation()
  const back = t('reviews.back', { name: session.name })
  return (
    <Tooltip words={back} align="start">
      <Link
        href={`/sessions/${session.id}`}
        className={styles.back}
        aria-label={back}
        onClick={(event) => {
          if (!mayLeave()) event.preventDefault()
        }}
      >
        <ArrowLeft size={18} aria-hidden="true" />
      </Link>
    </Tooltip>
  )
}
