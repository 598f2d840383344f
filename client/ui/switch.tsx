/** One thing that is on or off, with its words beside it. */

import { Switch as Base } from '@base-ui/react/switch'
import { useId } from 'react'
import styles from './switch.module.css'

type SwitchProps = { label: string; hint?: string; on: boolean; onSwitch: (on: boolean) => void }

export function Switch({ label, hint, on, onSwitch }: SwitchProps) {
  const id = useId()
  return (
    <div className={styles.row}>
      <div>
        <span id={id} className={styles.label}>
          {label}
        </span>
        {hint && (
          <span id={`${id}-hint`} className={styles.hint}>
            {hint}
          </span>
        )}
      </div>
      <Base.Root
        className={styles.track}
        checked={on}
        onCheckedChange={onSwitch}
        aria-labelledby={id}
        aria-describedby={hint ? `${id}-hint` : undefined}
      >
        <Base.Thumb className={styles.thumb} />
      </Base.Root>
    </div>
  )
}
