/** Passwords that a student writes down and types again: four words, some forty bits, which wrong attempts are counted against. */

import type { RandomBytes } from '../../shared/ids.ts'
import type { MailLanguage } from '../../shared/notices.ts'
import { ENGLISH_WORDS } from './words-en.ts'
import { KOREAN_WORDS } from './words-ko.ts'

const LISTS: Record<MailLanguage, readonly string[]> = { en: ENGLISH_WORDS, ko: KOREAN_WORDS }
const WORDS = 4

/** With single gaps between the words. */
export function fourWords(random: RandomBytes, language: MailLanguage): string {
  const list = LISTS[language]
  return Array.from({ length: WORDS }, () => list[below(random, list.length)]).join(' ')
}

/** A whole number below this one of two bytes, each as likely as the others. */
function below(random: RandomBytes, limit: number): number {
  const even = 0x10000 - (0x10000 % limit)
  for (;;) {
    const [high = 0, low = 0] = random(2)
    const drawn = high * 256 + low
    if (drawn < even) return drawn % limit
  }
}
