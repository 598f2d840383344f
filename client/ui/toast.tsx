/** Short messages at the foot of the page, read out politely, gone after a while. */

import { Toast as Base } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './toast.module.css'

export function Toasts({ children }: { children: ReactNode }) {
  return (
    <Base.Provider timeout={6_000} limit={3}>
      {children}
      <Base.Portal>
        <Base.Viewport className={styles.viewport}>
          <List />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  )
}

function List() {
  const { toasts } = Base.useToastManager()
  const { t } = useTranslation()
  return toasts.map((toast) => (
    <Base.Root key={toast.id} toast={toast} swipeDirection={['down', 'right']} className={styles.toast}>
      <Base.Content className={styles.content}>
        <Base.Description className={styles.words} />
        <Base.Action className={styles.action} />
        <Base.Close className={styles.close} aria-label={t('close')}>
          <X size={16} />
        </Base.Close>
      </Base.Content>
    </Base.Root>
  ))
}

type Say = (words: string, action?: { label: string; run: () => void }) => void

/** Says something in passing. Never the only place where a failure that loses work is told. */
export function useToast(): Say {
  const { add, close } = Base.useToastManager()
  return (words, action) => {
    const id = add({
      description: words,
      ...(action && {
        actionProps: {
          children: action.label,
          onClick: () => {
            close(id)
            action.run()
          },
        },
      }),
    })
  }
}
