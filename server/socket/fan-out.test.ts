import type { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import * as ws from 'ws'
import { framed, framesOf } from './fan-out.ts'

/** ws' own reader of frames, which its types leave out. */
const { Receiver } = ws as unknown as { readonly Receiver: new (options: object) => Writable }

test('frames are read by ws as the messages they were made of, at every length of header', async () => {
  const messages = [0, 1, 125, 126, 127, 65_535, 65_536, 70_000].map((length) =>
    new Uint8Array(length).fill(length),
  )
  const receiver = new Receiver({ isServer: false, allowSynchronousEvents: true })
  const heard: [Buffer, boolean][] = []
  receiver.on('message', (message: Buffer, isBinary: boolean) => heard.push([message, isBinary]))
  await new Promise((resolve) => receiver.write(framesOf(messages), resolve))
  expect(heard).toEqual(messages.map((message) => [Buffer.from(message), true]))
})

test.each([
  [[1, 2, 3], 1],
  [[4_096], 2],
  [[5, 9_000, 6, 7, 70_000, 5_000, 8], 7],
  [[9_000, 1], 3],
])(
  'a batch of messages of %j bytes is %i pieces, of which the large messages are themselves',
  (sizes, count) => {
    const messages = sizes.map((length) => new Uint8Array(length).fill(length))
    const pieces = framed({ messages, frames: null })
    expect(pieces).toHaveLength(count)
    expect(Buffer.concat(pieces)).toEqual(framesOf(messages))
    for (const message of messages) expect(pieces.includes(message)).toBe(message.length >= 4_096)
  },
)

test('a batch is framed once', () => {
  const batch = { messages: [new Uint8Array([1])], frames: null }
  expect(framed(batch)).toEqual([framesOf(batch.messages)])
  expect(framed(batch)).toBe(framed(batch))
  expect(framed({ ...batch, frames: null })).not.toBe(framed(batch))
})
