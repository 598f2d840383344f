/** Shows whether one edits, suggests or views, and offers what the role permits: a locked one says why. And what else is shown. */

import {
  ChevronDown,
  Eye,
  KeyRound,
  Lock,
  type LucideIcon,
  MessageSquareDiff,
  PencilLine,
} from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { can, may, type Role } from '../../../shared/roles.ts'
import { useAccount } from '../../account.ts'
import { Menu, type MenuEntry } from '../../ui/menu.tsx'
import { MODES, type Mode, permittedModes } from './mode.ts'
import styles from './top-bar.module.css'

type ModeSwitchProps = {
  role: Role | null
  mode: Mode
  onChoose: (mode: Mode) => void
  /** Whether it is shown who wrote what. */
  authors: boolean
  onAuthors: (on: boolean) => void
  /** Why the deadline leaves no other mode; null: it does not. */
  frozen: string | null
  /** Null: they have asked, or nobody may. */
  onRequestAccess: (() => void) | null
}

const ICONS: Readonly<Record<Mode, LucideIcon>> = {
  editing: PencilLine,
  suggesting: MessageSquareDiff,
  viewing: Eye,
}

export function ModeSwitch({
  role,
  mode,
  onChoose,
  authors,
  onAuthors,
  frozen,
  onRequestAccess,
}: ModeSwitchProps) {
  const { t } = useTranslation()
  const mayAsk = may(useAccount(), 'requestAccess')
  const permitted = permittedModes(role)
  const locked = role !== null && permitted.length === 1
  const name = t(`mode.${mode}`)
  const Icon = ICONS[mode]
  const requestEntry = (onChoose: () => void): MenuEntry => ({
    kind: 'action',
    name: 'requestAccess',
    icon: <KeyRound size={16} />,
    label: t('status.requestAccess'),
    onChoose,
  })
  const modes: MenuEntry[] = locked
    ? frozen !== null
      ? [{ kind: 'note', words: frozen }]
      : [
          {
            kind: 'note',
            words: `${t(lockedWords(role))} ${t(mayAsk ? 'mode.lockedAsk' : 'guest.requestAccess')}`,
          },
          ...(mayAsk && onRequestAccess ? [requestEntry(onRequestAccess)] : []),
        ]
    : [
        {
          kind: 'choice',
          label: t('mode.label', { mode: name }),
          value: mode,
          onChoose: (chosen) => onChoose(MODES.find((one) => one === chosen) ?? 'editing'),
          choices: permitted.map((one) => ({
            value: one,
            label: t(`mode.${one}`),
            hint: t(`mode.${one}Hint`),
          })),
        },
      ]
  const shown: MenuEntry[] = maySeeAuthors(role)
    ? [
        { kind: 'line' },
        {
          kind: 'switch',
          name: 'authors',
          label: t('authors.title'),
          hint: t('authors.hint'),
          on: authors,
          onSwitch: onAuthors,
        },
      ]
    : []
  return (
    <Menu
      trigger={
        <button
          type="button"
          className={styles.mode}
          data-mode={mode}
          aria-label={t('mode.label', { mode: name })}
        >
          <Icon size={16} aria-hidden="true" />
          <span className={styles.modeName}>{name}</span>
          {locked ? <Lock size={14} aria-hidden="true" /> : <ChevronDown size={14} aria-hidden="true" />}
        </button>
      }
      entries={[...modes, ...shown]}
    />
  )
}

/** Until the role is known, as if one might: whoever opened the article before may open it now. */
export const maySeeAuthors = (role: Role | null): boolean => role === null || can(role, 'seeAuthors')

function lockedWords(role: Role) {
  if (role === 'commenter') return 'mode.lockedCommenter'
  return role === 'suggester' ? 'mode.lockedSuggester' : 'mode.lockedViewer'
}
