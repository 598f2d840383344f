/** A passage that stands for a whole screen or list: nothing yet, not found, something went wrong. */

import type { ReactNode } from 'react'
import styles from './notice.module.css'

type NoticeProps = { title: string; words?: ReactNode; children?: ReactNode; level?: 'h1' | 'h2' }

export function Notice({ title, words, children, level: Title = 'h2' }: NoticeProps) {
  return (
    <div className={styles.notice}>
      <Title className={styles.title}>{title}</Title>
      {words && <p className={styles.words}>{words}</p>}
      {children && <div className={styles.actions}>{children}</div>}
    </div>
  )
}
