/** What a student's own text and reviews have come to, once the session is released. */

import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { OwnScores as Scores } from '../../../shared/protocol/review-answers.ts'
import { orThrow } from '../../api.ts'
import { ownScores } from '../../sessions/requests.ts'
import styles from './own-scores.module.css'
import { Section } from './section.tsx'

/** Ratings come in while everybody revises. */
const refreshMs = 30_000
const PARTS = ['answered', 'remarks', 'threefold', 'helpful', 'endorsed'] as const

/** Nothing, where nobody is scored: a session need not have a question that counts. */
export function OwnScores({ session, hasQuestions }: { session: string; hasQuestions: boolean }) {
  const { t } = useTranslation()
  const { data } = useQuery({
    queryKey: ['sessions', session, 'scores'],
    queryFn: () => orThrow(ownScores(session)),
    refetchInterval: refreshMs,
  })
  const isScored = data?.text?.percent != null || data?.reviewing?.quality != null || data?.text?.setByHand
  if (!data || !isScored) return null
  return (
    <Section title={t('reviews.scores.title')}>
      <div className={styles.scores}>
        {data.text && (hasQuestions || data.text.setByHand) && <TextScore score={data.text} />}
        {data.reviewing && <Reviewing score={data.reviewing} />}
      </div>
    </Section>
  )
}

function TextScore({ score: { percent, setByHand } }: { score: NonNullable<Scores['text']> }) {
  const { t } = useTranslation()
  return (
    <section className={styles.score}>
      <h3 className={styles.of}>{t('reviews.scores.text')}</h3>
      <Percent percent={percent} />
      <p className={styles.words}>
        {t(
          setByHand
            ? 'reviews.scores.setByHand'
            : percent === null
              ? 'reviews.scores.none'
              : 'reviews.scores.textWords',
        )}
      </p>
      {setByHand && (
        <p className={styles.reason} dir="auto">
          {setByHand.reason}
        </p>
      )}
    </section>
  )
}

function Reviewing({ score }: { score: NonNullable<Scores['reviewing']> }) {
  const { t } = useTranslation()
  return (
    <section className={styles.score}>
      <h3 className={styles.of}>{t('reviews.scores.reviews')}</h3>
      <Percent percent={score.percent} />
      <p className={styles.words}>
        {t('reviews.scores.handedIn', { count: score.assigned, done: score.submitted })}
      </p>
      <dl className={styles.parts}>
        {PARTS.map((part) => {
          const share = score.parts[part]
          return (
            share !== null && (
              <div key={part} className={styles.part}>
                <dt>{t(`reviews.scores.parts.${part}`)}</dt>
                <dd>
                  <Percent percent={100 * share} size="small" />
                </dd>
              </div>
            )
          )
        })}
      </dl>
    </section>
  )
}

function Percent({ percent, size = 'large' }: { percent: number | null; size?: 'large' | 'small' }) {
  const { i18n } = useTranslation()
  const format = new Intl.NumberFormat(i18n.language, { style: 'percent', maximumFractionDigits: 0 })
  return (
    <span className={size === 'large' ? styles.percent : styles.share}>
      {percent === null ? '–' : format.format(percent / 100)}
    </span>
  )
}
