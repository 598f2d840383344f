/** Whether the server has what was answered here, in words that are true. */

import { useTranslation } from 'react-i18next'
import { isSharedComputer } from '../../preferences.ts'
import type { SavingState } from '../../sessions/unsent.ts'
import styles from './review.module.css'

export function Saving({ state }: { state: SavingState }) {
  const { t } = useTranslation()
  return (
    <span role="status" className={styles.saving} data-saving={state.kind}>
      {words()}
    </span>
  )

  function words(): string {
    if (state.kind === 'waiting') return t(`reviews.saving.${isSharedComputer() ? 'waitingOpen' : 'waiting'}`)
    if (state.kind !== 'refused') return t(`reviews.saving.${state.kind}`)
    // Within a review nothing else is forbidden than writing after the time.
    if (state.code === 'forbidden' || state.code === 'not-found') return t('reviews.saving.late')
    // Of a review that is handed in something that it asks for was taken away.
    if (state.code === 'conflict') return t('reviews.saving.lacks')
    return t('reviews.saving.refused', { reason: t(`errors.${state.code}`) })
  }
}
