/** What readers have said of one's text, reader by reader, what its author makes of it, and their plan. */

import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { OwnPart, Received as ReceivedAnswer } from '../../../shared/protocol/review-answers.ts'
import type { Answer, Criterion } from '../../../shared/review/rubric.ts'
import { codeOf, orThrow } from '../../api.ts'
import { received } from '../../sessions/requests.ts'
import { useRemarkWords } from '../../sessions/use-remark-words.ts'
import { Button } from '../../ui/button.tsx'
import { Lines } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Plan } from './plan.tsx'
import styles from './received.module.css'
import { ReceivedRemark } from './received-remark.tsx'
import { Section } from './section.tsx'

type ReceivedProps = { own: OwnPart; text: NonNullable<OwnPart['text']> }
type Review = ReceivedAnswer['reviews'][number]

/** What readers said lands while the page looks: it comes as soon as the phase does. */
const refreshMs = 5_000

export function Received({ own, text }: ReceivedProps) {
  const { t } = useTranslation()
  const { data, isPending, error, refetch } = useQuery({
    queryKey: ['sessions', own.id, 'received'],
    queryFn: () => orThrow(received(own.id)),
    refetchInterval: refreshMs,
  })
  const wordsOf = useRemarkWords(text.article)
  return (
    <>
      <Section title={t('reviews.received.title')}>
        {isPending && <Lines count={4} />}
        {error && !data && (
          <Notice title={t('broken')} words={t(`errors.${codeOf(error)}`)}>
            <Button onClick={() => void refetch()}>{t('tryAgain')}</Button>
          </Notice>
        )}
        {data && data.notes.length > 0 && (
          <div className={styles.notes}>
            <h3 className={styles.reader}>{t('reviews.teacher')}</h3>
            {data.notes.map((note, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: notes only ever come behind the others
              <p key={place} dir="auto">
                {note}
              </p>
            ))}
          </div>
        )}
        {data?.reviews.length === 0 && <p className={styles.quiet}>{t('reviews.received.none')}</p>}
        {data?.reviews.map((review) => (
          <FromReader key={review.pen} own={own} article={text.article} review={review} wordsOf={wordsOf} />
        ))}
      </Section>
      <Plan session={own.id} plan={text.plan} isWritable={own.phase === 'release'} />
    </>
  )
}

type FromReaderProps = {
  own: OwnPart
  article: string
  review: Review
  wordsOf: ReturnType<typeof useRemarkWords>
}

function FromReader({ own, article, review, wordsOf }: FromReaderProps) {
  const { t } = useTranslation()
  const { answers, remarks, takenBack, name } = review
  return (
    <section className={styles.review}>
      <h3 className={styles.reader}>
        {t('reviews.reader', { number: review.pen })}
        {name !== null && <bdi>{` · ${name}`}</bdi>}
      </h3>
      {own.rubric.length > 0 && (
        <>
          <h4 className={styles.part}>{t('reviews.received.answers')}</h4>
          <dl className={styles.answers}>
            {own.rubric.map((criterion) => (
              <Answered key={criterion.id} criterion={criterion} answer={answers[criterion.id]} />
            ))}
          </dl>
        </>
      )}
      <h4 className={styles.part}>{t('reviews.received.remarks')}</h4>
      {remarks.length === 0 && takenBack === 0 && (
        <p className={styles.quiet}>{t('reviews.received.noRemarks')}</p>
      )}
      <ul className={styles.remarks}>
        {remarks.map((remark) => (
          <ReceivedRemark
            key={remark.id}
            session={own.id}
            article={article}
            remark={remark}
            words={wordsOf(remark.landed)}
            isWritable={own.phase === 'release'}
          />
        ))}
        {Array.from({ length: takenBack }, (_, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one is as another
          <li key={place} className={styles.quiet}>
            {t('threads.takenBack')}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Answered({ criterion, answer }: { criterion: Criterion; answer: Answer | undefined }) {
  const { t } = useTranslation()
  const comment = answer?.comment ?? ''
  const isNothing = comment === '' && (answer?.value ?? null) === null
  return (
    <div className={styles.answer}>
      <dt dir="auto">{criterion.title}</dt>
      {criterion.kind !== 'comment' && answer && answer.value !== null && (
        <dd>
          <AnswerValue criterion={criterion} value={answer.value} />
        </dd>
      )}
      {comment !== '' && (
        <dd className={styles.said} dir="auto">
          {comment}
        </dd>
      )}
      {isNothing && <dd className={styles.quiet}>{t('reviews.received.noAnswer')}</dd>}
    </div>
  )
}

type AnswerValueProps = { criterion: Criterion; value: NonNullable<Answer['value']> }

/** In the words of the question. */
export function AnswerValue({ criterion, value }: AnswerValueProps) {
  const { t } = useTranslation()
  if (criterion.kind === 'levels') return <strong dir="auto">{criterion.levels[Number(value)]?.label}</strong>
  if (criterion.kind === 'points')
    return (
      <strong>{t('reviews.received.points', { points: Number(value), max: criterion.pointsMax })}</strong>
    )
  if (criterion.kind !== 'checklist' || typeof value === 'number') return null
  const checked = criterion.items.filter((_, place) => value[place])
  if (checked.length === 0) return t('reviews.form.noneFits')
  return (
    <ul>
      {checked.map((item) => (
        <li key={item} dir="auto">
          ✓ {item}
        </li>
      ))}
    </ul>
  )
}
