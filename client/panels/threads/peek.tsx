/** On a phone, where somebody writes: one line of what is said about the words they have touched, over the tools. */

import { ChevronUp } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ThreadView } from '../../threads/views.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { useCardTools } from './card-tools.ts'
import styles from './peek.module.css'

export function Peek({ view, onOpen }: { view: ThreadView; onOpen: () => void }) {
  const { t } = useTranslation()
  const { nameOf, faceOf } = useCardTools()
  const name = nameOf(view.by)
  const body =
    view.entries.find(({ kind, deletedBy }) => kind === 'comment' && deletedBy === null)?.body ?? ''
  return (
    <button
      type="button"
      className={styles.peek}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onOpen}
    >
      <Avatar {...faceOf(view.by)} size="small" />
      <span className={styles.words}>
        <span className="only-read">{t('threads.open')}: </span>
        <strong>{name}</strong> {body.replace(/@\{(\w+)\}/g, (_, id) => `@${nameOf(id)}`)}
      </span>
      <ChevronUp size={18} aria-hidden="true" />
    </button>
  )
}
