import { beforeEach, expect, test } from 'vitest'
import type { PersonId, RandomBytes } from '../../shared/ids.ts'
import { clientIdsPerPersonMax } from '../../shared/limits.ts'
import { bothOf, ClientIds } from './client-ids.ts'

const eve = 'eve' as PersonId
const flo = 'flo' as PersonId

/** Draws 2000, 2002, 2004, … and each of `first` before. */
function drawing(...first: readonly number[]): RandomBytes {
  let next = 2_000
  const waiting = [...first]
  return (count) => {
    const bytes = new Uint8Array(count)
    const drawn = waiting.shift()
    new DataView(bytes.buffer).setUint32(0, drawn ?? next)
    if (drawn === undefined) next += 2
    return bytes
  }
}

let ids: ClientIds
beforeEach(() => {
  ids = new ClientIds([], drawing())
})

test('a page gets one pair for itself and as many spares as it asks for, at most three', () => {
  expect(ids.take(eve, { own: true, spares: 1 })).toEqual([2_000, 2_002])
  expect(ids.take(eve, { own: false, spares: 9 })).toEqual([2_004, 2_006, 2_008])
  expect(ids.take(eve, { own: false, spares: 0 })).toEqual([])
  expect([2_000, 2_001, 2_009].map((id) => ids.ownerOf(id))).toEqual([eve, eve, eve])
})

test('an id that is somebody’s is drawn again, be it the even or the odd one', () => {
  const rows = [
    { client: 3_000, person: flo, state: 'bound', returned: false },
    { client: 4_001, person: flo, state: 'bound', returned: false },
  ] as const
  expect(new ClientIds(rows, drawing(3_000, 4_000)).take(eve, { own: true, spares: 0 })).toEqual([2_000])
})

test('a pair that was given back is handed out again, to the same person, as its own and never as a spare', () => {
  const [own] = ids.take(eve, { own: true, spares: 0 })
  expect(ids.giveBack(eve, own!)).toBe(true)
  expect(ids.take(flo, { own: true, spares: 0 })).not.toContain(own)
  expect(ids.take(eve, { own: false, spares: 3 })).not.toContain(own)
  expect(ids.take(eve, { own: true, spares: 0 })).toEqual([own])
  expect(ids.take(eve, { own: true, spares: 0 })).not.toContain(own)
})

test('a pair given back twice is handed out once, and the second time changes nothing that the store would have to hear', () => {
  const [own] = ids.take(eve, { own: true, spares: 0 })
  expect(ids.giveBack(eve, own!)).toBe(true)
  expect(ids.giveBack(eve, own!)).toBe(false)
  expect(ids.take(eve, { own: true, spares: 0 })).toEqual([own])
  expect(ids.take(eve, { own: true, spares: 0 })).not.toEqual([own])
})

test('[R5] nobody gives back what is not theirs, nor an odd id', () => {
  const [own] = ids.take(eve, { own: true, spares: 0 })
  expect(ids.giveBack(flo, own!)).toBe(false)
  expect(ids.giveBack(eve, own! + 1)).toBe(false)
  expect(ids.giveBack(eve, 9_999_998)).toBe(false)
})

test('after a hundred ids only what was given back is handed out', () => {
  const taken = Array.from({ length: 60 }, () => ids.take(eve, { own: true, spares: 0 })).flat()
  expect(taken).toHaveLength(clientIdsPerPersonMax / 2)
  ids.giveBack(eve, taken[7]!)
  expect(ids.take(eve, { own: true, spares: 3 })).toEqual([taken[7]])
  expect(ids.take(flo, { own: true, spares: 0 })).toHaveLength(1)
})

test('what the store knows as returned is handed out again after a restart', () => {
  const rows = bothOf(5_000).map(
    (client) => ({ client, person: eve, state: 'bound', returned: true }) as const,
  )
  expect(new ClientIds(rows, drawing()).take(eve, { own: true, spares: 0 })).toEqual([5_000])
})
