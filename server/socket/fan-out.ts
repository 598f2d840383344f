/** A batch as WebSocket frames: made once, however many connections it goes to, and written as one piece. */

import type { Batch } from '../room/peer.ts'

/** A whole binary message (RFC 6455, 5.2): FIN and opcode 2. The server's frames are not masked. */
const BINARY = 0x82
/** A ping without content: every WebSocket program answers it by itself. */
export const PING = Buffer.from([0x89, 0x00])

/** Copying a message takes longer than a piece of its own from here on; and an article's copies would lie about as holes in the memory. */
const largeBytes = 4_096

/** The frames of a batch, in as few pieces as that takes: made for the first connection that it goes to. */
export const framed = (batch: Batch): readonly Uint8Array[] => (batch.frames ??= piecesOf(batch.messages))

/** Large messages are pieces of their own, not copied; what is small between them is gathered. */
function piecesOf(messages: readonly Uint8Array[]): readonly Uint8Array[] {
  if (messages.every(({ length }) => length < largeBytes)) return [framesOf(messages)]
  const pieces: Uint8Array[] = []
  let small: Uint8Array[] = []
  for (const message of messages) {
    small.push(message)
    if (message.length < largeBytes) continue
    small.pop()
    pieces.push(gathered(small, message.length), message)
    small = []
  }
  if (small.length > 0) pieces.push(framesOf(small))
  return pieces
}

/** Small messages, and behind them the header of a large one. */
function gathered(small: readonly Uint8Array[], length: number): Buffer {
  const header = Buffer.allocUnsafe(headerBytes(length))
  writeHeader(header, 0, length)
  return small.length === 0 ? header : Buffer.concat([framesOf(small), header])
}

/** All in one buffer. */
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
