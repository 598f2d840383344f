/** Where comments are read beside the text: at its side, or on a phone under it. It covers no words. */

import { X } from 'lucide-react'
import { type ReactNode, useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../ui/button.tsx'
import styles from './drawer.module.css'

type DrawerProps = {
  title: string
  /** Another thing to do, beside closing. */
  tool?: ReactNode
  /** Whether it takes the focus as it opens. */
  takesFocus: boolean
  /** One card, which needs no edge of its own. */
  holdsOne?: boolean
  onClose: () => void
  children: ReactNode
}

export function Drawer({ title, tool, takesFocus, holdsOne = false, onClose, children }: DrawerProps) {
  const { t } = useTranslation()
  const heading = useRef<HTMLHeadingElement>(null)
  const takes = useRef(takesFocus)
  // Before it is seen: keys that are pressed at once are its own.
  useLayoutEffect(() => {
    if (takes.current) heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc closes it from any place in it
    <div
      className={styles.drawer}
      data-drawer=""
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return
        event.stopPropagation()
        onClose()
      }}
    >
      <div className={styles.head}>
        <h2 ref={heading} tabIndex={-1} className={styles.title}>
          {title}
        </h2>
        {tool}
        <IconButton
          label={t('threads.close')}
          icon={<X size={18} aria-hidden="true" />}
          align="end"
          onClick={onClose}
        />
      </div>
      <div className={styles.body} data-one={holdsOne || undefined}>
        {children}
      </div>
    </div>
  )
}
