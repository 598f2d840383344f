import { expect, it } from 'vitest'
import { wordFileBytesMax } from '../shared/limits.ts'
import { textOf, wordsOfFile } from './words-of-file.ts'

const bytes = (...parts: (string | readonly number[])[]) =>
  new Blob(parts.map((part) => (typeof part === 'string' ? part : new Uint8Array(part))))

it.each([
  ['UTF-8', bytes('Café 학교')],
  ['UTF-8 with its mark', bytes([0xef, 0xbb, 0xbf], 'Café 학교')],
  [
    'UTF-16, little end first',
    bytes([0xff, 0xfe], [0x43, 0, 0x61, 0, 0x66, 0, 0xe9, 0, 0x20, 0, 0x59, 0xd5, 0x50, 0xad]),
  ],
  [
    'UTF-16, big end first',
    bytes([0xfe, 0xff], [0, 0x43, 0, 0x61, 0, 0x66, 0, 0xe9, 0, 0x20, 0xd5, 0x59, 0xad, 0x50]),
  ],
])('reads %s', async (_name, file) => {
  expect(await wordsOfFile(file)).toEqual({ ok: true, words: 'Café 학교' })
})

it('reads what Windows saves in Korean, and in a western language', async () => {
  const decoded = async (file: Blob) => textOf(await file.arrayBuffer())
  expect(await decoded(bytes([0xc7, 0xd0, 0xb1, 0xb3, 0x21]))).toBe('학교!')
  expect(await decoded(bytes('It', [0xb4], 's late. I don', [0xb4], 't know. ', [0xc4], 'rger'))).toBe(
    'It´s late. I don´t know. Ärger',
  )
  expect(await decoded(bytes('Un caf', [0xe9], ' pr', [0xe8], 's de la mer'))).toBe('Un café près de la mer')
})

it('has a line for each that has words', async () => {
  expect(await wordsOfFile(bytes('One\r\n\r\nTwo  \rThree\n\n'))).toEqual({
    ok: true,
    words: 'One\nTwo\nThree',
  })
})

it('says that a file does not come', async () => {
  const gone = Object.assign(bytes('x'), {
    arrayBuffer: () => Promise.reject(new Error('It is in a cloud.')),
  })
  expect(await wordsOfFile(gone)).toEqual({ ok: false, fault: 'not-loaded' })
})

it.each([
  ['empty', ''],
  ['empty', ' \n\t\n'],
  ['unread', '%PDF-1.7 …'],
  ['unread', '{\\rtf1\\ansi Hello}'],
  ['unread', 'HWP Document File\0\0'],
  ['too-large', 'x'.repeat(wordFileBytesMax + 1)],
])('says that it is %s', async (fault, words) => {
  expect(await wordsOfFile(bytes(words))).toEqual({ ok: false, fault })
})
