/** A device in memory: the cache of IndexedDB with a disk that answers only when a test says so, and tabs that can be killed. */

import { type Cache, type CachedRow, freeOf, type NewRow, type Rescue } from '../../client/sync/cache.ts'
import type { ClientId } from '../../shared/ids.ts'

type Operation = {
  readonly tab: number
  readonly run: () => unknown
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: Error) => void
}
type Kept = {
  rows: (NewRow & { readonly key: number })[]
  rescues: Rescue[]
  spares: ClientId[]
  marks: Map<ClientId, number>
  taken: Map<ClientId, number>
}

/** One account's cache of one article on one device. */
export class MemoryDevice {
  #kept: Kept = { rows: [], rescues: [], spares: [], marks: new Map(), taken: new Map() }
  #nextKey = 1
  #tabs = 0
  readonly #killed = new Set<number>()
  /** Asked for and not answered, oldest first: IndexedDB runs overlapping transactions in this order. */
  #waiting: Operation[] = []
  /** False: an operation waits until `answer` or `fail`. */
  flowing = true

  get waiting(): number {
    return this.#waiting.length
  }
  get spares(): readonly ClientId[] {
    return this.#kept.spares
  }
  get rows(): readonly NewRow[] {
    return this.#kept.rows
  }
  get rescues(): readonly Rescue[] {
    return this.#kept.rescues
  }

  /** `tab` names it for `kill`. */
  open(): { readonly tab: number; readonly cache: Cache } {
    this.#tabs += 1
    const tab = this.#tabs
    return { tab, cache: this.#cacheOf(tab) }
  }

  flow(): void {
    this.flowing = true
    while (this.#waiting.length > 0) this.answer()
  }

  answer(): void {
    const operation = this.#waiting.shift()
    operation?.resolve(operation.run())
  }

  /** The oldest operation fails. `applied`: and has happened all the same. */
  fail(applied = false): void {
    const operation = this.#waiting.shift()
    if (applied) operation?.run()
    operation?.reject(new Error('The quota is exceeded.'))
  }

  /** The tab is gone; of what it had asked for, the first `applied` happen. */
  kill(tab: number, applied: number): void {
    this.#killed.add(tab)
    const own = this.#waiting.filter((operation) => operation.tab === tab)
    this.#waiting = this.#waiting.filter((operation) => operation.tab !== tab)
    for (const operation of own.slice(0, applied)) operation.run()
  }

  #ask<T>(tab: number, run: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const operation = { tab, run, resolve: resolve as (answer: unknown) => void, reject }
      if (this.#killed.has(tab)) return
      if (this.flowing) resolve(run())
      else this.#waiting.push(operation)
    })
  }

  #cacheOf(tab: number): Cache {
    const ask = <T>(run: (kept: Kept) => T) => this.#ask(tab, () => run(this.#kept))
    const add = (row: NewRow): number => {
      const key = this.#nextKey++
      this.#kept.rows.push({ ...row, key })
      return key
    }
    const drop = (keys: readonly number[]) => {
      this.#kept.rows = this.#kept.rows.filter(({ key }) => !keys.includes(key))
    }
    return {
      load: () =>
        ask(({ rows, marks, rescues, spares }) => ({
          rows: rows.map(
            ({ key, writer, update }): CachedRow => ({
              key,
              writer,
              update,
              saved: writer === null || key <= (marks.get(writer) ?? 0),
            }),
          ),
          rescues: [...rescues],
          spares: spares.length,
        })),
      append: (rows) => ask(() => rows.map(add)),
      markSaved: (writer, upTo) =>
        ask(({ marks }) => {
          marks.set(writer, Math.max(upTo, marks.get(writer) ?? 0))
        }),
      compact: (replaced, update) =>
        ask(() => {
          drop(replaced)
          return add({ writer: null, update })
        }),
      rescue: (discarded, rescue) =>
        ask((kept) => {
          drop(discarded)
          kept.rescues.push(rescue)
        }),
      forgetRescues: (rescues) =>
        ask((kept) => {
          kept.rescues = kept.rescues.filter(({ id }) => !rescues.includes(id))
        }),
      takeUnsent: (rescues, ids) =>
        ask((kept) => {
          kept.rescues = kept.rescues.map(({ unsent, ...rescue }) =>
            unsent === undefined || rescues.includes(rescue.id) ? rescue : { ...rescue, unsent },
          )
          return ids.flatMap((range) => {
            const [free, until] = freeOf(range, kept.taken.get(range.client) ?? 0)
            kept.taken.set(range.client, until)
            return free ?? []
          })
        }),
      addSpares: (clients) =>
        ask((kept) => {
          kept.spares = [...new Set([...kept.spares, ...clients])]
        }),
      takeSpare: () => ask(({ spares }) => spares.shift() ?? null),
      forgetArticle: () =>
        ask((kept) => {
          kept.rows = []
          kept.marks.clear()
        }),
      close: () => {},
    }
  }
}
