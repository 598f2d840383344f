/** A real server and a real browser for one test file, and what its tests do on the pages. */

import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { expect, onTestFinished, TestRunner } from 'vitest'
import type { Role } from '../../shared/roles.ts'
import { complaintsOf, sharedBrowser } from '../support/browser.ts'
import {
  startTestServer,
  type TestPerson,
  type TestServer,
  type TestServerOptions,
} from '../support/server.ts'

export type Newsroom = {
  readonly server: TestServer
  /** What any page complained of: empty at the end of an honest test. */
  readonly complaints: string[]
  /** A page of its own browser context, signed in as `person`, or as nobody. Its context is closed when its test is over. */
  open(person: TestPerson | null, path?: string, options?: BrowserContextOptions): Promise<Page>
  /** A page on which this person may have been before: what they looked at in an earlier test is over, and nothing is set. */
  goOn(person: TestPerson, path: string): Promise<Page>
  /** Fails where a page had an error that nothing caught, whatever its test looked at. */
  close(): Promise<void>
}

export async function openNewsroom(options?: TestServerOptions): Promise<Newsroom> {
  const [server, browser] = await Promise.all([startTestServer(options), sharedBrowser()])
  const complaints: string[] = []
  const uncaught: string[] = []
  const contexts = new Set<BrowserContext>()
  const idle = new Map<TestPerson, Page[]>()

  async function newPage(person: TestPerson | null, contextOptions: BrowserContextOptions): Promise<Page> {
    const context = await browser.newContext({ viewport: VIEWPORT, locale: 'en-US', ...contextOptions })
    contexts.add(context.on('close', () => contexts.delete(context)))
    context.setDefaultTimeout(15_000)
    complaintsOf(context, { all: complaints, uncaught })
    if (person) await context.addCookies(person.cookies)
    return context.newPage()
  }

  /** Leaves nothing of what its test has done on it but what is in the browser's cache. */
  async function leave(person: TestPerson, page: Page): Promise<void> {
    if (page.isClosed()) return
    const others = page.context().pages()
    await Promise.all(others.filter((other) => other !== page).map((other) => other.close()))
    await page.goto(`${server.url}/healthz`)
    await page.evaluate(() => localStorage.clear())
    await page.emulateMedia({ colorScheme: null, reducedMotion: null })
    await page.setViewportSize(VIEWPORT)
    idle.set(person, [...(idle.get(person) ?? []), page])
  }

  return {
    server,
    complaints,
    async open(person, path = '/', contextOptions = {}) {
      const page = await newPage(person, contextOptions)
      afterThisTest(() => page.context().close())
      await page.goto(server.url + path)
      return page
    },
    async goOn(person, path) {
      const page = idle.get(person)?.pop() ?? (await newPage(person, {}))
      await page.context().addCookies(person.cookies)
      afterThisTest(() => leave(person, page))
      await page.goto(server.url + path)
      return page
    },
    async close() {
      await Promise.all([...contexts].map((context) => context.close()))
      await server.stop()
      expect(uncaught).toEqual([])
    },
  }
}

const VIEWPORT = { width: 1280, height: 860 }

/** What is opened for all tests of a file stays until that ends. */
function afterThisTest(act: () => Promise<unknown>): void {
  if (TestRunner.getCurrentTest()) onTestFinished(async () => void (await act()))
}

// ---- the article's page

export const text = (page: Page) => page.getByRole('textbox', { name: /Text of the article|기사 본문/ })

/** Opens an article as this person and waits until it can be written in. */
export async function openArticle(
  newsroom: Newsroom,
  person: TestPerson,
  id: string,
  options?: BrowserContextOptions,
): Promise<Page> {
  const path = `/articles/${id}`
  const page = options ? await newsroom.open(person, path, options) : await newsroom.goOn(person, path)
  await text(page).waitFor()
  return page
}

