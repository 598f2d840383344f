/** The questions about a text, beside it or on a phone in a sheet under it: each answer is saved as it is given. */

import { X } from 'lucide-react'
import { useEffect, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer, Answers, Criterion, Lack } from '../../../shared/review/rubric.ts'
import type { SavingState } from '../../sessions/unsent.ts'
import { IconButton } from '../../ui/button.tsx'
import { CriterionField } from './criterion-field.tsx'
import { Lacks } from './lacks.tsx'
import styles from './review.module.css'
import type { Hindrance } from './review-state.ts'
import { Saving } from './saving.tsx'
import type { FocusOn } from './use-side.ts'

type QuestionsProps = {
  article: string
  rubric: readonly Criterion[]
  answers: Answers
  /** What was missing when somebody wanted to hand in, and still is. */
  lacks: readonly Lack[]
  hindrance: Hindrance
  isWritable: boolean
  saving: SavingState
  focusOn: FocusOn
  onAnswer: (criterion: string, answer: Answer) => void
  onClose: () => void
}

const NO_ANSWER: Answer = { comment: '', value: null }

export function Questions({ article, rubric, answers, lacks, hindrance, ...rest }: QuestionsProps) {
  const { t } = useTranslation()
  const { isWritable, saving, focusOn, onAnswer, onClose } = rest
  const title = useId()
  const panel = useRef<HTMLElement>(null)
  useFocusOn(panel, focusOn)
  return (
    <aside
      ref={panel}
      className={styles.side}
      aria-labelledby={title}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return
        event.stopPropagation()
        onClose()
      }}
    >
      <div className={styles.sideHead}>
        <h2 id={title} tabIndex={-1} className={styles.sideTitle}>
          <span className="only-read">{t('reviews.form.about', { article })}</span>
          <span aria-hidden="true">{t('reviews.form.title')}</span>
        </h2>
        <Saving state={saving} />
        <IconButton
          label={t('reviews.form.close')}
          icon={<X size={18} aria-hidden="true" />}
          align="end"
          onClick={onClose}
        />
      </div>
      <div className={styles.questions}>
        <div role="alert">
          {hindrance === 'unsaved' && <p className={styles.hindrance}>{t('reviews.form.unsaved')}</p>}
          {lacks.length > 0 && (
            <div className={styles.hindrance}>
              <p>{t('reviews.form.missing')}</p>
              <Lacks rubric={rubric} lacks={lacks} />
            </div>
          )}
        </div>
        {rubric.map((criterion) => (
          <CriterionField
            key={criterion.id}
            criterion={criterion}
            answer={answers[criterion.id] ?? NO_ANSWER}
            isMissing={lacks.some((lack) => lack.criterion === criterion.id)}
            isWritable={isWritable}
            onAnswer={(answer) => onAnswer(criterion.id, answer)}
          />
        ))}
      </div>
    </aside>
  )
}

/** Leads to a question, or to the beginning of them. */
function useFocusOn(panel: React.RefObject<HTMLElement | null>, focusOn: FocusOn): void {
  useEffect(() => {
    if (focusOn === null) return
    const question = panel.current?.querySelector<HTMLElement>(
      `[data-criterion="${CSS.escape(focusOn.criterion ?? '')}"]`,
    )
    const missing = question?.querySelector<HTMLElement>('[data-missing] :is(input, textarea)')
    const place = missing ?? question?.querySelector<HTMLElement>('input, textarea')
    if (place) {
      place.focus({ preventScroll: true })
      question?.scrollIntoView({ block: 'nearest' })
    } else panel.current?.querySelector('h2')?.focus({ preventScroll: true })
  }, [panel, focusOn])
}
