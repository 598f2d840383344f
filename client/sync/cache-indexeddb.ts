/** The cache in IndexedDB: one database for each account, in which every store is keyed by article. */

import type { IdRange } from '../../shared/article/record.ts'
import type { AccountId, ArticleId, ClientId } from '../../shared/ids.ts'
import { type Cache, type CachedRow, freeOf, type NewRow, type Rescue } from './cache.ts'

type StoredRow = NewRow & { readonly key: number; readonly article: ArticleId }
type StoredMark = {
  readonly article: ArticleId
  readonly writer: ClientId
  readonly upTo: number
  /** Characters below this clock are suggested instead, by some tab. */
  readonly taken?: number
}
type StoredSpare = { readonly article: ArticleId; readonly client: ClientId }
type StoredRescue = Rescue & { readonly article: ArticleId }
type StoredVisit = { readonly article: ArticleId; readonly usedAt: number }

const PREFIX = 'galley:'
const STORES = ['rows', 'marks', 'spares', 'rescues', 'visits'] as const
type StoreName = (typeof STORES)[number]

/** How long an article is kept that nobody opens; what is unsaved in it stays until it is opened. */
const keptForMs = 7 * 24 * 60 * 60_000

/** Rejects where nothing can be kept: private windows, a full disk, a browser without IndexedDB. */
export async function openIndexedDbCache(
  account: AccountId,
  article: ArticleId,
  now: number,
): Promise<Cache> {
  const database = await openDatabase(PREFIX + account)
  await forgetOldArticles(database, now)
  await transact(database, ['visits'], ({ visits }) =>
    visits.put({ article, usedAt: now } satisfies StoredVisit),
  )
  return new IndexedDbCache(database, article)
}

/** Deletes what this device keeps for everybody but `account`; null: for everybody. At sign-out and sign-in. */
export async function forgetCaches(account: AccountId | null): Promise<void> {
  const databases = await indexedDB.databases()
  const names = databases.flatMap(({ name }) => (name?.startsWith(PREFIX) ? [name] : []))
  const others = names.filter((name) => account === null || name !== PREFIX + account)
  await Promise.all(others.map((name) => settled(indexedDB.deleteDatabase(name))))
}

/** Articles with words that only this device has: to be offered before they are forgotten. */
export async function articlesWithUnsavedWork(account: AccountId): Promise<readonly ArticleId[]> {
  const database = await openDatabase(PREFIX + account)
  try {
    return await transact(database, ['rows', 'marks', 'rescues'], async ({ rows, marks, rescues }) => {
      const saved = savedBy(await settled<StoredMark[]>(marks.getAll()))
      const unsaved = (await settled<StoredRow[]>(rows.getAll())).filter((row) => !saved(row))
      const refused = await settled<StoredRescue[]>(rescues.getAll())
      return [...new Set([...unsaved, ...refused].map(({ article }) => article))]
    })
  } finally {
    database.close()
  }
}

class IndexedDbCache implements Cache {
  readonly #database: IDBDatabase
  readonly #article: ArticleId

  constructor(database: IDBDatabase, article: ArticleId) {
    this.#database = database
    this.#article = article
  }

