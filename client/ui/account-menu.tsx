/** The menu of the person who is signed in. */

import { LogOut, Settings, Users } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { AccountId } from '../../shared/ids.ts'
import { useAccount, useForgetAll } from '../account.ts'
import * as api from '../api.ts'
import { articlesWithUnsavedWork, forgetCaches } from '../sync/cache-indexeddb.ts'
import styles from './account-menu.module.css'
import { Avatar } from './avatar.tsx'
import { Menu, MenuItem, MenuLine, MenuLink, MenuNote } from './menu.tsx'
import { useToast } from './toast.tsx'

/** `color`: of this person in the article that is open. */
export function AccountMenu({ color }: { color?: number | undefined }) {
  const { t } = useTranslation()
  const account = useAccount()
  const forgetAll = useForgetAll()
  const say = useToast()
  const [, go] = useLocation()

  async function signOut() {
    const unsaved = await articlesWithUnsavedWork(account.id as AccountId).catch(() => [])
    if (unsaved.length > 0 && !confirm(t('account.unsaved'))) return
    const answer = await api.signOut()
    if (!answer.ok) return say(t(`errors.${answer.code}`))
    go('/sign-in')
    await forgetCaches(null).catch(() => {}) // a browser that keeps nothing has nothing to forget
    await forgetAll()
  }

  return (
    <Menu
      trigger={
        <button
          type="button"
          className={styles.trigger}
          aria-label={t('account.menu', { name: account.displayName })}
        >
          <Avatar name={account.displayName} color={color} />
        </button>
      }
    >
      <MenuNote>
        <strong className={styles.name}>{account.displayName}</strong>
        <span className={styles.userName}>{account.userName}</span>
      </MenuNote>
      <MenuLine />
      {account.administrator && (
        <MenuLink to="/people" icon={<Users size={16} />}>
          {t('people.title')}
        </MenuLink>
      )}
      <MenuLink to="/settings" icon={<Settings size={16} />}>
        {t('settings.title')}
      </MenuLink>
      <MenuItem icon={<LogOut size={16} />} onChoose={() => void signOut()}>
        {t('account.signOut')}
      </MenuItem>
    </Menu>
  )
}
