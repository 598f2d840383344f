/** A student's part of a review session: where it is, what to do now, their own text, what they read, and what readers said. */

import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { PHASES, type Phase, roundOf } from '../../../shared/review/phase.ts'
import { codeOf } from '../../api.ts'
import { leftWords } from '../../sessions/time.ts'
import { useTimeLeft } from '../../sessions/time-left.ts'
import { type Heard, useOwnPart } from '../../sessions/use-own-part.ts'
import { Button } from '../../ui/button.tsx'
import { Frame } from '../../ui/frame.tsx'
import { Lines } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useTitle } from '../../ui/title.ts'
import styles from './own.module.css'
import { OwnClock } from './own-clock.tsx'
import { OwnScores } from './own-scores.tsx'
import { OwnText } from './own-text.tsx'
import { Received } from './received.tsx'
import { Sample } from './sample.tsx'
import { Section } from './section.tsx'
import { ToRead } from './to-read.tsx'

export function Own({ id }: { id: string }) {
  const { t } = useTranslation()
  const own = useOwnPart(id)
  useTitle(own.data?.name ?? t('reviews.title'))
  if (own.data) return <Part own={own.data} isStale={own.isError} />
  return (
    <Frame>
      {own.isPending && <p className="only-read">{t('loading')}</p>}
      {own.isPending && <Lines count={6} />}
      {own.isError &&
        (codeOf(own.error) === 'not-found' ? (
          <Notice level="h1" title={t('notFound.title')} words={t('reviews.notHere')}>
            <Link href="/">{t('notFound.home')}</Link>
          </Notice>
        ) : (
          <Notice level="h1" title={t('broken')} words={t(`errors.${codeOf(own.error)}`)}>
            <Button onClick={() => void own.refetch()}>{t('tryAgain')}</Button>
          </Notice>
        ))}
    </Frame>
  )
}

const isAfter = (phase: Phase, other: Phase) => PHASES.indexOf(phase) > PHASES.indexOf(other)

function Part({ own, isStale }: { own: Heard; isStale: boolean }) {
  const { t } = useTranslation()
  const isReleased = isAfter(own.phase, 'hold')
  const tries = own.sample !== null && <Sample own={own} sample={own.sample} />
  const round = roundOf(own)
  const reads = own.reviews.length > 0 && <ToRead own={own} />
  const text = own.phase !== 'setup' && <OwnText own={own} />
  return (
    <Frame>
      <p className={styles.kind}>
        {t('reviews.title')}
        {round > 1 && ` · ${t('reviews.round', { number: round })}`}
      </p>
      <h1 className={styles.title}>{own.name}</h1>
      <Steps phase={own.phase} />
      {isStale && (
        <p role="status" className={styles.stale}>
          {t('reviews.stale')}
        </p>
      )}
      <Now own={own} />
      {own.instructions !== '' && (
        <Section title={t('reviews.instructions')}>
          <p className={styles.instructions} dir="auto">
            {own.instructions}
          </p>
        </Section>
      )}
      {isReleased ? (
        <>
          {text}
          {own.text !== null && <Received own={own} text={own.text} />}
          {reads}
          <OwnScores session={own.id} hasQuestions={own.rubric.some(({ kind }) => kind !== 'comment')} />
          {tries}
        </>
      ) : (
        <>
          {own.phase === 'calibrate' && tries}
          {reads}
          {text}
          {own.phase !== 'calibrate' && tries}
        </>
      )}
    </Frame>
  )
}

function Now({ own }: { own: Heard }) {
  const { t, i18n } = useTranslation()
  const left = useTimeLeft(own)
  const { phase } = own
  const isTimed = phase === 'drafting' || phase === 'review' || phase === 'release'
  const isRunning = isTimed && own.pausedAt === null && left !== null && left > 0
  return (
    <div className={styles.now}>
      <div className={styles.nowWords}>
        <h2 className={styles.nowTitle}>
          {isRunning
            ? t(`reviews.timed.${phase}`, { time: leftWords(left, i18n.language) })
            : t(`reviews.now.${phase}`)}
        </h2>
        <p>{own.pausedAt === null ? t(`reviews.words.${whatNow(own)}`) : t('reviews.pausedWords')}</p>
      </div>
      <OwnClock own={own} size="large" />
    </div>
  )
}

/** What there is to say of this phase to who has done so much. */
function whatNow({ phase, reviews, sample }: Heard): Phase | Tried | 'nothing' | 'done' | 'reopened' {
  if (phase === 'calibrate') return whatOfSample(sample)
  if (phase === 'hold' && reviews.some((one) => one.isReopened)) return 'reopened'
  if (phase !== 'review') return phase
  if (reviews.length === 0) return 'nothing'
  return reviews.every(({ state }) => state === 'submitted') ? 'done' : phase
}

type Tried = 'noSample' | 'calibrate' | 'tried' | 'sampleShown'

function whatOfSample(sample: Heard['sample']): Tried {
  if (sample === null) return 'noSample'
  if (sample.shown !== null) return 'sampleShown'
  return sample.state === 'submitted' ? 'tried' : 'calibrate'
}

const STEPS = ['drafting', 'lock', 'review', 'hold', 'release'] as const

/** The way through the session, and where on it everybody is. */
function Steps({ phase }: { phase: Phase }) {
  const { t } = useTranslation()
  const here = phase === 'calibrate' ? 'drafting' : phase
  return (
    <ol className={styles.steps} aria-label={t('reviews.steps')}>
      {STEPS.map((step) => (
        <li
          key={step}
          className={styles.step}
          aria-current={step === here ? 'step' : undefined}
          data-past={isAfter(here, step) || undefined}
        >
          {t(`reviews.step.${step}`)}
        </li>
      ))}
    </ol>
  )
}
