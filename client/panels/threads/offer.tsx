/** Where several threads are about the same words: which one is meant. The text keeps the focus unless a key asked. */

import { useEffect, useRef } from 'react'
import type { PersonId } from '../../../shared/ids.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { usePopup } from '../../ui/use-popup.ts'
import { useCardTools } from './card-tools.ts'
import styles from './offer.module.css'

/** A thread, or a suggestion: whose, and what it says. */
export type Offered = { readonly id: string; readonly by: PersonId | null; readonly words: string }

type OfferProps = {
  choices: readonly Offered[]
  label: string
  anchor: () => HTMLElement | null
  takesFocus: boolean
  onChoose: (thread: string) => void
  onClose: () => void
}

export function Offer({ choices, label, anchor, takesFocus, onChoose, onClose }: OfferProps) {
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
      aria-label={label}
      className={styles.offer}
      onMouseDown={(event) => event.preventDefault()}
    >
      {choices.map(({ id, by, words }) => (
        <button
          key={id}
          type="button"
          className={styles.choice}
          onClick={() => {
            box.current?.hidePopover()
            onChoose(id)
          }}
        >
          <Avatar {...faceOf(by)} size="small" />
          <span className={styles.name}>{nameOf(by)}</span>
          <span className={styles.said}>{words}</span>
        </button>
      ))}
    </div>
  )
}
