/** Words beside a control while it is pointed at or focused. */

import { Tooltip as Base } from '@base-ui/react/tooltip'
import type { ReactElement } from 'react'
import styles from './tooltip.module.css'

type TooltipProps = {
  words: string
  /** The shortcut, as its keys are printed. */
  keys?: string | undefined
  side?: 'top' | 'bottom'
  children: ReactElement
}

export function Tooltip({ words, keys, side = 'bottom', children }: TooltipProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} side={side} className={styles.positioner}>
          <Base.Popup className={styles.popup}>
            {words}
            {keys && <kbd className={styles.keys}>{keys}</kbd>}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

/** Around the whole page: once one tooltip is open, its neighbours open without delay. */
export const Tooltips = Base.Provider
