/** A student of a scripted class: a browser's cookies and sockets, and every byte that came to them. */

import * as Y from 'yjs'
import { anchoredIds } from '../../shared/article/anchor.ts'
import { BLOCK_DEFAULTS } from '../../shared/article/blocks.ts'
import { NO_FORMATS } from '../../shared/article/items.ts'
import { articleText, openDoc, suggestionsOf } from '../../shared/article/layout.ts'
import { readBlocks } from '../../shared/article/projection.ts'
import { recordKey, recordValue } from '../../shared/article/record.ts'
import { listSuggestions, type Suggestion } from '../../shared/article/suggestion-list.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import { Wording } from '../../shared/article/wording.ts'
import { ArticleWriter, type Token } from '../../shared/article/writer.ts'
import { Raw } from '../socket/newsroom.ts'
import { step1, step2, update } from '../socket/wire.ts'
import { TestPerson } from '../support/server.ts'
import { Received } from './received.ts'

export class Student extends TestPerson {
  readonly received = new Received()
  tabs: SeatedTab[] = []

  constructor(
    url: string,
    readonly handle: string,
    account = '',
  ) {
    super(url, handle, account)
  }

  override async fetch(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Response> {
    const response = await super.fetch(method, path, body, headers)
    const bytes = new Uint8Array(await response.arrayBuffer())
    this.received.answer(`${method} ${path}`, response.headers, bytes)
    const { status } = response
    return new Response(status === 204 || status === 304 ? null : bytes, {
      status,
      headers: response.headers,
    })
  }

  /** A page of theirs with an article. */
  async sit(article: string): Promise<SeatedTab> {
    const tab = await SeatedTab.open(this, article)
    this.tabs.push(tab)
    return tab
  }
}

const NOTHING_KNOWN = new Uint8Array([0])
const NOTHING_NEW = new Uint8Array([0, 0])

/** A page with an article, which writes as its person may. */
export class SeatedTab {
  readonly doc = openDoc()
  readonly #written: Uint8Array[] = []
  #read = 0
  #sent = 1
  #pair = 0

  private constructor(
    public raw: Raw,
    readonly article: string,
  ) {
    this.doc.on(
      'update',
      (bytes: Uint8Array, origin: unknown) => origin !== this && this.#written.push(bytes),
    )
  }

  static connect(student: Student, article: string): Raw {
    const url = `${student.url.replace('http', 'ws')}/collab/${article}?own=1`
    const raw = new Raw(url, null, { headers: { cookie: student.cookie } })
    raw.ws.on('message', (frame: Buffer) => student.received.frame(article, frame))
    return raw
  }

  static async open(student: Student, article: string): Promise<SeatedTab> {
    const tab = new SeatedTab(SeatedTab.connect(student, article), article)
    tab.#pair = await tab.#greet()
    return tab
  }

  /** The same page with its doc and what it has not sent yet, on a new line. */
  async rejoin(student: Student): Promise<void> {
    this.raw = SeatedTab.connect(student, this.article)
    this.#read = 0
    this.#sent = 1
    await this.#greet()
    await this.saved()
  }

  async #greet(): Promise<number> {
    const { hello } = await this.raw.first('hello')
    this.raw.send(step2(NOTHING_NEW), step1(NOTHING_KNOWN))
    await this.raw.first('step2')
    await this.raw.saved(1)
    this.follow()
    return hello.clientIds[0] ?? 0
  }

  get role() {
    const [event] = this.raw
      .all('event')
      .flatMap(({ event }) => (event.type === 'role' ? [event.role] : []))
      .slice(-1)
    return event ?? this.raw.all('hello')[0]?.hello.role
  }

  get suggestions(): Suggestions {
    return new Suggestions(this.doc)
  }

  get words(): string {
    this.follow()
    return Wording.of(this.suggestions, 'base').text
  }

