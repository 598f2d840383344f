/** On the card of one's own comment in a review: which of three things it does. A good one does all of them. */

import { useTranslation } from 'react-i18next'
import { NEW_REMARK, type RemarkState } from '../../../shared/review/session.ts'
import styles from './review.module.css'

type Does = RemarkState['does']
const KINDS = ['describes', 'evaluates', 'suggests'] as const

type RemarkDoesProps = { does: Does | undefined; isWritable: boolean; onChange: (does: Does) => void }

export function RemarkDoes({ does = NEW_REMARK.does, isWritable, onChange }: RemarkDoesProps) {
  const { t } = useTranslation()
  return (
    <fieldset className={styles.does} disabled={!isWritable}>
      <legend>{t('reviews.does.title')}</legend>
      {KINDS.map((kind) => (
        <label key={kind}>
          <input
            type="checkbox"
            checked={does[kind]}
            onChange={({ target }) => onChange({ ...does, [kind]: target.checked })}
          />
          {t(`reviews.does.${kind}`)}
        </label>
      ))}
    </fieldset>
  )
}
