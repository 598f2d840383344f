/** A person as a circle with initials in their colour, or without colour where none is given. */

import styles from './avatar.module.css'
import { classes } from './classes.ts'

type AvatarProps = {
  name: string
  /** Index into the palette; absent outside an article. */
  color?: number | undefined
  idle?: boolean
  size?: 'small' | 'normal'
}

export function Avatar({ name, color, idle = false, size = 'normal' }: AvatarProps) {
  return (
    // Drawn by the style sheet: as text, the letters would have to be part of a button's name.
    <span
      aria-hidden="true"
      data-initials={initials(name)}
      className={classes(
        styles.avatar,
        styles[size],
        idle && styles.idle,
        color !== undefined && `person-${color}`,
      )}
    />
  )
}

const cjk = /^[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u

/** "Ada Lovelace" → "AL", "Ada" → "A", "김민지" → "민지": a Korean is called by the given name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const first = words[0] ?? ''
  if (cjk.test(first)) return words.length > 1 ? lastTwo(words.at(-1) ?? '') : lastTwo(first)
  const letters = words.length > 1 ? [first, words.at(-1) ?? ''] : [first]
  return letters.map((word) => [...word][0]?.toLocaleUpperCase() ?? '').join('')
}

const lastTwo = (word: string) => [...word].slice(-2).join('')
