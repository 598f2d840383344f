/** An article in memory: the bytes it is made of, and a doc built from them while somebody needs one. */

import * as Y from 'yjs'
import { openDoc } from '../../shared/article/layout.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import { assert } from '../../shared/assert.ts'
import { SERVER_CLIENT } from '../../shared/ids.ts'
import { Erased, type ErasedRun } from './admission/erased.ts'
import type { LiveArticle } from './admission.ts'

/** What `change` answered, and what was new in the doc because of it; `null`: nothing. */
export type Captured<T> = { readonly result: T; readonly emitted: Uint8Array | null }

/** Marks what we load ourselves, so that it is not taken for news. */
const LOADING = Symbol('loading')
const isEmptyVector = (vector: Uint8Array): boolean => vector.length === 1 && vector[0] === 0

export class Replica {
  /** One update that stands for everything before `#tail`. */
  #base: Uint8Array
  /** What was kept since, in order. */
  #tail: Uint8Array[]
  #tailBytes = 0
  /** The doc, and what is suggested in it. */
  #suggestions: Suggestions | null = null
  /** Outlives the doc: somebody's undo may come after a rebuild. */
  #erased: Erased
  #emitted: Uint8Array[] = []
  #revision = 0

  constructor(base: Uint8Array, tail: readonly Uint8Array[], erased: readonly ErasedRun[] = []) {
    this.#erased = new Erased(erased)
    this.#base = base
    this.#tail = [...tail]
    for (const update of tail) this.#tailBytes += update.length
  }

  /** About how large the article is as one update. */
  get bytes(): number {
    return this.#base.length + this.#tailBytes
  }

  /** Another number whenever something was kept. */
  get revision(): number {
    return this.#revision
  }

  /** All that was kept, in order. */
  get kept(): readonly Uint8Array[] {
    return [this.#base, ...this.#tail]
  }

  /** What was lately deleted from it, oldest first. */
  get erased(): readonly ErasedRun[] {
    return this.#erased.runs
  }

  get awake(): boolean {
    return this.#suggestions !== null
  }

  /** Exactly what was kept, and nothing else [R2]. Readers must not change it. */
  get doc(): Y.Doc {
    return this.suggestions.doc
  }

  /** What is suggested in it. */
  get suggestions(): Suggestions {
    this.#suggestions ??= new Suggestions(this.#build())
    return this.#suggestions
  }

  /** Runs `change` on the article. What it emitted is either kept or the doc is discarded: the caller says which. */
  capture<T>(change: (article: LiveArticle) => T): Captured<T> {
    const { suggestions } = this
    this.#emitted = []
    const result = change({ suggestions, erased: this.#erased })
    const emitted = this.#emitted
    this.#emitted = []
    assert(emitted.length <= 1, 'a change is one transaction')
    return { result, emitted: emitted[0] ?? null }
  }

  keep(update: Uint8Array): void {
    this.#revision++
    this.#tail.push(update)
    this.#tailBytes += update.length
  }

  /** From now on `state` stands for all that was kept: it is that, and what was done to a copy of it. */
  replace(state: Uint8Array, erased: readonly ErasedRun[]): void {
    this.#revision++
    this.#erased = new Erased(erased)
    this.#base = state
    this.#tail = []
    this.#tailBytes = 0
    this.discard()
  }

  /** Throws the doc away; the next one is built from what was kept. */
  discard(): void {
    this.#suggestions?.doc.destroy()
    this.#suggestions = null
  }

  stateVector(): Uint8Array {
    return this.#suggestions === null && this.#tail.length === 0
      ? Y.encodeStateVectorFromUpdate(this.#base)
      : Y.encodeStateVector(this.doc)
  }

  /**
   * What somebody who knows `vector` does not know, with every deletion: for who knows nothing the same bytes, until something is
   * written. Throws when it is not a state vector.
   */
  diff(vector: Uint8Array): Uint8Array {
    if (isEmptyVector(vector)) return this.compact()
    if (this.#suggestions !== null || this.#tail.length > 0) return Y.encodeStateAsUpdate(this.doc, vector)
    return Y.diffUpdate(this.#base, vector)
  }

  /** Everything as one update, which from now on stands for what was kept. */
  compact(): Uint8Array {
    if (this.#tail.length > 0) {
      this.#base = Y.encodeStateAsUpdate(this.doc)
      this.#tail = []
      this.#tailBytes = 0
    }
    return this.#base
  }

  /** Keeps the bytes only: a doc takes some ten times as much. */
  sleep(): void {
    this.compact()
    this.discard()
  }

  #build(): Y.Doc {
    const doc = openDoc()
    Y.applyUpdate(doc, this.#base, LOADING)
    for (const update of this.#tail) Y.applyUpdate(doc, update, LOADING)
    // Only now: Yjs draws another id when a doc receives structs of its own.
    doc.clientID = SERVER_CLIENT
    doc.on('update', (update: Uint8Array) => {
      this.#emitted.push(update)
    })
    return doc
  }
}
