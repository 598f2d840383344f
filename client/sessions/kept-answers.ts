/** Answers that outlive the page until the server has them, under one name each account and review; signing out forgets them. */

import { isSharedComputer } from '../preferences.ts'
import { keptPrefix } from '../threads/kept-names.ts'
import type { KeptUnsent } from './unsent.ts'

/** `of`: a pair or a session, and which of its answers. On a shared computer, or where storage is forbidden, nothing is kept. */
export function keepUnsent<T>(account: string, of: string, isRight: (value: unknown) => value is T) {
  const name = keptPrefix(account, of)
  const kept: KeptUnsent<T> = {
    load() {
      try {
        const read: unknown = JSON.parse(localStorage.getItem(name) ?? '{}')
        const entries = Object.entries(read ?? {})
        return Object.fromEntries(entries.filter((entry): entry is [string, T] => isRight(entry[1])))
      } catch {
        return {}
      }
    },
    put(unsent) {
      try {
        if (Object.keys(unsent).length === 0) localStorage.removeItem(name)
        else if (!isSharedComputer()) localStorage.setItem(name, JSON.stringify(unsent))
      } catch {
        return // then closing the page asks
      }
    },
  }
  return kept
}
