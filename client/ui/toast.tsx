/** Short messages at the foot of the page, read out politely, gone after a while. */

import { X } from 'lucide-react'
import { createContext, type ReactNode, use, useCallback, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { must } from '../../shared/assert.ts'
import { browserClock } from '../clock.ts'
import { Live } from './live.tsx'
import styles from './toast.module.css'

type Action = { readonly label: string; readonly run: () => void }
type Said = { readonly id: number; readonly words: string; readonly action?: Action | undefined }

/** Says something in passing. Never the only place where a failure that loses work is told. */
export type Say = (words: string, action?: Action) => void

const Saying = createContext<Say | null>(null)
export const useToast = (): Say => must(use(Saying), 'a place for toasts')

const shownMs = 7_000
const atOnce = 3

export function Toasts({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const [toasts, setToasts] = useState<readonly Said[]>([])
  const lastId = useRef(0)
  const close = useCallback((id: number) => setToasts((all) => all.filter((one) => one.id !== id)), [])
  const say = useCallback<Say>(
    (words, action) => {
      lastId.current += 1
      const id = lastId.current
      setToasts((all) => {
        const others = all.filter((one) => one.words !== words) // the same twice is said once
        return [...others.slice(1 - atOnce), { id, words, action }]
      })
      browserClock.after(shownMs, () => close(id))
    },
    [close],
  )
  return (
    <Saying value={say}>
      {children}
      <Live className={styles.viewport}>
        {toasts.map(({ id, words, action }) => (
          <div key={id} className={styles.toast}>
            <span className={styles.words}>{words}</span>
            {action && (
              <button
                type="button"
                className={styles.action}
                onClick={() => {
                  close(id)
                  action.run()
                }}
              >
                {action.label}
              </button>
            )}
            <button type="button" className={styles.close} aria-label={t('close')} onClick={() => close(id)}>
              <X size={16} />
            </button>
          </div>
        ))}
      </Live>
    </Saying>
  )
}