  follow(): void {
    for (const one of this.raw.heard.slice(this.#read))
      if (one.type === 'step2' || one.type === 'update') Y.applyUpdate(this.doc, one.bytes, this)
    this.#read = this.raw.heard.length
  }

  /** Writes behind the last of these words; suggests it, where they may do no more. */
  async write(behind: string, words: string, how: 'edit' | 'suggest' = 'edit'): Promise<void> {
    this.type(behind, words, how)
    await this.saved()
  }

  /** The same without sending it. */
  type(behind: string, words: string, how: 'edit' | 'suggest'): void {
    this.change(how, () => {
      articleText(this.doc).insert(this.#indexBehind(behind), words)
    })
  }

  /** Deletes words of the text. */
  async strike(words: string): Promise<void> {
    this.change('edit', () => {
      articleText(this.doc).delete(this.#indexBehind(words) - words.length, words.length)
    })
    await this.saved()
  }

  /** Suggests that words of the text be deleted. */
  suggestDeleting(words: string): Promise<void> {
    return this.suggestDeletingAt(this.rangesOf(words))
  }

  async suggestDeletingAt(flat: readonly number[]): Promise<void> {
    this.change('suggest', () => {
      const records = suggestionsOf(this.doc)
      const key = recordKey({ client: this.doc.clientID, number: records.size })
      records.set(key, recordValue({ kind: 'delete', ranges: anchoredIds(flat) }))
    })
    await this.saved()
  }

  /** Paragraphs before everything but the headline. */
  async writeAbove(paragraphs: readonly string[]): Promise<void> {
    this.change('edit', () => {
      const text = articleText(this.doc)
      const shown = this.suggestions.shownIn('base')
      const [, second] = readBlocks(text._start, null, NO_FORMATS, shown).blocks
      if (second === undefined) throw new Error('an article has a paragraph')
      this.doc.transact((transaction) => {
        const writer = new ArticleWriter(transaction, text, shown)
        const tokens = paragraphs.flatMap((words): Token[] => [
          { kind: 'open', attributes: BLOCK_DEFAULTS },
          { kind: 'text', text: words, formats: NO_FORMATS },
          { kind: 'close' },
        ])
        writer.insert(writer.before(second), tokens)
      })
    })
    await this.saved()
  }

  /** Without waiting for anything: what is written goes out with `send`. */
  change(how: 'edit' | 'suggest', change: () => void): void {
    this.follow()
    this.doc.clientID = this.#pair + (how === 'suggest' ? 1 : 0)
    change()
  }

  send(): void {
    for (const bytes of this.#written.splice(0)) {
      this.raw.send(update(bytes))
      this.#sent += 1
    }
  }

  async saved(): Promise<void> {
    this.send()
    await this.raw.until(
      () => this.raw.all('saved').some(({ n }) => n >= this.#sent) || this.raw.all('refused').length > 0,
    )
    const [refused] = this.raw.all('refused')
    if (refused !== undefined) throw new Error(JSON.stringify(refused.refused))
  }

  /** Where words are, as a thread asks for it. */
  rangesOf(words: string): readonly number[] {
    this.follow()
    const wording = Wording.of(this.suggestions, 'base')
    const at = wording.text.indexOf(words)
    if (at < 0) throw new Error(`“${words}” is not there`)
    return wording
      .idsOf({ at, length: words.length })
      .flatMap(({ client, clock, length }) => [client, clock, length])
  }

  listed(): readonly Suggestion[] {
    this.follow()
    return listSuggestions(this.suggestions)
  }

  /** An index of the Y.Text, behind words that are there: it counts what is suggested too. */
  #indexBehind(words: string): number {
    let text = ''
    for (const { insert } of articleText(this.doc).toDelta() as { insert: unknown }[])
      text += typeof insert === 'string' ? insert : '\0'
    const at = text.lastIndexOf(words)
    if (at < 0) throw new Error(`“${words}” is not there`)
    return at + words.length
  }
}
