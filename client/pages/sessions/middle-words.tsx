/** The middle of what a class has answered, in the words of the question. */

import { useTranslation } from 'react-i18next'
import type { ClassAnswer } from '../../../shared/review/calibration.ts'
import type { Criterion } from '../../../shared/review/rubric.ts'

type MiddleWordsProps = { criterion: Criterion; median: NonNullable<ClassAnswer['median']> }

export function MiddleWords({ criterion, median: [lower, upper] }: MiddleWordsProps) {
  const { t, i18n } = useTranslation()
  const middle = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 2 }).format(
    (lower + upper) / 2,
  )
  switch (criterion.kind) {
    case 'levels': {
      const [low, high] = [lower, upper].map((place) => criterion.levels[place]?.label ?? '')
      return <strong dir="auto">{lower === upper ? low : t('reviews.sample.between', { low, high })}</strong>
    }
    case 'points':
      return <strong>{t('reviews.received.points', { points: middle, max: criterion.pointsMax })}</strong>
    case 'checklist':
      return <strong>{t('reviews.sample.ofItems', { middle, max: criterion.items.length })}</strong>
    case 'comment':
      return null
  }
}
