/** The menu of the person who is signed in. */

import { GraduationCap, LogOut, Settings, Users } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { AccountId } from '../../shared/ids.ts'
import { may } from '../../shared/roles.ts'
import { type Account, useAccount, useForgetAll } from '../account.ts'
import * as api from '../api.ts'
import { articlesWithUnsavedWork, forgetCaches } from '../sync/cache-indexeddb.ts'
import { forgetKept, keepsWords } from '../threads/kept-names.ts'
import styles from './account-menu.module.css'
import { Avatar } from './avatar.tsx'
import { Menu } from './menu.tsx'
import { useShownName } from './shown-name.ts'
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
    if ((unsaved.length > 0 || keepsWords(account.id)) && !confirm(t('account.unsaved'))) return
    const answer = await api.signOut()
    if (!answer.ok) return say(t(`errors.${answer.code}`))
    go('/sign-in')
    forgetKept(null)
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
      entries={[
        { kind: 'note', words: <Name account={account} /> },
        { kind: 'line' },
        ...(account.administrator
          ? [{ kind: 'link', to: '/people', icon: <Users size={16} />, label: t('account.people') } as const]
          : []),
        ...(may(account, 'manageClasses')
          ? [
              {
                kind: 'link',
                to: '/classes',
                icon: <GraduationCap size={16} />,
                label: t('account.classes'),
              } as const,
            ]
          : []),
        { kind: 'link', to: '/settings', icon: <Settings size={16} />, label: t('account.settings') },
        {
          kind: 'action',
          name: 'signOut',
          icon: <LogOut size={16} />,
          label: t('account.signOut'),
          onChoose: () => void signOut(),
        },
      ]}
    />
  )
}

function Name({ account: { displayName, userName, position } }: { account: Account }) {
  const shownName = useShownName()
  const guest = position === 'guest'
  return (
    <>
      <strong className={styles.name}>{shownName(displayName, guest)}</strong>
      {!guest && <span className={styles.userName}>{userName}</span>}
    </>
  )
}
