/** What a review lacks, by the names of its questions. */

import { useTranslation } from 'react-i18next'
import type { Criterion, Lack } from '../../../shared/review/rubric.ts'

export function Lacks({ rubric, lacks }: { rubric: readonly Criterion[]; lacks: readonly Lack[] }) {
  const { t } = useTranslation()
  return (
    <ul>
      {lacks.map((lack) => {
        const title = rubric.find(({ id }) => id === lack.criterion)?.title ?? ''
        return (
          <li key={`${lack.criterion} ${lack.code}`}>
            {lack.code === 'comment-too-short'
              ? t('reviews.lack.comment-too-short', { title, words: lack.words, count: lack.wordsMin })
              : t(`reviews.lack.${lack.code}`, { title })}
          </li>
        )
      })}
    </ul>
  )
}
