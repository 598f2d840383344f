/** Whom to ask for more than one may do. */

import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import * as api from '../../api.ts'
import { CopyLine } from '../../ui/copy-line.tsx'
import { Dialog } from '../../ui/dialog.tsx'

export function RequestAccess({ article, onClose }: { article: string; onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const members = useQuery({
    queryKey: ['members', article],
    queryFn: () => api.orThrow(api.members(article)),
  })
  const owners = members.data?.members.filter(({ role }) => role === 'owner') ?? []
  const names = new Intl.ListFormat(i18n.language, { type: 'disjunction' }).format(
    owners.map(({ displayName }) => displayName),
  )
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('status.requestAccess')}
      words={
        owners.length > 0
          ? t('status.requestAccessWords', { owners: names })
          : t('status.requestAccessNobody')
      }
    >
      <CopyLine label={t('sharing.address')} value={location.href} />
    </Dialog>
  )
}
