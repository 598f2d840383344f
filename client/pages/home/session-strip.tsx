/** Over the articles: the review sessions that are on, each in a line that leads to it. Nothing where there is none. */

import { useQuery } from '@tanstack/react-query'
import { ArrowRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { SessionSummary } from '../../../shared/protocol/review-answers.ts'
import { orThrow } from '../../api.ts'
import { sessions } from '../../sessions/requests.ts'
import { leftWords } from '../../sessions/time.ts'
import { useTimeLeft } from '../../sessions/time-left.ts'
import { type Heard, useOwnPart } from '../../sessions/use-own-part.ts'
import styles from './session-strip.module.css'

const refreshMs = 15_000

export function SessionStrip() {
  const { t } = useTranslation()
  const { data } = useQuery({
    queryKey: ['sessions'],
    queryFn: () => orThrow(sessions()),
    refetchInterval: refreshMs,
  })
  // To its students a session that is being set up is not there yet.
  const shown = (data?.sessions ?? []).filter(
    ({ phase, isTaught }) => phase !== 'closed' && (isTaught || phase !== 'setup'),
  )
  if (shown.length === 0) return null
  return (
    <nav aria-label={t('reviews.strip')}>
      <ul className={styles.strip}>
        {shown.map((session) => (
          <li key={session.id}>
            {session.isTaught ? <Row session={session} /> : <OwnRow session={session} />}
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** By the student's own time. */
function OwnRow({ session }: { session: SessionSummary }) {
  const { data: own } = useOwnPart(session.id)
  return own ? <Timed session={{ ...session, phase: own.phase }} own={own} /> : <Row session={session} />
}

function Timed({ session, own }: { session: SessionSummary; own: Heard }) {
  const { t, i18n } = useTranslation()
  const left = useTimeLeft(own)
  if (own.pausedAt !== null) return <Row session={session} more={t('reviews.paused')} />
  if (left === null || left === 0) return <Row session={session} />
  return <Row session={session} more={t('reviews.left', { time: leftWords(left, i18n.language) })} />
}

function Row({ session: { id, name, phase }, more }: { session: SessionSummary; more?: string }) {
  const { t } = useTranslation()
  return (
    <Link href={`/sessions/${id}`} className={styles.row}>
      <span className={styles.name}>{t('reviews.of', { name })}</span>
      <span className={styles.facts}>
        <span>{t(`reviews.phases.${phase}`)}</span>
        {more !== undefined && <span>{more}</span>}
      </span>
      <ArrowRight size={16} aria-hidden="true" className={styles.arrow} />
    </Link>
  )
}
