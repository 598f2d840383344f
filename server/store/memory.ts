/**
 * The store in memory: the reference for the laws of store.ts, and what simulations run on. Given a disk, it holds exactly
 * what that disk kept: a crash is a new store on the same disk.
 */

import { assert } from '../../shared/assert.ts'
import type { ArticleId } from '../../shared/ids.ts'
import { writeNote } from './memory-decisions.ts'
import { createMemoryDisk, type MemoryDisk } from './memory-disk.ts'
import { memoryRecords } from './memory-records.ts'
import {
  articleIn,
  assertOwnClients,
  emptyState,
  type MemoryArticle,
  type MemoryState,
  type Read,
  type Transact,
} from './memory-state.ts'
import { type Append, type AppendResult, type ArticleLog, type Store, StoreFailed } from './store.ts'

export function createMemoryStore({ disk = createMemoryDisk() }: { disk?: MemoryDisk } = {}): Store {
  const mounted = disk.mount()
  const state = emptyState()
  let applied = 0
  let closed = false
  let last: Promise<unknown> = Promise.resolve()

  /** The state is what the disk has kept, and nothing else. */
  const catchUp = () => {
    const writes = mounted.written()
    for (; applied < writes.length; applied++) writes[applied]?.(state)
  }

  const transact: Transact = (decide) => {
    if (closed) return Promise.reject(closedStore())
    const run = last.then(async () => {
      catchUp()
      const { answer, write } = decide(state)
      if (write === undefined) return answer
      try {
        await mounted.write(write)
      } catch (cause) {
        throw new StoreFailed('unreachable', 'The disk did not keep a write.', { cause })
      }
      return answer
    })
    last = run.catch(() => {})
    return run
  }
  const read: Read = async (read) => {
    if (closed) throw closedStore()
    catchUp()
    return read(state)
  }

  return {
    log: memoryLog(transact, read),
    records: memoryRecords(transact, read),
    probe: () => transact(() => ({ answer: undefined, write: () => {} })),
    async scrub() {},
    async close() {
      closed = true
      await last
    },
  }
}

const closedStore = () => new StoreFailed('closed', 'The store is closed.')

function memoryLog(transact: Transact, read: Read): ArticleLog {
  return {
    open: (id) =>
      transact((state) => {
        const article = state.articles.get(id)
        if (article === undefined) return { answer: null }
        const { checkpoint, log, clients } = article
        const answer = {
          epoch: article.epoch + 1,
          checkpoint,
          rows: log.slice(checkpoint?.seq ?? 0),
          clients: [...clients.values()],
        }
        return { answer, write: (state) => void articleIn(state, id).epoch++ }
      }),

    append(batch) {
      const kept = batch.map(copied)
      return transact((state) => {
        const answer = answersTo(kept, state)
        const stored = kept.filter((_, index) => answer[index]?.kind === 'stored')
        if (stored.length === 0) return { answer }
        return {
          answer,
          write: (state) => {
            for (const append of stored) addRow(articleIn(state, append.article), append)
          },
        }
      })
    },

    checkpoint(id, epoch, { seq, update }) {
      const checkpoint = { seq, update: new Uint8Array(update) }
      return transact((state) => {
        const article = state.articles.get(id)
        if (article === undefined || article.epoch !== epoch) return { answer: 'stale' }
        assert(seq >= 1 && seq <= article.log.length, `checkpoint ${seq} stands for rows of the log`)
        if (seq < (article.checkpoint?.seq ?? 0)) return { answer: 'stored' }
        return {
          answer: 'stored',
          write: (state) => {
            articleIn(state, id).checkpoint = checkpoint
          },
        }
      })
    },

    reserve: (id, person, clients) =>
      transact((state) => {
        const article = articleIn(state, id)
        assertOwnClients(article, person, clients)
        return {
          answer: undefined,
          write: (state) => {
            const known = articleIn(state, id).clients
            for (const client of clients) {
              const { state } = known.get(client) ?? { state: 'reserved' }
              known.set(client, { client, person, state, returned: false })
            }
          },
        }
      }),

    giveBack: (id, person, clients) =>
      transact(() => ({
        answer: undefined,
        write: (state) => {
          const known = articleIn(state, id).clients
          for (const client of clients) {
            const row = known.get(client)
            if (row?.person === person) known.set(client, { ...row, returned: true })
          }
        },
      })),

    read: (id: ArticleId, afterSeq, limit) =>
      read((state) => state.articles.get(id)?.log.slice(afterSeq, afterSeq + limit) ?? []),
  }
}

/** The caller's bytes may change after the call. */
const copied = (append: Append): Append => ({ ...append, update: new Uint8Array(append.update) })

function answersTo(batch: readonly Append[], state: MemoryState): AppendResult[] {
  const rows = new Map<ArticleId, number>()
  return batch.map(({ article: id, epoch, person, binds }) => {
    const article = state.articles.get(id)
    if (article === undefined || article.epoch !== epoch) return { kind: 'stale' }
    assertOwnClients(article, person, binds)
    const seq = (rows.get(id) ?? article.log.length) + 1
    rows.set(id, seq)
    return { kind: 'stored', seq }
  })
}

function addRow(article: MemoryArticle, { person, at, update, binds, note }: Append) {
  article.log.push({ seq: article.log.length + 1, person, at, update })
  for (const client of binds) {
    if (person !== null) article.clients.set(client, { client, person, state: 'bound', returned: false })
  }
  if (note !== undefined) writeNote(article, note)
}
