/** Links between tabs and the server that move only when an operation says so: ordered, and whole until they are cut. */

import type { Seat } from '../../server/room/room.ts'
import type { Rooms } from '../../server/room/rooms.ts'
import type { AccountId, ArticleId } from '../../shared/ids.ts'
import { refusal } from '../../shared/refusals.ts'

/** What a line carries down: a frame, or the end with its close code. */
type Down = Uint8Array | { readonly close: number }

export type Traffic = { up: number; down: number }

/** One attempt of a tab to connect, and what becomes of it. */
export class Line {
  phase: 'dialing' | 'entering' | 'open' | 'over' = 'dialing'
  up: Uint8Array[] = []
  down: Down[] = []
  seat: Seat | null = null
  /** Of the messages that are numbered, how many a planted mistake has counted. */
  numbered = 0
  /** The tab's end has closed it: what is on its way up still arrives, then the server hears of it. */
  hungUp = false

  constructor(
    readonly socket: SimulatedSocket,
    readonly wanted: { readonly own: boolean; readonly spares: number },
  ) {}

  say(frame: Uint8Array): void {
    if (this.phase === 'open' && !this.hungUp) this.down.push(frame)
  }

  get closing(): boolean {
    return this.down.some((one) => 'close' in one)
  }
  get moves(): boolean {
    return (
      this.phase === 'dialing' ||
      this.up.length > 0 ||
      this.down.length > 0 ||
      (this.hungUp && this.seat !== null)
    )
  }
}

/** The part of a browser's WebSocket that y-websocket uses. */
export class SimulatedSocket {
  readonly OPEN = 1
  readyState = 0
  binaryType = 'blob'
  onopen: (() => void) | null = null
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null
  onclose: ((event: { code: number; reason: string }) => void) | null = null
  onerror: (() => void) | null = null
  onSend: (frame: Uint8Array) => void = () => {}
  onHangUp: () => void = () => {}

  send(frame: Uint8Array): void {
    if (this.readyState === 1) this.onSend(frame.slice())
  }
  close(): void {
    if (this.readyState === 3) return
    this.readyState = 3
    this.onHangUp()
  }
  /** The other end, or nobody, has closed it. */
  lose(code: number): void {
    if (this.readyState === 3) return
    this.readyState = 3
    this.onclose?.({ code, reason: '' })
  }
}

/** All lines of one tab's place at the table. */
export class Wire {
  lines: Line[] = []
  cut = false
  readonly traffic: Traffic = { up: 0, down: 0 }
  /** A mistake that a test plants: sees each frame that reaches the server, and may say something on its own. */
  onUp: ((frame: Uint8Array, line: Line) => void) | null = null
  /** Another: changes a frame that the server says, or loses it. */
  onDown: ((frame: Uint8Array) => Uint8Array | null) | null = null
  /** What this wire's tab is to the server. */
  constructor(
    readonly article: ArticleId,
    readonly account: AccountId,
  ) {}

  /** A constructor for the provider. A dead tab's sockets never open. */
  socketClass(isAlive: () => boolean): typeof WebSocket {
    const wire = this
    class Socket extends SimulatedSocket {
      constructor(address: string | URL) {
        super()
        const query = new URL(address).searchParams
        const line = new Line(this, { own: query.get('own') === '1', spares: Number(query.get('spares')) })
        this.onSend = (frame) => {
          if (!isAlive()) return
          wire.traffic.up += 1
          line.up.push(frame)
        }
        this.onHangUp = () => {
          line.hungUp = true
          line.down = []
        }
        if (isAlive()) wire.lines.push(line)
      }
    }
    return Socket as unknown as typeof WebSocket
  }

  get moves(): boolean {
    return this.lines.some((line) => line.moves)
  }

  /** A dialing line asks to come in. */
  async dial(line: Line, rooms: Rooms | null): Promise<void> {
    if (line.hungUp) return this.#end(line)
    if (this.cut || rooms === null) return this.#lose(line, 1006)
    line.phase = 'entering'
    const entrant = {
      account: this.account,
      displayName: 'Somebody',
      guest: false,
      isSignedIn: async () => true,
    }
    const place = await rooms.enter(this.article, entrant, line.wanted)
    if (line.phase !== 'entering' || line.hungUp) {
      if (place.kind === 'ready') place.abandon()
      return this.#end(line)
    }
    if (place.kind === 'refused') return this.#lose(line, refusal(place.code).close ?? 1011)
    line.phase = 'open'
    line.socket.readyState = 1
    line.seat = place.take({
      write: ({ messages }) => {
        if (line.phase === 'open' && !line.hungUp) line.down.push(...this.#spoken(messages))
      },
      get unsentBytes() {
        return line.down.reduce((sum, one) => sum + ('close' in one ? 0 : one.length), 0)
      },
      close: (code) => {
        if (line.phase === 'open' && !line.hungUp) line.down.push({ close: refusal(code).close ?? 1011 })
      },
    })
    line.socket.onopen?.()
  }

  #spoken(messages: readonly Uint8Array[]): Uint8Array[] {
    return messages.flatMap((message) => (this.onDown ? (this.onDown(message) ?? []) : message.slice()))
  }

  deliverUp(line: Line): boolean {
    const frame = line.up.shift()
    if (frame !== undefined) {
      this.onUp?.(frame, line)
      line.seat?.receive(frame)
    }
    if (frame === undefined && line.hungUp && line.seat !== null) this.#end(line)
    else if (frame === undefined) return false
    return true
  }

  deliverDown(line: Line): boolean {
    const one = line.down.shift()
    if (one === undefined) return false
    this.traffic.down += 1
    if ('close' in one) this.#lose(line, one.close)
    else line.socket.onmessage?.({ data: one.slice().buffer as ArrayBuffer })
    if (line.down.length === 0) line.seat?.drained()
    return true
  }

  /** The link breaks: the first `up` and `down` frames on their way still arrive. The server notices now, or with `notice`. */
  break(up: number, down: number, serverNotices: boolean): void {
    for (const line of [...this.lines]) {
      for (let i = 0; i < up && line.up.length > 0; i++) this.deliverUp(line)
      line.up = []
      for (let i = 0; i < down && line.down.length > 0; i++) this.deliverDown(line)
      line.down = []
      line.hungUp = true
      if (line.phase === 'open') line.socket.lose(1006)
      else this.#lose(line, 1006)
      if (serverNotices) this.#end(line)
    }
  }

  /** The server is gone: whatever it had handed to the network before may still arrive. */
  serverDied(down: number): void {
    for (const line of [...this.lines]) {
      line.seat = null
      line.up = []
      for (let i = 0; i < down && line.down.length > 0; i++) this.deliverDown(line)
      line.down = []
      if (!line.hungUp) this.#lose(line, 1006)
      this.#end(line)
    }
  }

  #lose(line: Line, code: number): void {
    line.down = []
    this.#end(line)
    line.socket.lose(code)
  }

  #end(line: Line): void {
    line.phase = 'over'
    line.seat?.leave()
    line.seat = null
    this.lines = this.lines.filter((other) => other !== line)
  }
}
