/**
 * The connection of one doc: y-websocket's provider with the messages of docs/protocol.md above 100. It sends nothing of
 * the doc before the server has said what it holds, so no update leaves a gap, and it knows what is settled by number.
 */

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { Awareness } from 'y-protocols/awareness'
import * as syncProtocol from 'y-protocols/sync'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { assert } from '../../shared/assert.ts'
import { type ClientId, isSuggesting, type RandomBytes } from '../../shared/ids.ts'
import {
  type Hello,
  MessageType,
  type RefusedMessage,
  type ServerEvent,
  SyncType,
} from '../../shared/protocol/messages.ts'
import { PROTOCOL_VERSION, SCHEMA_VERSION } from '../../shared/protocol/version.ts'
import { type OwnClocks, Settlement } from './settlement.ts'

/** Marks what the cache put into the doc: not typed here, and not from the server either. */
export const FROM_CACHE = Symbol('from the cache')

export interface ProviderListener {
  hello(hello: Hello): void
  /** The doc holds what the server held a moment ago; the first step 2 of this connection is applied. */
  inStep(): void
  /** What is unsaved may have changed. */
  unsavedChanged(): void
  refused(refused: RefusedMessage): void
  event(event: ServerEvent): void
  /** `code`: null when this side, or nobody, has closed it. Final codes are not tried again. */
  lost(code: number | null): void
  /** Structs of this page's own client id have come from outside: somebody else writes under it. */
  impostor(): void
  /** Which client ids this connection asks for. */
  wanted(): { readonly own: boolean; readonly spares: number }
}

export type ProviderOptions = {
  readonly socketUrl: string
  readonly article: string
  readonly doc: Y.Doc
  readonly awareness: Awareness
  readonly random: RandomBytes
  readonly now: () => number
  readonly listener: ProviderListener
  readonly WebSocket?: typeof WebSocket | undefined
}

const backoffFirstMs = 100
const backoffMaxMs = 10_000

export class ArticleProvider extends WebsocketProvider {
  readonly #options: ProviderOptions
  readonly #settlement = new Settlement()
  /** Whether the server has said on this connection what it holds. */
  #heardServer = false
  /** The even id of the pair under which this page writes; null until one is taken. */
  #clientId: ClientId | null = null

  constructor(options: ProviderOptions) {
    super(options.socketUrl, options.article, options.doc, {
      connect: false,
      awareness: options.awareness,
      disableBc: true,
      ...(options.WebSocket && { WebSocketPolyfill: options.WebSocket }),
    })
    this.#options = options
    this.doc.off('update', this._updateHandler)
    this._updateHandler = (update, origin) => this.#onUpdate(update, origin)
    this.doc.on('update', this._updateHandler)
    this.#handleMessages()
    this.on('status', ({ status }) => this.#onStatus(status))
    this.on('connection-close', (event) => this.#onClose(event))
    this.on('sync', (synced) => synced && this.#options.listener.inStep())
  }

  /** The address of the next attempt: what this page asks for changes while it is open. */
  override get url(): string {
    const { own, spares } = this.#options.listener.wanted()
    const query = new URLSearchParams({
      protocol: String(PROTOCOL_VERSION),
      schema: String(SCHEMA_VERSION),
      own: own ? '1' : '0',
      spares: String(spares),
    })
    return `${this.serverUrl}/${this.roomname}?${query}`
  }

  /** Since when something typed here is not settled; null: nothing is. */
  get unsavedSince(): number | null {
    return this.#settlement.unsavedSince
  }

  /** Characters of this page's own ids below these clocks are on the server. */
  get settledClocks(): OwnClocks {
    return this.#settlement.settledClocks
  }

  /** Takes over what an earlier visit left in the cache and the server has not confirmed. */
  adoptUnsaved(): void {
    this.#settlement.typed(this.#options.now())
  }

  /**
   * From now on this page writes under `id`, or under its odd partner while it suggests. Nobody has used them, or everything of
   * theirs is in the doc.
   */
  writeUnder(id: ClientId, suggests = false): void {
    this.#clientId = id
    this.doc.clientID = suggests ? id + 1 : id
    this.#addressAwareness()
  }

  /** Gives the id back and writes no more. Only when everything is settled. */
  leave(): void {
    assert(this.unsavedSince === null && this.#clientId !== null, 'a page that leaves has saved everything')
    this.giveBack(this.#clientId)
    this.#clientId = null
  }

  /** Gives back an id that was handed to this page, with nothing unsaved under it. */
  giveBack(id: ClientId): void {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, MessageType.leave)
    encoding.writeVarUint(encoder, id)
    this.#send(encoder)
  }

  #handleMessages(): void {
    const { listener } = this.#options
    const on = (type: number, receive: (decoder: decoding.Decoder) => void) => {
      this.messageHandlers[type] = (_encoder, decoder) => receive(decoder)
    }
    const stock = this.messageHandlers[MessageType.sync]
    assert(stock !== undefined, 'the provider handles sync messages')
    this.messageHandlers[MessageType.sync] = (encoder, decoder, ...rest) => {
      if (peekUint(decoder) === SyncType.step1) return this.#answerStep1(decoder)
      stock(encoder, decoder, ...rest)
      // The stock handler has already begun an answer, which only a step 1 gets: `encoder` holds one byte and stays unsent.
      this.#watchClientId()
    }
    on(MessageType.hello, (decoder) => {
      listener.hello(readJson<Hello>(decoder))
      this.#showPresence()
    })
    on(MessageType.saved, (decoder) => {
      this.#settlement.saved(decoding.readVarUint(decoder))
      listener.unsavedChanged()
    })
    on(MessageType.refused, (decoder) => listener.refused(readJson<RefusedMessage>(decoder)))
    on(MessageType.event, (decoder) => listener.event(readJson<ServerEvent>(decoder)))
    on(MessageType.alive, () => {})
  }

  /** What the server holds. A second one on a connection means that something before what was sent is missing. */
  #answerStep1(decoder: decoding.Decoder): void {
    decoding.readVarUint(decoder)
    const stateVector = decoding.readVarUint8Array(decoder)
    if (this.#knowsMoreOfMe(stateVector)) return this.#options.listener.impostor()
    if (this.#heardServer) this.#settlement.unsend('asks again')
    this.#heardServer = true
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, MessageType.sync)
    syncProtocol.writeSyncStep2(encoder, this.doc, stateVector)
    this.#sendCounted(encoder)
  }

  #onUpdate(update: Uint8Array, origin: unknown): void {
    if (origin === this || origin === FROM_CACHE) return
    this.#settlement.typed(this.#options.now())
    if (this.#heardServer && this.wsconnected) {
      const encoder = encoding.createEncoder()
      encoding.writeVarUint(encoder, MessageType.sync)
      syncProtocol.writeUpdate(encoder, update)
      this.#sendCounted(encoder)
    }
    this.#options.listener.unsavedChanged()
  }

  #sendCounted(encoder: encoding.Encoder): void {
    if (this.#send(encoder)) this.#settlement.sent(this.#ownClocks())
  }

  #send(encoder: encoding.Encoder): boolean {
    if (this.ws === null || !this.wsconnected || this.ws.readyState !== this.ws.OPEN) return false
    this.ws.send(encoding.toUint8Array(encoder))
    return true
  }

  #ownClocks(): OwnClocks {
    const id = this.#clientId
    if (id === null) return { editing: 0, suggesting: 0 }
    return { editing: Y.getState(this.doc.store, id), suggesting: Y.getState(this.doc.store, id + 1) }
  }

