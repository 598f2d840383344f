/** Who may do what in this article: its people and groups, links into it, and the moment from which it stands still. */

import { useTranslation } from 'react-i18next'
import { can, type Role } from '../../../shared/roles.ts'
import { CopyLine } from '../../ui/copy-line.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { useAccessRequests } from './access-requests.ts'
import { DeadlineSheet } from './deadline-sheet.tsx'
import { LinkSheet } from './link-sheet.tsx'
import { PeopleSheet } from './people-sheet.tsx'
import { Section } from './section.tsx'
import styles from './share.module.css'

type ShareProps = { article: string; title: string; role: Role | null; onClose: () => void }

export function Share({ article, title, role, onClose }: ShareProps) {
  const { t } = useTranslation()
  const manages = can(role, 'manageMembers')
  const requests = useAccessRequests(article, manages)
  const count = requests.length
  const address = <CopyLine label={t('sharing.address')} value={`${location.origin}/articles/${article}`} />
  const people = <PeopleSheet article={article} manages={manages} requests={requests} />
  const deadline = <DeadlineSheet article={article} manages={can(role, 'freeze')} />
  return (
    <Dialog open onClose={onClose} title={t('sharing.title', { title })}>
      <Tabs
        wide
        label={t('sharing.sheets')}
        sheets={[
          {
            name: 'people',
            label: t('sharing.people'),
            waiting: { count, words: t('article.asking', { count }) },
            content: people,
          },
          ...(manages
            ? [{ name: 'links', label: t('sharing.links'), content: <LinkSheet article={article} /> }]
            : []),
          { name: 'deadline', label: t('sharing.deadline'), content: deadline },
        ]}
      />
      {!manages && <p className={styles.note}>{t('sharing.readOnly')}</p>}
      <Section title={t('sharing.address')} words={t('sharing.addressHint')}>
        {address}
      </Section>
    </Dialog>
  )
}
