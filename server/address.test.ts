import { expect, it } from 'vitest'
import { networkOf, seenAddress } from './address.ts'

it.each([
  [0, undefined, '10.0.0.9'],
  [0, '1.1.1.1', '10.0.0.9'],
  [1, undefined, '10.0.0.9'],
  [1, '1.1.1.1', '1.1.1.1'],
  [1, 'invented, 1.1.1.1', '1.1.1.1'],
  [2, 'invented, 1.1.1.1, 2.2.2.2', '1.1.1.1'],
])('with %i proxies of ours and “%s” the address is %s', (trustProxy, forwarded, address) => {
  expect(seenAddress({ peer: '10.0.0.9', forwarded }, trustProxy)).toBe(address)
})

it.each([
  ['10.0.0.9', '10.0.0.9'],
  ['::ffff:10.0.0.9', '10.0.0.9'],
  ['::1', '0:0:0:0::/64'],
  ['2001:db8:0:7:aaaa::1', '2001:db8:0:7::/64'],
  ['2001:DB8:0000:0007::', '2001:db8:0:7::/64'],
  ['2001:db8::7:1:2:3:4', '2001:db8:0:7::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['nonsense', 'nonsense'],
])('%s is counted as %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})
