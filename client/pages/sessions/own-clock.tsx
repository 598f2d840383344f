/** The time that is left in a phase: its digits, and for who hears the page a word when it gets short. */

import { Hourglass, Pause } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { clockWords, leftWords } from '../../sessions/time.ts'
import { useTimeLeft } from '../../sessions/time-left.ts'
import { type Heard, useOver } from '../../sessions/use-own-part.ts'
import { classes } from '../../ui/classes.ts'
import { Live } from '../../ui/live.tsx'
import styles from './own-clock.module.css'

/** When it is said that the time gets short, in ms. */
const SAID = [60_000, 5 * 60_000]
const shortMs = 60_000

export function OwnClock({ own, size = 'small' }: { own: Heard; size?: 'small' | 'large' }) {
  const { t, i18n } = useTranslation()
  const left = useTimeLeft(own)
  useOver(own.id, left)
  if (left === null && own.pausedAt === null) return null
  const isPaused = own.pausedAt !== null
  const soon = SAID.find((most) => left !== null && left > 0 && left <= most)
  const said =
    isPaused || soon === undefined ? '' : t('reviews.left', { time: leftWords(soon, i18n.language) })
  return (
    <p
      className={classes(
        styles.clock,
        styles[size],
        isPaused && styles.paused,
        !isPaused && left !== null && left <= shortMs && styles.short,
      )}
    >
      {isPaused ? <Pause size={16} aria-hidden="true" /> : <Hourglass size={16} aria-hidden="true" />}
      {isPaused && <span>{t('reviews.paused')}</span>}
      {left !== null && (
        <span role="timer" aria-label={t('reviews.timeLeft')} className={styles.digits}>
          {clockWords(left)}
        </span>
      )}
      <Live className="only-read">{said}</Live>
    </p>
  )
}
