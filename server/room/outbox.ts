/**
 * What a room says, gathered: everything of one window goes to a connection in one write, and what is for all is one batch
 * that all share. A lone message goes out at the end of its turn; under load the window grows with the room.
 */

import { linesKeptMax, unsentBytesMax } from '../../shared/limits.ts'
import { encode } from '../../shared/protocol/codec.ts'
import type { Clock, Timer } from '../clock.ts'
import { Missed } from './missed.ts'
import type { Batch, Peer } from './peer.ts'

/** One connection's way out. Only the outbox changes it. */
export type Line = {
  readonly peer: Peer
  /** Gets what is for all: from its first sync step 2 on. */
  listening: boolean
  /** Bytes of this window for it alone: asking is cheap, and what is answered is as large as the article. */
  waitingBytes: number
  /** The number of a `saved` that is not said yet. */
  saved: number | null
  /** Reads too slowly: what it missed, and what is for it alone, until it has caught up. */
  behind: { readonly missed: Missed; readonly kept: Uint8Array[] } | null
}

/** What is asked for only when a window is sent, because only its last state matters. */
export type LateNews = {
  readonly message: Uint8Array
  /** Whose own news it is, and nobody else's: told to all others. */
  readonly except: Line | null
}

type Entry = {
  readonly message: Uint8Array
  /** null: for all who listen, but `except`. */
  readonly to: Line | null
  readonly except: Line | null
  /** The update in the message, if there is one: a slow reader must get it later. */
  readonly update: Uint8Array | null
}

/** Milliseconds between two writes to one connection: 512 readers are written to 16 times a second. */
const windowMs = (connections: number): number => Math.min(64, Math.floor(connections / 8))

export class Outbox {
  readonly #clock: Clock
  readonly #late: () => LateNews | null
  readonly #lines = new Set<Line>()
  #entries: Entry[] = []
  /** Lines whose part of the window is not the same as everybody's. */
  #apart = new Set<Line>()
  #scheduled = false
  #timer: Timer | null = null
  #sentAt = Number.NEGATIVE_INFINITY
  readonly #savedEveryMs: number
  /** Lines that wait for a `saved`. */
  readonly #unsaid = new Set<Line>()
  #savedTimer: Timer | null = null
  #savedAt = Number.NEGATIVE_INFINITY

  /** A `saved` alone is a write of its own: somebody who goes on typing is told at most so often, and with what else there is to say. */
  constructor(clock: Clock, late: () => LateNews | null, savedEveryMs = 0) {
    this.#clock = clock
    this.#late = late
    this.#savedEveryMs = savedEveryMs
  }