  load() {
    return transact(this.#database, ['rows', 'marks', 'rescues', 'spares'], async (stores) => {
      const saved = savedBy(await settled<StoredMark[]>(stores.marks.getAll(this.#all())))
      const rows = await settled<StoredRow[]>(stores.rows.index('article').getAll(this.#article))
      const rescues = await settled<StoredRescue[]>(stores.rescues.index('article').getAll(this.#article))
      const spares = await settled(stores.spares.count(this.#all()))
      return {
        rows: rows.map((row): CachedRow => {
          const { key, writer, update } = row
          return { key, writer, update, saved: saved(row) }
        }),
        rescues: rescues.map(({ id, text, html, reason, unsent }) => ({
          id,
          text,
          html,
          reason,
          ...(unsent && { unsent }),
        })),
        spares,
      }
    })
  }

  append(rows: readonly NewRow[]) {
    return transact(this.#database, ['rows'], (stores) =>
      Promise.all(
        rows.map((row) => settled(stores.rows.add({ ...row, article: this.#article })) as Promise<number>),
      ),
    )
  }

  async markSaved(writer: ClientId, upTo: number) {
    await transact(this.#database, ['marks'], async ({ marks }) => {
      const known = await settled<StoredMark | undefined>(marks.get([this.#article, writer]))
      if (known && known.upTo >= upTo) return
      marks.put({ ...known, article: this.#article, writer, upTo } satisfies StoredMark)
    })
  }

  compact(replaced: readonly number[], snapshot: Uint8Array) {
    return transact(this.#database, ['rows'], (stores) => {
      for (const key of replaced) stores.rows.delete(key)
      return settled(
        stores.rows.add({ article: this.#article, writer: null, update: snapshot }),
      ) as Promise<number>
    })
  }

  async rescue(discarded: readonly number[], rescue: Rescue) {
    await transact(this.#database, ['rows', 'rescues'], (stores) => {
      for (const key of discarded) stores.rows.delete(key)
      stores.rescues.add({ ...rescue, article: this.#article } satisfies StoredRescue)
    })
  }

  async forgetRescues(rescues: readonly string[]) {
    await transact(this.#database, ['rescues'], (stores) =>
      eachOf(stores.rescues, this.#article, (cursor) => {
        if (rescues.includes((cursor.value as StoredRescue).id)) cursor.delete()
      }),
    )
  }

  takeUnsent(taken: readonly string[], ids: readonly IdRange[]) {
    return transact(this.#database, ['rescues', 'marks'], async ({ rescues, marks }) => {
      eachOf(rescues, this.#article, (cursor) => {
        const { unsent: _, ...rescue } = cursor.value as StoredRescue
        if (taken.includes(rescue.id)) cursor.update(rescue)
      })
      const granted: IdRange[] = []
      for (const range of ids) {
        const writer = range.client
        const mark = await settled<StoredMark | undefined>(marks.get([this.#article, writer]))
        const [free, until] = freeOf(range, mark?.taken ?? 0)
        if (free === null) continue
        granted.push(free)
        marks.put({ upTo: 0, ...mark, article: this.#article, writer, taken: until } satisfies StoredMark)
      }
      return granted
    })
  }

  async addSpares(clients: readonly ClientId[]) {
    await transact(this.#database, ['spares'], ({ spares }) => {
      for (const client of clients) spares.put({ article: this.#article, client } satisfies StoredSpare)
    })
  }

  takeSpare() {
    return transact(this.#database, ['spares'], async ({ spares }) => {
      const spare = await settled<StoredSpare | undefined>(spares.get(this.#all()))
      if (spare === undefined) return null
      spares.delete([this.#article, spare.client])
      return spare.client
    })
  }

  async forgetArticle() {
    await transact(this.#database, ['rows', 'marks'], (stores) => forgetRows(stores, this.#article))
  }

  close() {
    this.#database.close()
  }

  #all(): IDBKeyRange {
    return allOf(this.#article)
  }
}

async function forgetOldArticles(database: IDBDatabase, now: number): Promise<void> {
  await transact(database, ['rows', 'marks', 'visits'], async (stores) => {
    const saved = savedBy(await settled<StoredMark[]>(stores.marks.getAll()))
    for (const { article, usedAt } of await settled<StoredVisit[]>(stores.visits.getAll())) {
      if (now - usedAt < keptForMs) continue
      const rows = await settled<StoredRow[]>(stores.rows.index('article').getAll(article))
      if (!rows.every(saved)) continue
      forgetRows(stores, article)
      stores.visits.delete(article)
    }
  })
}

function forgetRows(stores: Record<'rows' | 'marks', IDBObjectStore>, article: ArticleId): void {
  deleteOf(stores.rows, article)
  stores.marks.delete(allOf(article))
}

/** Deletes what a store that numbers its rows by itself holds of an article. */
function deleteOf(store: IDBObjectStore, article: ArticleId): void {
  eachOf(store, article, (cursor) => cursor.delete())
}

function eachOf(store: IDBObjectStore, article: ArticleId, use: (cursor: IDBCursorWithValue) => void): void {
  const cursor = store.index('article').openCursor(IDBKeyRange.only(article))
  cursor.onsuccess = () => {
    if (cursor.result === null) return
    use(cursor.result)
    cursor.result.continue()
  }
}

const allOf = (article: ArticleId): IDBKeyRange =>
  IDBKeyRange.bound([article, 0], [article, Number.MAX_SAFE_INTEGER])

function savedBy(marks: readonly StoredMark[]): (row: StoredRow) => boolean {
  const upTo = new Map(marks.map((mark) => [`${mark.article} ${mark.writer}`, mark.upTo]))
  return (row) => row.writer === null || row.key <= (upTo.get(`${row.article} ${row.writer}`) ?? 0)
}

// ---- IndexedDB as promises

function openDatabase(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1)
  request.onupgradeneeded = () => {
    const database = request.result
    for (const store of ['rows', 'rescues'] as const) {
      database
        .createObjectStore(store, { keyPath: 'key', autoIncrement: true })
        .createIndex('article', 'article')
    }
    database.createObjectStore('marks', { keyPath: ['article', 'writer'] })
    database.createObjectStore('spares', { keyPath: ['article', 'client'] })
    database.createObjectStore('visits', { keyPath: 'article' })
  }
  return settled(request).then((database) => {
    // Another tab deletes it, at sign-out: let go, and say from then on that nothing is kept.
    database.onversionchange = () => database.close()
    return database
  })
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

/** Resolves once the transaction is on the disk: `strict` asks the browser not to answer from a buffer. */
async function transact<T>(
  database: IDBDatabase,
  names: readonly StoreName[],
  run: (stores: Record<StoreName, IDBObjectStore>) => T | Promise<T>,
): Promise<T> {
  const transaction = database.transaction(names, 'readwrite', { durability: 'strict' })
  const committed = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error)
  })
  const stores = Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)]))
  const [result] = await Promise.all([run(stores as Record<StoreName, IDBObjectStore>), committed])
  return result
}
