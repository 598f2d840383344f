import { beforeEach, expect, test } from 'vitest'
import type { AccountId } from '../../shared/ids.ts'
import {
  accountUpgradesBurst,
  connectionsPerAddressMax,
  failedUpgradesBurst,
  upgradesBurst,
} from '../../shared/limits.ts'
import { createFakeClock, type FakeClock } from '../../tests/support/fake-clock.ts'
import { Knocks } from './knocks.ts'

const account = (name: string) => name as AccountId

let clock: FakeClock
let knocks: Knocks
beforeEach(() => {
  clock = createFakeClock()
  knocks = new Knocks(clock)
})

const count = (times: number, knock: () => boolean) =>
  Array.from({ length: times }, knock).filter(Boolean).length

test('one address knocks so often, and another as if nothing had been', () => {
  expect(count(upgradesBurst + 10, () => knocks.at('eve') === 0)).toBe(upgradesBurst)
  expect(knocks.at('school')).toBe(0)
  clock.advance(1_000)
  expect(knocks.at('eve')).toBe(0)
})

test('one account knocks so often, and the class beside it as if nothing had been', () => {
  expect(count(accountUpgradesBurst + 10, () => knocks.by(account('eve')) === 0)).toBe(accountUpgradesBurst)
  expect(Array.from({ length: 30 }, (_, n) => knocks.by(account(`pupil ${n}`)))).toEqual(Array(30).fill(0))
})

test('so many hear why they may not come in', () => {
  expect(count(failedUpgradesBurst + 10, () => knocks.mayBeTold('eve'))).toBe(failedUpgradesBurst)
  expect(knocks.mayBeTold('school')).toBe(true)
})

test('one address holds so many sockets, until one is closed', () => {
  expect(count(connectionsPerAddressMax + 1, () => knocks.enter('eve'))).toBe(connectionsPerAddressMax)
  expect(knocks.enter('school')).toBe(true)
  knocks.leave('eve')
  expect([knocks.enter('eve'), knocks.enter('eve')]).toEqual([true, false])
})
