/** Both languages say the same things. */

import { expect, test } from 'vitest'
import en from './en.json'
import moreEn from './en.more.json'
import ko from './ko.json'
import moreKo from './ko.more.json'

type Messages = { [key: string]: string | Messages }

/** Every message under its path: "home.title" → "Articles". */
function flat(messages: Messages, path = ''): Map<string, string> {
  return new Map(
    Object.entries(messages).flatMap(([key, value]) =>
      typeof value === 'string' ? [[path + key, value] as const] : [...flat(value, `${path}${key}.`)],
    ),
  )
}

const english = new Map([...flat(en), ...flat(moreEn)])
const korean = new Map([...flat(ko), ...flat(moreKo)])
const slots = (message: string) => [...message.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()

test('every message is there in both', () => {
  expect([...korean.keys()].sort()).toEqual([...english.keys()].sort())
})

test.each([...english])('%s has the same values to fill in', (key, message) => {
  // "1 word" need not say its number in a language that has no plural, but "{{shown}}" must be shown in both.
  expect(slots(korean.get(key) ?? '')).toEqual(slots(message))
})

test('Korean is written in Korean', () => {
  const same = [...english].filter(([key, message]) => korean.get(key) === message).map(([key]) => key)
  expect(same).toEqual(['name', 'titleOf', 'link.addressHint', 'suggestions.quoted'])
})
