/** A button with words, and one with an icon whose words are said on hover and to screen readers. */

import type { ComponentProps, ReactNode } from 'react'
import styles from './button.module.css'
import { classes } from './classes.ts'
import { Tooltip } from './tooltip.tsx'

type ButtonProps = ComponentProps<'button'> & {
  look?: 'primary' | 'plain' | 'quiet' | 'danger'
  /** Shows that it was pressed and waits; it cannot be pressed again. */
  busy?: boolean
}

export function Button({ look = 'plain', busy = false, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classes(styles.button, styles[look], busy && styles.busy, className)}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : rest.onClick}
    >
      {children}
    </button>
  )
}

type IconButtonProps = Omit<ComponentProps<'button'>, 'aria-label'> & {
  label: string
  icon: ReactNode
  /** Where its words stand. */
  align?: 'center' | 'end'
}

export function IconButton({ label, icon, align = 'center', className, ...rest }: IconButtonProps) {
  return (
    <Tooltip words={label} align={align}>
      <button type="button" {...rest} aria-label={label} className={classes(styles.icon, className)}>
        {icon}
      </button>
    </Tooltip>
  )
}
