/** A batch as WebSocket frames: made once, however many connections it goes to, and written as one piece. */

import type { Batch } from '../room/peer.ts'

/** A whole binary message (RFC 6455, 5.2): FIN and opcode 2. The server's frames are not masked. */
const BINARY = 0x82
/** A ping without content: every WebSocket program answers it by itself. */
export const PING = Buffer.from([0x89, 0x00])

/** The frames of a batch, all in one buffer: made for the first connection that it goes to. */
export const framed = (batch: Batch): Uint8Array => (batch.frames ??= framesOf(batch.messages))

export function framesOf(messages: readonly Uint8Array[]): Buffer {
  let size = 0
  for (const message of messages) size += headerBytes(message.length) + message.length
  const frames = Buffer.allocUnsafe(size)
  let at = 0
  for (const message of messages) {
    at = writeHeader(frames, at, message.length)
    frames.set(message, at)
    at += message.length
  }
  return frames
}

const headerBytes = (length: number): number => (length < 126 ? 2 : length < 65_536 ? 4 : 10)

/** Returns where the payload begins. */
function writeHeader(frames: Buffer, at: number, length: number): number {
  frames[at] = BINARY
  if (length < 126) {
    frames[at + 1] = length
    return at + 2
  }
  if (length < 65_536) {
    frames[at + 1] = 126
    return frames.writeUInt16BE(length, at + 2)
  }
  frames[at + 1] = 127
  return frames.writeBigUInt64BE(BigInt(length), at + 2)
}
