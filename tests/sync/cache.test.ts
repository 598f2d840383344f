/** The cache: its laws in memory and in a real Chromium's IndexedDB, and what only the real one has: accounts, age, killed tabs. */

import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sharedBrowser } from '../support/browser.ts'
import type * as InPage from './cache-in-page.ts'
import { cacheLaws } from './cache-laws.ts'
import { MemoryDevice } from './memory-cache.ts'

declare const cachePage: typeof InPage

const names = Object.keys(cacheLaws)

describe('the cache in memory', () => {
  it.each(names)('%s', async (name) => {
    const devices = { one: new MemoryDevice(), other: new MemoryDevice() }
    await cacheLaws[name]!(async (article) => devices[article].open().cache)
  })
})

describe('the cache in IndexedDB', () => {
  let browser: Browser
  let context: BrowserContext
  let script: string

  beforeAll(async () => {
    browser = await sharedBrowser()
    script = await bundle()
  })
  afterAll(() => context?.close())
  beforeEach(async () => {
    await context?.close()
    context = await browser.newContext()
    await context.route('**/*', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }),
    )
  })

  async function tab(): Promise<Page> {
    const page = await context.newPage()
    await page.goto('http://galley.test/')
    await page.addScriptTag({ content: script })
    return page
  }

  it.each(names)('%s', async (name) => {
    const page = await tab()
    await page.evaluate((name) => cachePage.runLaw(name), name)
  })

  it('two tabs that take spares at one moment never get the same', async () => {
    const tabs = await Promise.all([tab(), tab(), tab()])
    await tabs[0]!.evaluate(() =>
      cachePage.addSpares(Array.from({ length: 30 }, (_, index) => 2_000 + 2 * index)),
    )
    const taken = await Promise.all(tabs.map((page) => page.evaluate(() => cachePage.takeSpares(12))))
    const ids = taken.flat().filter((id) => id !== null)
    expect(ids).toHaveLength(30)
    expect(new Set(ids).size).toBe(30)
    expect(taken.filter((own) => own.some((id) => id !== null)).length).toBeGreaterThan(1)
  })

  it('a spare that a killed tab has taken is never given again', async () => {
    const [first, second] = [await tab(), await tab()]
    await first.evaluate(() => cachePage.addSpares([100, 102, 104, 106, 108, 110]))
    const got = await first.evaluate(async () => {
      const taken = await cachePage.takeSpares(2)
      void cachePage.takeSpares(2) // asked for, never seen
      return taken
    })
    await first.close({ runBeforeUnload: false })
    const rest = await second.evaluate(() => cachePage.takeSpares(6))
    expect(got).toEqual([100, 102])
    expect(rest.filter((id) => id !== null && id <= 102)).toEqual([])
  })

  it('of what a killed tab was writing, a whole beginning is there', async () => {
    const killed = await tab()
    const confirmed = await killed.evaluate(async () => {
      await cachePage.appendNumbers(0, 5)
      void cachePage.appendNumbers(5, 200)
      return 5
    })
    await killed.close({ runBeforeUnload: false })
    const kept = await (await tab()).evaluate(() => cachePage.readNumbers())
    expect(kept.length).toBeGreaterThanOrEqual(confirmed)
    expect(kept).toEqual(kept.map((_, index) => index))
  })

  it('another account sees nothing, and signing out forgets what an open tab holds', async () => {
    const page = await tab()
    await page.evaluate(() => cachePage.appendNumbers(0, 3))
    expect(await page.evaluate(() => cachePage.readNumbers('somebody else'))).toEqual([])
    await page.evaluate(() => cachePage.forget('me'))
    expect(await page.evaluate(() => cachePage.readNumbers())).toEqual([0, 1, 2])
    await (await tab()).evaluate(() => cachePage.forget(null))
    expect(await page.evaluate(() => cachePage.readNumbers())).toEqual([])
    const refusal = await page.evaluate(() =>
      cachePage.appendToForgotten().then(
        () => 'written',
        (error: Error) => error.name,
      ),
    )
    expect(refusal).toBe('InvalidStateError')
  })

  it('an article is forgotten after seven days, unless it has words that only this device has', async () => {
    const page = await tab()
    await page.evaluate(() => cachePage.fillTwoArticles(0))
    const days = 24 * 60 * 60_000
    expect(await page.evaluate((now) => cachePage.countRows(now), 6 * days)).toEqual({ saved: 1, unsaved: 1 })
    expect(await page.evaluate((now) => cachePage.countRows(now), 8 * days)).toEqual({ saved: 0, unsaved: 1 })
    expect(await page.evaluate(() => cachePage.unsavedArticles())).toEqual(['unsaved'])
  })
})

/** The page's side as one script. */
async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: {
        entry: fileURLToPath(new URL('./cache-in-page.ts', import.meta.url)),
        formats: ['iife'],
        name: 'cachePage',
      },
    },
  })
  const [output] = Array.isArray(built) ? built : [built]
  if (output === undefined || !('output' in output)) throw new Error('The bundle was built.')
  return output.output[0].code
}
