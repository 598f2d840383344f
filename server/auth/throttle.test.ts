import { expect, it } from 'vitest'
import { failuresPerAddressMax, failuresPerNameMax, throttleWindowMs } from '../../shared/limits.ts'
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

it('one address may try so many names', async () => {
  const tries = times(failuresPerAddressMax + 5, (n) => ({ name: `name ${n}`, address: '10.0.0.1' }))
  const result = await allowed(tries)
  expect(result.allowed).toBe(failuresPerAddressMax)
  expect(await result.throttle.attempt('mina', '10.0.0.2')).toBeNull()
})

it('a right password forgets the name’s wrong ones, and does not count against the address', async () => {
  const throttle = createThrottle()
  for (let n = 0; n < 3 * failuresPerAddressMax; n++) {
    expect(await throttle.attempt('mina', '10.0.0.1')).toBeNull()
    await throttle.succeeded('mina', '10.0.0.1')
  }
})
