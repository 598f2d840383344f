/** Input methods in a real Chromium: what is composed comes out whole while somebody else types in the same paragraph. */

import type { Browser, CDPSession, Page } from 'playwright-core'
import { build } from 'vite'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { sharedBrowser } from '../support/browser.ts'
import type { CompositionPage, PeerPlace, Report } from './composition.page.ts'

declare global {
  interface Window {
    page: CompositionPage
  }
}

let browser: Browser
let script: string

beforeAll(async () => {
  browser = await sharedBrowser()
  script = await bundle()
})

async function bundle(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: false,
      lib: {
        entry: new URL('./composition.page.ts', import.meta.url).pathname,
        formats: ['iife'],
        name: 'composition',
      },
    },
  })
  const [bundled] = Array.isArray(result) ? result : [result]
  const chunk = bundled !== undefined && 'output' in bundled ? bundled.output[0] : undefined
  if (chunk?.type !== 'chunk') throw new Error('vite made no script')
  return chunk.code
}

/** A person with an input method. */
class Writer {
  constructor(
    readonly page: Page,
    private readonly cdp: CDPSession,
    readonly errors: string[],
  ) {}

  static async open(blocks: readonly string[], caret: number, holds = true): Promise<Writer> {
    const page = await browser.newPage()
    onTestFinished(() => page.close())
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    await page.setContent('<!doctype html><style>[contenteditable] { white-space: pre-wrap }</style>')
    await page.addScriptTag({ content: script })
    await page.evaluate(([start, at, how]) => window.page.start(start, at, how), [
      blocks,
      caret,
      holds,
    ] as const)
    return new Writer(page, await page.context().newCDPSession(page), errors)
  }

  /** Shows this much of what is being composed. */
  async compose(text: string): Promise<void> {
    await this.cdp.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    })
  }

  async commit(text: string): Promise<void> {
    await this.cdp.send('Input.insertText', { text })
  }

  /** One syllable as a Korean keyboard makes it: letter by letter. */
  async syllable(syllable: string): Promise<void> {
    for (const stage of stagesOf(syllable)) await this.compose(stage)
    await this.commit(syllable)
  }

  peerKey(where: PeerPlace): Promise<void> {
    return this.page.evaluate((place) => window.page.peerKey(place), where)
  }

  peerDoes(what: 'split' | 'join' | 'bold' | 'retype' | 'eraseBlock', block: number): Promise<void> {
    return this.page.evaluate(([deed, number]) => window.page.peerDoes(deed, number), [what, block] as const)
  }

  report(): Promise<Report> {
    return this.page.evaluate(() => window.page.report())
  }

  /** What everybody has when nothing is on its way any more. */
  async settled(): Promise<Report> {
    await this.page.waitForFunction(() => {
      const { shown, peer, composing } = window.page.report()
      return !composing && shown === peer
    })
    return this.report()
  }

  async end(): Promise<void> {
    expect(this.errors).toEqual([])
    await this.page.close()
  }
}

const INITIALS = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ'

/** 한: ㅎ, 하, 한. */
function stagesOf(syllable: string): string[] {
  const number = syllable.charCodeAt(0) - 0xac00
  const open = 0xac00 + number - (number % 28)
  const stages = [INITIALS[Math.floor(number / 588)]!, String.fromCharCode(open)]
  return open === syllable.charCodeAt(0) ? stages : [...stages, syllable]
}

/** `count` syllables, no two neighbours alike. */
const hangul = (count: number): string =>
  Array.from({ length: count }, (_, i) => String.fromCharCode(0xac00 + ((i * 997 + 588) % 11_172))).join('')

const only = (text: string, letters: RegExp) => [...text].filter((letter) => letters.test(letter)).join('')
const alphabet = (count: number) =>
  Array.from({ length: count }, (_, i) => String.fromCharCode(97 + (i % 26))).join('')

