/** Something over the whole screen, for a projector: it can be read from the last row. */

import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './button.tsx'
import styles from './wall.module.css'

type WallProps = {
  /** Small, at the top: what it is of. */
  name: string
  /** Large, and what the whole is called; without one the name is. */
  title?: string
  /** Small, below. */
  foot?: ReactNode
  onClose: () => void
  children: ReactNode
}

export function Wall({ name, title, foot, onClose, children }: WallProps) {
  const { t } = useTranslation()
  return (
    <Base.Root open onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Popup className={styles.wall}>
          <div className={styles.head}>
            {title === undefined ? (
              <Base.Title className={styles.name}>{name}</Base.Title>
            ) : (
              <span className={styles.name}>{name}</span>
            )}
            <Base.Close render={<IconButton label={t('close')} icon={<X size={24} />} align="end" />} />
          </div>
          {title !== undefined && <Base.Title className={styles.title}>{title}</Base.Title>}
          {children}
          {foot && <p className={styles.foot}>{foot}</p>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
