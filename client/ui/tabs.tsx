/** A few sheets in one place, one in view: arrow keys move along their names. */

import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './tabs.module.css'

type Sheet = {
  readonly name: string
  readonly label: string
  /** How many things wait there; 0: none is shown. */
  readonly waiting?: { readonly count: number; readonly words: string }
  readonly content: ReactNode
}

/** `wide`: their line reaches to the edges of the box around them. */
type TabsProps = { label: string; sheets: readonly Sheet[]; wide?: boolean }

export function Tabs({ label, sheets, wide = false }: TabsProps) {
  return (
    <Base.Root className={styles.tabs} defaultValue={sheets[0]?.name}>
      <Base.List className={classes(styles.list, wide && styles.wide)} aria-label={label}>
        {sheets.map(({ name, label: words, waiting }) => (
          <Base.Tab key={name} value={name} className={styles.tab}>
            {words}
            {waiting && waiting.count > 0 && (
              <span className={styles.waiting}>
                <span aria-hidden="true">{waiting.count}</span>
                <span className="only-read">{waiting.words}</span>
              </span>
            )}
          </Base.Tab>
        ))}
      </Base.List>
      {sheets.map(({ name, content }) => (
        <Base.Panel key={name} value={name} className={styles.sheet}>
          {content}
        </Base.Panel>
      ))}
    </Base.Root>
  )
}
