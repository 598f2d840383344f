/** How many are new, at the corner of a button that is named by it too. */

import styles from './count-badge.module.css'

/** Nothing at 0. Its parent is placed relatively. */
export function CountBadge({ count }: { count: number }) {
  if (count === 0) return null
  // Drawn by the style sheet: as text, the number would have to be a word of the button's name.
  return <span className={styles.count} data-count={count > 99 ? '99+' : count} aria-hidden="true" />
}
