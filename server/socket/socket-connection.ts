/** One WebSocket as a room's peer: its frames within its budget, batches out as one write, and a sign of life both ways. */

import type { Socket } from 'node:net'
import type { RawData, WebSocket } from 'ws'
import type { AccountId } from '../../shared/ids.ts'
import { encode } from '../../shared/protocol/codec.ts'
import { type RefusalCode, refusal } from '../../shared/refusals.ts'
import type { Clock } from '../clock.ts'
import type { Batch, Peer } from '../room/peer.ts'
import type { Seat } from '../room/room.ts'
import { Budget } from './budget.ts'
import { framed, framesOf, PING } from './fan-out.ts'
import { Pace } from './pace.ts'

/** The stock provider needs a message, a dead connection is found by the missing answer to the ping. */
const ALIVE = Buffer.concat([framesOf([encode({ type: 'alive' })]), PING])

/** Every refusal that ends a connection has a code of its own; another one here is a mistake of ours. */
export const closeCodeOf = (code: RefusalCode): number => refusal(code).close ?? 1011

/** What all connections of a server share. */
export type Carrier = {
  readonly clock: Clock
  readonly onClose: (connection: SocketConnection) => void
}

export type SocketConnectionOptions = {
  /** Somebody listens to its errors. */
  readonly ws: WebSocket
  /** The same socket as beneath `ws`: batches are framed once for all and written past it. */
  readonly socket: Socket
  readonly account: AccountId
  /** Whom it counts for, beside its account. */
  readonly network: string
  readonly carrier: Carrier
  /** What its account may say over all connections. */
  readonly budget: Budget
}

type Incoming = { readonly frame: RawData; readonly isBinary: boolean }

export class SocketConnection implements Peer {
  readonly account: AccountId
  readonly network: string
  readonly #ws: WebSocket
  readonly #socket: Socket
  readonly #carrier: Carrier
  readonly #pace: Pace
  #seat: Seat | null = null
  /** Something was heard since it was last asked for a sign of life. */
  #heard = true
  #paused = false
  /** What came in one piece with what was too much: ws reads a piece to its end, also when it is paused in the midst. */
  #waiting: Incoming[] = []

  constructor({ ws, socket, account, network, carrier, budget }: SocketConnectionOptions) {
    this.account = account
    this.network = network
    this.#ws = ws
    this.#socket = socket
    this.#carrier = carrier
    this.#pace = new Pace([new Budget(1, carrier.clock.now()), budget])
    ws.on('message', (frame, isBinary) => {
      this.#heard = true
      if (this.#paused) this.#waiting.push({ frame, isBinary })
      else this.#onFrame(frame, isBinary)
    })
    ws.on('pong', () => {
      this.#heard = true
      this.#onControl()
    })
    ws.on('ping', () => this.#onControl())
    ws.on('close', () => this.#onClose())
    socket.on('drain', () => this.#seat?.drained())
  }

  /** From now on what is heard goes to this place in a room. */
  sit(seat: Seat): void {
    this.#seat = seat
  }

  // ---- as the room's peer

  get unsentBytes(): number {
    return this.#socket.writableLength
  }

  write(batch: Batch): void {
    const ws = this.#ws
    if (ws.readyState !== ws.OPEN) return
    const socket = this.#socket
    const pieces = framed(batch)
    const [only] = pieces
    if (only !== undefined && pieces.length === 1) return void socket.write(only)
    socket.cork()
    for (const piece of pieces) socket.write(piece)
    socket.uncork()
  }

  close(code: RefusalCode, reason: string): void {
    const ws = this.#ws
    ws.close(closeCodeOf(code), reason)
    ws.resume() // else the other end's goodbye is never read
  }

  // ---- kept alive

  /** Says that the server is there; ends the connection when nothing was heard since the last time. */
  keepAlive(): void {
    const ws = this.#ws
    if (!this.#heard && !ws.isPaused) return ws.terminate()
    this.#heard = false
    if (ws.readyState === ws.OPEN) this.#socket.write(ALIVE)
    if (this.#pace.calms(this.#carrier.clock.now())) this.#seat?.tell({ type: 'slowed', on: false })
  }

  #onFrame(frame: RawData, isBinary: boolean): void {
    const { clock } = this.#carrier
    const seat = this.#seat
    if (seat === null) return
    if (!isBinary || !(frame instanceof Uint8Array)) {
      return seat.expel('bad-frame', 'Only binary frames belong to the protocol.')
    }
    const began = clock.now()
    seat.receive(frame)
    this.#keepPace(seat, frame.length, clock.now() - began)
  }

  /** A ping or a pong, which ws has answered or taken by itself. */
  #onControl(): void {
    if (this.#seat !== null && !this.#paused) this.#keepPace(this.#seat, 0, 0)
  }

  #keepPace(seat: Seat, bytes: number, workMs: number): void {
    const pacing = this.#pace.onFrame(bytes, workMs, this.#carrier.clock.now())
    if (pacing.kind === 'stop') return seat.expel('too-fast', 'More than the server takes, for too long.')
    if (pacing.kind === 'pause') this.#pause(pacing.ms, pacing.begins)
  }

  /** What it sends meanwhile waits in the network, but for the rest of a piece that is here already. */
  #pause(ms: number, begins: boolean): void {
    if (begins) this.#seat?.tell({ type: 'slowed', on: true })
    this.#paused = true
    this.#ws.pause()
    this.#carrier.clock.after(ms, () => this.#goOn())
  }

  #goOn(): void {
    this.#paused = false
    const waiting = this.#waiting.splice(0)
    for (const [index, { frame, isBinary }] of waiting.entries()) {
      this.#onFrame(frame, isBinary)
      if (!this.#paused) continue
      this.#waiting = waiting.slice(index + 1)
      return
    }
    this.#ws.resume()
  }

  #onClose(): void {
    this.#seat?.leave()
    this.#seat = null
    this.#waiting = []
    this.#carrier.onClose(this)
  }
}
