import { describe, expect, test } from 'vitest'
import { awarenessBytesMax } from './limits.ts'
import { fitsPresence, ownPresence, presenceOf } from './presence.ts'

const cursor = { anchor: 'AQID', head: 'AQI=' }

describe('what a client may say of itself', () => {
  test.each([
    [
      { cursor, idle: true },
      { cursor, idle: true },
    ],
    [{}, { cursor: null, idle: false }],
    [
      { cursor, idle: 'yes', extra: 1, user: { name: 'x' } },
      { cursor, idle: false },
    ],
    [{ cursor: { ...cursor, more: 1 } }, { cursor, idle: false }],
    [{ cursor: { anchor: 'AQID' } }, { cursor: null, idle: false }],
    [{ cursor: { anchor: 'AQID', head: '<b>' } }, { cursor: null, idle: false }],
    [{ cursor: { anchor: 'AQID', head: 'A'.repeat(201) } }, { cursor: null, idle: false }],
    [{ cursor: [1] }, { cursor: null, idle: false }],
  ])('%j is %j', (said, own) => {
    expect(ownPresence(said)).toEqual(own)
  })

  test.each([null, 3, 'x', []])('%j is no state', (said) => {
    expect(ownPresence(said)).toBeNull()
  })

  test('what is only inherited is not said', () => {
    expect(ownPresence(Object.create({ idle: true }))).toEqual({ cursor: null, idle: false })
  })
})

test('a state is somebody’s only with a user as the server writes one', () => {
  const user = { person: 'abcdefghjk', name: 'Eve', color: 3 }
  expect(presenceOf({ user, cursor, idle: false })).toEqual({ user, cursor, idle: false })
  const guest = { ...user, guest: true }
  expect(presenceOf({ user: guest, cursor, idle: false })?.user).toEqual(guest)
  expect(presenceOf({ user: { ...user, guest: 'yes' }, cursor, idle: false })?.user).toEqual(user)
  for (const wrong of [undefined, {}, { ...user, color: 'red' }, { ...user, name: 1 }]) {
    expect(presenceOf({ user: wrong, cursor, idle: false })).toBeNull()
  }
})

test('a state fits up to its limit', () => {
  expect([fitsPresence(awarenessBytesMax), fitsPresence(awarenessBytesMax + 1)]).toEqual([true, false])
})
