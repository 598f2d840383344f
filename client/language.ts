/**
 * The message catalogue: English and Korean, one loaded at a time, keys checked by the compiler. What an article needs comes first;
 * the words of the other screens and of the dialogs that are loaded later come with them.
 */

import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type en from './messages/en.json'
import type more from './messages/en.more.json'
import { keepLanguage, type Language, language } from './preferences.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'messages'
    resources: { messages: typeof en & typeof more }
  }
}

type Part = 'first' | 'more'
const load = {
  en: { first: () => import('./messages/en.json'), more: () => import('./messages/en.more.json') },
  ko: { first: () => import('./messages/ko.json'), more: () => import('./messages/ko.more.json') },
}
/** The parts that are there, in any language. */
const wanted = new Set<Part>(['first'])

export async function startLanguage(): Promise<void> {
  await i18next.use(initReactI18next).init({ defaultNS: 'messages', interpolation: { escapeValue: false } })
  await show(language())
}

export async function chooseLanguage(chosen: Language): Promise<void> {
  keepLanguage(chosen)
  await show(chosen)
}

/** Resolves with a part of the page once the words are there that it needs beside an article's. */
export async function withMoreWords<Screen>(loading: Promise<Screen>): Promise<Screen> {
  wanted.add('more')
  const [screen] = await Promise.all([loading, fetchWords(language())])
  return screen
}

async function show(chosen: Language): Promise<void> {
  await fetchWords(chosen)
  await i18next.changeLanguage(chosen)
  document.documentElement.lang = chosen
}

const there = new Set<string>()

async function fetchWords(chosen: Language): Promise<void> {
  await Promise.all(
    [...wanted].map(async (part) => {
      if (there.has(`${chosen} ${part}`)) return
      const { default: messages } = await load[chosen][part]()
      i18next.addResourceBundle(chosen, 'messages', messages, true)
      there.add(`${chosen} ${part}`)
    }),
  )
}
