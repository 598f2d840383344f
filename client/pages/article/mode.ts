/** Editing, suggesting or viewing: a person's choice for one article on this device, within what the role permits. */

import { useEffect, useState } from 'react'
import { can, type Role } from '../../../shared/roles.ts'

export const MODES = ['editing', 'suggesting', 'viewing'] as const
export type Mode = (typeof MODES)[number]

/** The modes of a role, the one it begins with first. Until the role is known, as if one may edit: nothing can be typed yet. */
export function permittedModes(role: Role | null): readonly Mode[] {
  if (role === null || can(role, 'edit')) return MODES
  return can(role, 'suggest') ? ['suggesting'] : ['viewing']
}

const key = (article: string) => `galley.mode.${article}`

function keptMode(article: string): Mode {
  try {
    const kept = localStorage.getItem(key(article))
    return MODES.find((mode) => mode === kept) ?? 'editing'
  } catch {
    return 'editing'
  }
}

function keepMode(article: string, mode: Mode): void {
  try {
    if (mode === 'editing') localStorage.removeItem(key(article))
    else localStorage.setItem(key(article), mode)
  } catch {
    return // chosen for this page only
  }
}

export function useMode(article: string, role: Role | null): readonly [Mode, (mode: Mode) => void] {
  const [wanted, setWanted] = useState(() => keptMode(article))
  const choose = (mode: Mode) => {
    setWanted(mode)
    keepMode(article, mode)
  }
  const permitted = permittedModes(role)
  return [permitted.find((mode) => mode === wanted) ?? permitted[0] ?? 'viewing', choose]
}

const KEYS: Readonly<Record<string, Mode>> = { KeyZ: 'editing', KeyX: 'suggesting', KeyC: 'viewing' }

/** Ctrl+Alt+Shift+Z, X and C (Cmd+Option+Shift on a Mac). AltGr says Ctrl and Alt too, but means a character. */
export function useModeKeys(role: Role | null, choose: (mode: Mode) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const mode = KEYS[event.code]
      if (mode === undefined || !event.altKey || !event.shiftKey || !(event.ctrlKey || event.metaKey)) return
      if (event.getModifierState('AltGraph') || !permittedModes(role).includes(mode)) return
      event.preventDefault()
      event.stopPropagation()
      choose(mode)
    }
    // Before the editor, for which Ctrl+Shift+Z is redo.
    addEventListener('keydown', onKey, { capture: true })
    return () => removeEventListener('keydown', onKey, { capture: true })
  })
}
