/** What a memory store keeps of threads. */

import type { ArticleId } from '../../shared/ids.ts'
import { Refused } from '../../shared/refusals.ts'
import type { Thread } from '../../shared/threads.ts'
import {
  articleIn,
  emptyThreads,
  type MemoryState,
  type MemoryThreads,
  type Read,
  type Transact,
} from './memory-state.ts'
import {
  growthOf,
  inOrder,
  newEntryRow,
  type ThreadOutcome,
  type ThreadRecords,
  type ThreadRows,
  type ThreadWrites,
} from './threads.ts'

const entriesIn = (threads: MemoryThreads, id: string) =>
  [...threads.entries.values()].filter(({ thread }) => thread === id).sort(inOrder)

export const memoryThreads = (transact: Transact, read: Read): ThreadRecords => ({
  threadsSince: (id, since) =>
    read((state) => {
      const known = state.articles.get(id)?.threads ?? emptyThreads()
      const isTold = ({ rev, removed }: Thread) => rev > since && !(removed && since === 0)
      return {
        rev: known.rev,
        threads: [...known.threads.values()].filter(isTold).sort((a, b) => a.rev - b.rev),
        entries: [...known.entries.values()].filter(({ rev }) => rev > since).sort(inOrder),
      }
    }),

  changeThread: (article, id, asker, decide) =>
    transact<ThreadOutcome>((state) => {
      const known = existing(state, article)
      const thread = known.threads.get(id) ?? null
      const entries = entriesIn(known, id)
      const person =
        'person' in asker
          ? asker.person
          : (articleIn(state, article).people.get(asker.account) ?? asker.proposed)
      const writes = decide({ person, thread, entries, threads: known.threads.size, size: known.size })
      if (writes === null) {
        const threads = thread === null ? [] : [thread]
        return { answer: { isChanged: false, person, rev: known.rev, threads, entries } }
      }
      for (const { id } of writes.added ?? [])
        if (known.entries.has(id)) throw new Refused('conflict', `The id ${id} is taken.`)
      const rows = rowsOf(writes, id, known.rev + 1)
      const size = known.size + growthOf({ thread, entries }, writes)
      return {
        answer: { isChanged: true, person, ...rows },
        write: (state) => {
          const { people, threads } = articleIn(state, article)
          if ('account' in asker) people.set(asker.account, person)
          threads.size = size
          keep(threads, rows)
        },
      }
    }),

  threadReads: (id, person) =>
    read((state) => Object.fromEntries(state.articles.get(id)?.threads.reads.get(person) ?? [])),
  noteThreadReads: (article, person, asked) =>
    transact((state) => {
      const known = existing(state, article)
      const before = known.reads.get(person)
      const onwards = [...known.threads.values()].flatMap(({ id, removed }) => {
        const order = Math.min(asked[id] ?? 0, known.rev)
        return !removed && order > (before?.get(id) ?? 0) ? [[id, order] as const] : []
      })
      const answer = Object.fromEntries(onwards)
      if (onwards.length === 0) return { answer }
      return {
        answer,
        write: (state) => {
          const { reads } = articleIn(state, article).threads
          reads.set(person, new Map([...(reads.get(person) ?? []), ...onwards]))
        },
      }
    }),

  threadPeople: (id) =>
    read((state) => [
      ...new Set([...(state.articles.get(id)?.threads.entries.values() ?? [])].map(({ by }) => by)),
    ]),
  commentsOf: (account) =>
    read((state) =>
      [...state.articles]
        .flatMap(([article, { people, threads }]) =>
          [...threads.entries.values()]
            .filter(
              ({ by, kind, deletedBy }) => by === people.get(account) && kind === 'comment' && !deletedBy,
            )
            .map(({ thread, at, body }) => ({ article, thread, at, body })),
        )
        .sort((a, b) => a.at - b.at),
    ),
})

function existing(state: MemoryState, id: ArticleId): MemoryThreads {
  const article = state.articles.get(id)
  if (article === undefined) throw new Refused('not-found', `There is no article ${id}.`)
  return article.threads
}

function rowsOf({ thread, added = [], changed = [] }: ThreadWrites, id: string, rev: number): ThreadRows {
  const come = added.map((entry) => newEntryRow(entry, id, rev))
  return {
    rev,
    threads: thread === undefined ? [] : [{ ...thread, id, rev }],
    entries: [...changed.map((entry) => ({ ...entry, rev })), ...come].sort(inOrder),
  }
}

function keep(known: MemoryThreads, { rev, threads, entries }: ThreadRows): void {
  known.rev = rev
  for (const thread of threads) {
    known.threads.set(thread.id, thread)
    if (!thread.removed) continue
    for (const { id } of entriesIn(known, thread.id)) known.entries.delete(id)
    for (const read of known.reads.values()) read.delete(thread.id)
  }
  for (const entry of entries) known.entries.set(entry.id, entry)
}
