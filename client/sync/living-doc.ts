/**
 * One doc while it lives: with its connection, its awareness, and the one client id it may write under. After a refusal
 * it is thrown away as a whole; the next one gets another id and asks the server for everything.
 */

import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { articleText, openDoc } from '../../shared/article/layout.ts'
import { type ClientId, newEvenClientId } from '../../shared/ids.ts'
import type { CachedRow, Rescue } from './cache.ts'
import { type IdRanges, idsIn, NO_IDS, withRange } from './id-ranges.ts'
import { ArticleProvider, FROM_CACHE, type ProviderOptions } from './provider.ts'
import { type RescuedWords, rescueOf, rescueOfUpdates } from './rescue.ts'

type LivingDocOptions = Omit<ProviderOptions, 'doc' | 'awareness'> & {
  /** Whatever changes the doc, but for the cache. `typed`: here, and not by the server. */
  readonly onUpdate: (update: Uint8Array, typed: boolean) => void
}

export class LivingDoc {
  readonly doc = openDoc()
  readonly awareness: Awareness
  readonly provider: ArticleProvider
  #clientId: ClientId | null = null
  #suggests = false
  /** What earlier visits left in the cache and the server has not confirmed to this one. */
  #leftUnsaved: IdRanges = NO_IDS
  /** Rows of the cache that stand on something the cache does not have. */
  #loose: Uint8Array | null = null

  constructor({ onUpdate, ...options }: LivingDocOptions) {
    this.awareness = openAwareness(this.doc, options)
    this.provider = new ArticleProvider({ ...options, doc: this.doc, awareness: this.awareness })
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== FROM_CACHE) onUpdate(update, origin !== this.provider)
    })
  }

  /** The even one of its pair. */
  get clientId(): ClientId | null {
    return this.#clientId
  }

  /** Whether an article is in it; an empty text is never shown, let alone edited [S4]. */
  get hasArticle(): boolean {
    return articleText(this.doc)._start !== null
  }

  /** Whether structs of this id are in the doc. */
  knows(client: ClientId): boolean {
    return Y.getState(this.doc.store, client) > 0 || Y.getState(this.doc.store, client + 1) > 0
  }

  loadCached(rows: readonly CachedRow[]): void {
    this.doc.transact(() => {
      for (const { update } of rows) Y.applyUpdate(this.doc, update, FROM_CACHE)
    }, FROM_CACHE)
    this.#loose = takePending(this.doc)
    const unsaved = rows.filter(({ saved }) => !saved)
    if (unsaved.length === 0) return
    this.#leftUnsaved = idsIn(unsaved.map(({ update }) => update))
    this.provider.adoptUnsaved()
  }

  /**
   * Tries what the cache could not place, now that the server's part is there. Answers the words that still have no
   * place; they are in no doc.
   */
  placeLoose(): RescuedWords | null {
    if (this.#loose === null) return null
    Y.applyUpdate(this.doc, this.#loose, 'placed late')
    this.#loose = null
    const lost = takePending(this.doc)
    return lost && rescueOfUpdates([lost], 'What these words stood in is no longer there.')
  }

  writeUnder(client: ClientId): void {
    this.#clientId = client
    this.provider.writeUnder(client, this.#suggests)
  }

  /** From now on what is written is suggested, or is the article's. */
  suggest(suggests: boolean): void {
    if (this.#suggests === suggests) return
    this.#suggests = suggests
    if (this.#clientId !== null) this.provider.writeUnder(this.#clientId, suggests)
  }

  /** Everything is settled: gives the id back and stops writing. */
  leave(): void {
    this.provider.leave()
    this.#clientId = null
  }

  /** What an earlier visit left is on the server. */
  leftIsSaved(): void {
    this.#leftUnsaved = NO_IDS
  }

  /** The words in it that the server has not confirmed, and everything else that it has not, to be suggested. */
  unsavedWork(reason: string): Omit<Rescue, 'id'> {
    const ids = this.#unsavedIds()
    return { ...rescueOf(articleText(this.doc), ids, reason), unsent: this.#without(ids) }
  }

  #unsavedIds(): IdRanges {
    const own = this.#clientId
    if (own === null) return this.#leftUnsaved
    const { editing, suggesting } = this.provider.settledClocks
    return withRange(withRange(this.#leftUnsaved, own, editing), own + 1, suggesting)
  }

  /** What a doc without these ids lacks: they, and all deletions. No word of anybody else's is in it. */
  #without(ids: IdRanges): Uint8Array {
    const has = Y.decodeStateVector(Y.encodeStateVector(this.doc))
    for (const [client, ranges] of ids) {
      const first = Math.min(...ranges.map(({ from }) => from))
      has.set(client, Math.min(first, has.get(client) ?? 0))
    }
    return Y.encodeStateAsUpdate(this.doc, Y.encodeStateVector(has))
  }

  wholeDoc(): Uint8Array {
    return Y.encodeStateAsUpdate(this.doc)
  }

  /** Ends the connection. The doc itself stays readable for the editor that still shows it. */
  destroy(): void {
    this.provider.destroy()
    this.awareness.destroy()
  }
}

/** Awareness has an id of its own: client ids change with refusals and say who may write, this one only who is there. */
function openAwareness(doc: Y.Doc, { random, now }: Pick<ProviderOptions, 'random' | 'now'>): Awareness {
  const awareness = new Awareness(doc)
  awareness.setLocalState(null)
  awareness.meta.clear()
  awareness.clientID = newEvenClientId(random)
  awareness.meta.set(doc.clientID, { clock: 0, lastUpdated: now() })
  awareness.setLocalState({})
  return awareness
}

/** What a doc keeps aside because something before it is missing: it must not be sent, and would be, with every step 2. */
function takePending({ store }: Y.Doc): Uint8Array | null {
  const pending = store.pendingStructs?.update ?? null
  store.pendingStructs = null
  store.pendingDs = null
  return pending
}
