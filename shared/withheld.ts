/**
 * Threads that a teacher has taken out of an article: a reader's remark that its author shall not have after all. What was said in one is
 * kept, and nobody is told of it but that it was taken back. Nothing changes in such a thread until it is given back, so whoever is
 * told of any of it is told of all.
 */

import type { PersonId } from './ids.ts'
import type { Thread, ThreadEntry } from './threads.ts'

/** Of these entries, in order: the threads that were taken back, each with who has done it. */
export function takenBackIn(
  entries: readonly Pick<ThreadEntry, 'thread' | 'kind' | 'by'>[],
): ReadonlyMap<string, PersonId> {
  const takers = new Map<string, PersonId>()
  for (const { thread, kind, by } of entries) {
    if (kind === 'takenBack') takers.set(thread, by)
    if (kind === 'givenBack') takers.delete(thread)
  }
  return takers
}

/** Threads and entries as anybody may be told of them: of those that were taken back no word, no place, and nobody who was named. */
export function withoutTakenBack<
  Rows extends { readonly threads: readonly Thread[]; readonly entries: readonly ThreadEntry[] },
>(rows: Rows): Rows {
  const takers = takenBackIn(rows.entries)
  if (takers.size === 0) return rows
  return {
    ...rows,
    threads: rows.threads.map((thread) =>
      takers.has(thread.id) ? { ...thread, anchor: null, assignee: null } : thread,
    ),
    entries: rows.entries.map((entry) => {
      const deletedBy = takers.get(entry.thread)
      if (deletedBy === undefined || entry.kind === 'takenBack') return entry
      return { ...entry, body: '', assignee: null, editedAt: null, deletedBy, reactions: [] }
    }),
  }
}
