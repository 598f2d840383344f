/** The menu itself, open when it first appears. */

import { Menu as Base } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { unreachable } from '../../shared/assert.ts'
import styles from './menu.module.css'
import type { MenuEntry, MenuProps } from './menu.tsx'

export function MenuPopup({ trigger, entries, align = 'end' }: MenuProps) {
  return (
    <Base.Root modal={false} defaultOpen>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={styles.positioner} sideOffset={6} align={align}>
          <Base.Popup className={styles.popup}>
            {entries.map((entry, index) => (
              <Entry key={'name' in entry ? entry.name : index} entry={entry} />
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

function Entry({ entry }: { entry: MenuEntry }) {
  switch (entry.kind) {
    case 'action':
      return (
        <Base.Item className={styles.item} disabled={entry.disabled ?? false} onClick={entry.onChoose}>
          <Row {...entry} />
        </Base.Item>
      )
    case 'link':
      return (
        <Base.Item className={styles.item} render={<Link href={entry.to} />}>
          <Row {...entry} />
        </Base.Item>
      )
    case 'choice':
      return (
        <Base.RadioGroup value={entry.value} onValueChange={entry.onChoose} aria-label={entry.label}>
          {entry.choices.map((choice) => (
            <Base.RadioItem key={choice.value} value={choice.value} closeOnClick className={styles.item}>
              <Row
                {...choice}
                icon={
                  <Base.RadioItemIndicator>
                    <Check size={16} />
                  </Base.RadioItemIndicator>
                }
              />
            </Base.RadioItem>
          ))}
        </Base.RadioGroup>
      )
    case 'line':
      return <Base.Separator className={styles.line} />
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
