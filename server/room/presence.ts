/**
 * Who is here and where their caret is: awareness, with one id a connection [R5] and names that only the server gives.
 * States are opaque to the server but for what shared/presence.ts allows; they never wait for the disk.
 */

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { ClientId, PersonId } from '../../shared/ids.ts'
import { presenceRenewMs, presenceSilentMs } from '../../shared/limits.ts'
import { fitsPresence, ownPresence, type PresenceUser } from '../../shared/presence.ts'

/** Who a state belongs to; compared by identity. */
export type Speaker = { readonly user: PresenceUser }

/** An awareness update, and whose news alone it is, if it is one speaker's. */
export type PresenceNews<S> = { readonly update: Uint8Array; readonly only: S | null }

type State<S> = {
  readonly client: ClientId
  speaker: S
  clock: number
  json: string
  heardAt: number
  /** The clock that everybody else was told last. */
  toldClock: number
}

const GONE = 'null'
const utf8 = new TextDecoder('utf-8', { fatal: true })

export class PresenceBoard<S extends Speaker> {
  readonly #states = new Map<ClientId, State<S>>()
  /** The one awareness id of each speaker, from its first frame on. */
  readonly #ids = new Map<S, ClientId>()
  /** Ids of those who left, for as long as others may still echo their states: they are their person's. */
  readonly #left = new Map<ClientId, { readonly person: PersonId; readonly at: number }>()
  /** Whose states nobody else has heard yet. */
  #news = new Set<State<S>>()
  #gone: { readonly client: ClientId; readonly clock: number; readonly speaker: S }[] = []
  #renewedAt = 0

  /**
   * Takes what one connection says of itself. What it says of others is ignored: the stock provider repeats whatever it
   * hears. False when it is no awareness update, or its own state no JSON.
   */
  receive(speaker: S, update: Uint8Array, now: number): boolean {
    try {
      const decoder = decoding.createDecoder(update)
      for (let count = decoding.readVarUint(decoder); count > 0; count--) {
        const client = decoding.readVarUint(decoder)
        const clock = decoding.readVarUint(decoder)
        const json = decoding.readVarUint8Array(decoder)
        if (this.#isOwn(speaker, client, json) && fitsPresence(json.length)) {
          this.#hear(speaker, client, clock, JSON.parse(utf8.decode(json)), now)
        }
      }
      return !decoding.hasContent(decoder)
    } catch {
      return false // lib0, TextDecoder and JSON throw on what is none of theirs; nothing else here throws
    }
  }

  /** The speaker's connection is gone. */
  leave(speaker: S, now: number): void {
    const client = this.#ids.get(speaker)
    this.#ids.delete(speaker)
    if (client === undefined) return
    this.#left.set(client, { person: speaker.user.person, at: now })
    this.#remove(client)
  }

  get hasNews(): boolean {
    return this.#news.size > 0 || this.#gone.length > 0
  }

  /** What has changed since it was last taken, in one update. */
  takeNews(): PresenceNews<S> | null {
    if (!this.hasNews) return null
    const states = [...this.#news]
    const only = states.length + this.#gone.length === 1 ? (states[0] ?? this.#gone[0])?.speaker : null
    const update = this.#encode(states, this.#gone)
    for (const state of this.#news) state.toldClock = state.clock
    this.#news = new Set()
    this.#gone = []
    return { update, only: only ?? null }
  }

  /** Everybody's state, for somebody who has just come; null when there is none. */
  all(): Uint8Array | null {
    return this.#states.size === 0 ? null : this.#encode([...this.#states.values()], [])
  }

  /** Lets silent states die, and from time to time makes news of those that are only alive. */
  tick(now: number): void {
    for (const [client, { at }] of this.#left) if (now - at > presenceSilentMs) this.#left.delete(client)
    for (const state of this.#states.values()) {
      if (now - state.heardAt > presenceSilentMs) this.#remove(state.client)
    }
    if (now - this.#renewedAt < presenceRenewMs) return
    this.#renewedAt = now
    for (const state of this.#states.values()) if (state.clock > state.toldClock) this.#news.add(state)
  }

  get empty(): boolean {
    return this.#states.size === 0 && this.#left.size === 0
  }

  /** Whether a state is the speaker's. Its first living one that is nobody else's makes it so. */
  #isOwn(speaker: S, client: ClientId, json: Uint8Array): boolean {
    const own = this.#ids.get(speaker)
    if (own !== undefined) return own === client
    const owner = this.#states.get(client)?.speaker.user.person ?? this.#left.get(client)?.person
    const isGone = json.length === GONE.length && utf8.decode(json) === GONE
    if (isGone || (owner !== undefined && owner !== speaker.user.person)) return false
    this.#takeOver(speaker, client)
    return true
  }

  /** A tab that comes back speaks under its id again, also when its old connection has not been missed yet. */
  #takeOver(speaker: S, client: ClientId): void {
    const before = this.#states.get(client)
    if (before !== undefined) {
      this.#ids.delete(before.speaker)
      before.speaker = speaker
    }
    this.#left.delete(client)
    this.#ids.set(speaker, client)
  }

  #hear(speaker: S, client: ClientId, clock: number, said: unknown, now: number): void {
    const before = this.#states.get(client)
    if (before !== undefined && clock < before.clock) return
    if (said === null) return this.#remove(client, clock)
    const own = ownPresence(said)
    if (own === null) return
    const json = JSON.stringify({ user: speaker.user, ...own })
    if (before === undefined) {
      const state = { client, speaker, clock, json, heardAt: now, toldClock: -1 }
      this.#states.set(client, state)
      this.#news.add(state)
      return
    }
    if (json !== before.json) this.#news.add(before)
    Object.assign(before, { clock, json, heardAt: now })
  }

  #remove(client: ClientId, clock?: number): void {
    const state = this.#states.get(client)
    if (state === undefined) return
    this.#states.delete(client)
    this.#news.delete(state)
    this.#gone.push({ client, clock: clock ?? state.clock, speaker: state.speaker })
  }

  #encode(
    states: readonly { readonly client: ClientId; readonly clock: number; readonly json: string }[],
    gone: readonly { readonly client: ClientId; readonly clock: number }[],
  ): Uint8Array {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, states.length + gone.length)
    for (const { client, clock } of gone) writeState(encoder, client, clock, GONE)
    for (const { client, clock, json } of states) writeState(encoder, client, clock, json)
    return encoding.toUint8Array(encoder)
  }
}

function writeState(encoder: encoding.Encoder, client: ClientId, clock: number, json: string): void {
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, clock)
  encoding.writeVarString(encoder, json)
}
