/** Asks the article's owners for more than one may do; a guest, who has nobody to ask here, is told so. */

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { can, may, type Role, SHARED_ROLES, type SharedRole } from '../../../shared/roles.ts'
import { useAccount } from '../../account.ts'
import * as api from '../../api.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Choice } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { useToast } from '../../ui/toast.tsx'

/** `own`: the role that one has now. */
type RequestAccessProps = { article: string; own: Role | null; onClose: () => void; onAsked: () => void }

export function RequestAccess({ article, own, onClose, onAsked }: RequestAccessProps) {
  const { t, i18n } = useTranslation()
  const mayAsk = may(useAccount(), 'requestAccess')
  const members = useQuery({
    queryKey: ['sharing', article, 'members'],
    queryFn: () => api.orThrow(api.members(article)),
    enabled: mayAsk && can(own, 'read'),
  })
  const owners = members.data?.members.filter((member) => member.role === 'owner') ?? []
  const names = new Intl.ListFormat(i18n.language, { type: 'disjunction' }).format(
    owners.map(({ displayName }) => displayName),
  )
  const words =
    owners.length > 0 ? t('status.requestAccessWords', { owners: names }) : t('status.requestAccessNobody')
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('status.requestAccess')}
      words={mayAsk ? words : t('guest.requestAccess')}
    >
      {mayAsk && (
        <Ask
          article={article}
          own={own}
          onDone={() => {
            onAsked()
            onClose()
          }}
        />
      )}
    </Dialog>
  )
}

type AskProps = { article: string; own: Role | null; onDone: () => void }

function Ask({ article, own, onDone }: AskProps) {
  const { t } = useTranslation()
  const say = useToast()
  const higher = SHARED_ROLES.filter((one) => own === null || SHARED_ROLES.indexOf(one) > rankOf(own))
  const [wanted, setWanted] = useState<SharedRole>('editor')
  return (
    <Form
      label={t('status.requestAccessSend')}
      send={() => api.requestAccess(article, wanted)}
      onDone={() => {
        say(t('status.requestAccessSent'))
        onDone()
      }}
    >
      <Choice
        label={t('status.requestAccessRole')}
        value={wanted}
        onChoose={setWanted}
        choices={higher.map((value) => ({ value, label: t(`roles.${value}`) }))}
      />
    </Form>
  )
}

const rankOf = (role: Role): number => (SHARED_ROLES as readonly Role[]).indexOf(role)