describe('composition', () => {
  const places: readonly (PeerPlace & { syllables: number })[] = [
    { block: 0, at: 'start', syllables: 120 },
    { block: 0, at: 'end', syllables: 300 },
    { block: 0, at: 'caret', syllables: 120 },
  ]

  it.each(places)(
    '[C3] $syllables syllables are whole while a peer types 20 keys a second in the same paragraph, at its $at',
    async ({ syllables, ...where }) => {
      const written = hangul(syllables)
      const writer = await Writer.open(['HELLO WORLD', 'TWO'], 7)
      const report = await writeBeside(writer, written, where)
      expect(only(report.shown, HANGUL)).toBe(written)
      expect(only(report.dom, LATIN)).toHaveLength(report.peerKeys)
      if (where.at !== 'caret') expect(report.shown).toContain(written)
      if (where.at === 'end') expect(report.shown).toContain(alphabet(report.peerKeys))
      expect(report.peerKeys).toBeGreaterThan(10)
      expect(report.disagreements).toEqual([])
      expect(`p(${report.dom.replace('¶', ') p(')})`).toBe(report.shown)
      await writer.end()
    },
  )

  it('a binding that draws into a composition is found: syllables come out doubled', async () => {
    const written = hangul(10)
    const results: string[] = []
    for (const holds of [true, false]) {
      const writer = await Writer.open(['HELLO WORLD', 'TWO'], 7, holds)
      for (const syllable of written) {
        for (const stage of stagesOf(syllable)) {
          await writer.compose(stage)
          await writer.peerKey({ block: 0, at: 'caret' })
        }
        await writer.commit(syllable)
      }
      const { shown } = holds ? await writer.settled() : await writer.report()
      results.push(only(shown, HANGUL))
      await writer.page.close()
    }
    expect(results[0]).toBe(written)
    expect(results[1]).not.toBe(written)
  })

  it('while somebody composes, other blocks are drawn at once and the own block after the syllable', async () => {
    const writer = await Writer.open(['HELLO WORLD', 'TWO'], 7)
    await writer.compose('ㅎ')
    await writer.compose('하')
    await writer.peerKey({ block: 1, at: 'end' })
    await writer.peerKey({ block: 0, at: 'start' })
    const during = await writer.report()
    expect(during.composing).toBe(true)
    expect(during.shown).toBe('p(HELLO 하WORLD) p(TWOa)')
    expect(during.peer).toBe('p(bHELLO 하WORLD) p(TWOa)')
    await writer.compose('한')
    await writer.commit('한')
    expect((await writer.settled()).shown).toBe('p(bHELLO 한WORLD) p(TWOa)')
    await writer.end()
  })

  it('a composition that goes on for more than 3 s is ended with what it has', async () => {
    const writer = await Writer.open(['HELLO WORLD', 'TWO'], 7)
    await writer.compose('か')
    await writer.peerKey({ block: 0, at: 'start' })
    const report = await writer.settled()
    expect(report.shown).toBe('p(aHELLO かWORLD) p(TWO)')
    expect(report.disagreements).toEqual([])
    await writer.end()
  })

  it.each([
    ['split', 0, 'p(HE) p(LLO 한WORLD) p(TWO)'],
    ['join', 1, 'p(HELLO 한WORLDTWO)'],
    ['bold', 0, 'p([bold|HELLO 한WORLD]) p(TWO)'],
    ['retype', 0, 'h2(HELLO 한WORLD) p(TWO)'],
    ['eraseBlock', 1, 'p(HELLO 한WORLD)'],
  ] as const)(
    'a peer may %s around a composition: nobody parts and the syllable is whole',
    async (deed, block, wanted) => {
      const writer = await Writer.open(['HELLO WORLD', 'TWO'], 7)
      await writer.compose('ㅎ')
      await writer.peerDoes(deed, block)
      await writer.compose('하')
      await writer.commit('한')
      const report = await writer.settled()
      expect(report.disagreements).toEqual([])
      expect(report.shown).toBe(wanted)
      await writer.end()
    },
  )
})

const HANGUL = /[가-힣ㄱ-ㅎ]/
const LATIN = /[a-z]/

async function writeBeside(writer: Writer, written: string, where: PeerPlace): Promise<Report> {
  await writer.page.evaluate((place) => window.page.peerTypes(place, 50), where)
  for (const syllable of written) await writer.syllable(syllable)
  await writer.page.evaluate(() => window.page.peerStops())
  return writer.settled()
}
