/** What a reviewer has answered to the questions of a session, to read. */

import { useTranslation } from 'react-i18next'
import type { Answer, Answers, Criterion } from '../../../shared/review/rubric.ts'
import styles from './remarks.module.css'

type AnswersShownProps = { rubric: readonly Criterion[]; answers: Answers }

export function AnswersShown({ rubric, answers }: AnswersShownProps) {
  const { t } = useTranslation()
  if (rubric.length === 0) return null
  return (
    <dl className={styles.answers}>
      {rubric.map((criterion) => {
        const answer = answers[criterion.id]
        return (
          <div key={criterion.id} className={styles.answer}>
            <dt>{criterion.title}</dt>
            <dd>
              <strong>{saidTo(criterion, answer) ?? t('sessions.unanswered')}</strong>
              {answer?.comment && <p className={styles.said}>{answer.comment}</p>}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

/** In the words of the question; null: nothing. What asks for words alone has no value. */
function saidTo(criterion: Criterion, answer: Answer | undefined): string | null {
  const value = answer?.value ?? null
  switch (criterion.kind) {
    case 'levels':
      return typeof value === 'number' ? (criterion.levels[value]?.label ?? null) : null
    case 'points':
      return typeof value === 'number' ? `${value} / ${criterion.pointsMax}` : null
    case 'checklist': {
      const checked = typeof value === 'object' && value !== null ? value : []
      const items = criterion.items.filter((_, i) => checked[i])
      return value === null ? null : `${items.length} / ${criterion.items.length}: ${items.join(', ')}`
    }
    case 'comment':
      return answer?.comment ? '' : null
  }
}
