import { beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { articleText, openDoc } from '../../shared/article/layout.ts'
import { SERVER_CLIENT } from '../../shared/ids.ts'
import { paragraphs } from '../../tests/socket/newsroom.ts'
import { Replica } from './replica.ts'

const typed = (on: Uint8Array, client: number, at: number, words: string): Uint8Array => {
  const doc = openDoc()
  Y.applyUpdate(doc, on)
  doc.clientID = client
  let written = new Uint8Array()
  doc.on('update', (update: Uint8Array) => {
    written = new Uint8Array(update)
  })
  articleText(doc).insert(at, words)
  return written
}
const says = (replica: Replica) => articleText(replica.doc).toString()

const start = paragraphs('Hello')
let replica: Replica
beforeEach(() => {
  replica = new Replica(start, [typed(start, 4_000, 6, '!')])
})

const receive = (update: Uint8Array) =>
  replica.capture(({ suggestions }) => Y.applyUpdate(suggestions.doc, update)).emitted

test('its doc is what was kept, under the server’s id', () => {
  expect(says(replica)).toBe('Hello!')
  expect(replica.doc.clientID).toBe(SERVER_CLIENT)
})

test('what a change emits is given once, and nothing for what is known', () => {
  const key = typed(start, 5_000, 1, 'x')
  const emitted = receive(key)
  expect(emitted).not.toBeNull()
  expect(receive(key)).toBeNull()
})

test('[R2] after a discard the doc is what was kept, and nothing that was not', () => {
  const [kept, refused] = [typed(start, 5_000, 1, 'a'), typed(start, 6_000, 1, 'b')]
  replica.keep(receive(kept)!)
  receive(refused)
  expect(says(replica)).toContain('b')
  replica.discard()
  expect(says(replica)).toBe('aHello!')
  expect(replica.doc.clientID).toBe(SERVER_CLIENT)
})

test('who knows nothing is given the same bytes as the one before, until something is written', () => {
  const nothing = new Uint8Array([0])
  const whole = replica.diff(nothing)
  expect(replica.diff(nothing)).toBe(whole)
  replica.keep(receive(typed(start, 5_000, 1, 'x'))!)
  const more = replica.diff(nothing)
  const copy = openDoc()
  Y.applyUpdate(copy, more)
  expect(articleText(copy).toString()).toBe('xHello!')
  expect(replica.diff(nothing)).toBe(more)
})

describe('asleep', () => {
  const vectors = () => {
    const knowsStart = Y.encodeStateVectorFromUpdate(start)
    return [new Uint8Array([0]), knowsStart, replica.stateVector()]
  }
  test('it answers as it does awake, without a doc', () => {
    const awake = vectors().map((vector) => replica.diff(vector))
    const vector = replica.stateVector()
    replica.sleep()
    expect(Y.decodeStateVector(replica.stateVector())).toEqual(Y.decodeStateVector(vector))
    const asleep = vectors().map((known) => replica.diff(known))
    expect(replica.awake).toBe(false)
    for (const [index, update] of asleep.entries()) {
      const [one, other] = [openDoc(), openDoc()]
      for (const doc of [one, other]) Y.applyUpdate(doc, start)
      Y.applyUpdate(one, update)
      Y.applyUpdate(other, awake[index]!)
      expect(articleText(one).toString()).toBe(articleText(other).toString())
    }
  })

  test('it throws for what is no state vector, as it does awake', () => {
    const nonsense = new Uint8Array([255, 255])
    expect(() => replica.diff(nonsense)).toThrow()
    replica.sleep()
    expect(() => replica.diff(nonsense)).toThrow()
  })

  test('it wakes to take a change, deletions included', () => {
    replica.sleep()
    const emitted = replica.capture(({ suggestions }) => suggestions.text.delete(1, 2)).emitted
    replica.keep(emitted!)
    replica.sleep()
    expect(says(replica)).toBe('llo!')
  })
})
