/** The top of the people's page: its title, what can be done with the list in view, and the names of its lists. */

import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { PageTabs } from '../../ui/page-tabs.tsx'
import styles from './people.module.css'

export type PeopleList = 'people' | 'groups'
export type HeadingProps = { shown: PeopleList; onShow: (list: PeopleList) => void }

export function Heading({ shown, onShow, children }: HeadingProps & { children?: ReactNode }) {
  const { t } = useTranslation()
  return (
    <>
      <header className={styles.head}>
        <h1 className={styles.title}>{t(`${shown}.title`)}</h1>
        {children}
      </header>
      <PageTabs
        label={t('groups.lists')}
        shown={shown}
        onShow={onShow}
        tabs={[
          { name: 'people', label: t('people.title') },
          { name: 'groups', label: t('groups.title') },
        ]}
      />
    </>
  )
}