  /** Milliseconds until anything may be said: until then it is gathered. */
  get restMs(): number {
    const window = windowMs(this.#lines.size)
    // Whoever sets the clock back does not stop the room.
    return Math.max(0, Math.min(window, this.#sentAt + window - this.#clock.now()))
  }

  open(peer: Peer): Line {
    const line: Line = { peer, listening: false, waitingBytes: 0, saved: null, behind: null }
    this.#lines.add(line)
    return line
  }

  /** Nothing is written to this line any more. */
  close(line: Line): void {
    this.#lines.delete(line)
    this.#apart.delete(line)
    this.#unsaid.delete(line)
  }

  /** From now on the line gets what is for all; what was said before is not for it. */
  listen(line: Line): void {
    if (line.listening) return
    this.flush()
    line.listening = true
  }

  toOne(line: Line, message: Uint8Array): void {
    this.#apart.add(line)
    this.#add({ message, to: line, except: null, update: null })
    line.waitingBytes += message.length
    if (line.waitingBytes > unsentBytesMax) this.flush()
  }

  /** An update of the article, for all but the one it came from. */
  toOthers(from: Line | null, message: Uint8Array, update: Uint8Array | null): void {
    if (from !== null) this.#apart.add(from)
    this.#add({ message, to: null, except: from, update })
  }

  /** Only the last number is said. */
  saved(line: Line, n: number): void {
    line.saved = n
    this.#unsaid.add(line)
    const wait = this.#savedAt + this.#savedEveryMs - this.#clock.now()
    if (wait <= 0) this.#schedule()
    else this.#savedTimer ??= this.#clock.after(wait, () => this.#onSavedTime())
  }

  /** There is late news. */
  expect(): void {
    this.#schedule()
  }

  /** The reader has caught up with `message`; what was kept for it follows. */
  resume(line: Line, message: Uint8Array): void {
    const { behind } = line
    if (behind === null) return
    this.flush()
    line.behind = null
    for (const one of [message, ...behind.kept]) this.toOne(line, one)
  }

  /** Writes what is gathered, now, and all that is saved. */
  flush(): void {
    this.#send(true)
  }

  #send(allSaved: boolean): void {
    this.#timer?.cancel()
    this.#timer = null
    this.#scheduled = false
    this.#sentAt = this.#clock.now()
    this.#takeLate()
    const isTime = allSaved || this.#sentAt - this.#savedAt >= this.#savedEveryMs
    const saysSaved = isTime && this.#unsaid.size > 0
    const entries = this.#entries
    const apart = this.#apart
    this.#entries = []
    this.#apart = new Set()
    const forAll = entries.filter((entry) => entry.to === null)
    for (const line of this.#unsaid) if (saysSaved || (forAll.length > 0 && line.listening)) apart.add(line)
    this.#writeShared(forAll, apart)
    for (const line of apart) {
      if (this.#lines.has(line)) this.#write(line, ofLine(line, entries), saysSaved)
    }
    if (saysSaved) this.#restFromSaved()
  }

  #restFromSaved(): void {
    this.#savedAt = this.#sentAt
    this.#savedTimer?.cancel()
    this.#savedTimer = null
  }

  #onSavedTime(): void {
    this.#savedTimer = null
    this.#savedAt = Number.NEGATIVE_INFINITY
    this.#schedule()
  }

  #writeShared(forAll: readonly Entry[], apart: ReadonlySet<Line>): void {
    if (forAll.length === 0) return
    const batch: Batch = { messages: forAll.map(({ message }) => message), frames: null }
    for (const line of this.#lines) {
      if (!line.listening || apart.has(line)) continue
      if (this.#keepsUp(line)) line.peer.write(batch)
      else keepForLater(line, forAll)
    }
  }

  #write(line: Line, entries: readonly Entry[], saysSaved: boolean): void {
    line.waitingBytes = 0
    if (!this.#keepsUp(line)) return keepForLater(line, entries)
    const messages = entries.map(({ message }) => message)
    if (line.saved !== null && (saysSaved || messages.length > 0)) {
      messages.push(encode({ type: 'saved', n: line.saved }))
      line.saved = null
      this.#unsaid.delete(line)
    }
    if (messages.length > 0) line.peer.write({ messages, frames: null })
  }

  #keepsUp(line: Line): boolean {
    if (line.behind === null && line.peer.unsentBytes > unsentBytesMax) {
      line.behind = { missed: new Missed(), kept: [] }
    }
    return line.behind === null
  }

  #takeLate(): void {
    const late = this.#late()
    if (late === null) return
    if (late.except !== null) this.#apart.add(late.except)
    this.#entries.push({ message: late.message, to: null, except: late.except, update: null })
  }

  #add(entry: Entry): void {
    this.#entries.push(entry)
    this.#schedule()
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    const wait = this.restMs
    if (wait === 0) this.#clock.soon(() => this.#scheduled && this.#timer === null && this.#send(false))
    else this.#timer = this.#clock.after(wait, () => this.#send(false))
  }
}

/** What one line gets of a window. */
const ofLine = (line: Line, entries: readonly Entry[]): readonly Entry[] =>
  entries.filter((entry) => (entry.to === null ? line.listening && entry.except !== line : entry.to === line))

/** Updates are in the doc; of what is for one alone, only `saved` replaces itself. */
function keepForLater(line: Line, entries: readonly Entry[]): void {
  const { behind } = line
  if (behind === null) return
  for (const { to, update, message } of entries) {
    if (update !== null) behind.missed.note(update)
    else if (to === line) behind.kept.push(message)
  }
  if (behind.kept.length > linesKeptMax) line.peer.close('too-fast', 'Reads nothing of what is said to it.')
}
