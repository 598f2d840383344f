/** Which keys mean what about comments. */

import { expect, test } from 'vitest'
import { askOf } from './comment-keys.ts'

/** "Ctrl+Alt+KeyM". */
const key = (keys: string, altGraph = false) => ({
  code: keys.split('+').at(-1)!,
  ctrlKey: keys.includes('Ctrl'),
  metaKey: keys.includes('Cmd'),
  altKey: keys.includes('Alt'),
  shiftKey: keys.includes('Shift'),
  getModifierState: (name: string) => name === 'AltGraph' && altGraph,
})

test.each([
  ['Ctrl+Alt+KeyM', null, 'compose'],
  ['Cmd+Alt+KeyM', null, 'compose'],
  ['Ctrl+Alt+Shift+KeyA', null, 'panel'],
  ['Ctrl+Alt+KeyE', null, 'card'],
  ['Ctrl+Alt+KeyN', null, 'next…'],
  ['Ctrl+Alt+KeyP', null, 'previous…'],
  ['KeyC', 'next', 'next'],
  ['Ctrl+Alt+KeyC', 'previous', 'previous'],
  ['Ctrl+KeyC', 'next', null],
  ['KeyC', null, null],
  ['Ctrl+Alt+KeyC', null, null],
  ['Ctrl+Alt+Shift+KeyC', 'next', null],
  ['Alt+KeyM', null, null],
  ['Ctrl+KeyM', null, null],
] as const)('%s after %s: %s', (keys, first, ask) => {
  expect(askOf(key(keys), first)).toBe(ask)
})

test.each(['KeyM', 'KeyE', 'KeyN', 'KeyP', 'Shift+KeyA'])('AltGr+%s is a character', (letter) => {
  expect(askOf(key(`Ctrl+Alt+${letter}`, true), null)).toBeNull()
  expect(askOf(key('Ctrl+Alt+KeyC', true), 'next')).toBeNull()
})
