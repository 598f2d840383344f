/** A tab over a real socket that has shaken hands, with a doc that follows what it hears. */

import * as Y from 'yjs'
import { articleText, openDoc } from '../../shared/article/layout.ts'
import type { ArticleId } from '../../shared/ids.ts'
import type { Newsroom, Raw } from './newsroom.ts'
import { step1, step2, update } from './wire.ts'

const NOTHING_KNOWN = new Uint8Array([0])
const NOTHING_NEW = new Uint8Array([0, 0])

export class Tab {
  readonly doc = openDoc()
  readonly text = articleText(this.doc)
  readonly written: Uint8Array[] = []
  #read = 0

  constructor(readonly raw: Raw) {
    this.doc.on('update', (bytes: Uint8Array, origin: unknown) => origin !== this && this.written.push(bytes))
  }

  static async open(newsroom: Newsroom, article: ArticleId, token: string): Promise<Tab> {
    const raw = newsroom.connect(article, token, { query: '?own=1' })
    const tab = new Tab(raw)
    const { hello } = await raw.first('hello')
    raw.send(step2(NOTHING_NEW), step1(NOTHING_KNOWN))
    await raw.first('step2')
    await raw.saved(1)
    tab.follow()
    tab.doc.clientID = hello.clientIds[0] ?? 2_000_000 + token.length * 2
    return tab
  }

  /** Applies what was heard. */
  follow(): void {
    for (const one of this.raw.heard.slice(this.#read)) {
      if (one.type === 'step2' || one.type === 'update') Y.applyUpdate(this.doc, one.bytes, this)
    }
    this.#read = this.raw.heard.length
  }

  /** Types and sends it. */
  type(at: number, words: string): void {
    this.text.insert(at, words)
    this.sendWritten()
  }

  sendWritten(): void {
    for (const bytes of this.written.splice(0)) this.raw.send(update(bytes))
  }

  says = (words: string) =>
    this.raw.until(() => {
      this.follow()
      return this.text.toString() === words
    })
}
