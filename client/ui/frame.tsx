/** The frame of every screen that is not an article: a bar with the way home and the account, then the content. */

import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Bell } from '../notices/bell.tsx'
import { AccountMenu } from './account-menu.tsx'
import styles from './frame.module.css'
import { Mark } from './mark.tsx'

export function Frame({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <>
      <a className={styles.skip} href="#content">
        {t('skip')}
      </a>
      <header className={styles.bar}>
        <Link href="/" className={styles.home}>
          <Mark />
          {t('name')}
        </Link>
        <div className={styles.own}>
          <Bell />
          <AccountMenu />
        </div>
      </header>
      <main id="content" tabIndex={-1} className={styles.content}>
        {children}
      </main>
    </>
  )
}

/** One narrow column under a nameplate: signing in, joining, setting up. */
export function Doorway({ children }: { children: ReactNode }) {
  return <main className={styles.doorway}>{children}</main>
}
