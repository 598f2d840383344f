import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { addressOf } from './address.ts'
import type { Env } from './services.ts'

async function seen(trustProxy: number, forwarded?: string): Promise<string> {
  const app = new Hono<Env>().get('/', (c) => c.text(addressOf(c, trustProxy)))
  const headers = forwarded === undefined ? {} : { 'X-Forwarded-For': forwarded }
  const bindings = { incoming: { socket: { remoteAddress: '10.0.0.9' } } }
  return (await app.request('/', { headers }, bindings)).text()
}

it.each([
  [0, undefined, '10.0.0.9'],
  [0, '1.1.1.1', '10.0.0.9'],
  [1, undefined, '10.0.0.9'],
  [1, '1.1.1.1', '1.1.1.1'],
  [1, 'invented, 1.1.1.1', '1.1.1.1'],
  [2, 'invented, 1.1.1.1, 2.2.2.2', '1.1.1.1'],
])('with %i proxies of ours and “%s” the address is %s', async (trustProxy, forwarded, address) => {
  expect(await seen(trustProxy, forwarded)).toBe(address)
})
