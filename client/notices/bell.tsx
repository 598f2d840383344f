/** The bell: how many notices are new, and the list of them under it, which is loaded when it is first wanted. */

import { Bell as Icon } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { may } from '../../shared/roles.ts'
import { useAccount } from '../account.ts'
import { withMoreWords } from '../language.ts'
import { IconButton } from '../ui/button.tsx'
import { CountBadge } from '../ui/count-badge.tsx'
import { useToast } from '../ui/toast.tsx'
import styles from './bell.module.css'
import { type Connection, useUnread } from './unread.ts'

type BellProps = {
  connection?: Connection
  /** Asked before the page is left inside the application; false keeps it. */
  mayLeave?: () => boolean
}

/** Nothing for guests: their name ends with the link they came by. */
export function Bell(props: BellProps) {
  return may(useAccount(), 'ownAccount') ? <Ringing {...props} /> : null
}

type List = typeof import('./list.tsx').NoticeList

function Ringing({ connection, mayLeave = () => true }: BellProps) {
  const { t } = useTranslation()
  const say = useToast()
  const unread = useUnread(connection)
  const button = useRef<HTMLButtonElement>(null)
  const [List, setList] = useState<List | null>(null)
  const [open, setOpen] = useState(false)
  // A press on the button of an open list closes it before the click arrives.
  const pressedOpen = useRef(false)

  async function toggle() {
    const show = !pressedOpen.current
    pressedOpen.current = false
    if (!show) return setOpen(false)
    try {
      const { NoticeList } = await withMoreWords(import('./list.tsx'))
      setList(() => NoticeList)
      setOpen(true)
    } catch {
      say(t('errors.offline'))
    }
  }

  return (
    <>
      <IconButton
        ref={button}
        label={unread > 0 ? t('notices.new', { count: unread }) : t('notices.title')}
        className={styles.bell}
        aria-haspopup="dialog"
        aria-expanded={open}
        onPointerDown={() => {
          pressedOpen.current = open
        }}
        onClick={() => void toggle()}
        icon={
          <>
            <Icon size={18} aria-hidden="true" />
            <CountBadge count={unread} />
          </>
        }
      />
      {open && List && (
        <List
          unread={unread}
          anchor={() => button.current}
          mayLeave={mayLeave}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  )
}
