/** Shows whether one edits or views, and offers what the role permits. A locked one says why. */

import { ChevronDown, Eye, Lock, PencilLine } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { can, type Role } from '../../../shared/roles.ts'
import { Menu } from '../../ui/menu.tsx'
import type { Mode } from './mode.ts'
import styles from './top-bar.module.css'

type ModeSwitchProps = { role: Role | null; mode: Mode; onChoose: (mode: Mode) => void }

export function ModeSwitch({ role, mode, onChoose }: ModeSwitchProps) {
  const { t } = useTranslation()
  const locked = role !== null && !can(role, 'edit')
  const name = t(`mode.${mode}`)
  const Icon = mode === 'editing' ? PencilLine : Eye
  return (
    <Menu
      trigger={
        <button type="button" className={styles.mode} aria-label={t('mode.label', { mode: name })}>
          <Icon size={16} aria-hidden="true" />
          <span className={styles.modeName}>{name}</span>
          {locked ? <Lock size={14} aria-hidden="true" /> : <ChevronDown size={14} aria-hidden="true" />}
        </button>
      }
      entries={
        locked
          ? [{ kind: 'note', words: t(lockedWords(role)) }]
          : [
              {
                kind: 'choice',
                label: t('mode.label', { mode: name }),
                value: mode,
                onChoose: (chosen) => onChoose(chosen === 'viewing' ? 'viewing' : 'editing'),
                choices: [
                  { value: 'editing', label: t('mode.editing'), hint: t('mode.editingHint') },
                  { value: 'viewing', label: t('mode.viewing'), hint: t('mode.viewingHint') },
                ],
              },
            ]
      }
    />
  )
}

function lockedWords(role: Role) {
  if (role === 'commenter') return 'mode.lockedCommenter'
  return role === 'suggester' ? 'mode.lockedSuggester' : 'mode.lockedViewer'
}
