/** Words beside a control while it is pointed at or focused: by style sheet alone, they are needed on every screen. */

import type { ReactNode } from 'react'
import styles from './tooltip.module.css'

type TooltipProps = {
  words: string
  /** The shortcut, as its keys are printed. */
  keys?: string | undefined
  side?: 'top' | 'bottom'
  /** `start` where the control stands at the left edge of the page, `end` at the right one. */
  align?: 'start' | 'center' | 'end'
  children: ReactNode
}

export function Tooltip({ words, keys, side = 'bottom', align = 'center', children }: TooltipProps) {
  return (
    <span className={styles.around}>
      {children}
      <span role="tooltip" className={styles.tip} data-side={side} data-align={align}>
        {words}
        {keys && <kbd className={styles.keys}>{keys}</kbd>}
      </span>
    </span>
  )
}
