/** A dialog over the page: title, words, content, and buttons at its foot. */

import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './button.tsx'
import styles from './dialog.module.css'
import { isInLive } from './live.tsx'

type DialogProps = {
  open: boolean
  onClose: () => void
  title: string
  words?: ReactNode
  children?: ReactNode
  foot?: ReactNode
}

export function Dialog({ open, onClose, title, words, children, foot }: DialogProps) {
  const { t } = useTranslation()
  const popup = useRef<HTMLDivElement>(null)
  // What is typed at once is meant for the first field; else the dialog is read from its title on, and no button's tooltip lies
  // over its words. On a touch screen a field would bring up a keyboard that covers half of what was asked for.
  const firstFocus = () => {
    const field = popup.current?.querySelector<HTMLElement>(
      'input:not([readonly], [type="checkbox"]), textarea',
    )
    return matchMedia('(pointer: coarse)').matches ? popup.current : (field ?? popup.current)
  }
  return (
    <Base.Root
      open={open}
      onOpenChange={(next, details) => {
        if (details.reason === 'outside-press' && isInLive(details.event.target)) details.cancel()
        else if (!next) onClose()
      }}
    >
      <Base.Portal>
        <Base.Backdrop className={styles.veil} />
        <Base.Popup ref={popup} className={styles.popup} initialFocus={firstFocus}>
          <div className={styles.head}>
            <Base.Title className={styles.title}>{title}</Base.Title>
            <Base.Close render={<IconButton label={t('close')} icon={<X size={18} />} align="end" />} />
          </div>
          {words && <Base.Description className={styles.words}>{words}</Base.Description>}
          {children}
          {foot && <footer className={styles.foot}>{foot}</footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
