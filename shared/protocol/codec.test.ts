import { describe, expect, test } from 'vitest'
import type { PersonId } from '../ids.ts'
import { decodeClientMessage, encode } from './codec.ts'
import type { ClientMessage, ServerMessage } from './messages.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const json = (type: string, text: string) =>
  type + Buffer.from([text.length]).toString('hex') + Buffer.from(text).toString('hex')
const bytes = new Uint8Array([1, 2, 255])

/** A change here is a change of the wire: raise PROTOCOL_VERSION when a message changes its meaning, and say so in docs/protocol.md. */
const GOLDEN: readonly (readonly [ServerMessage | ClientMessage, string])[] = [
  [{ type: 'syncStep1', stateVector: bytes }, '0000030102ff'],
  [{ type: 'syncStep2', update: bytes }, '0001030102ff'],
  [{ type: 'update', update: bytes }, '0002030102ff'],
  [{ type: 'awareness', update: bytes }, '01030102ff'],
  [{ type: 'queryAwareness' }, '03'],
  [
    {
      type: 'hello',
      hello: {
        protocol: 1,
        schema: 1,
        role: 'editor',
        person: 'p' as PersonId,
        name: 'N',
        color: 3,
        clientIds: [1024],
      },
    },
    json(
      '64',
      '{"protocol":1,"schema":1,"role":"editor","person":"p","name":"N","color":3,"clientIds":[1024]}',
    ),
  ],
  [{ type: 'saved', n: 300 }, '65ac02'],
  [
    { type: 'refused', refused: { n: 2, code: 'gap', reason: 'why' } },
    json('66', '{"n":2,"code":"gap","reason":"why"}'),
  ],
  [{ type: 'event', event: { type: 'members' } }, json('67', '{"type":"members"}')],
  [{ type: 'event', event: { type: 'slowed', on: true } }, json('67', '{"type":"slowed","on":true}')],
  [{ type: 'event', event: { type: 'role', role: 'viewer' } }, json('67', '{"type":"role","role":"viewer"}')],
  [{ type: 'alive' }, '68'],
  [{ type: 'leave', clientId: 1024 }, '698008'],
]

test.each(GOLDEN)('%o goes over the wire as documented', (message, wire) => {
  expect(hex(encode(message))).toBe(wire)
})

describe('what a client says', () => {
  const said: readonly ClientMessage[] = [
    { type: 'syncStep1', stateVector: bytes },
    { type: 'syncStep2', update: bytes },
    { type: 'update', update: bytes },
    { type: 'awareness', update: bytes },
    { type: 'queryAwareness' },
    { type: 'leave', clientId: 0xfffffffe },
  ]
  test.each(said)('is read as it was meant: %o', (message) => {
    expect(decodeClientMessage(encode(message))).toEqual(message)
  })
  test.each(said)('is nothing when a byte is missing or too many: %o', (message) => {
    const frame = encode(message)
    expect(decodeClientMessage(frame.subarray(0, -1))).toBeNull()
    expect(decodeClientMessage(new Uint8Array([...frame, 0]))).toBeNull()
  })
  test.each(['', '02', '04', '64', '65ac02', '68', '0003', '000501', 'ffffffffffffffffffff'])(
    'is nothing as %s',
    (wire) => {
      expect(decodeClientMessage(Buffer.from(wire, 'hex'))).toBeNull()
    },
  )
})

test.each([0, 1, 127, 128, 16_383, 16_384, 1_048_576, 2_097_152])(
  'an update of %d bytes is read as it was',
  (size) => {
    const update = new Uint8Array(size).fill(7)
    const read = decodeClientMessage(encode({ type: 'update', update }))
    expect(read?.type).toBe('update')
    // Comparing so many bytes one by one would take a minute.
    expect(read?.type === 'update' && Buffer.compare(read.update, update)).toBe(0)
  },
)
