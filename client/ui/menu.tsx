/** A menu under a button: actions, links, choices and switches, with the keys that menus have. */

import { Check } from 'lucide-react'
import {
  cloneElement,
  type KeyboardEvent,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
  type Ref,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react'
import { Link } from 'wouter'
import { unreachable } from '../../shared/assert.ts'
import styles from './menu.module.css'
import { usePopup } from './use-popup.ts'

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
  | {
      readonly kind: 'switch'
      readonly name: string
      readonly label: ReactNode
      readonly hint?: ReactNode
      readonly on: boolean
      readonly onSwitch: (on: boolean) => void
    }
  | { readonly kind: 'line' }
  /** Words that nobody can choose. */
  | { readonly kind: 'note'; readonly words: ReactNode }

type MenuOption = {
  readonly value: string
  readonly label: ReactNode
  readonly hint?: ReactNode
  readonly keys?: string | undefined
}

type MenuProps = {
  trigger: ReactElement<TriggerProps>
  entries: readonly MenuEntry[]
  align?: 'start' | 'end'
}

type TriggerProps = {
  ref?: Ref<HTMLButtonElement>
  onClick?: () => void
  onPointerDown?: () => void
  'aria-haspopup'?: 'menu'
  'aria-expanded'?: boolean
  'aria-controls'?: string | undefined
  'aria-label'?: string
  /** Of an IconButton. */
  label?: string
}

export function Menu({ trigger, entries, align = 'end' }: MenuProps) {
  const button = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  // A press on the button of an open menu closes it before the click arrives.
  const pressedOpen = useRef(false)
  const id = useId()
  return (
    <>
      {cloneElement(trigger, {
        ref: button,
        onPointerDown: () => {
          pressedOpen.current = open
        },
        onClick: () => {
          setOpen(!pressedOpen.current)
          pressedOpen.current = false
        },
        'aria-haspopup': 'menu',
        'aria-expanded': open,
        'aria-controls': open ? id : undefined,
      })}
      {open && (
        <Popup
          id={id}
          label={trigger.props['aria-label'] ?? trigger.props.label}
          entries={entries}
          align={align}
          anchor={() => button.current}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  )
}

type PopupProps = {
  id: string
  label: string | undefined
  entries: readonly MenuEntry[]
  align: 'start' | 'end'
  anchor: () => HTMLElement | null
  onClose: () => void
}

const itemsOf = (menu: Element): HTMLElement[] => [
  ...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]:not([aria-disabled])'),
]

function Popup({ id, label, entries, align, anchor, onClose }: PopupProps) {
  const box = usePopup({ anchor, align, onClose })
  useEffect(() => {
    const menu = box.current
    if (!menu) return
    const first = menu.querySelector<HTMLElement>('[aria-checked="true"]') ?? itemsOf(menu)[0] ?? menu
    first.focus()
  }, [box])

  /** Closes first: the focus goes back to where it was, and what is chosen may take it from there. */
  const choose = (run: () => void) => () => {
    box.current?.hidePopover()
    run()
  }

  return (
    <div
      ref={box}
      id={id}
      popover="auto"
      role="menu"
      tabIndex={-1}
      aria-label={label}
      className={styles.popup}
      onKeyDown={moveInMenu}
      onMouseDown={(event: MouseEvent) => event.stopPropagation()}
    >
      {entries.map((entry, index) => (
        <Entry key={'name' in entry ? entry.name : index} entry={entry} choose={choose} />
      ))}
    </div>
  )
}

type EntryProps = { entry: MenuEntry; choose: (run: () => void) => () => void }

function Entry({ entry, choose }: EntryProps) {
  switch (entry.kind) {
    case 'action':
      return (
        <button
          type="button"
          role="menuitem"
          tabIndex={-1}
          className={styles.item}
          aria-disabled={entry.disabled || undefined}
          onClick={entry.disabled ? undefined : choose(entry.onChoose)}
        >
          <Row {...entry} />
        </button>
      )
    case 'link':
      return (
        <Link
          href={entry.to}
          role="menuitem"
          tabIndex={-1}
          className={styles.item}
          onClick={choose(() => {})}
        >
          <Row {...entry} />
        </Link>
      )
    case 'choice':
      return (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a menu
        <div role="group" aria-label={entry.label}>
          {entry.choices.map((choice) => (
            <button
              key={choice.value}
              type="button"
              role="menuitemradio"
              tabIndex={-1}
              aria-checked={choice.value === entry.value}
              className={styles.item}
              onClick={choose(() => entry.onChoose(choice.value))}
            >
              <Row {...choice} icon={choice.value === entry.value && <Check size={16} />} />
            </button>
          ))}
        </div>
      )
    case 'switch':
      return (
        <button
          type="button"
          role="menuitemcheckbox"
          tabIndex={-1}
          aria-checked={entry.on}
          className={styles.item}
          onClick={choose(() => entry.onSwitch(!entry.on))}
        >
          <Row {...entry} icon={entry.on && <Check size={16} />} />
        </button>
      )
    case 'line':
      return <hr className={styles.line} />
    case 'note':
      return <div className={styles.note}>{entry.words}</div>
    default:
      return unreachable(entry)
  }
}

type RowProps = { icon?: ReactNode; label: ReactNode; hint?: ReactNode; keys?: string | undefined }

function Row({ icon, label, hint, keys }: RowProps) {
  return (
    <>
      <span className={styles.mark}>{icon}</span>
      <span className={styles.words}>
        {label}
        {hint && <span className={styles.hint}>{hint}</span>}
      </span>
      {keys && <kbd className={styles.keys}>{keys}</kbd>}
    </>
  )
}

/** Arrows, Home and End go through the items, a letter to the next that begins with it, Tab leaves. */
function moveInMenu(event: KeyboardEvent<HTMLElement>): void {
  const items = itemsOf(event.currentTarget)
  const at = items.indexOf(document.activeElement as HTMLElement)
  const step = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key]
  event.stopPropagation()
  if (event.key === 'Tab') event.currentTarget.hidePopover()
  if (step !== undefined) {
    event.preventDefault()
    items.at(step % items.length)?.focus()
  } else if (/^\p{L}$/u.test(event.key) && !event.ctrlKey && !event.metaKey) {
    const letter = event.key.toLocaleLowerCase()
    const following = [...items.slice(at + 1), ...items.slice(0, at + 1)]
    following.find(({ innerText }) => innerText.trim().toLocaleLowerCase().startsWith(letter))?.focus()
  }
}
