/** A menu under a button. What draws it is loaded when somebody reaches for the button: most visits open none. */

import { cloneElement, lazy, type ReactElement, type ReactNode, Suspense, useState } from 'react'

export type MenuEntry =
  | {
      readonly kind: 'action'
      readonly name: string
      readonly label: ReactNode
      readonly icon?: ReactNode
      readonly keys?: string | undefined
      readonly disabled?: boolean
      readonly onChoose: () => void
    }
  | { readonly kind: 'link'; readonly label: ReactNode; readonly icon?: ReactNode; readonly to: string }
  | {
      readonly kind: 'choice'
      readonly label: string
      readonly value: string
      readonly onChoose: (value: string) => void
      readonly choices: readonly MenuOption[]
    }
  | { readonly kind: 'line' }
  /** Words that nobody can choose. */
  | { readonly kind: 'note'; readonly words: ReactNode }

export type MenuOption = {
  readonly value: string
  readonly label: ReactNode
  readonly hint?: ReactNode
  readonly keys?: string | undefined
}

export type MenuProps = {
  trigger: ReactElement<TriggerProps>
  entries: readonly MenuEntry[]
  align?: 'start' | 'end'
}

type TriggerProps = {
  onClick?: () => void
  onPointerEnter?: () => void
  onFocus?: () => void
  'aria-haspopup'?: 'menu'
  'aria-expanded'?: boolean
}

const load = () => import('./menu-popup.tsx')
const MenuPopup = lazy(async () => ({ default: (await load()).MenuPopup }))

export function Menu(props: MenuProps) {
  const [wanted, setWanted] = useState(false)
  const soon = () => void load()
  const closed = cloneElement(props.trigger, {
    onClick: () => setWanted(true),
    onPointerEnter: soon,
    onFocus: soon,
    'aria-haspopup': 'menu',
    'aria-expanded': false,
  })
  if (!wanted) return closed
  return (
    <Suspense fallback={closed}>
      <MenuPopup {...props} />
    </Suspense>
  )
}
