/** Messages to bytes and back: a frame is a variable-length type number and its payload. See docs/protocol.md. */

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { unreachable } from '../assert.ts'
import { type ClientMessage, MessageType, type ServerMessage, SyncType } from './messages.ts'

export function encode(message: ServerMessage | ClientMessage): Uint8Array {
  if (message.type === 'update') return encodeUpdate(message.update)
  const encoder = encoding.createEncoder()
  write(encoder, message)
  return encoding.toUint8Array(encoder)
}

/** The message of every key, made without an encoder: that takes ten times as long. */
function encodeUpdate(update: Uint8Array): Uint8Array {
  let sizeBytes = 1
  for (let rest = update.length; rest > 127; rest >>>= 7) sizeBytes++
  const message = new Uint8Array(2 + sizeBytes + update.length)
  message[0] = MessageType.sync
  message[1] = SyncType.update
  let at = 2
  for (let rest = update.length; at < 2 + sizeBytes; rest >>>= 7)
    message[at++] = (rest & 127) | (rest > 127 ? 128 : 0)
  message.set(update, at)
  return message
}

function write(encoder: encoding.Encoder, message: ServerMessage | ClientMessage): void {
  switch (message.type) {
    case 'syncStep1':
      return writeSync(encoder, SyncType.step1, message.stateVector)
    case 'syncStep2':
      return writeSync(encoder, SyncType.step2, message.update)
    case 'update':
      return writeSync(encoder, SyncType.update, message.update)
    case 'awareness':
      encoding.writeVarUint(encoder, MessageType.awareness)
      return encoding.writeVarUint8Array(encoder, message.update)
    case 'queryAwareness':
      return encoding.writeVarUint(encoder, MessageType.queryAwareness)
    case 'hello':
      return writeJson(encoder, MessageType.hello, message.hello)
    case 'saved':
      encoding.writeVarUint(encoder, MessageType.saved)
      return encoding.writeVarUint(encoder, message.n)
    case 'refused':
      return writeJson(encoder, MessageType.refused, message.refused)
    case 'event':
      return writeJson(encoder, MessageType.event, message.event)
    case 'alive':
      return encoding.writeVarUint(encoder, MessageType.alive)
    case 'leave':
      encoding.writeVarUint(encoder, MessageType.leave)
      return encoding.writeVarUint(encoder, message.clientId)
    default:
      return unreachable(message)
  }
}

function writeSync(encoder: encoding.Encoder, type: number, payload: Uint8Array): void {
  encoding.writeVarUint(encoder, MessageType.sync)
  encoding.writeVarUint(encoder, type)
  encoding.writeVarUint8Array(encoder, payload)
}

function writeJson(encoder: encoding.Encoder, type: number, value: unknown): void {
  encoding.writeVarUint(encoder, type)
  encoding.writeVarString(encoder, JSON.stringify(value))
}

/** What a client sent, or `null` when the frame is not of the protocol (too short, too long, an unknown type). */
export function decodeClientMessage(frame: Uint8Array): ClientMessage | null {
  try {
    const decoder = decoding.createDecoder(frame)
    const message = readClientMessage(decoder)
    return decoding.hasContent(decoder) ? null : message
  } catch {
    return null // lib0 throws on every kind of truncation; there is nothing else in this block
  }
}

function readClientMessage(decoder: decoding.Decoder): ClientMessage | null {
  switch (decoding.readVarUint(decoder)) {
    case MessageType.sync:
      return readSync(decoder)
    case MessageType.awareness:
      return { type: 'awareness', update: decoding.readVarUint8Array(decoder) }
    case MessageType.queryAwareness:
      return { type: 'queryAwareness' }
    case MessageType.leave:
      return { type: 'leave', clientId: decoding.readVarUint(decoder) }
    default:
      return null
  }
}

function readSync(decoder: decoding.Decoder): ClientMessage | null {
  const type = decoding.readVarUint(decoder)
  const payload = decoding.readVarUint8Array(decoder)
  switch (type) {
    case SyncType.step1:
      return { type: 'syncStep1', stateVector: payload }
    case SyncType.step2:
      return { type: 'syncStep2', update: payload }
    case SyncType.update:
      return { type: 'update', update: payload }
    default:
      return null
  }
}
