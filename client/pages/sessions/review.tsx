/** One review: the copy of a text with a bar over it, the questions beside it, and on one's own comments what they do. */

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import type { OwnReview } from '../../../shared/protocol/review-answers.ts'
import { type Answers, lacksOf } from '../../../shared/review/rubric.ts'
import { useAccount } from '../../account.ts'
import { codeOf, orThrow } from '../../api.ts'
import { OwnCardFoot } from '../../panels/threads/card-tools.ts'
import { openReview, SAMPLE, submitReview } from '../../sessions/requests.ts'
import { type Heard, refreshOwn, useOwnPart } from '../../sessions/use-own-part.ts'
import { useMarks, useRubricAnswers } from '../../sessions/use-unsent.ts'
import { Frame } from '../../ui/frame.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useToast } from '../../ui/toast.tsx'
import { ArticlePage, type Within } from '../article/article.tsx'
import { Broken } from '../plain.tsx'
import { HandBack } from './hand-back.tsx'
import { Questions } from './questions.tsx'
import { RemarkDoes } from './remark-does.tsx'
import styles from './review.module.css'
import { ReviewBar } from './review-bar.tsx'
import { type Hindrance, mayTry, mayWrite } from './review-state.ts'
import { useSide } from './use-side.ts'

type ReviewPageProps = { session: string; pair: string }

export function ReviewPage({ session, pair }: ReviewPageProps) {
  const { t } = useTranslation()
  const own = useOwnPart(session)
  if (own.isPending) return <Loading />
  if (!own.data) return <Broken code={codeOf(own.error)} onRetry={() => void own.refetch()} />
  if (pair === SAMPLE) return <Sample own={own.data} />
  const review = own.data.reviews.find(({ id }) => id === pair)
  if (review === undefined) return <NotYours session={session} name={own.data.name} />
  const article = t('reviews.article', { number: review.number })
  const isWritable = mayWrite(own.data, review)
  return <Review key={pair} own={own.data} review={review} article={article} isWritable={isWritable} />
}

/** The text on which everybody tries the questions: whoever comes to it first gets their copy. */
function Sample({ own }: { own: Heard }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const { sample, phase } = own
  const opens = phase === 'calibrate' && sample !== null && sample.article === null
  const { mutate, error } = useMutation({
    mutationFn: () => orThrow(openReview(own.id, SAMPLE)),
    onSettled: () => refreshOwn(queries, own.id),
  })
  useEffect(() => {
    if (opens) mutate()
  }, [opens, mutate])
  if (opens && error) return <Broken code={codeOf(error)} onRetry={() => mutate()} />
  if (opens) return <Loading />
  if (!sample?.article) return <NotYours session={own.id} name={own.name} />
  const { article, state, submittedAt, answers, lacks } = sample
  const review: OwnReview = {
    ...{ id: SAMPLE, number: 0, title: '', article, state, submittedAt, answers, lacks },
    ...{ isReopened: false, isLate: false, remarks: {}, authors: null },
  }
  return (
    <Review
      key={article}
      own={own}
      review={review}
      article={t('reviews.sample.title')}
      isWritable={mayTry(own)}
    />
  )
}

function NotYours({ session, name }: { session: string; name: string }) {
  const { t } = useTranslation()
  return (
    <Frame>
      <Notice level="h1" title={t('reviews.gone.title')} words={t('reviews.gone.words')}>
        <Link href={`/sessions/${session}`}>{t('reviews.back', { name })}</Link>
      </Notice>
    </Frame>
  )
}

type ReviewProps = { own: Heard; review: OwnReview; article: string; isWritable: boolean }

function Review({ own, review, article, isWritable }: ReviewProps) {
  const { t } = useTranslation()
  const say = useToast()
  const queries = useQueryClient()
  const [, go] = useLocation()
  const account = useAccount()
  const where = { account: account.id, session: own.id, pair: review.id, isWritable }
  const given = useRubricAnswers(where)
  const marks = useMarks(where)
  const answers: Answers = { ...review.answers, ...given.given }
  const lacks = lacksOf(own.rubric, answers)
  const side = useSide(own.rubric.length > 0)
  const [hindrance, setHindrance] = useState<Hindrance>(null)
  const [isHanding, setHanding] = useState(false)
  const [handsBack, setHandsBack] = useState(false)
  useOpened(own.id, review, isWritable)

  const leaves = useRef(given.mayLeave)
  leaves.current = () => given.mayLeave() && marks.mayLeave()

  async function handIn() {
    if (isHanding) return
    setHindrance(null)
    if (lacks.length > 0) {
      setHindrance('missing')
      side.open(lacks[0]?.criterion)
      return
    }
    setHanding(true)
    const isSaved = (await given.flush()) && (await marks.flush())
    const answer = isSaved ? await submitReview(own.id, review.id) : null
    await refreshOwn(queries, own.id)
    setHanding(false)
    if (answer === null) {
      setHindrance('unsaved')
      side.open()
    } else if (answer.ok) say(isHandedIn())
    else say(t(`errors.${answer.code}`))
  }

  function isHandedIn(): string {
    return review.id === SAMPLE ? t('reviews.words.tried') : t('reviews.bar.isHandedIn', { article })
  }

  const within: Within = {
    title: article,
    isReadOnly: !isWritable,
    bar: (mayLeave) => (
      <ReviewBar
        own={own}
        review={review}
        article={article}
        isWritable={isWritable}
        answered={own.rubric.length - new Set(lacks.map(({ criterion }) => criterion)).size}
        saving={given.state.kind === 'saved' ? marks.state : given.state}
        isOpen={side.isOpen}
        isHanding={isHanding}
        onQuestions={side.toggle}
        onHandIn={() => void handIn()}
        onHandBack={() => setHandsBack(true)}
        mayLeave={() => mayLeave() && leaves.current()}
      />
    ),
  }

  const { give } = marks
  const does = useMemo(() => ({ ...review.remarks, ...marks.given }), [review.remarks, marks.given])
  const foot = useCallback(
    (thread: string) => (
      <RemarkDoes does={does[thread]} isWritable={isWritable} onChange={(changed) => give(thread, changed)} />
    ),
    [does, isWritable, give],
  )

  return (
    <div className={styles.review} data-side={side.isOpen || undefined}>
      {side.isOpen && (
        <Questions
          article={article}
          rubric={own.rubric}
          answers={answers}
          lacks={hindrance === 'missing' ? lacks : []}
          hindrance={hindrance}
          isWritable={isWritable}
          saving={given.state}
          focusOn={side.focusOn}
          onAnswer={given.give}
          onClose={side.close}
        />
      )}
      <div className={styles.article}>
        <OwnCardFoot value={review.id === SAMPLE ? null : foot}>
          <ArticlePage id={review.article} within={within} />
        </OwnCardFoot>
      </div>
      {handsBack && (
        <HandBack
          session={own.id}
          pair={review.id}
          onClose={() => setHandsBack(false)}
          onDone={() => {
            say(t('reviews.handBack.done'))
            void refreshOwn(queries, own.id)
            go(`/sessions/${own.id}`)
          }}
        />
      )}
    </div>
  )
}

/** Opened once, it is nobody else's any more. */
function useOpened(session: string, { id, state }: OwnReview, isWritable: boolean): void {
  const queries = useQueryClient()
  const opens = isWritable && state === 'allocated'
  useEffect(() => {
    if (opens) void openReview(session, id).then(() => refreshOwn(queries, session))
  }, [opens, session, id, queries])
}
