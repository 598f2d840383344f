/** The wire from the other side, written apart from the server's codec: what a client reads and sends. */

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { Hello, RefusedMessage, ServerEvent } from '../../shared/protocol/messages.ts'

type Bytes<Type> = { readonly type: Type; readonly bytes: Uint8Array }

export type Heard =
  | Bytes<'step1'>
  | Bytes<'step2'>
  | Bytes<'update'>
  | Bytes<'awareness'>
  | { readonly type: 'hello'; readonly hello: Hello }
  | { readonly type: 'saved'; readonly n: number }
  | { readonly type: 'refused'; readonly refused: RefusedMessage }
  | { readonly type: 'event'; readonly event: ServerEvent }
  | { readonly type: 'alive' }

export function read(frame: Uint8Array): Heard {
  const decoder = decoding.createDecoder(frame)
  const type = decoding.readVarUint(decoder)
  switch (type) {
    case 0: {
      const kind = (['step1', 'step2', 'update'] as const)[decoding.readVarUint(decoder)]!
      return { type: kind, bytes: decoding.readVarUint8Array(decoder) }
    }
    case 1:
      return { type: 'awareness', bytes: decoding.readVarUint8Array(decoder) }
    case 100:
      return { type: 'hello', hello: JSON.parse(decoding.readVarString(decoder)) }
    case 101:
      return { type: 'saved', n: decoding.readVarUint(decoder) }
    case 102:
      return { type: 'refused', refused: JSON.parse(decoding.readVarString(decoder)) }
    case 103:
      return { type: 'event', event: JSON.parse(decoding.readVarString(decoder)) }
    case 104:
      return { type: 'alive' }
    default:
      throw new Error(`the server said something of type ${type}`)
  }
}

const frame = (write: (encoder: encoding.Encoder) => void): Uint8Array => {
  const encoder = encoding.createEncoder()
  write(encoder)
  return encoding.toUint8Array(encoder)
}

const sync =
  (kind: number) =>
  (bytes: Uint8Array): Uint8Array =>
    frame((encoder) => {
      encoding.writeVarUint(encoder, 0)
      encoding.writeVarUint(encoder, kind)
      encoding.writeVarUint8Array(encoder, bytes)
    })
export const step1 = sync(0)
export const step2 = sync(1)
export const update = sync(2)

export const awareness = (bytes: Uint8Array): Uint8Array =>
  frame((encoder) => {
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarUint8Array(encoder, bytes)
  })
export const queryAwareness = new Uint8Array([3])
export const leave = (clientId: number): Uint8Array =>
  frame((encoder) => {
    encoding.writeVarUint(encoder, 105)
    encoding.writeVarUint(encoder, clientId)
  })

export type Said = { readonly client: number; readonly clock: number; readonly state: unknown }

/** An awareness update, built and read by hand. */
export const statesUpdate = (states: readonly Said[]): Uint8Array =>
  frame((encoder) => {
    encoding.writeVarUint(encoder, states.length)
    for (const { client, clock, state } of states) {
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarString(encoder, typeof state === 'string' ? state : JSON.stringify(state))
    }
  })

export function statesIn(bytes: Uint8Array): Said[] {
  const decoder = decoding.createDecoder(bytes)
  return Array.from({ length: decoding.readVarUint(decoder) }, () => ({
    client: decoding.readVarUint(decoder),
    clock: decoding.readVarUint(decoder),
    state: JSON.parse(decoding.readVarString(decoder)),
  }))
}
