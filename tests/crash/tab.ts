/** A tab without its page: the page's own provider over a real socket, somebody who types, and a record of what it was told. */

import { WebSocket } from 'ws'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { ArticleProvider } from '../../client/sync/provider.ts'
import { articleText, openDoc } from '../../shared/article/layout.ts'
import type { ClientId } from '../../shared/ids.ts'
import type { Random } from './random.ts'

/** How far each client's characters go. */
export type Clocks = ReadonlyMap<ClientId, number>

export class Tab {
  readonly doc = openDoc()
  readonly #awareness = new Awareness(this.doc)
  readonly #provider: ArticleProvider
  readonly #random: Random
  readonly #listeners = new Set<() => void>()
  #own: ClientId | null = null
  #offered: ClientId | null = null
  #connected = false
  #inStep = false
  /** Close code of the last connection that was lost. */
  lostWith: number | null = null
  /** What should never happen to an honest tab. */
  readonly complaints: string[] = []
  typed = 0

  constructor(
    server: { readonly url: string; readonly article: string; readonly token: string },
    random: Random,
  ) {
    this.#random = random
    class WithToken extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols, { headers: { authorization: `Bearer ${server.token}` } })
      }
    }
    const changed = () => this.#changed()
    this.#provider = new ArticleProvider({
      socketUrl: `${server.url.replace('http', 'ws')}/collab`,
      article: server.article,
      doc: this.doc,
      awareness: this.#awareness,
      random: (count) => random.bytes(count),
      now: () => 0,
      WebSocket: WithToken as unknown as typeof globalThis.WebSocket,
      listener: {
        wanted: () => ({ own: this.#own === null, spares: 0 }),
        hello: (hello) => {
          this.#connected = true
          this.#offered = hello.clientIds[0] ?? null
        },
        inStep: () => {
          this.#inStep = true
          if (this.#own === null && this.#offered !== null) {
            this.#own = this.#offered
            this.#provider.writeUnder(this.#own)
          }
          changed()
        },
        unsavedChanged: changed,
        refused: ({ code, reason }) => void this.complaints.push(`refused: ${code} ${reason}`),
        event: () => {},
        lost: (code) => {
          this.#connected = false
          this.#inStep = false
          this.lostWith = code
          changed()
        },
        impostor: () => void this.complaints.push('impostor'),
      },
    })
    this.doc.on('update', changed)
  }

  get text(): string {
    return articleText(this.doc).toString()
  }
  get connected(): boolean {
    return this.#connected
  }
  /** Whether the page would say Saved. */
  get saved(): boolean {
    return this.#inStep && this.#own !== null && this.#provider.unsavedSince === null
  }

  /** What would be a broken promise if a restart did not have it: own characters called saved, and everybody else's. */
  promised(): Clocks {
    const clocks = new Map(Y.decodeStateVector(Y.encodeStateVector(this.doc)))
    if (this.#own !== null) clocks.set(this.#own, this.#provider.settledClocks.editing)
    return clocks
  }

  connect(): void {
    this.#provider.connect()
  }
  disconnect(): void {
    this.#provider.disconnect()
  }

  /** Types one character at a random place of the first block. */
  type(): void {
    const text = articleText(this.doc)
    const blockLength = this.text.length
    text.insert(1 + this.#random.below(blockLength), this.#random.letter())
    this.typed++
  }

  /** Resolves as soon as `holds`: looked at after everything this tab hears. */
  async until(holds: () => boolean): Promise<void> {
    if (holds()) return
    await new Promise<void>((resolve) => {
      const look = () => {
        if (!holds()) return
        this.#listeners.delete(look)
        resolve()
      }
      this.#listeners.add(look)
    })
  }

  /** Calls `hear` for everything this tab hears, until the returned function is called. */
  onHeard(hear: () => void): () => void {
    this.#listeners.add(hear)
    return () => this.#listeners.delete(hear)
  }

  destroy(): void {
    this.#provider.destroy()
    this.#awareness.destroy()
    this.doc.destroy()
  }

  #changed(): void {
    for (const look of [...this.#listeners]) look()
  }
}
