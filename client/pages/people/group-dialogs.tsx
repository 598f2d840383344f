/** Making a group or section, giving it another name, and deleting it, which says before what that means. */

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { groupNameUnitsMax } from '../../../shared/limits.ts'
import type { Group } from '../../../shared/protocol/http.ts'
import { GROUP_KINDS, type GroupKind } from '../../../shared/roles.ts'
import * as api from '../../api.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Choice, Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { useToast } from '../../ui/toast.tsx'

type Closing = { onClose: () => void }
type OfGroup = Closing & { group: Group }

export function NewGroup({ onClose, onMade }: Closing & { onMade: (group: Group) => void }) {
  const { t } = useTranslation()
  const changed = useChanged()
  const refused = useRefused()
  const [name, setName] = useState('')
  const [kind, setKind] = useState<GroupKind>('group')
  return (
    <Dialog open onClose={onClose} title={t('groups.new')} words={t('groups.words')}>
      <Form
        label={t('groups.make')}
        send={() => api.createGroup({ name, kind })}
        onDone={async (group) => {
          await changed()
          onMade(group)
        }}
        words={refused}
      >
        <NameField name={name} onName={setName} />
        <Choice
          label={t('groups.kind')}
          value={kind}
          onChoose={setKind}
          choices={GROUP_KINDS.map((value) => ({ value, label: t(`groups.kinds.${value}`) }))}
        />
      </Form>
    </Dialog>
  )
}

export function RenameGroup({ group, onClose }: OfGroup) {
  const { t } = useTranslation()
  const changed = useChanged()
  const refused = useRefused()
  const [name, setName] = useState(group.name)
  return (
    <Dialog open onClose={onClose} title={t('groups.renameOf', { name: group.name })}>
      <Form
        label={t('groups.renameSend')}
        send={() => api.renameGroup(group.id, name)}
        onDone={async () => {
          await changed()
          onClose()
        }}
        words={refused}
      >
        <NameField name={name} onName={setName} />
      </Form>
    </Dialog>
  )
}

export function DeleteGroup({ group: { id, name, members }, onClose }: OfGroup) {
  const { t } = useTranslation()
  const changed = useChanged()
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('groups.deleteOf', { name })}
      words={t('groups.deleteWords', { name, count: members })}
    >
      <Form
        label={t('groups.deleteSend')}
        look="danger"
        send={() => api.deleteGroup(id)}
        onDone={async () => {
          await changed(t('groups.deleted', { name }))
          onClose()
        }}
      >
        {null}
      </Form>
    </Dialog>
  )
}

function NameField({ name, onName }: { name: string; onName: (name: string) => void }) {
  const { t } = useTranslation()
  return (
    <Field
      label={t('groups.name')}
      hint={t('groups.nameHint')}
      value={name}
      onValue={onName}
      autoComplete="off"
      maxLength={groupNameUnitsMax}
      required
    />
  )
}

/** What is to be done when a group has changed: the list is read anew, and it is said what is so now. */
function useChanged(): (words?: string) => Promise<void> {
  const say = useToast()
  const queries = useQueryClient()
  return async (words) => {
    await queries.invalidateQueries({ queryKey: ['groups'] })
    if (words) say(words)
  }
}

function useRefused(): (code: api.FailureCode) => string | null {
  const { t } = useTranslation()
  return (code) => {
    if (code === 'name-taken') return t('groups.nameTaken')
    return code === 'conflict' ? t('groups.tooMany') : null
  }
}
