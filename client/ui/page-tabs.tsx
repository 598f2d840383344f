/** The lists of one screen, one of them in view: the names of all over it. */

import styles from './page-tabs.module.css'

type PageTabsProps<T extends string> = {
  label: string
  shown: T
  onShow: (name: T) => void
  tabs: readonly { readonly name: T; readonly label: string }[]
}

export function PageTabs<T extends string>({ label, shown, onShow, tabs }: PageTabsProps<T>) {
  return (
    <nav className={styles.tabs} aria-label={label}>
      {tabs.map(({ name, label: words }) => (
        <button
          key={name}
          type="button"
          className={styles.tab}
          aria-current={shown === name ? 'page' : undefined}
          onClick={() => onShow(name)}
        >
          {words}
        </button>
      ))}
    </nav>
  )
}
