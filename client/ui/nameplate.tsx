/** A newspaper's name over its double rule, as on a front page. */

import { classes } from './classes.ts'
import styles from './nameplate.module.css'

type NameplateProps = { name: string; size?: 'front' | 'form'; level?: 'h1' | 'p'; faint?: boolean }

export function Nameplate({ name, size = 'front', level: Level = 'h1', faint = false }: NameplateProps) {
  return <Level className={classes(styles.name, styles[size], faint && styles.faint)}>{name}</Level>
}
