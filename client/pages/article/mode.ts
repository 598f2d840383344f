/** Editing or viewing: a person's choice for one article on this device, within what the role permits. */

import { useState } from 'react'
import { can, type Role } from '../../../shared/roles.ts'

export type Mode = 'editing' | 'viewing'

const key = (article: string) => `galley.mode.${article}`

function keptMode(article: string): Mode {
  try {
    return localStorage.getItem(key(article)) === 'viewing' ? 'viewing' : 'editing'
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
  return [role === null || can(role, 'edit') ? wanted : 'viewing', choose]
}
