/** A person who writes with an input method (Korean, Japanese, a phone's keyboard) on a real page, and one who types beside. */

import { setTimeout as pause } from 'node:timers/promises'
import type { CDPSession, JSHandle, Page } from 'playwright-core'
import { text } from './newsroom.ts'

type Seen = { composing: boolean; ended: number }

export class InputMethod {
  private constructor(
    readonly page: Page,
    private readonly browser: CDPSession,
    private readonly seen: JSHandle<Seen>,
  ) {}

  static async of(page: Page): Promise<InputMethod> {
    const seen = await page.evaluateHandle(() => {
      const seen = { composing: false, ended: 0 }
      document.addEventListener('compositionstart', () => (seen.composing = true), true)
      document.addEventListener(
        'compositionend',
        () => {
          seen.composing = false
          seen.ended += 1
        },
        true,
      )
      return seen
    })
    return new InputMethod(page, await page.context().newCDPSession(page), seen)
  }

  /** Shows this much of what is being composed. */
  async compose(shown: string): Promise<void> {
    await this.browser.send('Input.imeSetComposition', {
      text: shown,
      selectionStart: shown.length,
      selectionEnd: shown.length,
    })
  }

  async commit(words: string): Promise<void> {
    await this.browser.send('Input.insertText', { text: words })
  }

  /** One syllable as a Korean keyboard makes it: letter by letter. */
  async syllable(syllable: string): Promise<void> {
    for (const stage of stagesOf(syllable)) await this.compose(stage)
    await this.commit(syllable)
  }

  /** One word as a phone's keyboard makes it, which may know better what was meant. */
  async word(word: string, meant = word): Promise<void> {
    for (let length = 1; length <= word.length; length++) await this.compose(word.slice(0, length))
    await this.commit(meant)
  }

  isComposing(): Promise<boolean> {
    return this.seen.evaluate(({ composing }) => composing)
  }

  /** How many compositions have ended: more than were committed, when the page broke one off. */
  ended(): Promise<number> {
    return this.seen.evaluate(({ ended }) => ended)
  }
}

const INITIALS = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ'
const FIRST_SYLLABLE = 0xac00
const SYLLABLES = 11_172
/** Syllables that begin alike, and those of them that have the same vowel too. */
const PER_INITIAL = 588
const PER_VOWEL = 28

/** 한: ㅎ, 하, 한. */
function stagesOf(syllable: string): readonly string[] {
  const number = syllable.charCodeAt(0) - FIRST_SYLLABLE
  const open = String.fromCharCode(FIRST_SYLLABLE + number - (number % PER_VOWEL))
  const stages = [INITIALS[Math.floor(number / PER_INITIAL)]!, open]
  return open === syllable ? stages : [...stages, syllable]
}

/** `count` syllables, no two neighbours alike. */
export const hangul = (count: number): string =>
  Array.from({ length: count }, (_, i) =>
    String.fromCharCode(FIRST_SYLLABLE + ((i * 997 + PER_INITIAL) % SYLLABLES)),
  ).join('')

export const keysASecond = 20

/** Types the alphabet over and over at 20 keys a second for as long as `during` lasts; what was typed. */
export async function typeDuring(page: Page, during: Promise<unknown>): Promise<string> {
  let lasts = true
  during.then(
    () => (lasts = false),
    () => (lasts = false),
  )
  let typed = ''
  for (const begun = performance.now(); lasts; ) {
    const key = String.fromCharCode(97 + (typed.length % 26))
    await page.keyboard.press(key)
    typed += key
    const early = begun + (typed.length * 1000) / keysASecond - performance.now()
    if (early > 0) await pause(early)
  }
  return typed
}

/** Puts the caret `offset` characters into the block that has these words, as keys would; selects as many as asked. */
export async function caretAt(page: Page, words: string, offset: number, selects = 0): Promise<void> {
  const block = text(page).getByText(words, { exact: true }).first()
  await block.click()
  await block.evaluate(
    (element, offsets) => {
      const places: [Node, number][] = []
      for (const offset of offsets) {
        const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
        let rest = offset
        let place: [Node, number] = [element, 0]
        while (rest >= 0 && walker.nextNode()) {
          const { length } = walker.currentNode as Text
          place = [walker.currentNode, Math.min(rest, length)]
          rest -= rest <= length ? rest + 1 : length
        }
        places.push(place)
      }
      getSelection()?.setBaseAndExtent(...places[0]!, ...places[1]!)
    },
    [offset, offset + selects],
  )
  await selectionSeen(page)
}

/** The browser says a moment later where its selection is: a key that comes before is for the one of before. */
export async function selectionSeen(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
}
