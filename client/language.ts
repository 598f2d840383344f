/** The message catalogue: English and Korean, one loaded at a time, keys checked by the compiler. */

import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type en from './messages/en.json'
import { keepLanguage, type Language, language } from './preferences.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'messages'
    resources: { messages: typeof en }
  }
}

const load = { en: () => import('./messages/en.json'), ko: () => import('./messages/ko.json') }

export async function startLanguage(): Promise<void> {
  await i18next.use(initReactI18next).init({ defaultNS: 'messages', interpolation: { escapeValue: false } })
  await show(language())
}

export async function chooseLanguage(chosen: Language): Promise<void> {
  keepLanguage(chosen)
  await show(chosen)
}

async function show(chosen: Language): Promise<void> {
  if (!i18next.hasResourceBundle(chosen, 'messages')) {
    const { default: messages } = await load[chosen]()
    i18next.addResourceBundle(chosen, 'messages', messages)
  }
  await i18next.changeLanguage(chosen)
  document.documentElement.lang = chosen
}
