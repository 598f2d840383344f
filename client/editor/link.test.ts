/** What counts as an address, asked for and typed among words. */

import { expect, test } from 'vitest'
import { linkAddress, typedAddress } from './link.ts'

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

test.each([
  ['https://example.org/a?b=c', 'https://example.org/a?b=c'],
  ['(https://example.org/a),', 'https://example.org/a'],
  ['https://example.org/Mercury_(planet).', 'https://example.org/Mercury_(planet)'],
  ['“www.example.org”', 'https://www.example.org'],
  ['https://example.org에서', 'https://example.org'],
  ['https://ko.example.org/wiki/한국', 'https://ko.example.org/wiki/한국'],
  ['desk@example.org!', 'mailto:desk@example.org'],
  ['desk@example.org으로', 'mailto:desk@example.org'],
])('typing %s means %s', (word, href) => {
  expect(typedAddress(word)?.href).toBe(href)
})

test.each(['example.org', 'e.g.', 'Mr.Smith', 'and/or', '@maya', 'javascript:alert(1)', 'https://', 'www.'])(
  'typing %s means words',
  (word) => {
    expect(typedAddress(word)).toBe(null)
  },
)
