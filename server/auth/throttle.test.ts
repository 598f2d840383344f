import { expect, it } from 'vitest'
import {
  failuresPerAddressMax,
  failuresPerNameMax,
  failuresPerNameThereMax,
  guestsPerAddressMax,
  throttleWindowMs,
} from '../../shared/limits.ts'
import { createThrottle } from './throttle.ts'

async function allowed(attempts: Iterable<{ name: string; address: string }>) {
  const throttle = createThrottle()
  const waits: (number | null)[] = []
  for (const { name, address } of attempts) waits.push(await throttle.attempt(name, address))
  return { throttle, allowed: waits.filter((wait) => wait === null).length, last: waits.at(-1) ?? null }
}

const times = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n))

it('one name may be tried so often, from wherever and however it is spelled', async () => {
  const tries = times(failuresPerNameMax + 5, (n) => ({
    name: n % 2 ? 'Mina' : 'mina',
    address: `10.0.0.${n}`,
  }))
  const result = await allowed(tries)
  expect(result.allowed).toBe(failuresPerNameMax)
  expect(result.last).toBeGreaterThan(throttleWindowMs / 2)
  expect(await result.throttle.attempt('jonas', '10.0.0.1')).toBeNull()
})

it('one address may try so many names, and after that each name there still a little', async () => {
  const tries = times(failuresPerAddressMax, (n) => ({ name: `name ${n}`, address: '10.0.0.1' }))
  const { throttle, allowed: tried } = await allowed(tries)
  expect(tried).toBe(failuresPerAddressMax)
  const more = await Promise.all(
    times(failuresPerNameThereMax + 1, () => throttle.attempt('mina', '10.0.0.1')),
  )
  expect(more.filter((wait) => wait === null)).toHaveLength(failuresPerNameThereMax)
  expect(await throttle.attempt('mina', '10.0.0.2')).toBeNull()
})

it('who guesses all day shuts out nobody of the class behind the same address', async () => {
  const { throttle } = await allowed(
    times(5 * failuresPerAddressMax, (n) => ({ name: `victim ${n % 200}`, address: '10.0.0.1' })),
  )
  for (const name of times(30, (n) => `pupil ${n}`)) {
    expect(await throttle.attempt(name, '10.0.0.1')).toBeNull()
    await throttle.succeeded(name, '10.0.0.1')
    expect(await throttle.attempt(name, '10.0.0.1')).toBeNull()
  }
})

it('who has a whole network of addresses is one of them', async () => {
  const tries = times(2 * failuresPerAddressMax, (n) => ({
    name: `name ${n % 20}`,
    address: `2001:db8::${n.toString(16)}`,
  }))
  expect((await allowed(tries)).allowed).toBeLessThan(
    failuresPerAddressMax + 20 * failuresPerNameThereMax + 1,
  )
})

it('new guests of one network come by however many links and addresses, and are counted as of one', async () => {
  const throttle = createThrottle()
  for (let n = 0; n < guestsPerAddressMax; n++) {
    expect(await throttle.guest(`link ${n}`, `2001:db8::${n.toString(16)}`)).toBeNull()
  }
  expect(await throttle.guest('one more', '2001:db8::ffff')).toBeGreaterThan(0)
  expect(await throttle.guest('one more', '2001:db8:0:1::1')).toBeNull()
})

it('a right password forgets the name’s wrong ones, and does not count against the address', async () => {
  const throttle = createThrottle()
  for (let n = 0; n < 3 * failuresPerAddressMax; n++) {
    expect(await throttle.attempt('mina', '10.0.0.1')).toBeNull()
    await throttle.succeeded('mina', '10.0.0.1')
  }
})
