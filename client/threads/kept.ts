/** Drafts and posts that outlive the page, each under a name of its own: two tabs do not write over each other. Of one account and article. */

import type { Draft } from './drafts.ts'
import { keptNames, keptPrefix } from './kept-names.ts'
import type { Post } from './outbox.ts'

export type KeptItem =
  | { readonly kind: 'draft'; readonly draft: Draft }
  | { readonly kind: 'post'; readonly post: Post }

/** Where they are kept: the device, or nowhere. */
export interface Kept {
  /** Those of earlier pages. */
  load(): readonly KeptItem[]
  /** False: it could not be kept, and closing the page would lose it. */
  put(item: KeptItem): boolean
  remove(id: string): void
}

const idOf = (item: KeptItem): string => (item.kind === 'draft' ? item.draft.id : item.post.draft.id)

/** On a shared computer nothing is kept. */
export const keepNothing: Kept = { load: () => [], put: () => false, remove: () => {} }

export function keepOnDevice(storage: Storage, account: string, article: string): Kept {
  const prefix = keptPrefix(account, article)
  return {
    load: () =>
      keptNames(storage, prefix).flatMap((name) => {
        const item = parsed(storage.getItem(name))
        return item ? [item] : []
      }),
    put(item) {
      try {
        storage.setItem(prefix + idOf(item), JSON.stringify(item))
        return true
      } catch {
        return false // full, or forbidden
      }
    },
    remove(id) {
      try {
        storage.removeItem(prefix + id)
      } catch {
        return // then nothing was kept either
      }
    },
  }
}

/** Written by this page or by an earlier version of it, which knew other fields. */
function parsed(text: string | null): KeptItem | null {
  try {
    const item = JSON.parse(text ?? '') as KeptItem
    const draft = item.kind === 'draft' ? item.draft : item.post.draft
    const isDraft =
      typeof draft.words === 'string' && typeof draft.thread === 'string' && Array.isArray(draft.mentions)
    return isDraft ? item : null
  } catch {
    return null
  }
}
