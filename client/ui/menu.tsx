/** A menu under a button: actions, links and choices. */

import { Menu as Base } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { Link } from 'wouter'
import styles from './menu.module.css'

type MenuProps = {
  trigger: ReactElement
  align?: 'start' | 'center' | 'end'
  side?: 'top' | 'bottom'
  children: ReactNode
}

export function Menu({ trigger, align = 'end', side = 'bottom', children }: MenuProps) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={styles.positioner} sideOffset={6} align={align} side={side}>
          <Base.Popup className={styles.popup}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

type MenuItemProps = {
  icon?: ReactNode
  keys?: string | undefined
  disabled?: boolean
  onChoose: () => void
  children: ReactNode
}

export function MenuItem({ icon, keys, disabled = false, onChoose, children }: MenuItemProps) {
  return (
    <Base.Item className={styles.item} disabled={disabled} onClick={onChoose}>
      <span className={styles.mark}>{icon}</span>
      <span className={styles.words}>{children}</span>
      {keys && <kbd className={styles.keys}>{keys}</kbd>}
    </Base.Item>
  )
}

export function MenuLink({ icon, to, children }: { icon?: ReactNode; to: string; children: ReactNode }) {
  return (
    <Base.Item className={styles.item} render={<Link href={to} />}>
      <span className={styles.mark}>{icon}</span>
      <span className={styles.words}>{children}</span>
    </Base.Item>
  )
}

type MenuChoiceProps<T extends string> = {
  label: string
  value: T
  onChoose: (value: T) => void
  choices: readonly { value: T; label: ReactNode; hint?: ReactNode; keys?: string; disabled?: boolean }[]
}

export function MenuChoice<T extends string>({ label, value, onChoose, choices }: MenuChoiceProps<T>) {
  return (
    <Base.RadioGroup value={value} onValueChange={onChoose} aria-label={label}>
      {choices.map((choice) => (
        <Base.RadioItem
          key={choice.value}
          value={choice.value}
          disabled={choice.disabled ?? false}
          closeOnClick
          className={styles.item}
        >
          <span className={styles.mark}>
            <Base.RadioItemIndicator>
              <Check size={16} />
            </Base.RadioItemIndicator>
          </span>
          <span className={styles.words}>
            {choice.label}
            {choice.hint && <span className={styles.hint}>{choice.hint}</span>}
          </span>
          {choice.keys && <kbd className={styles.keys}>{choice.keys}</kbd>}
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  )
}

export function MenuLine() {
  return <Base.Separator className={styles.line} />
}

/** Words in a menu that nobody can choose. */
export function MenuNote({ children }: { children: ReactNode }) {
  return <div className={styles.note}>{children}</div>
}
