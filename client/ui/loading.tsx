/** What stands for a screen, a list or an article while it is on its way: nothing at first, then quiet lines. */

import { useTranslation } from 'react-i18next'
import styles from './loading.module.css'

export function Loading() {
  const { t } = useTranslation()
  return (
    <main className={styles.screen} aria-busy="true">
      <p className="only-read">{t('loading')}</p>
      <Lines />
    </main>
  )
}

export function Lines({ count = 4 }: { count?: number }) {
  return (
    <div className={styles.lines} aria-hidden="true">
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
        <span key={index} className={styles.line} />
      ))}
    </div>
  )
}
