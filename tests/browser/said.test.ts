/** What is said in passing: it lies over what it belongs to, is read out, and can be pressed, also while a dialog is open. */

import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PHONE } from '../support/browser.ts'
import type { TestPerson } from '../support/server.ts'
import { axeViolations, look, type Newsroom, openArticle, openNewsroom, text } from './newsroom.ts'

let newsroom: Newsroom
let ada: TestPerson
beforeAll(async () => {
  newsroom = await openNewsroom()
  ada = await newsroom.server.administrator()
})
afterAll(() => newsroom.close())

/** Has Ada give access to somebody in the share dialog, which says so in passing. */
async function told(page: Page, userName: string): Promise<Locator> {
  await page.getByRole('button', { name: 'Share' }).click()
  await page.getByLabel('Add somebody by user name').fill(userName)
  await page.getByRole('dialog').getByRole('button', { name: 'Add' }).first().click()
  const words = page.getByText(`${userName} has access now.`)
  await words.waitFor()
  return words
}

/** What lies on top in the middle of it. */
const onTop = (words: Locator) =>
  words.evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect()
    return document.elementFromPoint(x + width / 2, y + height / 2) === element
  })

test('words in passing lie over an open dialog, are not hidden from screen readers, and are closed without it', async () => {
  await newsroom.server.person('bo')
  const { id } = await ada.article('Said in passing')
  const page = await openArticle(newsroom, ada, id)
  const words = await told(page, 'bo')
  await words.hover() // so that it stays, however long the rest takes
  expect(await onTop(words)).toBe(true)
  const hidden = await page.evaluate(() =>
    [...document.querySelectorAll('[data-live]')].map((one) => one.closest('[aria-hidden="true"]') !== null),
  )
  expect(hidden).toEqual([false, false]) // this one, and that of who comes and goes
  expect(await text(page).count()).toBe(0) // the page behind is hidden
  await look(page, 'said-over-dialog')
  expect(await axeViolations(page)).toEqual([])
  await words.locator('..').getByRole('button', { name: 'Close' }).click()
  await words.waitFor({ state: 'detached' })
  expect(await page.getByRole('dialog').isVisible()).toBe(true)
  await page.mouse.click(4, 400)
  await page.getByRole('dialog').waitFor({ state: 'detached' })
})

test('words in passing stand above the tools of a phone', async () => {
  await newsroom.server.person('cy')
  const { id } = await ada.article('Said on a phone')
  const page = await openArticle(newsroom, ada, id, PHONE)
  const words = await told(page, 'cy')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await look(page, 'said-phone')
  const [toast, tools] = await Promise.all([
    words.locator('..').boundingBox(),
    page.getByRole('toolbar').boundingBox(),
  ])
  expect((toast?.y ?? 0) + (toast?.height ?? 0)).toBeLessThanOrEqual(tools?.y ?? 0)
})
