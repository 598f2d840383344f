/** A reviewer's copy as who teaches the class reads it: nothing can be said in it, and nobody is named. */

import { useTranslation } from 'react-i18next'
import { codeOf } from '../../api.ts'
import { Loading } from '../../ui/loading.tsx'
import { ArticlePage, type Within } from '../article/article.tsx'
import { Broken, NotFound } from '../plain.tsx'
import { BackToSession } from './back-to-session.tsx'
import styles from './review.module.css'
import { useBoard } from './use-board.ts'

export function TaughtCopy({ session, pair }: { session: string; pair: string }) {
  const { t } = useTranslation()
  const found = useBoard(session)
  if (found.isPending) return <Loading />
  if (!found.data) return <Broken code={codeOf(found.error)} onRetry={() => void found.refetch()} />
  const { board } = found.data
  const text = board.texts.find(({ reviews }) => reviews.some(({ id }) => id === pair))
  const review = text?.reviews.find(({ id }) => id === pair)
  if (text === undefined || review === undefined) return <NotFound />
  const title = t('sessions.article', { number: text.number })
  const within: Within = {
    title,
    isReadOnly: true,
    bar: (mayLeave) => (
      <section className={styles.bar} aria-label={t('reviews.bar.label', { article: title })}>
        <BackToSession session={board} mayLeave={mayLeave} />
        <strong>{t('sessions.reader', { number: review.pen })}</strong>
        <span className={styles.readOnly}>{t(`sessions.state.${review.state}`)}</span>
        <span className={styles.gap} />
        <span className={styles.readOnly}>{t('reviews.bar.readOnly')}</span>
      </section>
    ),
  }
  return <ArticlePage id={review.copy} within={within} />
}
