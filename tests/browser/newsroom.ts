/** A real server and a real browser for one test file, and what its tests do on the pages. */

import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'
import { complaintsOf, launchBrowser } from '../support/browser.ts'
import {
  startTestServer,
  type TestPerson,
  type TestServer,
  type TestServerOptions,
} from '../support/server.ts'

export type Newsroom = {
  readonly server: TestServer
  readonly browser: Browser
  /** What any page complained of: empty at the end of an honest test. */
  readonly complaints: string[]
  /** A page of its own browser context, signed in as `person`, or as nobody. */
  open(person: TestPerson | null, path?: string, options?: BrowserContextOptions): Promise<Page>
  /** Fails where a page had an error that nothing caught, whatever its test looked at. */
  close(): Promise<void>
}

export async function openNewsroom(options?: TestServerOptions): Promise<Newsroom> {
  const [server, browser] = await Promise.all([startTestServer(options), launchBrowser()])
  const complaints: string[] = []
  const uncaught: string[] = []
  return {
    server,
    browser,
    complaints,
    async open(person, path = '/', contextOptions = {}) {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 860 },
        locale: 'en-US',
        ...contextOptions,
      })
      context.setDefaultTimeout(15_000)
      complaintsOf(context, { all: complaints, uncaught })
      if (person) await context.addCookies(person.cookies)
      const page = await context.newPage()
      await page.goto(server.url + path)
      return page
    },
    async close() {
      await browser.close()
      await server.stop()
      expect(uncaught).toEqual([])
    },
  }
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
  const page = await newsroom.open(person, `/articles/${id}`, options)
  await text(page).waitFor()
  return page
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

/** Rules of WCAG 2.2 A and AA and best practice that this page breaks, with their places. */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(await axe) // not as a script element: the page's own policy forbids those
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResult> } }).axe.run(),
  )
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`),
  )
}

/** A picture for whoever wants to look, in tests/.output (not kept). */
export const look = (page: Page, name: string, fullPage = false) =>
  page.screenshot({
    path: fileURLToPath(new URL(`../.output/${name}.png`, import.meta.url)),
    fullPage,
    animations: 'disabled',
  })
