/** The texts that a student reads: under numbers, with what is done of each and what is lacking. */

import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { OwnReview } from '../../../shared/protocol/review-answers.ts'
import { codeOf, orThrow } from '../../api.ts'
import { SAMPLE, submitReview } from '../../sessions/requests.ts'
import { type Heard, refreshOwn } from '../../sessions/use-own-part.ts'
import { Button } from '../../ui/button.tsx'
import { useToast } from '../../ui/toast.tsx'
import { dateTime } from '../../when.ts'
import { Lacks } from './lacks.tsx'
import styles from './own.module.css'
import { Replies } from './replies.tsx'
import { mayWrite } from './review-state.ts'
import { Section } from './section.tsx'

export function ToRead({ own }: { own: Heard }) {
  const { t, i18n } = useTranslation()
  const names = new Intl.ListFormat(i18n.language)
  const isPast = own.phase === 'hold' || own.phase === 'release' || own.phase === 'closed'
  return (
    <Section title={t(isPast ? 'reviews.read.past' : 'reviews.read.title')}>
      <ul className={styles.cards}>
        {own.reviews.map((review) => (
          <Card
            key={review.id}
            own={own}
            review={review}
            article={t('reviews.article', { number: review.number })}
            isWritable={mayWrite(own, review)}
          >
            {review.authors !== null && review.authors.length > 0 && (
              <p className={styles.note}>{t('reviews.read.by', { names: names.format(review.authors) })}</p>
            )}
            {(own.phase === 'release' || own.phase === 'closed') && (
              <Replies session={own.id} review={review} />
            )}
          </Card>
        ))}
      </ul>
    </Section>
  )
}

type CardProps = {
  own: Heard
  review: Pick<OwnReview, 'id' | 'state' | 'submittedAt' | 'isLate' | 'lacks'>
  article: string
  isWritable: boolean
  children?: ReactNode
}

export function Card({ own, review, article, isWritable, children }: CardProps) {
  const { t, i18n } = useTranslation()
  const { state, submittedAt, lacks } = review
  const isReady = isWritable && state !== 'submitted' && lacks.length === 0
  const begun = state === 'allocated' ? 'begin' : 'goOn'
  const what = t(`reviews.read.${isWritable && state !== 'submitted' ? begun : 'look'}`)
  return (
    <li className={styles.card}>
      <div className={styles.cardHead}>
        <h3 className={styles.headline}>{article}</h3>
        <span className={styles.state} data-state={state}>
          {t(`reviews.read.state.${state}`)}
          {submittedAt !== null && `, ${dateTime(submittedAt, i18n.language)}`}
          {review.isLate && ` (${t('reviews.read.late')})`}
        </span>
      </div>
      {isWritable && state !== 'submitted' && state !== 'allocated' && lacks.length > 0 && (
        <div className={styles.lacks}>
          <p>{t('reviews.read.lacking')}</p>
          <Lacks rubric={own.rubric} lacks={lacks} />
        </div>
      )}
      {isReady && state !== 'allocated' && <p className={styles.note}>{t('reviews.read.ready')}</p>}
      {children}
      <div className={`${styles.actions} ${styles.go}`}>
        <Link
          href={`/sessions/${own.id}/reviews/${review.id}`}
          className={styles.link}
          data-look={isWritable && state !== 'submitted' && !isReady ? 'primary' : undefined}
          aria-label={t('reviews.read.ofOne', { what, article })}
        >
          {what}
        </Link>
        {isReady && state !== 'allocated' && <HandIn session={own.id} pair={review.id} article={article} />}
      </div>
    </li>
  )
}

function HandIn({ session, pair, article }: { session: string; pair: string; article: string }) {
  const { t } = useTranslation()
  const say = useToast()
  const queries = useQueryClient()
  const submit = useMutation({
    mutationFn: () => orThrow(submitReview(session, pair)),
    onSuccess: () =>
      say(pair === SAMPLE ? t('reviews.words.tried') : t('reviews.bar.isHandedIn', { article })),
    onError: (error) => say(t(`errors.${codeOf(error)}`)),
    onSettled: () => refreshOwn(queries, session),
  })
  const what = t('reviews.bar.handIn')
  return (
    <Button
      look="primary"
      busy={submit.isPending}
      onClick={() => submit.mutate()}
      aria-label={t('reviews.read.ofOne', { what, article })}
    >
      {what}
    </Button>
  )
}
