/** The bar over a text that is reviewed: the way back, the time, what is saved, the questions, handing in and handing back. */

import { CircleCheck, Ellipsis, ListChecks, Undo2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { OwnReview } from '../../../shared/protocol/review-answers.ts'
import type { SavingState } from '../../sessions/unsent.ts'
import type { Heard } from '../../sessions/use-own-part.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { BackToSession } from './back-to-session.tsx'
import { OwnClock } from './own-clock.tsx'
import styles from './review.module.css'
import { mayHandBack } from './review-state.ts'
import { Saving } from './saving.tsx'

type ReviewBarProps = {
  own: Heard
  review: OwnReview
  article: string
  isWritable: boolean
  answered: number
  saving: SavingState
  isOpen: boolean
  isHanding: boolean
  onQuestions: () => void
  onHandIn: () => void
  onHandBack: () => void
  mayLeave: () => boolean
}

export function ReviewBar({ own, review, article, isWritable, answered, saving, ...rest }: ReviewBarProps) {
  const { t } = useTranslation()
  const { isOpen, isHanding, onQuestions, onHandIn, onHandBack, mayLeave } = rest
  const counts = { answered, all: own.rubric.length }
  return (
    <section className={styles.bar} aria-label={t('reviews.bar.label', { article })}>
      <BackToSession session={own} mayLeave={mayLeave} />
      <OwnClock own={own} />
      {!isOpen && <Saving state={saving} />}
      {!isWritable && <span className={styles.readOnly}>{t('reviews.bar.readOnly')}</span>}
      <span className={styles.gap} />
      {own.rubric.length > 0 && (
        <Button onClick={onQuestions} aria-expanded={isOpen} data-opens="questions">
          <ListChecks size={16} aria-hidden="true" />
          <span className={styles.long}>{t('reviews.bar.questions', counts)}</span>
          <span className={styles.brief}>{t('reviews.bar.questionsShort', counts)}</span>
        </Button>
      )}
      {isWritable && review.state !== 'submitted' && (
        <Button look="primary" busy={isHanding} onClick={onHandIn}>
          {t('reviews.bar.handIn')}
        </Button>
      )}
      {review.state === 'submitted' && (
        <span className={styles.handedIn}>
          <CircleCheck size={16} aria-hidden="true" />
          {t('reviews.bar.handedIn')}
        </span>
      )}
      {mayHandBack(own, review) && (
        <Menu
          trigger={<IconButton label={t('reviews.bar.more')} icon={<Ellipsis size={18} />} align="end" />}
          entries={[
            {
              kind: 'action',
              name: 'handBack',
              icon: <Undo2 size={16} />,
              label: t('reviews.bar.handBack'),
              onChoose: onHandBack,
            },
          ]}
        />
      )}
    </section>
  )
}
