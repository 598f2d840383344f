/** Where several threads are about the same words: which one is meant. The text keeps the focus unless a key asked. */

import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { ThreadView } from '../../threads/views.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { usePopup } from '../../ui/use-popup.ts'
import { useCardTools } from './card-tools.ts'
import styles from './offer.module.css'

type OfferProps = {
  views: readonly ThreadView[]
  anchor: () => HTMLElement | null
  takesFocus: boolean
  onChoose: (thread: string) => void
  onClose: () => void
}

export function Offer({ views, anchor, takesFocus, onChoose, onClose }: OfferProps) {
  const { t } = useTranslation()
  const { nameOf, faceOf } = useCardTools()
  const box = usePopup({ anchor, align: 'start', onClose })
  const takes = useRef(takesFocus)
  useEffect(() => {
    if (takes.current) box.current?.querySelector('button')?.focus()
  }, [box])
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a popover beside words
    <div
      ref={box}
      popover="auto"
      role="group"
      aria-label={t('threads.offer', { count: views.length })}
      className={styles.offer}
      onMouseDown={(event) => event.preventDefault()}
    >
      {views.map((view) => {
        const name = nameOf(view.by)
        const words = view.entries.find(
          ({ kind, deletedBy }) => kind === 'comment' && deletedBy === null,
        )?.body
        const said = (words ?? view.posts[0]?.draft.words ?? '').replace(
          /@\{(\w+)\}/g,
          (_, id) => `@${nameOf(id)}`,
        )
        return (
          <button
            key={view.id}
            type="button"
            className={styles.choice}
            onClick={() => {
              box.current?.hidePopover()
              onChoose(view.id)
            }}
          >
            <Avatar {...faceOf(view.by)} size="small" />
            <span className={styles.name}>{name}</span>
            <span className={styles.said}>{said}</span>
          </button>
        )
      })}
    </div>
  )
}
