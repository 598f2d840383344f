/** Groups and sections: who is in them, and making, renaming and deleting them. */

import { useQuery } from '@tanstack/react-query'
import { Newspaper, PencilLine, Plus, Trash2, UsersRound } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Group } from '../../../shared/protocol/http.ts'
import * as api from '../../api.ts'
import { Button } from '../../ui/button.tsx'
import { Lines } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useTitle } from '../../ui/title.ts'
import { DeleteGroup, NewGroup, RenameGroup } from './group-dialogs.tsx'
import { GroupMembers } from './group-members.tsx'
import { Heading, type HeadingProps } from './heading.tsx'
import styles from './people.module.css'

type Shown =
  | { readonly kind: 'new' }
  | { readonly kind: 'members' | 'rename' | 'delete'; readonly group: Group }

export function Groups(heading: HeadingProps) {
  const { t } = useTranslation()
  useTitle(t('groups.title'))
  const groups = useQuery({ queryKey: ['groups'], queryFn: () => api.orThrow(api.groups()) })
  const [shown, setShown] = useState<Shown | null>(null)
  const close = () => setShown(null)
  const all = groups.data?.groups ?? []
  return (
    <>
      <Heading {...heading}>
        <Button look="primary" onClick={() => setShown({ kind: 'new' })}>
          <Plus size={16} aria-hidden="true" />
          {t('groups.new')}
        </Button>
      </Heading>
      {groups.isPending && <Lines count={3} />}
      {groups.isError && (
        <Notice title={t('groups.broken')} words={t(`errors.${api.codeOf(groups.error)}`)}>
          <Button onClick={() => void groups.refetch()}>{t('tryAgain')}</Button>
        </Notice>
      )}
      {groups.data && all.length === 0 && <Notice title={t('groups.empty')} words={t('groups.emptyWords')} />}
      <ul className={styles.list}>
        {all.map((group) => (
          <Row key={group.id} group={group} onShow={(kind) => setShown({ kind, group })} />
        ))}
      </ul>
      {shown?.kind === 'new' && (
        <NewGroup onClose={close} onMade={(group) => setShown({ kind: 'members', group })} />
      )}
      {shown?.kind === 'members' && <GroupMembers group={shown.group} onClose={close} />}
      {shown?.kind === 'rename' && <RenameGroup group={shown.group} onClose={close} />}
      {shown?.kind === 'delete' && <DeleteGroup group={shown.group} onClose={close} />}
    </>
  )
}

type RowProps = { group: Group; onShow: (kind: 'members' | 'rename' | 'delete') => void }

function Row({ group: { name, kind, members }, onShow }: RowProps) {
  const { t } = useTranslation()
  const Sign = kind === 'section' ? Newspaper : UsersRound
  return (
    <li className={styles.row}>
      <span className={styles.sign} aria-hidden="true">
        <Sign size={18} />
      </span>
      <div className={styles.words}>
        <strong className={styles.name}>{name}</strong>
        <span className={styles.userName}>{t(`sharing.${kind}Of`, { count: members })}</span>
      </div>
      <div className={styles.acts}>
        <Button look="quiet" onClick={() => onShow('members')} aria-label={t('groups.membersOf', { name })}>
          <UsersRound size={16} aria-hidden="true" />
          {t('groups.members')}
        </Button>
        <Button look="quiet" onClick={() => onShow('rename')} aria-label={t('groups.renameOf', { name })}>
          <PencilLine size={16} aria-hidden="true" />
          {t('groups.rename')}
        </Button>
        <Button look="quiet" onClick={() => onShow('delete')} aria-label={t('groups.deleteOf', { name })}>
          <Trash2 size={16} aria-hidden="true" />
          {t('groups.delete')}
        </Button>
      </div>
    </li>
  )
}
