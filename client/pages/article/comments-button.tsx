/** To all comments; how many of them are new. */

import { MessageSquareText } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Threads } from '../../threads/threads.ts'
import { IconButton } from '../../ui/button.tsx'
import { CountBadge } from '../../ui/count-badge.tsx'
import styles from './top-bar.module.css'
import { useReadable } from './use-readable.ts'

/** `threads` null: none is known of yet. */
export function CommentsButton({ threads, onClick }: { threads: Threads | null; onClick: () => void }) {
  return threads ? <Counting threads={threads} onClick={onClick} /> : <Button unread={0} onClick={onClick} />
}

function Counting({ threads, onClick }: { threads: Threads; onClick: () => void }) {
  const { views } = useReadable(threads.shown)
  return (
    <Button unread={views.filter(({ isUnread, isOpen }) => isUnread && isOpen).length} onClick={onClick} />
  )
}

function Button({ unread, onClick }: { unread: number; onClick: () => void }) {
  const { t } = useTranslation()
  const name = unread > 0 ? t('comments.allUnread', { count: unread }) : t('comments.all')
  const icon = (
    <>
      <MessageSquareText size={18} aria-hidden="true" />
      <CountBadge count={unread} />
    </>
  )
  return <IconButton label={name} icon={icon} className={styles.comments} onClick={onClick} />
}
