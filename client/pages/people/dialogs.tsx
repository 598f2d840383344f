/** Adding somebody, inviting by link, a new password for who has lost theirs, and shutting somebody out. */

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Person } from '../../../shared/protocol/http.ts'
import * as api from '../../api.ts'
import { CopyLine } from '../../ui/copy-line.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { nobody, PasswordField, PersonFields } from '../../ui/person-fields.tsx'
import { Switch } from '../../ui/switch.tsx'
import { useToast } from '../../ui/toast.tsx'
import { inviteDays, inviteUses } from '../invites.ts'

type Closing = { onClose: () => void }

export function AddPerson({ onClose }: Closing) {
  const { t } = useTranslation()
  const say = useToast()
  const queries = useQueryClient()
  const [person, setPerson] = useState(nobody)
  const [administrator, setAdministrator] = useState(false)
  return (
    <Dialog open onClose={onClose} title={t('people.add')} words={t('people.addWords')}>
      <Form
        label={t('people.addSend')}
        send={() => api.createPerson({ ...person, administrator })}
        onDone={async ({ displayName }) => {
          await queries.invalidateQueries({ queryKey: ['people'] })
          say(t('people.added', { name: displayName }))
          onClose()
        }}
      >
        <PersonFields person={person} onChange={setPerson} forOther />
        <Switch
          label={t('people.makeAdministrator')}
          hint={t('people.makeAdministratorHint')}
          on={administrator}
          onSwitch={setAdministrator}
        />
      </Form>
    </Dialog>
  )
}

export function InvitePeople({ onClose }: Closing) {
  const { t } = useTranslation()
  const [code, setCode] = useState<string | null>(null)
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('people.invite')}
      words={t('people.inviteWords', { days: inviteDays, uses: inviteUses })}
    >
      {code ? (
        <CopyLine label={t('people.inviteLink')} value={`${location.origin}/join/${code}`} />
      ) : (
        <Form
          label={t('people.inviteSend')}
          send={() => api.createInvite({ days: inviteDays, uses: inviteUses })}
          onDone={(invite) => setCode(invite.code)}
        >
          {null}
        </Form>
      )}
    </Dialog>
  )
}

export function NewPassword({ person, onClose }: Closing & { person: Person }) {
  const { t } = useTranslation()
  const say = useToast()
  const [password, setPassword] = useState('')
  const name = person.displayName
  return (
    <Dialog open onClose={onClose} title={t('people.passwordOf', { name })} words={t('people.passwordWords')}>
      <Form
        label={t('people.passwordSend')}
        send={() => api.setPassword(person.account, password)}
        onDone={() => {
          say(t('people.passwordSet', { name }))
          onClose()
        }}
      >
        <PasswordField label={t('person.newPassword')} value={password} onValue={setPassword} />
      </Form>
    </Dialog>
  )
}

export function Disable({ person, onClose }: Closing & { person: Person }) {
  const { t } = useTranslation()
  const say = useToast()
  const queries = useQueryClient()
  const name = person.displayName
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('people.disableOf', { name })}
      words={t('people.disableWords', { name })}
    >
      <Form
        label={t('people.disable')}
        send={() => api.setDisabled(person.account, true)}
        onDone={async () => {
          await queries.invalidateQueries({ queryKey: ['people'] })
          say(t('people.disabledNow', { name }))
          onClose()
        }}
      >
        {null}
      </Form>
    </Dialog>
  )
}
