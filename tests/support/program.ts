/** A program that writes into an article over a real socket, one update each time, and hears what became of it. */

import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { articleText, openDoc } from '../../shared/article/layout.ts'
import { read, step1, update } from '../socket/wire.ts'
import type { TestPerson, TestServer } from './server.ts'

/** Free suggesting ids, none of them used twice. */
const freeIds = (function* () {
  for (let id = 20_001; ; id += 2) yield id
})()

/** A program with somebody's sign-in that writes into the article under a client id of its own, one update each time. */
export class Program {
  readonly doc = openDoc()
  readonly text = articleText(this.doc)
  readonly client: number
  readonly #socket: WebSocket
  readonly #heard: ReturnType<typeof read>[] = []
  readonly #waiting: (() => void)[] = []
  #sent = 0

  private constructor(socket: WebSocket, client: number) {
    this.#socket = socket
    this.client = client
    socket.on('message', (frame: Buffer) => {
      const heard = read(frame)
      this.#heard.push(heard)
      if (heard.type === 'step2' || heard.type === 'update') Y.applyUpdate(this.doc, heard.bytes, this)
      for (const wake of this.#waiting.splice(0)) wake()
    })
  }

  static async open(
    server: TestServer,
    person: TestPerson,
    article: string,
    client = freeIds.next().value as number,
  ): Promise<Program> {
    const url = `${server.url.replace('http', 'ws')}/collab/${article}`
    const program = new Program(new WebSocket(url, { headers: { Cookie: person.cookie } }), client)
    await program.hears((heard) => heard.type === 'hello')
    program.#socket.send(step1(Uint8Array.of(0)))
    await program.hears((heard) => heard.type === 'step2')
    program.doc.clientID = client
    return program
  }

  /** Resolves when the server has said what became of it. */
  async does(write: () => void): Promise<string> {
    const updates: Uint8Array[] = []
    const keep = (bytes: Uint8Array, origin: unknown) => origin !== this && updates.push(bytes)
    this.doc.on('update', keep)
    this.doc.transact(write)
    this.doc.off('update', keep)
    this.#socket.send(update(updates[0]!))
    const n = ++this.#sent
    await this.hears((heard) => heard.type === 'saved' && heard.n >= n)
    const refused = this.#heard.find((heard) => heard.type === 'refused')
    return refused?.type === 'refused' ? refused.refused.code : 'saved'
  }

  async hears(what: (heard: ReturnType<typeof read>) => boolean): Promise<void> {
    while (!this.#heard.some(what)) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  close(): void {
    this.#socket.close()
  }
}
