/** Galley's mark: a headline over two columns. */

import styles from './frame.module.css'

export function Mark() {
  return (
    <svg className={styles.mark} viewBox="0 0 24 24" aria-hidden="true">
      <path d="M4 5h16M4 8h16" />
      <path d="M4 13h7M4 16.5h7M4 20h7M14 13h6M14 16.5h6M14 20h3" className={styles.columns} />
    </svg>
  )
}
