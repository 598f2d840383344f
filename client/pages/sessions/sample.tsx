/** A student's part in trying the questions: the text that everybody reads, and then their answers beside the class's and the teacher's. */

import { useTranslation } from 'react-i18next'
import type { OwnSample } from '../../../shared/protocol/review-answers.ts'
import type { Told } from '../../../shared/review/calibration.ts'
import type { Answer, Answers, Criterion } from '../../../shared/review/rubric.ts'
import { SAMPLE } from '../../sessions/requests.ts'
import type { Heard } from '../../sessions/use-own-part.ts'
import { MiddleWords } from './middle-words.tsx'
import ownStyles from './own.module.css'
import { AnswerValue } from './received.tsx'
import { mayTry } from './review-state.ts'
import styles from './sample.module.css'
import { Section } from './section.tsx'
import { Card } from './to-read.tsx'

type SampleProps = { own: Heard; sample: OwnSample }

export function Sample({ own, sample }: SampleProps) {
  const { t } = useTranslation()
  return (
    <>
      {own.phase === 'calibrate' && (
        <Section title={t('reviews.read.title')}>
          <ul className={ownStyles.cards}>
            <Card
              own={own}
              review={{ ...sample, id: SAMPLE, isLate: false }}
              article={t('reviews.sample.title')}
              isWritable={mayTry(own)}
            />
          </ul>
        </Section>
      )}
      {sample.shown && (
        <Section title={t('reviews.sample.past')}>
          <Shown rubric={own.rubric} answers={sample.answers} shown={sample.shown} />
        </Section>
      )}
    </>
  )
}

type ShownProps = {
  rubric: readonly Criterion[]
  answers: Answers
  shown: NonNullable<OwnSample['shown']>
}

function Shown({ rubric, answers, shown }: ShownProps) {
  const { t } = useTranslation()
  const told = new Map(shown.answers.map((one) => [one.criterion, one]))
  return (
    <div className={styles.shown}>
      <p className={styles.quiet}>{t('reviews.sample.counts')}</p>
      {rubric.map((criterion) => (
        <Asked
          key={criterion.id}
          criterion={criterion}
          own={answers[criterion.id]}
          told={told.get(criterion.id)}
          teacher={shown.key[criterion.id]}
        />
      ))}
    </div>
  )
}

type AskedProps = {
  criterion: Criterion
  own: Answer | undefined
  told: Told | undefined
  teacher: Answer | undefined
}

function Asked({ criterion, own, told, teacher }: AskedProps) {
  const { t } = useTranslation()
  return (
    <section className={styles.asked}>
      <h3 className={styles.question} dir="auto">
        {criterion.title}
      </h3>
      <dl className={styles.three}>
        <div>
          <dt>{t('reviews.sample.you')}</dt>
          <Said criterion={criterion} answer={own} />
        </div>
        {criterion.kind !== 'comment' && (
          <div>
            <dt>{t('reviews.sample.class', { count: told?.answered ?? 0 })}</dt>
            <dd className={styles.value}>
              {told?.median ? (
                <MiddleWords criterion={criterion} median={told.median} />
              ) : (
                <span className={styles.quiet}>{t('reviews.sample.tooFew')}</span>
              )}
            </dd>
          </div>
        )}
        <div className={styles.teacher}>
          <dt>{t('reviews.sample.teacher')}</dt>
          <Said criterion={criterion} answer={teacher} />
        </div>
      </dl>
    </section>
  )
}

function Said({ criterion, answer }: { criterion: Criterion; answer: Answer | undefined }) {
  const { t } = useTranslation()
  const value = answer?.value ?? null
  const comment = answer?.comment ?? ''
  const isValued = criterion.kind !== 'comment' && value !== null
  return (
    <>
      {isValued && (
        <dd className={styles.value}>
          <AnswerValue criterion={criterion} value={value} />
        </dd>
      )}
      {comment !== '' && (
        <dd className={styles.said} dir="auto">
          {comment}
        </dd>
      )}
      {!isValued && comment === '' && <dd className={styles.quiet}>{t('reviews.received.noAnswer')}</dd>}
    </>
  )
}