  #knowsMoreOfMe(stateVector: Uint8Array): boolean {
    if (this.#clientId === null) return false
    const theirs = Y.decodeStateVector(stateVector)
    const { editing, suggesting } = this.#ownClocks()
    return (theirs.get(this.#clientId) ?? 0) > editing || (theirs.get(this.#clientId + 1) ?? 0) > suggesting
  }

  /** Yjs draws a new id by itself when structs of its own come from outside; going on under either would diverge. */
  #watchClientId(): void {
    const { clientID } = this.doc
    const even = isSuggesting(clientID) ? clientID - 1 : clientID
    if (this.#clientId !== null && even !== this.#clientId) this.#options.listener.impostor()
  }

  #onStatus(status: 'connected' | 'disconnected' | 'connecting'): void {
    if (status === 'disconnected') return this.#showPresence()
    if (status === 'connecting') this.#heardServer = false
    this.#addressAwareness()
  }

  #onClose(event: CloseEvent | null): void {
    // The next attempt waits for min(2^n · 100, maxBackoffTime) ms, n counting from 1: drawn anew each time, so that a
    // class does not come back in one moment after a restart.
    const [byte = 0] = this.#options.random(1)
    const next = Math.min(backoffFirstMs * 2 ** (this.wsUnsuccessfulReconnects + 1), backoffMaxMs)
    this.maxBackoffTime = next * (0.5 + byte / 512)
    this.#localState = this.awareness.getLocalState()
    this.#heardServer = false
    this.#settlement.unsend('gone')
    this.#options.listener.lost(event?.code ?? null)
  }

  /** The stock provider speaks of awareness under `doc.clientID`, which is not its address here. */
  #addressAwareness(): void {
    const { meta } = this.awareness
    if (!meta.has(this.doc.clientID))
      meta.set(this.doc.clientID, { clock: 0, lastUpdated: this.#options.now() })
  }

  /** What this page says of itself; the stock provider wipes it when a connection is lost. */
  #localState: { [key: string]: unknown } | null = null
  #showPresence(): void {
    this.awareness.setLocalState(this.awareness.getLocalState() ?? this.#localState ?? {})
  }
}

function readJson<T>(decoder: decoding.Decoder): T {
  return JSON.parse(decoding.readVarString(decoder)) as T
}

function peekUint(decoder: decoding.Decoder): number {
  const at = decoder.pos
  const value = decoding.readVarUint(decoder)
  decoder.pos = at
  return value
}
