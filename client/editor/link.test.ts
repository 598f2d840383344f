/** What counts as an address. */

import { expect, test } from 'vitest'
import { linkAddress } from './link.ts'

test.each([
  ['https://example.org/a?b=c', 'https://example.org/a?b=c'],
  [' example.org ', 'https://example.org'],
  ['example.org:8080/x', 'https://example.org:8080/x'],
  ['desk@example.org', 'mailto:desk@example.org'],
  ['한국신문.kr', 'https://한국신문.kr'],
  ['javascript:alert(1)', null],
  ['data:text/html,x', null],
  ['ftp://example.org', null],
  ['example', null],
  ['two words.org', null],
  ['', null],
])('%s → %s', (typed, address) => {
  expect(linkAddress(typed)).toBe(address)
})
