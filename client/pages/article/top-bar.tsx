/** The bar over an article: way home, headline and status; who is here, the mode, sharing, the account. */

import { Share2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Bell } from '../../notices/bell.tsx'
import { AccountMenu } from '../../ui/account-menu.tsx'
import { Button } from '../../ui/button.tsx'
import { Mark } from '../../ui/mark.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import styles from './top-bar.module.css'

type TopBarProps = {
  title: string | null
  /** Asked before the page is left inside the application; false keeps it. */
  mayLeave: () => boolean
  status?: ReactNode
  people?: ReactNode
  mode?: ReactNode
  comments?: ReactNode
  onShare?: (() => void) | null
  /** How many ask for access; 0 for who may not answer. */
  asking?: number
  /** This person's colour in this article. */
  color?: number | undefined
  /** What the article is connected by; null while it is not. */
  connection?: object | null
}

export function TopBar({
  title,
  mayLeave,
  status,
  people,
  mode,
  comments,
  onShare,
  asking = 0,
  color,
  connection = null,
}: TopBarProps) {
  const { t } = useTranslation()
  const asks = asking > 0 ? [t('article.asking', { count: asking })] : []
  const shareName = [t('article.share'), ...asks].join(', ')
  return (
    <div className={styles.bar}>
      <Tooltip words={t('article.home')} align="start">
        <Link
          href="/"
          className={styles.home}
          aria-label={t('article.home')}
          onClick={(event) => {
            if (!mayLeave()) event.preventDefault()
          }}
        >
          <Mark />
        </Link>
      </Tooltip>
      <div className={styles.name}>
        <span className={title ? styles.title : styles.untitled}>{title || t('article.untitled')}</span>
        {status}
      </div>
      {people}
      {mode}
      {comments}
      {onShare && (
        <Button look="primary" onClick={onShare} className={styles.share} aria-label={shareName}>
          <Share2 size={16} aria-hidden="true" />
          <span className={styles.shareName}>{t('article.share')}</span>
          {asking > 0 && (
            <span className={styles.asking} aria-hidden="true">
              {asking}
            </span>
          )}
        </Button>
      )}
      <Bell connection={connection} mayLeave={mayLeave} />
      <AccountMenu color={color} />
    </div>
  )
}
