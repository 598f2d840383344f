/** The server of a text session: applies what comes, repairs orphans in the same transaction, and passes on what its doc emitted. */

import * as Y from 'yjs'
import { articleText, openDoc } from '../../shared/article/layout.ts'
import { repairOrphans } from '../../shared/article/repair.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import { SERVER_CLIENT } from '../../shared/ids.ts'

export class TextServer {
  readonly doc = openDoc()
  readonly suggestions: Suggestions
  readonly text = articleText(this.doc)
  repairs = 0
  private emitted: Uint8Array[] = []

  constructor(update: Uint8Array) {
    Y.applyUpdate(this.doc, update)
    this.suggestions = new Suggestions(this.doc)
    this.doc.clientID = SERVER_CLIENT
    this.doc.on('update', (emitted) => this.emitted.push(emitted))
  }

  /** What others are to get, and whether the sender needs it too, because the server added to it. */
  receive(update: Uint8Array): { readonly updates: readonly Uint8Array[]; readonly repaired: boolean } {
    this.emitted = []
    let repaired = 0
    this.doc.transact((transaction) => {
      Y.applyUpdate(this.doc, update)
      const reading = this.suggestions.feed(transaction)
      repaired = repairOrphans(transaction, this.suggestions, reading?.touched ?? null)
    })
    this.repairs += repaired
    return { updates: this.emitted, repaired: repaired > 0 }
  }
}
