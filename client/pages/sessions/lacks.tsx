/** What a review lacks, by the names of its questions. */

import { useTranslation } from 'react-i18next'
import type { Criterion, Lack } from '../../../shared/review/rubric.ts'

export function Lacks({ rubric, lacks }: { rubric: readonly Criterion[]; lacks: readonly Lack[] }) {
  const { t } = useTranslation()
  const criterionOf = ({ criterion }: Lack) => rubric.find(({ id }) => id === criterion)
  // Where words are all that is asked for, how many are missing says it.
  const shown = lacks.filter((lack) => {
    const { kind, wordsMin = 0 } = criterionOf(lack) ?? {}
    return lack.code !== 'unanswered' || kind !== 'comment' || wordsMin === 0
  })
  return (
    <ul>
      {shown.map((lack) => {
        const title = criterionOf(lack)?.title ?? ''
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
