/** On a phone, where somebody writes: one line of what is said about the words they have touched, over the tools. */

import { ChevronUp } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { PersonId } from '../../../shared/ids.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { useCardTools } from './card-tools.ts'
import styles from './peek.module.css'

type PeekProps = { by: PersonId | null; words: string; onOpen: () => void }

export function Peek({ by, words, onOpen }: PeekProps) {
  const { t } = useTranslation()
  const { nameOf, faceOf } = useCardTools()
  return (
    <button
      type="button"
      className={styles.peek}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onOpen}
    >
      <Avatar {...faceOf(by)} size="small" />
      <span className={styles.words}>
        <span className="only-read">{t('threads.open')}: </span>
        <strong>{nameOf(by)}</strong> {words}
      </span>
      <ChevronUp size={18} aria-hidden="true" />
    </button>
  )
}
