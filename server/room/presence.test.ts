import { beforeEach, describe, expect, test } from 'vitest'
import type { PersonId } from '../../shared/ids.ts'
import { presenceRenewMs, presenceSilentMs } from '../../shared/limits.ts'
import { type Said, statesIn, statesUpdate } from '../../tests/socket/wire.ts'
import { PresenceBoard } from './presence.ts'

const speaker = (name: string) => ({ user: { person: name as PersonId, name, color: 1 } })
type Speaker = ReturnType<typeof speaker>

const AT = { cursor: { anchor: 'QQ==', head: 'QQ==' }, idle: false }
const AWAY = { cursor: null, idle: true }

let board: PresenceBoard<Speaker>
let now: number
const [eve, flo] = [speaker('eve'), speaker('flo')]

beforeEach(() => {
  board = new PresenceBoard()
  now = 1_000_000
})

const say = (who: Speaker, ...states: readonly Said[]) => board.receive(who, statesUpdate(states), now)
const one = (client: number, clock: number, state: unknown = AT): Said => ({ client, clock, state })
/** `[client, clock, owner or null]` of each state in the news. */
const news = () => {
  const taken = board.takeNews()
  return taken === null ? [] : statesIn(taken.update).map(brief)
}
const all = () => statesIn(board.all() ?? new Uint8Array([0])).map(brief)
const brief = ({ client, clock, state }: Said) => [
  client,
  clock,
  state === null ? null : (state as { user: { name: string } }).user.name,
]

describe('what one says', () => {
  test('is told once, in one update with what others say', () => {
    say(eve, one(7, 1))
    say(flo, one(8, 4))
    expect(news()).toEqual([
      [7, 1, 'eve'],
      [8, 4, 'flo'],
    ])
    expect(news()).toEqual([])
  })

  test('alone is not told to oneself', () => {
    say(eve, one(7, 1))
    expect(board.takeNews()?.only).toBe(eve)
    say(eve, one(7, 2, AWAY))
    say(flo, one(8, 1))
    expect(board.takeNews()?.only).toBeNull()
  })

  test('counts in its last state only, and not when it is older than what is known', () => {
    say(eve, one(7, 3), one(7, 4, AWAY), one(7, 2))
    expect(news()).toEqual([[7, 4, 'eve']])
  })

  test.each([
    ['cut short', new Uint8Array([1, 7])],
    ['with a tail', new Uint8Array([0, 0])],
    ['no UTF-8', new Uint8Array([1, 7, 1, 2, 0xff, 0xfe])],
    ['no JSON', statesUpdate([{ client: 7, clock: 1, state: '{' }])],
  ])('is no awareness update when %s', (_what, update) => {
    expect(board.receive(eve, update, now)).toBe(false)
    expect(all()).toEqual([])
  })

  test.each([3, 'x', [1]])('is nothing when its state is %o', (state) => {
    expect(say(eve, { client: 7, clock: 1, state: JSON.stringify(state) })).toBe(true)
    expect(all()).toEqual([])
  })
})

describe('[R5] whose an id is', () => {
  test('the first living state that is nobody else’s decides; the rest is ignored', () => {
    say(eve, one(7, 1))
    say(flo, one(7, 2, null), one(9, 1, null), one(7, 2, AWAY), one(8, 1), one(9, 1))
    expect(all()).toEqual([
      [7, 1, 'eve'],
      [8, 1, 'flo'],
    ])
  })

  test('an id that has just left is not another person’s', () => {
    say(eve, one(7, 1))
    board.leave(eve, now)
    say(flo, one(7, 2))
    expect(all()).toEqual([])
  })

  test('a tab that comes back has its id again, also while its old connection still hangs', () => {
    say(eve, one(7, 1))
    const again = speaker('eve')
    say(again, one(7, 2, AWAY))
    board.leave(eve, now)
    expect(all()).toEqual([[7, 2, 'eve']])
    board.leave(again, now)
    const third = speaker('eve')
    say(third, one(7, 3))
    expect(all()).toEqual([[7, 3, 'eve']])
  })
})

describe('time', () => {
  test('a renewed state is passed on with all others, every 20 s and not before', () => {
    board.tick(now)
    say(eve, one(7, 1))
    say(flo, one(8, 1))
    news()
    now += presenceRenewMs / 2
    say(eve, one(7, 2))
    expect(news()).toEqual([])
    board.tick(now)
    expect(news()).toEqual([])
    now += presenceRenewMs / 2
    say(flo, one(8, 2))
    board.tick(now)
    expect(news()).toEqual([
      [7, 2, 'eve'],
      [8, 2, 'flo'],
    ])
  })

  test('a state that nobody renews dies, and may live again', () => {
    say(eve, one(7, 1))
    news()
    board.tick(now + presenceSilentMs)
    expect(all()).toHaveLength(1)
    board.tick(now + presenceSilentMs + 1)
    expect(news()).toEqual([[7, 1, null]])
    say(eve, one(7, 2))
    expect(news()).toEqual([[7, 2, 'eve']])
  })
})

test('whoever leaves, or says so, is gone for the others', () => {
  say(eve, one(7, 1))
  say(flo, one(8, 1))
  news()
  say(eve, one(7, 1, null))
  board.leave(flo, now)
  expect(news()).toEqual([
    [7, 1, null],
    [8, 1, null],
  ])
  expect(all()).toEqual([])
})
