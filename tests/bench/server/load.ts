/** Tabs reduced to what a server sees of them: they shake hands, send what was typed before, and time what they hear. */

import * as decoding from 'lib0/decoding'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { articleText, openDoc } from '../../../shared/article/layout.ts'
import { awareness, statesUpdate, step1, step2, update } from '../../socket/wire.ts'

/** Latencies in tenths of a millisecond, up to four seconds. */
export class Latencies {
  readonly #counts = new Uint32Array(40_000)
  #total = 0

  note(ms: number): void {
    const tenth = Math.min(this.#counts.length - 1, Math.max(0, Math.round(ms * 10)))
    this.#counts[tenth] = (this.#counts[tenth] ?? 0) + 1
    this.#total++
  }

  at(share: number): number {
    let left = this.#total * share
    for (let tenth = 0; tenth < this.#counts.length; tenth++) {
      left -= this.#counts[tenth] ?? 0
      if (left <= 0) return tenth / 10
    }
    return Number.POSITIVE_INFINITY
  }
}

/** What all tabs of one run have heard since counting began. */
export class Tally {
  counting = false
  deliveries = 0
  frames = 0
  bytes = 0
  latencies = new Latencies()
  /** When each key or cursor was sent, by its Yjs client and clock. */
  readonly sentAt = new Map<number, number>()

  start(): void {
    this.counting = true
    this.deliveries = 0
    this.frames = 0
    this.bytes = 0
    this.latencies = new Latencies()
  }

  sent(client: number, clock: number): void {
    this.sentAt.set(client * 0x10_0000 + clock, performance.now())
  }

  delivered(client: number, clock: number): void {
    const at = this.sentAt.get(client * 0x10_0000 + clock)
    if (!this.counting || at === undefined) return
    this.deliveries++
    this.latencies.note(performance.now() - at)
  }
}

/** A key or a cursor on its way: its frame, and how it is known again. */
export type Sending = { readonly frame: Uint8Array; readonly client: number; readonly clock: number }

/** Keys typed one after the other into a doc of its own, by the rules. */
export function typedKeys(article: Uint8Array, client: number, count: number): Sending[] {
  const doc = openDoc()
  const text = articleText(doc)
  Y.applyUpdate(doc, article)
  doc.clientID = client
  const keys: Sending[] = []
  doc.on('update', (bytes: Uint8Array) => keys.push({ frame: update(bytes), client, clock: keys.length }))
  for (let key = 0; key < count; key++) text.insert(1 + key, String.fromCharCode(97 + (key % 26)))
  doc.destroy()
  return keys
}

const position = () => Buffer.from(crypto.getRandomValues(new Uint8Array(9))).toString('base64')

export function movedCursors(client: number, count: number): Sending[] {
  return Array.from({ length: count }, (_, clock) => {
    const state = {
      user: { person: 'abcdefghij', name: `person ${client}`, color: 3 },
      cursor: { anchor: position(), head: position() },
      idle: false,
    }
    return { frame: awareness(statesUpdate([{ client, clock: clock + 1, state }])), client, clock: clock + 1 }
  })
}

export class Tab {
  readonly ws: WebSocket
  readonly #tally: Tally
  readonly #client: number
  #next = 0
  #sync: (() => void) | null = null

  constructor(url: string, token: string, client: number, tally: Tally) {
    this.#tally = tally
    this.#client = client
    this.ws = new WebSocket(url, {
      headers: { authorization: `Bearer ${token}` },
      perMessageDeflate: false,
      skipUTF8Validation: true,
    })
    this.ws.on('message', (frame: Buffer) => this.#hear(frame))
    this.ws.on('close', (code) => ![1005, 1006, 1012].includes(code) && console.error(`closed with ${code}`))
    this.ws.on('error', (error) => console.error(error.message))
  }

  async open(handshake: boolean): Promise<void> {
    if (this.ws.readyState !== WebSocket.OPEN) await new Promise((resolve) => this.ws.once('open', resolve))
    if (!handshake) return
    const synced = new Promise<void>((resolve) => {
      this.#sync = resolve
    })
    this.ws.send(step2(new Uint8Array([0, 0])))
    this.ws.send(step1(new Uint8Array([0])))
    await synced
  }

  send(sendings: readonly Sending[]): void {
    const sending = sendings[this.#next]
    if (sending === undefined) return
    this.#next++
    this.#tally.sent(sending.client, sending.clock)
    this.ws.send(sending.frame)
  }

  #hear(frame: Buffer): void {
    if (this.#tally.counting) {
      this.#tally.frames++
      this.#tally.bytes += frame.length
    }
    if (frame[0] === 0 && frame[1] === 1) this.#sync?.()
    else if (frame[0] === 0 && frame[1] === 2) this.#hearUpdate(frame)
    else if (frame[0] === 1) this.#hearStates(frame)
    else if (frame[0] === 102) console.error('refused', frame.toString('utf8', 2))
  }

  /** The first struct's id says which key it is: each update holds one. */
  #hearUpdate(frame: Buffer): void {
    const decoder = decoding.createDecoder(frame)
    decoder.pos = 2
    decoding.readVarUint(decoder) // length
    const clients = decoding.readVarUint(decoder)
    for (let left = clients; left > 0; left--) {
      if (left < clients) return // more than one: never in this load
      decoding.readVarUint(decoder) // structs
      const client = decoding.readVarUint(decoder)
      this.#tally.delivered(client, decoding.readVarUint(decoder))
    }
  }

  #hearStates(frame: Buffer): void {
    const decoder = decoding.createDecoder(frame)
    decoder.pos = 1
    decoding.readVarUint(decoder) // length
    for (let left = decoding.readVarUint(decoder); left > 0; left--) {
      const client = decoding.readVarUint(decoder)
      const clock = decoding.readVarUint(decoder)
      const stateBytes = decoding.readVarUint(decoder)
      decoder.pos += stateBytes
      if (client !== this.#client) this.#tally.delivered(client, clock)
    }
  }
}
