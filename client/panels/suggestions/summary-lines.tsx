/** What a suggestion comes to, a line each: "Replace: “…” with “…”". */

import { useTranslation } from 'react-i18next'
import { saidOf } from '../../suggestions/summary.ts'
import styles from './card.module.css'

type SummaryLinesProps = { parts: Parameters<typeof saidOf>[1] }

export function SummaryLines({ parts }: SummaryLinesProps) {
  const { t } = useTranslation()
  return (
    <div className={styles.summary} data-summary="">
      {saidOf(t, parts).map(({ what, words }) => (
        <p key={`${what} ${words}`} className={styles.line}>
          <span className={styles.what}>{what}</span> {words && <span className={styles.words}>{words}</span>}
        </p>
      ))}
    </div>
  )
}
