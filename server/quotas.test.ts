import { expect, test } from 'vitest'
import { countedKeysMax } from '../shared/limits.ts'
import { createFakeClock } from '../tests/support/fake-clock.ts'
import { AtOnce, Debts, Lanes, Rate } from './quotas.ts'

const times = (count: number, take: () => number) => Array.from({ length: count }, take)

test('one key has its burst, then its rate, and another key its own', () => {
  const clock = createFakeClock()
  const rate = new Rate(2, 3, clock)
  expect(times(4, () => rate.take('eve'))).toEqual([0, 0, 0, 500])
  expect(rate.take('ann')).toBe(0)
  clock.advance(500)
  expect(times(2, () => rate.take('eve'))).toEqual([0, 500])
  clock.advance(60_000)
  expect(times(4, () => rate.take('eve'))).toEqual([0, 0, 0, 500])
})

test('a clock that is set back takes nothing from anybody', () => {
  let now = 10_000_000
  const clock = { now: () => now }
  const rate = new Rate(1, 2, clock)
  const debts = new Debts(100, 1_000, clock)
  expect(rate.take('eve')).toBe(0)
  debts.spend('eve', 1_500)
  now -= 3_600_000
  expect([rate.take('eve'), rate.take('eve')]).toEqual([0, 1_000])
  expect(debts.wait('eve')).toBe(5_000)
  now += 5_000
  expect([rate.take('eve'), debts.wait('eve')]).toEqual([0, 0])
})

test('asking how long it takes, and being refused, costs nothing', () => {
  const rate = new Rate(1, 1, createFakeClock())
  expect([rate.wait('eve'), rate.take('eve')]).toEqual([0, 0])
  expect(times(9, () => rate.take('eve'))).toEqual(Array(9).fill(1_000))
  expect(rate.wait('eve')).toBe(1_000)
})

test('who invents keys makes the server forget those unused for longest, and nobody who is active', () => {
  const rate = new Rate(1, 2, createFakeClock())
  rate.take('idle')
  for (let n = 0; n < countedKeysMax - 2; n++) rate.take(`invented ${n}`)
  rate.take('active')
  rate.take('active')
  rate.take('one more')
  expect([rate.take('active'), rate.take('idle'), rate.take('idle')]).toEqual([1_000, 0, 0])
})

test('a key that owes too much waits until it has paid, and another one does not', () => {
  const clock = createFakeClock()
  const debts = new Debts(100, 1_000, clock)
  expect(debts.wait('eve')).toBe(0)
  debts.spend('eve', 1_000)
  expect(debts.wait('eve')).toBe(0)
  debts.spend('eve', 500)
  expect([debts.wait('eve'), debts.wait('ann')]).toEqual([5_000, 0])
  clock.advance(5_000)
  expect(debts.wait('eve')).toBe(0)
  clock.advance(60_000)
  debts.spend('eve', 1_100)
  expect(debts.wait('eve')).toBe(1_000)
})

test('one key may have so many at once', () => {
  const atOnce = new AtOnce(2)
  expect([1, 2, 3].map(() => atOnce.enter('eve'))).toEqual([true, true, false])
  expect(atOnce.enter('ann')).toBe(true)
  atOnce.leave('eve')
  expect([atOnce.enter('eve'), atOnce.enter('eve')]).toEqual([true, false])
})

test('who comes while all lanes of a key are taken waits until one is free, in order', async () => {
  const lanes = new Lanes(2)
  const entered: string[] = []
  const enter = (key: string, who: string) => lanes.enter(key).then(() => entered.push(who))
  await Promise.all([enter('eve', 'a'), enter('eve', 'b')])
  const waiting = [enter('eve', 'c'), enter('eve', 'd')]
  await enter('ann', 'e')
  expect(entered).toEqual(['a', 'b', 'e'])
  lanes.leave('eve')
  await waiting[0]
  expect(entered).toEqual(['a', 'b', 'e', 'c'])
  for (let n = 0; n < 3; n++) lanes.leave('eve')
  await waiting[1]
  await Promise.all([enter('eve', 'f'), enter('eve', 'g')])
  expect(entered).toEqual(['a', 'b', 'e', 'c', 'd', 'f', 'g'])
})
