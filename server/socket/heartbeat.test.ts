import { expect, test } from 'vitest'
import { aliveEveryMs } from '../../shared/limits.ts'
import { createFakeClock } from '../../tests/support/fake-clock.ts'
import { Heartbeat } from './heartbeat.ts'

test('everybody is asked every 20 s, spread over that time, and nobody after leaving', () => {
  const clock = createFakeClock()
  const heartbeat = new Heartbeat<{ keepAlive(): void }>(clock)
  const asked: number[][] = []
  const members = Array.from({ length: 40 }, (_, index) => {
    const times: number[] = []
    asked.push(times)
    const member = { keepAlive: () => times.push(clock.now()) }
    heartbeat.add(member)
    if (index % 2 === 1) clock.advance(aliveEveryMs / 20)
    return member
  })
  clock.advance(3 * aliveEveryMs)
  for (const times of asked) {
    expect(times.length).toBeGreaterThanOrEqual(3)
    for (let n = 1; n < times.length; n++) expect(times[n]! - times[n - 1]!).toBe(aliveEveryMs)
  }
  expect(new Set(asked.map((times) => times[0]! % aliveEveryMs)).size).toBe(20)
  for (const member of members) heartbeat.remove(member)
  const before = asked.flat().length
  clock.advance(2 * aliveEveryMs)
  expect(asked.flat()).toHaveLength(before)
  expect(clock.waiting).toBe(0)
})
