import { beforeEach, describe, expect, test } from 'vitest'
import { unsentBytesMax } from '../../shared/limits.ts'
import { encode } from '../../shared/protocol/codec.ts'
import { createFakeClock, type FakeClock } from '../../tests/support/fake-clock.ts'
import { type LateNews, type Line, Outbox } from './outbox.ts'
import type { Batch, Peer } from './peer.ts'

class Ear implements Peer {
  unsentBytes = 0
  closed: string | null = null
  readonly batches: Batch[] = []
  write(batch: Batch): void {
    this.batches.push(batch)
  }
  close(code: string): void {
    this.closed = code
  }
  get heard(): string[] {
    return this.batches.map(({ messages }) => messages.map((one) => Buffer.from(one).toString()).join(' '))
  }
}

const words = (text: string) => new Uint8Array(Buffer.from(text))
const NO_UPDATE = new Uint8Array([0, 0])

let clock: FakeClock
let late: LateNews | null
let outbox: Outbox
beforeEach(() => {
  clock = createFakeClock()
  late = null
  outbox = new Outbox(clock, () => {
    const news = late
    late = null
    return news
  })
})

function listener(): [Ear, Line] {
  const ear = new Ear()
  const line = outbox.open(ear)
  outbox.listen(line)
  return [ear, line]
}
const tellAll = (text: string, from: Line | null = null) => outbox.toOthers(from, words(text), null)

describe('a window', () => {
  test('is one write a connection, and one batch for all who get the same', () => {
    const [[a, lineA], [b], [c]] = [listener(), listener(), listener()]
    tellAll('one', lineA)
    tellAll('two')
    outbox.saved(lineA, 1)
    outbox.saved(lineA, 2)
    clock.turn()
    expect(b.heard).toEqual(['one two'])
    expect(b.batches[0]).toBe(c.batches[0])
    expect(a.batches).toHaveLength(1)
    expect(a.batches[0]?.messages).toEqual([words('two'), encode({ type: 'saved', n: 2 })])
  })

  test('of a lone message is the end of its turn', () => {
    const [a] = listener()
    clock.advance(1_000)
    tellAll('one')
    expect(a.heard).toEqual([])
    clock.turn()
    expect(a.heard).toEqual(['one'])
  })

  test('grows with the room', () => {
    const ears = Array.from({ length: 400 }, () => listener()[0])
    clock.advance(1_000)
    tellAll('one')
    clock.turn()
    tellAll('two')
    tellAll('three')
    clock.advance(49)
    expect(ears[0]?.heard).toEqual(['one'])
    clock.advance(1)
    expect(ears[0]?.heard).toEqual(['one', 'two three'])
  })

  test('takes late news when it is sent, for all but whose it alone is', () => {
    const [[a, lineA], [b]] = [listener(), listener()]
    outbox.expect()
    late = { message: words('late'), except: lineA }
    clock.turn()
    expect([a.heard, b.heard]).toEqual([[], ['late']])
  })

  test('gives nobody what was said for all before they listened, and nothing to who has left', () => {
    const [gone, lineGone] = listener()
    tellAll('before')
    const ear = new Ear()
    const line = outbox.open(ear)
    outbox.listen(line)
    outbox.close(lineGone)
    tellAll('after')
    clock.turn()
    expect(ear.heard).toEqual(['after'])
    expect(gone.heard).toEqual(['before'])
  })
})

describe('saved, while somebody types on', () => {
  const EVERY = 400
  beforeEach(() => {
    outbox = new Outbox(clock, () => null, EVERY)
  })
  const saved = (n: number) => encode({ type: 'saved', n })
  const saidTo = ({ batches }: Ear) => batches.map(({ messages }) => messages)
  const typed = (line: Line, n: number) => {
    tellAll(`key ${n}`, line)
    outbox.saved(line, n)
    clock.turn()
  }

  test('is said at once after a pause, then at most every so often, and always at last', () => {
    const [[a, lineA], [b]] = [listener(), listener()]
    clock.advance(1_000)
    typed(lineA, 1)
    expect(saidTo(a)).toEqual([[saved(1)]])
    for (const n of [2, 3, 4]) {
      clock.advance(100)
      typed(lineA, n)
    }
    expect(saidTo(a)).toEqual([[saved(1)]])
    expect(b.heard).toEqual(['key 1', 'key 2', 'key 3', 'key 4'])
    clock.advance(100)
    clock.turn()
    expect(saidTo(a)).toEqual([[saved(1)], [saved(4)]])
    clock.advance(2 * EVERY)
    expect(a.batches).toHaveLength(2)
  })

  test('goes with what else there is to say', () => {
    const [[a, lineA], [, lineB]] = [listener(), listener()]
    typed(lineA, 1)
    typed(lineA, 2)
    tellAll('another', lineB)
    clock.turn()
    expect(saidTo(a)).toEqual([[saved(1)], [words('another'), saved(2)]])
    clock.advance(EVERY)
    clock.turn()
    expect(a.batches).toHaveLength(2)
  })

  test('is said before a room ends', () => {
    const [a, lineA] = listener()
    typed(lineA, 1)
    typed(lineA, 2)
    outbox.flush()
    expect(saidTo(a)).toEqual([[saved(1)], [saved(2)]])
  })
})

test('how long nothing can be said is told, and no longer than a window, also where the clock is set back', () => {
  const listeners = Array.from({ length: 80 }, () => listener())
  expect(outbox.restMs).toBe(10)
  clock.advance(4)
  expect(outbox.restMs).toBe(6)
  clock.advance(60)
  expect(outbox.restMs).toBe(0)
  tellAll('a key')
  clock.turn()
  clock.advance(-3_600_000)
  expect(outbox.restMs).toBe(10)
  expect(listeners).toHaveLength(80)
})

describe('what is for one alone', () => {
  test('is written before more of it is gathered than a slow reader may leave unread', () => {
    const [ear, line] = listener()
    const third = new Uint8Array(Math.ceil(unsentBytesMax / 3))
    for (let n = 1; n <= 3; n++) outbox.toOne(line, third)
    expect(ear.batches.map(({ messages }) => messages.length)).toEqual([3])
    outbox.toOne(line, third)
    expect(ear.batches).toHaveLength(1)
    clock.turn()
    expect(ear.batches.map(({ messages }) => messages.length)).toEqual([3, 1])
  })
})

describe('a slow reader', () => {
  test('gets nothing, then what it missed in one, then what was for it alone, in order', () => {
    const [[slow, line], [quick]] = [listener(), listener()]
    slow.unsentBytes = unsentBytesMax + 1
    outbox.toOthers(null, words('update 1'), NO_UPDATE)
    outbox.toOne(line, words('refused'))
    outbox.saved(line, 3)
    clock.turn()
    slow.unsentBytes = 0
    outbox.toOthers(null, words('update 2'), NO_UPDATE)
    clock.turn()
    expect(slow.heard).toEqual([])
    expect(quick.heard).toEqual(['update 1', 'update 2'])
    outbox.resume(line, words('missed'))
    tellAll('new')
    clock.turn()
    expect(slow.batches.flatMap(({ messages }) => messages)).toEqual([
      words('missed'),
      words('refused'),
      words('new'),
      encode({ type: 'saved', n: 3 }),
    ])
  })

  test('is closed when too much waits for it alone', () => {
    const [slow, line] = listener()
    slow.unsentBytes = unsentBytesMax + 1
    for (let n = 0; n < 1_100; n++) outbox.toOne(line, words('x'))
    clock.turn()
    expect(slow.closed).toBe('too-fast')
  })
})