/** A new article of this person with these paragraphs, open on their page, and what the others may do in it. */
export async function writtenArticle(
  newsroom: Newsroom,
  owner: TestPerson,
  title: string,
  paragraphs: readonly string[],
  members: readonly (readonly [TestPerson, Role])[] = [],
): Promise<{ id: string; page: Page }> {
  const { id } = await owner.article(title)
  for (const [person, role] of members) await owner.share(id, person, role)
  const page = await openArticle(newsroom, owner, id)
  await caretAfter(page, title)
  for (const paragraph of paragraphs) {
    await page.keyboard.press('Enter')
    await page.keyboard.insertText(paragraph)
  }
  await saved(page)
  return { id, page }
}

/** Each block as `kind: words`, a list item as `ul0: words`, a hard break as `/`. */
export const blocks = (page: Page): Promise<string[]> =>
  text(page).evaluate((root) =>
    [...root.children].map((block) => {
      const { kind, list, indent } = (block as HTMLElement).dataset
      const words = [...(block.querySelector('figcaption, code') ?? block).childNodes]
        .map(function read(node): string {
          if (node instanceof HTMLBRElement) return node.className ? '' : '/'
          return node instanceof Text ? node.data : [...node.childNodes].map(read).join('')
        })
        .join('')
      const name = list ? `${list === 'ordered' ? 'ol' : 'ul'}${indent}` : kind
      return `${name}: ${kind === 'rule' ? '' : words}`.trim()
    }),
  )

/** Waits until the page shows these blocks. */
export const shows = (page: Page, expected: readonly string[]) =>
  expect.poll(() => blocks(page), { timeout: 10_000 }).toEqual(expected)

export const saved = (page: Page) =>
  page
    .locator('[data-status="saved"]')
    .getByText(/^(Saved|저장됨)$/)
    .waitFor()

/** Puts the caret at the end of the block that has these words. */
export async function caretAfter(page: Page, words: string): Promise<void> {
  const block = text(page).getByText(words, { exact: true }).first()
  await block.click()
  // Not the End key: that goes to the end of the line, and a block may have several.
  await block.evaluate((element) => getSelection()?.collapse(element, element.childNodes.length))
}

// ---- accessibility

const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type AxeResult = { violations: { id: string; nodes: { target: string[]; failureSummary?: string }[] }[] }

const COLOUR_RULES = ['color-contrast', 'link-in-text-block']

/** Rules of WCAG 2.2 A and AA and best practice that this page breaks, with their places; or of those only what concerns colours. */
export async function axeViolations(page: Page, which: 'all' | 'colours' = 'all'): Promise<string[]> {
  // Not as a script element: the page's own policy forbids those.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(await axe)
  // What is still fading has colours that nobody is meant to read.
  await page.evaluate(() => {
    const fading = document.getAnimations().filter((animation) => animation instanceof CSSTransition)
    return Promise.allSettled(fading.map(({ finished }) => finished)).then(() => {})
  })
  return page.evaluate(
    async (rules) => {
      const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<AxeResult> } }
      const { violations } = await axe.run({
        resultTypes: ['violations'],
        ...(rules && { runOnly: { type: 'rule', values: rules } }),
      })
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`),
      )
    },
    which === 'colours' && COLOUR_RULES,
  )
}

/** No violation, neither in light nor in dark, where only the colours are others; and a picture of each. */
export async function checked(page: Page, name: string, fullPage = false): Promise<void> {
  for (const [colorScheme, which] of [
    ['light', 'all'],
    ['dark', 'colours'],
  ] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    expect(await axeViolations(page, which), `${name}, ${colorScheme}`).toEqual([])
    await look(page, `${name}-${colorScheme}`, fullPage)
  }
}

/** A picture for whoever wants to look: with `PICTURES=1`, in tests/.output (not kept). */
export async function look(page: Page, name: string, fullPage = false): Promise<void> {
  if (!process.env.PICTURES) return
  const path = fileURLToPath(new URL(`../.output/${name}.png`, import.meta.url))
  await page.screenshot({ path, fullPage, animations: 'disabled' })
}

/** What each card of a suggestion says, in the order of the text, without whose it is and when. */
export const cardsOn = (page: Page): Promise<string[]> =>
  page
    .locator('[data-card]')
    .evaluateAll((all) =>
      all.map((one) =>
        [...one.querySelectorAll('[data-summary] > p')].map((line) => line.textContent).join('; '),
      ),
    )
